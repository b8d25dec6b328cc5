"""Months and years counted on the calendar: anniversaries, contract years, stretches of months (SEMANTICS 3, 4)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import assert_never

from engine.model.period import Period

# Any 1 January and any 1 April would do: stretches run from them without gap, both ways.
_CALENDAR_ANCHOR = date(2000, 1, 1)
_FINANCIAL_ANCHOR = date(2000, 4, 1)


class YearKind(Enum):
    """Where years start, and with them the half years, quarters and months that they are made of."""

    CALENDAR = "calendar year"
    CONTRACT = "contract year"
    FINANCIAL = "financial year"

    def anchor(self, contract_start: date) -> date:
        """Return a day on which a year of this kind starts; a financial year starts on 1 April."""
        match self:
            case YearKind.CALENDAR:
                return _CALENDAR_ANCHOR
            case YearKind.CONTRACT:
                return contract_start
            case YearKind.FINANCIAL:
                return _FINANCIAL_ANCHOR
        assert_never(self)


def months_later(day: date, months: int) -> date:
    """Return the same day of the month *months* later, or the month's last; fewer than 0 months is earlier.

    The corresponding date rule: Dodds v Walker [1981] UKHL.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def window_start(day: date, months: int) -> date:
    """Return the first of the *months* months that end with *day*, whose last day stands for the end of any month.

    Three months that end on 30 April start on 1 February, not on 31 January. Of any other day they start after the same
    day so many months before, or after the last of a month that has none: two that end on 30 January, on 1 December
    (SEMANTICS 18).
    """
    after = day + timedelta(days=1)
    return months_later(after, -months) if after.day == 1 else months_later(day, -months) + timedelta(days=1)


def months_between(start: date, day: date) -> int:
    """Return how many whole months have gone by on *day*, counted from *start*; fewer than 0 before it."""
    months = (day.year - start.year) * 12 + day.month - start.month
    return months if months_later(start, months) <= day else months - 1


def anniversary(start: date, years: int) -> date:
    """Return the day *years* after *start*; that of 29 February is the 28th where the year has no 29th."""
    return months_later(start, 12 * years)


def contract_year(start: date, day: date) -> int:
    """Return the contract year that *day* is in: year n starts on anniversary n-1 of *start*; 0 and less before it."""
    return months_between(start, day) // 12 + 1


def stretches_between(anchor: date, months: int, day: date) -> int:
    """Return how many whole stretches of *months* have gone by on *day*, counted from *anchor*."""
    return months_between(anchor, day) // months


@lru_cache(1 << 12)  # the contracts of a server report much the same months
def stretch_containing(anchor: date, months: int, day: date) -> Period:
    """Return the stretch of *months* that contains *day*; stretches run without gap from *anchor*, both ways."""
    before = stretches_between(anchor, months, day) * months
    return Period(months_later(anchor, before), months_later(anchor, before + months))


def year_containing(kind: YearKind, day: date, contract_start: date) -> Period:
    """Return the year of *kind* that contains *day*."""
    return stretch_containing(kind.anchor(contract_start), 12, day)
