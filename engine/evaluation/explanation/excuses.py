"""Excuses of a KPI: who agreed to which, when and why, and what each does (SEMANTICS 17)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from engine.evaluation.excusing import is_whole
from engine.evaluation.explanation.figures import weekday
from engine.evaluation.explanation.sentence import Code, Sentence
from engine.evaluation.explanation.topic import Topic
from engine.model.events import ContractEvent, Effect, Relief, Waiver
from engine.model.naming import DecisionName

_NOTHING_FOLLOWS = "what it came to has no consequence"


def excuses(topic: Topic) -> list[Sentence]:
    """Return a sentence for each relief and waiver that this KPI was decided upon."""
    return [_excuse(topic, event, what) for event, what in _of(topic)]


def in_words(topic: Topic) -> str:
    """Return why a KPI that is excused as a whole is not rated."""
    kinds = {type(what) for _, what in _of(topic) if is_whole(what)}
    return "what it came to was waived" if kinds == {Waiver} else "relief was agreed"


def _of(topic: Topic) -> Iterator[tuple[ContractEvent, Relief | Waiver]]:
    for event in topic.decision.excuses:
        if isinstance(event.what, Relief | Waiver) and event.what.kpi == topic.kpi.name:
            yield event, event.what


def _excuse(topic: Topic, event: ContractEvent, what: Relief | Waiver) -> Sentence:
    name = DecisionName(topic.decision.contract, event.version)
    done = f"by {event.by} on {weekday(event.on)}"
    if isinstance(what, Relief):
        text = f"Relief {name} was agreed {done}: {_effect(topic, what)}; the reason: {event.why}"
        return topic.says(Code.RELIEF, text, event.clause)
    text = f"Waiver {name} was made {done}: {_NOTHING_FOLLOWS}; the reason: {event.why}"
    return topic.says(Code.WAIVER, text, event.clause)


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
