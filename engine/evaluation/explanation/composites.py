"""Composites: each part with its weight and score, and what was left out."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from engine.evaluation.explanation.figures import share
from engine.evaluation.explanation.in_force import in_force
from engine.evaluation.explanation.sentence import Code, Sentence, listed, words
from engine.evaluation.explanation.topic import Topic
from engine.expression.program import Program
from engine.model.figures import Absence, Figure
from engine.model.kpi import HowMany, Partly, WeightedScore, WorstOf
from engine.model.outcome import Measured, NotRated, Outcome, Rated, Undecided


def parts(topic: Topic, outcome: Rated | Measured | NotRated) -> list[Sentence]:
    """Return what a composite was made of; nothing for other KPIs, and for a composite that is not measured now."""
    computation = topic.kpi.computation
    if isinstance(computation, Program) or (isinstance(outcome, NotRated) and not outcome.due):
        return []
    found = {one.kpi: one for one in topic.decision.outcomes}
    match computation:
        case WeightedScore():
            return _weighted(topic, computation, found)
        case WorstOf():
            return _of_ratings(topic, "The worst of", computation.kpis, found)
        case HowMany():
            ratings = " or ".join(words(one.name) for one in sorted(computation.ratings, key=lambda one: one.rank))
            return _of_ratings(topic, f"How many are rated {ratings}, of", computation.kpis, found)
    assert_never(computation)


def _weighted(topic: Topic, score: WeightedScore, found: dict[str, Outcome]) -> list[Sentence]:
    sentences, left_out = [], []
    weights = Decimal(0)
    for name, dated in score.weights.items():
        weight = in_force(dated, topic.decision.rules.on)
        scored = _scored(score, name, found[name])
        if scored is None:
            left_out.append(name)
        else:
            sentences.append(_part(topic, name, scored, weight))
            weights += weight or 0
    if left_out and sentences and score.partly is Partly.LEAVE_OUT:
        sentences.append(_left_out(topic, left_out, weights))
    return sentences


def _part(topic: Topic, name: str, scored: Decimal, weight: Decimal | None) -> Sentence:
    weighed = share(weight) if weight is not None else "the weight of its contract year"
    figure = topic.lexicon.form(name).number(scored)
    return topic.says(Code.PART, f"Part: {topic.lexicon.title(name)}, {figure} x {weighed}")


def _left_out(topic: Topic, names: list[str], weights: Decimal) -> Sentence:
    titles = listed(topic.lexicon.title(name) for name in names)
    of = f", {share(weights)} in all," if weights else ""
    text = f"Left out, as not rated: {titles}; the weights that remain{of} are scaled to 100%"
    return topic.says(Code.PART, text)


def _scored(score: WeightedScore, name: str, outcome: Outcome) -> Decimal | None:
    """Return what the part *name* came in with: its value, or what its choice or rating scores."""
    value: Figure | None = outcome.value if isinstance(outcome, Rated | Measured) else None
    scores = score.scores.get(name)
    if scores is None:
        return value if isinstance(value, Decimal) else None
    if isinstance(value, str) and value in scores:
        return scores[value]
    return scores.get(outcome.rating.name) if isinstance(outcome, Rated) else None


def _of_ratings(topic: Topic, what: str, kpis: tuple[str, ...], found: dict[str, Outcome]) -> list[Sentence]:
    said = [f"{topic.lexicon.title(name)} {_rating(found[name])}" for name in kpis]
    return [topic.says(Code.PART, f"{what}: {', '.join(said)}")]


def _rating(outcome: Outcome) -> str:
    match outcome:
        case Rated():
            return words(outcome.rating.name)
        case NotRated():
            return f"not rated ({outcome.absence.value})"
        case Measured() | Undecided():
            return f"not rated ({Absence.UNKNOWN.value})"
    assert_never(outcome)
