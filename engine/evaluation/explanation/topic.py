"""One KPI of one decision, as its sentences see it."""

from __future__ import annotations

from typing import NamedTuple

from engine.evaluation.explanation.figures import Form
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import Code, Sentence, opened
from engine.evaluation.explanation.sources import figures_said
from engine.model.decision import Decision
from engine.model.kpi import Kpi
from engine.model.outcome import Read


class Topic(NamedTuple):
    """A KPI with the decision that it is part of and the words of the rules that decided it."""

    decision: Decision
    lexicon: Lexicon
    kpi: Kpi
    title: str
    form: Form

    def says(self, code: Code, text: str, clause: str = "") -> Sentence:
        """Return the sentence *text* about this KPI."""
        return Sentence(self.kpi.name, code, text, clause)

    def made_of(self, read: Read, more: str = "") -> str:
        """Return ` (from visits missed: 97, visits planned: 3,000)`, with what is said *more* after it; or nothing."""
        said = [f"from {figures_said(read, self.decision, self.lexicon)}"] if read else []
        said += [more] if more else []
        return f" ({'; '.join(said)})" if said else ""


def topic(decision: Decision, lexicon: Lexicon, kpi: str) -> Topic:
    """Return the KPI named *kpi* of *decision*."""
    term = lexicon.terms[kpi]
    return Topic(decision, lexicon, lexicon.rules.kpis[kpi], opened(term.title), term.form)
