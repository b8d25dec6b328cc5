"""The value of a KPI before it is rounded: an expression, or a composite of other KPIs (SEMANTICS 13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias, assert_never

from engine.evaluation.case import TermMissingError
from engine.evaluation.working import Working
from engine.expression import Program
from engine.model.figures import Absence, Figure
from engine.model.kpi import Computation, HowMany, Partly, WeightedScore, WorstOf
from engine.model.outcome import NotRated, Outcome, Rated
from engine.model.scale import Rating

Computing: TypeAlias = Callable[[Working], Figure]


def computing(computation: Computation) -> Computing:
    """Return what gives the value of *computation*, or the absence that keeps it from having one."""
    match computation:
        case Program():
            value = computation.value
            return lambda working: value(working.figures, working.history)
        case WeightedScore():
            return lambda working: _weighted(working, computation)
        case WorstOf():
            return lambda working: _worst(computation, working.found)
        case HowMany():
            return lambda working: _how_many(computation, working.found)
    assert_never(computation)


def parts(computation: Computation) -> tuple[str, ...]:
    """Return the KPIs that a composite is made of."""
    match computation:
        case Program():
            return ()
        case WeightedScore():
            return tuple(computation.weights)
        case WorstOf() | HowMany():
            return computation.kpis
    assert_never(computation)


def _weighted(working: Working, score: WeightedScore) -> Figure:
    case = working.case
    total = weights = Decimal(0)
    absences = []
    for name, dated in score.weights.items():
        scored = _scored(working, score, name)
        if isinstance(scored, Absence):
            absences.append(scored)
            continue
        weight = dated.at(case.contract.start, case.day)
        if weight is None:
            raise TermMissingError(f"no weight of `{name}` is in force on {case.day}")
        total, weights = total + weight * scored, weights + weight
    if absences and (score.partly is Partly.NOT_RATED or not weights):
        return _first(absences)
    # The weights that remain are scaled to 100%.
    return total / weights


def _scored(working: Working, score: WeightedScore, name: str) -> Decimal | Absence:
    scores, value, outcome = score.scores.get(name), working.figures[name], working.found[name]
    if scores is None:
        return value if isinstance(value, Decimal | Absence) else Absence.UNKNOWN
    if isinstance(value, str) and value in scores:
        return working.case.number(scores[value])
    if isinstance(outcome, Rated) and outcome.rating.name in scores:
        return working.case.number(scores[outcome.rating.name])
    return _absence(outcome)


def _worst(worst: WorstOf, outcomes: Mapping[str, Outcome]) -> Figure:
    rated = _ratings(worst.kpis, worst.partly, outcomes)
    return rated if isinstance(rated, Absence) else max(rated, key=lambda rating: rating.rank)


def _how_many(how_many: HowMany, outcomes: Mapping[str, Outcome]) -> Figure:
    rated = _ratings(how_many.kpis, how_many.partly, outcomes)
    return rated if isinstance(rated, Absence) else Decimal(sum(rating in how_many.ratings for rating in rated))


def _ratings(kpis: tuple[str, ...], partly: Partly, outcomes: Mapping[str, Outcome]) -> list[Rating] | Absence:
    """Return the ratings of *kpis*, or the absence that the composite takes from those without one."""
    found = [outcomes[name] for name in kpis]
    rated = [outcome.rating for outcome in found if isinstance(outcome, Rated)]
    if len(rated) < len(found) and (partly is Partly.NOT_RATED or not rated):
        return _first([_absence(outcome) for outcome in found if not isinstance(outcome, Rated)])
    return rated


def _absence(outcome: Outcome) -> Absence:
    return outcome.absence if isinstance(outcome, NotRated) else Absence.MISSING


def _first(absences: list[Absence]) -> Absence:
    return min(absences, key=lambda absence: absence.order)
