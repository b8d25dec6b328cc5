"""What each KPI came to, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from engine.evaluation.explanation.absences import carried, deemed, not_rated
from engine.evaluation.explanation.composites import parts
from engine.evaluation.explanation.consequences import consequences, doubts
from engine.evaluation.explanation.excuses import excuses, warnings
from engine.evaluation.explanation.held import held, held_in_short
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import Code, Section, Sentence
from engine.evaluation.explanation.topic import Topic, topic
from engine.evaluation.explanation.values import value
from engine.model.decision import Decision
from engine.model.outcome import Basis, Measured, NotRated, Outcome, Rated, Undecided


def figures_section(decision: Decision, lexicon: Lexicon) -> Section:
    """Return what every KPI came to; an event rates none (SEMANTICS 1)."""
    sentences: list[Sentence] = []
    for outcome in decision.outcomes:
        sentences += outcome_sentences(topic(decision, lexicon, outcome.kpi), outcome)
    return Section("What was measured", tuple(sentences))


def outcome_sentences(topic: Topic, outcome: Outcome) -> list[Sentence]:
    """Return what *outcome* is, what it was held against, what follows from it, and what was agreed about it."""
    return [*_said(topic, outcome), *excuses(topic), *warnings(topic), *_publishable(topic)]


def _publishable(topic: Topic) -> Iterator[Sentence]:
    """Yield whether it may be published, where the rules say."""
    if topic.kpi.publishable is not None:
        text = "What it comes to may be published" if topic.kpi.publishable else "What it comes to is not published"
        yield topic.says(Code.PUBLISHABLE, text, topic.kpi.clause)


def _said(topic: Topic, outcome: Outcome) -> list[Sentence]:
    match outcome:
        case Rated():
            return _rated(topic, outcome)
        case Measured():
            return [
                value(topic, outcome),
                *parts(topic, outcome),
                *doubts(topic, outcome),
                topic.says(
                    Code.MEASURED,
                    "It has no limits of its own, and serves other figures and conditions",
                    topic.kpi.clause,
                ),
            ]
        case NotRated():
            return [*not_rated(topic, outcome), *parts(topic, outcome)]
        case Undecided():
            return [undecided(topic, outcome)]
    assert_never(outcome)


def in_short(topic: Topic, outcome: Outcome) -> list[Sentence]:
    """Return the same without what only a close reader asks for: the lesser limits and the parts of a composite."""
    if isinstance(outcome, Rated) and outcome.basis is Basis.MEASURED:
        said = [value(topic, outcome), *held_in_short(topic, outcome), *consequences(topic, outcome)]
    else:
        said = not_rated(topic, outcome) if isinstance(outcome, NotRated) else _said(topic, outcome)
    return [*said, *excuses(topic), *warnings(topic)]


def _rated(topic: Topic, outcome: Rated) -> list[Sentence]:
    match outcome.basis:
        case Basis.MEASURED:
            return [
                value(topic, outcome),
                *parts(topic, outcome),
                *held(topic, outcome),
                *consequences(topic, outcome),
            ]
        case Basis.DEEMED:
            return [deemed(topic, outcome), *consequences(topic, outcome)]
        case Basis.CARRIED:
            return [carried(topic, outcome), *doubts(topic, outcome)]
    assert_never(outcome.basis)


def undecided(topic: Topic, outcome: Undecided) -> Sentence:
    """Return why a person must judge this KPI."""
    return topic.says(
        Code.UNDECIDED, f"{topic.title}: undecided{topic.made_of(outcome.read)}, as {outcome.why}", topic.kpi.clause
    )
