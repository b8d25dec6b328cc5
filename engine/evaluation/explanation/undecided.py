"""Why a decision waits for a person, and what that means until one has judged (SEMANTICS 6)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.evaluation.explanation.figures import period_in_words
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import Code, Section, Sentence, listed, opened
from engine.model.decision import Decision
from engine.model.escalation import DecisionOutcome
from engine.model.outcome import Undecided


def undecided_section(decision: Decision, lexicon: Lexicon) -> Section:
    """Return what failed beside the KPIs, and that a person must judge; nothing for what is decided."""
    if decision.outcome is not DecisionOutcome.UNDECIDED:
        return Section("For a person to judge", ())
    open_still = f", and {period_in_words(decision.period)} stays open" if decision.period else ""
    kpis = listed(lexicon.title(one.kpi) for one in decision.outcomes if isinstance(one, Undecided))
    text = (
        f"A person must judge{f' {kpis}' if kpis else ''}: until then nothing is paid and no ladder moves{open_still}"
    )
    return Section("For a person to judge", (*failed_stages(decision), Sentence("", Code.PERSON, text)))


def failed_stages(decision: Decision) -> Iterator[Sentence]:
    """Yield what could not be worked out in payment or escalation; KPIs have sentences of their own."""
    of_kpis = {f"{one.kpi}: {one.why}" for one in decision.outcomes if isinstance(one, Undecided)}
    for why in decision.undecided:
        if why not in of_kpis:
            stage, _, reason = why.partition(": ")
            yield Sentence("", Code.UNDECIDED, f"{opened(stage)} is undecided, as {reason}")
