"""Excuses of a KPI, and confirmations: who agreed to which, when and why, and what each does (SEMANTICS 16, 17)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from engine.evaluation.excusing import Excuse, is_whole
from engine.evaluation.explanation.figures import weekday
from engine.evaluation.explanation.sentence import Code, Sentence
from engine.evaluation.explanation.topic import Topic
from engine.model.events import Confirmation, ContractEvent, Dispute, Effect, Matter, Relief, Waiver
from engine.model.figures import Absence
from engine.model.naming import DecisionName
from engine.model.outcome import came_to
from engine.model.written import is_written

_NOTHING_FOLLOWS = "what it came to has no consequence"


def excuses(topic: Topic) -> list[Sentence]:
    """Return a sentence for each relief, waiver, confirmation and dispute that this KPI was decided upon."""
    return [_excuse(topic, event, what) for event, what in _of(topic)]


def warnings(topic: Topic) -> Iterator[Sentence]:
    """Yield a sentence for each warning about this KPI that the council had not answered in time."""
    for event in topic.decision.unanswered:
        what = event.what
        if isinstance(what, Matter) and what.due is not None and topic.kpi.name in what.kpis:
            name = DecisionName(topic.decision.contract, event.version)
            offered = f"; the provider offers: {what.workaround}" if what.workaround else ""
            text = (
                f"Warning {name}, given by {event.by} on {weekday(event.on)}, was to be answered by "
                f"{weekday(what.due)} and was not: {event.why}; the consequence: {what.consequence}{offered}; "
                "no rating changes by it"
            )
            yield topic.says(Code.WARNING, text, event.clause)


def in_words(topic: Topic) -> str:
    """Return why a KPI that is excused as a whole is not rated."""
    kinds = {type(what) for _, what in _of(topic) if is_whole(what)}
    if kinds == {Dispute}:
        return "what it came to is disputed"
    return "what it came to was waived" if kinds == {Waiver} else "relief was agreed"


def _of(topic: Topic) -> Iterator[tuple[ContractEvent, Excuse]]:
    for event in topic.decision.excuses:
        if isinstance(event.what, Excuse) and event.what.kpi == topic.kpi.name:
            yield event, event.what


def _excuse(topic: Topic, event: ContractEvent, what: Excuse) -> Sentence:
    name = DecisionName(topic.decision.contract, event.version)
    done = f"by {event.by} on {weekday(event.on)}"
    if isinstance(what, Relief):
        text = f"Relief {name} was agreed {done}: {_effect(topic, what)}; the reason: {event.why}"
        return topic.says(Code.RELIEF, text, event.clause)
    if isinstance(what, Dispute):
        text = f"Dispute {name} was raised {done}: {_NOTHING_FOLLOWS} unless it is rejected; the reason: {event.why}"
        return topic.says(Code.DISPUTE, text, event.clause)
    if isinstance(what, Confirmation):
        text = f"Confirmation {name} was made {done}: {_confirmed(topic, what)}; the reason: {event.why}"
        return topic.says(Code.CONFIRMATION, text, event.clause)
    text = f"Waiver {name} was made {done}: {_NOTHING_FOLLOWS}; the reason: {event.why}"
    return topic.says(Code.WAIVER, text, event.clause)


def _confirmed(topic: Topic, confirmation: Confirmation) -> str:
    """Return what became of what was confirmed: it is of one figure, and the period may have another since."""
    outcome = next(one for one in topic.decision.outcomes if one.kpi == topic.kpi.name)
    figure = came_to(outcome)
    if not confirmation.figure or figure is Absence.RELIEVED or is_written(confirmation.figure, figure):
        return "the figure stands, with its consequences"
    return f"it was of another figure, {confirmation.figure}, and says nothing of this one"


def _effect(topic: Topic, relief: Relief) -> str:
    if relief.excluded:
        counts = topic.lexicon.between.join(topic.lexicon.figure(*one) for one in relief.excluded.items())
        return f"left out of it are {counts}"
    match relief.effect:
        case Effect.NO_CONSEQUENCE:
            return _NOTHING_FOLLOWS
        case Effect.DISREGARDED_FOR_EXIT:
            return "rating, points and credit stand, and rungs that disregard what is relieved do not count them"
    assert_never(relief.effect)
