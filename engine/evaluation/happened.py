"""What happened to a contract between its periods, as conditions ask about it: up to the day that is decided for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from engine.evaluation.case import Case
from engine.expression import Window
from engine.model.days import YearKind, window_start, year_containing
from engine.model.matters import Occurrence, happenings, occurrences
from engine.model.standing import PeriodRecord


class Days(NamedTuple):
    """The days from *first* to *last*, both of them among them."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def days(case: Case, window: Window, records: tuple[PeriodRecord, ...]) -> Days:
    """Return the days of *window*, whose periods *records* are (SEMANTICS 18)."""
    periods, months, year = window
    first, last = date.min, case.day
    if periods is not None:
        first = records[0].period.start if records else case.period.start
    elif months is not None:
        first = window_start(last, months)
    elif year is not None:
        first = year_containing(YearKind(year), last, case.contract.start).start
    return Days(first, last)


def count(case: Case, kinds: tuple[str, ...], within: Days, *, disputed: bool | None = None) -> Decimal:
    """Return how often something of *kinds* happened *within* some days; only what is *disputed* or not, where said."""
    found = happenings(case.standing.events, kinds, are_disputed=disputed)
    return Decimal(sum(day in within for day in found))


def found(case: Case, kinds: tuple[str, ...], within: Days) -> tuple[Occurrence, ...]:
    """Return what happened of *kinds* *within* some days, in the order in which it did."""
    return tuple(sorted(one for one in occurrences(case.standing.events, kinds) if one.on in within))


def since(case: Case, kind: str, other: str) -> bool:
    """Return whether *kind* happened on or after the latest day of *other*; ever, where there was none."""
    events, until = case.standing.events, case.day
    began = max((day for day in happenings(events, (other,)) if day <= until), default=date.min)
    return any(began <= day <= until for day in happenings(events, (kind,)))
