"""What a rating counts as, and its points, multiplied where it repeats (SEMANTICS 16, 19, 20)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from math import prod
from typing import NamedTuple, TypeAlias

from engine.evaluation.case import Case
from engine.evaluation.working import Working
from engine.model.dated import Dated
from engine.model.decimals import exactly
from engine.model.figures import Value
from engine.model.kpi import Kpi
from engine.model.outcome import Counts
from engine.model.rule_set import RuleSet
from engine.model.scale import Rating
from engine.model.terms import Quantity

_ZERO = Decimal(0)


class Weight(NamedTuple):
    """What a rating counts as and earns."""

    counts: Counts
    points: Decimal = _ZERO
    repeat: bool = False
    doubtful: bool = False
    in_grace: bool = False


Weighing: TypeAlias = Callable[[Working, Rating, Value | None], Weight]

_PASS, _NEITHER = Weight(Counts.PASS), Weight(Counts.NEITHER)


def weighing(rules: RuleSet, kpi: Kpi) -> Weighing:
    """Return what weighs a rating of *kpi* and the value that it came from, None where it was deemed."""
    weighed = weights(rules, kpi)
    name, over = kpi.name, kpi.over_not_rated

    def weigh(working: Working, rating: Rating, _value: Value | None) -> Weight:
        once, again = weighed[rating.rank]
        chosen = again if again is not once and working.history.failed_before(name, over) else once
        return chosen if isinstance(chosen, Weight) else chosen(working.case)

    return weigh if kpi.plausible is None and kpi.grace is None else _forgiving(kpi, rules.failure.rank, weigh)


def doubted(weight: Weight) -> Weight:
    """Return *weight* of a KPI computed from a doubtful one: it waits for the same person (SEMANTICS 16)."""
    return weight._replace(counts=Counts.NEITHER, points=_ZERO, repeat=False, doubtful=True)


_Weights: TypeAlias = Weight | Callable[[Case], Weight]


def weights(rules: RuleSet, kpi: Kpi) -> list[tuple[_Weights, _Weights]]:
    """Return by rank what each rating of *kpi* weighs the first time and when it repeats."""
    failure = rules.failure.rank
    return [_weights(kpi, rating, failing=rating.rank >= failure) for rating in rules.scale.ratings]


def _weights(kpi: Kpi, rating: Rating, *, failing: bool) -> tuple[_Weights, _Weights]:
    """Return what *rating* weighs, ready where nothing about it is dated."""
    counts = Counts.FAILURE if failing else Counts.PASS
    points = kpi.points.get(rating.name)
    once = _weight(Weight(counts), points, None)
    if not failing:
        return once, once
    return once, _weight(Weight(counts, repeat=True), points, kpi.repeat)


def _weight(weight: Weight, points: Dated[Quantity] | None, times: Dated[Quantity] | None) -> _Weights:
    if points is None:
        return weight
    factors = [points] if times is None else [points, times]
    fixed = [quantity.constant.figure if quantity.constant else None for quantity in factors]
    if all(isinstance(figure, Decimal) for figure in fixed):
        return weight._replace(points=_product(figure for figure in fixed if isinstance(figure, Decimal)))
    return lambda case: weight._replace(points=_product(case.number(quantity) for quantity in factors))


def _product(figures: Iterable[Decimal]) -> Decimal:
    # Repeats multiply flat: the third failure counts as much as the second.
    with exactly():
        return prod(figures, start=Decimal(1))


def _forgiving(kpi: Kpi, failure: int, weigh: Weighing) -> Weighing:
    """Return *weigh* for a KPI whose ratings may be without consequence."""

    def forgive(working: Working, rating: Rating, value: Value | None) -> Weight:
        case = working.case
        span = kpi.plausible.at(case.contract.start, case.day) if kpi.plausible else None
        outside = span is not None and isinstance(value, Decimal) and not span.holds(value)
        doubtful = outside and value is not None and not working.is_confirmed(kpi.name, value)
        grace = kpi.grace is not None and working.in_grace(kpi.grace)
        if not doubtful and not grace:
            return weigh(working, rating, value)
        # A good figure under grace is a pass; a doubtful one waits for a person, whichever way it points.
        weight = _NEITHER if doubtful or rating.rank >= failure else _PASS
        return weight._replace(doubtful=doubtful, in_grace=grace)

    return forgive
