"""Periods: whole days from a first to a last, and the labels that people know them by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
_YEAR_AND_PART = re.compile(r"(\d{4})(?:-(\d\d|Q[1-4]|H[12])|/(\d\d))?", re.ASCII)
_TWO_DATES = re.compile(r"(\d{4}-\d\d-\d\d) ?(?:to|/|\.\.) ?(\d{4}-\d\d-\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from *start* up to, and without, *end*; at least one."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"expected a period to end after its start `{self.start}`, not `{self.end}`")

    @classmethod
    def through(cls, first: date, last: date) -> Period:
        """Return the period from *first* to *last*, both of them in it."""
        if last < first:
            raise ValueError(f"expected a last day no earlier than the first day `{first}`, not `{last}`")
        if last == date.max:
            raise ValueError(f"expected a last day before `{date.max}`, not `{last}`")
        return cls(first, last + _ONE_DAY)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period that *text* labels; a ValueError says what was expected."""
        if dates := _TWO_DATES.fullmatch(text):
            return cls.through(*map(_calendar_day, dates.groups()))
        return _labelled(text)

    @property
    def last_day(self) -> date:
        """The last day in the period."""
        return self.end - _ONE_DAY

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    def contains(self, day: date) -> bool:
        """Return whether *day* is in the period."""
        return self.start <= day < self.end

    def clipped(self, span: Period) -> Period | None:
        """Return the part of the period inside *span*, if there is one."""
        if span.start <= self.start and self.end <= span.end:  # as most are
            return self
        start, end = max(self.start, span.start), min(self.end, span.end)
        return Period(start, end) if start < end else None

    @property
    def label(self) -> str:
        """The shortest name: `2026-04`, `2026-Q1`, `2026-H1`, `2026`, `2026-27` from 1 April, or both days."""
        year, month = self.start.year, self.start.month
        match self._calendar_months():
            case 1:
                return f"{year:04}-{month:02}"
            case 3 if month % 3 == 1:
                return f"{year:04}-Q{month // 3 + 1}"
            case 6 if month % 6 == 1:
                return f"{year:04}-H{month // 6 + 1}"
            case 12 if month == 1:
                return f"{year:04}"
            case 12 if month == 4 and not _reads_as_month(year + 1):
                return f"{year:04}-{(year + 1) % 100:02}"
        return f"{self.start} to {self.last_day}"

    def _calendar_months(self) -> int:
        """Return how many whole calendar months the period is made of, else 0."""
        if self.start.day != 1 or self.end.day != 1:
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    def __str__(self) -> str:
        return self.label


def _reads_as_month(year: int) -> bool:
    """Return whether the last two digits of *year* are a month's: `2009-10` is October, never a financial year."""
    return 1 <= year % 100 <= 12


def _labelled(text: str) -> Period:
    match = _YEAR_AND_PART.fullmatch(text)
    if not match:
        raise _unreadable(text)
    year, part = int(match[1]), match[2] or ""
    if not 1 <= year < 9999:
        raise _unreadable(text)
    if match[3]:
        return _financial_year(year, match[3], text)
    match part[:1], part[1:]:
        case "", _:
            return _months(year, 1, 12)
        case "Q", quarter:
            return _months(year, int(quarter) * 3 - 2, 3)
        case "H", half:
            return _months(year, int(half) * 6 - 5, 6)
    return _months(year, int(part), 1) if _reads_as_month(int(part)) else _financial_year(year, part, text)


def _financial_year(year: int, ending: str, text: str) -> Period:
    """Return the twelve months from 1 April of *year*, where *ending* is the next year's last two digits."""
    if int(ending) != (year + 1) % 100:
        raise _unreadable(text)
    return _months(year, 4, 12)


def _months(year: int, month: int, count: int) -> Period:
    """Return *count* calendar months, at most twelve, from the first day of *month*."""
    years, months = divmod(month - 1 + count, 12)
    return Period(date(year, month, 1), date(year + years, months + 1, 1))


def _calendar_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected a date on the calendar, not `{text}`") from None


def _unreadable(text: str) -> ValueError:
    forms = "`2026-04`, `2026-Q1`, `2026-H1`, `2026`, `2026-27`"
    return ValueError(f"expected a period such as {forms} or `2026-04-15 to 2026-05-14`, not `{text}`")
