"""Composites: each part with its weight and score, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import assert_never

from engine.evaluation.explanation.figures import share
from engine.evaluation.explanation.in_force import in_force, number, since
from engine.evaluation.explanation.sentence import Code, Sentence, listed, opened, words
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
            return [topic.says(Code.PART, f"The worst of {_rated(topic, computation.kpis, found)}")]
        case HowMany():
            return [*_counted(topic, computation, found)]
    assert_never(computation)


def _weighted(topic: Topic, score: WeightedScore, found: dict[str, Outcome]) -> list[Sentence]:
    sentences, left_out = [], []
    weights = Decimal(0)
    for name, dated in score.weights.items():
        scored = _scored(topic, score, name, found[name])
        if scored is None:
            left_out.append(name)
        else:
            weight = in_force(dated, topic.decision) or Decimal(0)
            sentences.append(_part(topic, name, scored, f"{share(weight)}{since(dated, topic.decision)}"))
            weights += weight
    if left_out and sentences and score.partly is Partly.LEAVE_OUT:
        sentences.append(_left_out(topic, left_out, weights))
    return sentences


def _part(topic: Topic, name: str, scored: Decimal, weighed: str) -> Sentence:
    figure = topic.lexicon.form(name).number(scored)
    return topic.says(Code.PART, f"{opened(topic.lexicon.title(name))}: {figure} x {weighed}")


def _left_out(topic: Topic, names: list[str], weights: Decimal) -> Sentence:
    titles = listed(topic.lexicon.title(name) for name in names)
    of = f", {share(weights)} in all," if weights else ""
    text = f"Left out, as not rated: {titles}; the weights that remain{of} are scaled to 100%"
    return topic.says(Code.PART, text)


def _scored(topic: Topic, score: WeightedScore, name: str, outcome: Outcome) -> Decimal | None:
    """Return what the part *name* came in with: its value, or what its choice or rating scores."""
    value: Figure | None = outcome.value if isinstance(outcome, Rated | Measured) else None
    scores = score.scores.get(name)
    if scores is None:
        return value if isinstance(value, Decimal) else None
    chosen = scores.get(value) if isinstance(value, str) else None
    if chosen is None and isinstance(outcome, Rated):
        chosen = scores.get(outcome.rating.name)
    scored = number(chosen, topic.decision)
    return scored.number if scored else None


def _counted(topic: Topic, how_many: HowMany, found: dict[str, Outcome]) -> Iterator[Sentence]:
    """Yield which KPIs count, which do not, and which could not be rated; a list of all would hide the few."""
    *others, worst = (words(one.name) for one in sorted(how_many.ratings, key=lambda one: one.rank))
    ratings = f"{', '.join(others)} or {worst}" if others else worst
    rated = [name for name in how_many.kpis if isinstance(found[name], Rated)]
    counted = [name for name in rated if getattr(found[name], "rating", None) in how_many.ratings]
    for what, names in (
        (f"Rated {ratings}", counted),
        ("Rated otherwise", [name for name in rated if name not in counted]),
        ("Not rated", [name for name in how_many.kpis if name not in rated]),
    ):
        if names or names is counted:
            listing = f": {_rated(topic, names, found)}" if names else ""
            yield topic.says(Code.PART, f"{what}, {len(names)} of {len(how_many.kpis)}{listing}")


def _rated(topic: Topic, kpis: Iterable[str], found: dict[str, Outcome]) -> str:
    return topic.lexicon.between.join(f"{topic.lexicon.title(name)} ({_rating(found[name])})" for name in kpis)


def _rating(outcome: Outcome) -> str:
    match outcome:
        case Rated():
            return words(outcome.rating.name)
        case NotRated():
            return _without(outcome.absence)
        case Measured() | Undecided():
            return _without(Absence.UNKNOWN)
    assert_never(outcome)


def _without(absence: Absence) -> str:
    return f"not rated, {absence.value}"
