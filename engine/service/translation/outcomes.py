"""What each KPI came to, written to the wire; of a decision's parts the one that is made most often."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias, assert_never

from engine.api import outcome_pb2 as wire
from engine.model.decimals import CONTEXT
from engine.model.figures import Value
from engine.model.outcome import Counts, Limit, Measured, NotRated, Outcome, Rated, Undecided
from engine.service.translation.conditions import write_comparisons
from engine.service.translation.figures import number, write_figure, write_named
from engine.service.translation.words import ABSENCES, BASES, COUNTS

_NEITHER = COUNTS[Counts.NEITHER.value]
# By whether the line is an upper one, and whether a figure upon it misses it.
_SIDES = {
    (False, False): wire.SIDE_AT_LEAST,
    (False, True): wire.SIDE_MORE_THAN,
    (True, False): wire.SIDE_AT_MOST,
    (True, True): wire.SIDE_LESS_THAN,
}

# A KPI, its rating, the limits that it was held against, what it counts as, its points, where the rating comes from.
_Weighed: TypeAlias = tuple[str, str, tuple[Limit, ...], str, Decimal, str]


def write_outcomes(add: Callable[[], wire.KpiOutcome], outcomes: Iterable[Outcome]) -> None:
    """Write what each KPI came to, to what *add* adds."""
    for outcome in outcomes:
        to = add()
        match outcome:
            case Rated():
                _write_rated(to, outcome)
            case Measured():
                _write_measured(to, outcome)
            case NotRated():
                _write_not_rated(to, outcome)
            case Undecided():
                _write_undecided(to, outcome)
            case _:
                assert_never(outcome)
        write_named(to.read.add, outcome.read)


def _write_rated(to: wire.KpiOutcome, rated: Rated) -> None:
    kpi, rating, value, unrounded, _, held, counts, points, repeat, basis, doubtful, in_grace, carried = rated
    to.MergeFromString(_rated(value, (kpi, rating.name, held.limits, counts._value_, points, basis._value_)))
    if repeat:
        to.repeat = True
    if doubtful or in_grace or carried:
        to.doubtful, to.in_grace, to.carried = doubtful, in_grace, carried
    if unrounded is not None and unrounded != value and isinstance(unrounded, Decimal):
        to.unrounded = number(unrounded)
    if held.examined:
        write_comparisons(to.conditions.add, held.examined)
    if held.limited_by:
        to.limited_by.extend(held.limited_by)


def _write_measured(to: wire.KpiOutcome, measured: Measured) -> None:
    to.kpi, to.kind, to.counts = measured.kpi, wire.OUTCOME_KIND_MEASURED, _NEITHER
    to.doubtful = measured.doubtful
    _write_value(to, measured.value, measured.unrounded)


def _write_not_rated(to: wire.KpiOutcome, not_rated: NotRated) -> None:
    to.kpi, to.kind, to.counts = not_rated.kpi, wire.OUTCOME_KIND_NOT_RATED, _NEITHER
    to.absence, to.not_due = ABSENCES[not_rated.absence.value], not not_rated.due
    to.because.extend(not_rated.because)


def _write_undecided(to: wire.KpiOutcome, undecided: Undecided) -> None:
    to.kpi, to.kind, to.counts = undecided.kpi, wire.OUTCOME_KIND_UNDECIDED, _NEITHER
    to.because.append(undecided.why)


def _write_value(to: wire.KpiOutcome, value: Value, unrounded: Value) -> None:
    write_figure(to, value)
    if isinstance(unrounded, Decimal) and unrounded != value:
        to.unrounded = number(unrounded)


# A KPI's limits stay, and so do most of the values that are held against them: rounded figures of a percentage or a
# count. Typed, as 0 and false are equal.
@lru_cache(1 << 13, typed=True)
def _rated(value: Value | None, weighed: _Weighed) -> bytes:
    """Return the part of an outcome that many decisions have in common, as it travels."""
    kpi, rating, limits, counts, points, basis = weighed
    to = wire.KpiOutcome(kpi=kpi, kind=wire.OUTCOME_KIND_RATED, rating=rating)
    to.counts, to.basis, to.points = COUNTS[counts], BASES[basis], number(points)
    if value is not None:
        write_figure(to, value)
    for limit in limits:
        one = to.limits.add()
        one.rating, one.limit = limit.rating.name, number(limit.figure)
        one.side = _SIDES[limit.upper, limit.strict]
        if isinstance(value, Decimal):
            one.margin = number(_margin(limit, value))
    return to.SerializeToString()


def _margin(limit: Limit, value: Decimal) -> Decimal:
    # In Plimsoll's own context: a server's threads have Python's, which keeps 28 digits.
    return CONTEXT.subtract(*((limit.figure, value) if limit.upper else (value, limit.figure)))
