"""From a value to a rating: lines, printed ranges, choices, first-match conditions, limiters."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias, assert_never

from engine.evaluation.case import Case
from engine.evaluation.working import Working
from engine.expression import Examined, Undecidable
from engine.model.figures import Absence, Value
from engine.model.kpi import Better, Choices, FirstMatch, Kpi, Limiter, Lines, Ranges
from engine.model.outcome import Held, Limit
from engine.model.scale import Rating

# A rating, or None for "cannot be rated", with what the value was held against.
Found: TypeAlias = tuple[Rating | None, Held]
RatingOf: TypeAlias = Callable[[Working, Value], Found]

_NOTHING_HELD = Held()


def rating_of(kpi: Kpi) -> RatingOf:
    """Return what rates a value of *kpi*; it raises Undecidable where an unknown decides (SEMANTICS 14)."""
    rate = _banded(kpi)
    if not kpi.limiters:
        return rate
    return lambda working, value: _limited(kpi.limiters, rate(working, value), working)


def _banded(kpi: Kpi) -> RatingOf:
    bands = kpi.bands
    match bands:
        case None:
            return lambda _, value: (value if isinstance(value, Rating) else None, _NOTHING_HELD)
        case Lines():
            return _by_fixed_lines(bands) if bands.fixed is not None else _by_dated_lines(bands)
        case Choices():
            return _by_choices(bands)
        case Ranges():
            return lambda working, value: _by_ranges(working.case, bands, value)
        case FirstMatch():
            return lambda working, _: _by_conditions(bands, working)
    assert_never(bands)


def _by_fixed_lines(bands: Lines) -> RatingOf:
    limits, otherwise = bands.fixed or (), bands.otherwise
    held = Held(limits)
    if any(limit.strict for limit in limits):
        return lambda _, value: (_along(limits, value) or otherwise, held)
    # Most bands are like this, and most of a decision's time goes here.
    founds: list[tuple[Decimal, Found]] = [(limit.figure, (limit.rating, held)) for limit in limits]
    missed = (otherwise, held)
    return _at_most(founds, missed) if bands.better is Better.LOWER else _at_least(founds, missed)


def _at_most(founds: list[tuple[Decimal, Found]], missed: Found) -> RatingOf:
    def rate(_: Working, value: Value) -> Found:
        for line, found in founds:
            if value <= line:  # type: ignore[operator]  # the compiler gives lines to numbers only
                return found
        return missed

    return rate


def _at_least(founds: list[tuple[Decimal, Found]], missed: Found) -> RatingOf:
    def rate(_: Working, value: Value) -> Found:
        for line, found in founds:
            if value >= line:  # type: ignore[operator]  # the compiler gives lines to numbers only
                return found
        return missed

    return rate


def _by_dated_lines(bands: Lines) -> RatingOf:
    def rate(working: Working, value: Value) -> Found:
        limits = _limits(working.case, bands)
        return _along(limits, value) or bands.otherwise, Held(limits)

    return rate


def _along(limits: tuple[Limit, ...], value: Value) -> Rating | None:
    if not isinstance(value, Decimal):
        raise TypeError("the compiler gives lines to numbers only")
    for rating, figure, strict, upper in limits:
        if value == figure:
            if not strict:
                return rating
        elif (value < figure) is upper:
            return rating
    return None


def _limits(case: Case, bands: Lines) -> tuple[Limit, ...]:
    limits = []
    for rating, dated in bands.lines:
        line = dated.at(case.contract.start, case.day)
        if line is None:
            raise Undecidable(f"no limit for `{rating}` is in force on {case.day}")
        limits.append(Limit(rating, case.quantity(line.figure), line.strict, bands.better is Better.LOWER))
    return tuple(limits)


def _by_choices(bands: Choices) -> RatingOf:
    ratings = bands.ratings
    return lambda _, value: (ratings[str(value).lower() if isinstance(value, bool) else str(value)], _NOTHING_HELD)


def _by_ranges(case: Case, bands: Ranges, value: Value) -> Found:
    if not isinstance(value, Decimal):
        raise TypeError("the compiler gives ranges to numbers only")
    for rating, dated in bands.ranges:
        span = dated.at(case.contract.start, case.day)
        if span is None:
            raise Undecidable(f"no range for `{rating}` is in force on {case.day}")
        if span.holds(value):
            return rating, Held(tuple(Limit(rating, end, strict, upper) for end, strict, upper in span.ends()))
    raise Undecidable(f"{value} is outside every printed range")


def _by_conditions(bands: FirstMatch, working: Working) -> Found:
    seen: list[Examined] = []
    for rating, program in bands.cases:
        holds, examined = program.examined(working.figures, working.history)
        seen += examined
        if isinstance(holds, Absence):
            raise Undecidable(f"whether `{program.text}` holds for `{rating}` is unknown")
        if holds:
            return rating, Held(examined=tuple(seen))
    return bands.otherwise, Held(examined=tuple(seen))


def _limited(limiters: tuple[Limiter, ...], found: Found, working: Working) -> Found:
    rating, held = found
    if rating is None:
        return found
    for limiter in limiters:
        holds, examined = limiter.when.examined(working.figures, working.history)
        if isinstance(holds, Absence):
            raise Undecidable(f"whether `{limiter.when.text}` limits the rating is unknown")
        held = held._replace(examined=held.examined + examined)
        if holds and rating.rank < limiter.rating.rank:
            rating, held = limiter.rating, held._replace(limited_by=(*held.limited_by, limiter.when.text))
    return rating, held
