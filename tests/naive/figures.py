"""Numbers, days and the leaves of a rule file, read the plain way: fractions, lists of days, text taken apart."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import holidays

ONE_DAY = timedelta(days=1)
REASONS = ("not applicable", "suppressed", "missing", "no activity", "sample too small", "unknown")
SCALE = ("good", "approaching_target", "requires_improvement", "inadequate")


class Absent(NamedTuple):
    """There is no value, for a reason."""

    reason: str


class Grade(NamedTuple):
    """A rating; rank 0 is the best."""

    rank: int

    @property
    def name(self) -> str:
        return SCALE[self.rank]


UNKNOWN = Absent("unknown")


class PersonMustJudge(Exception):  # noqa: N818  # a judgement in the words of the field
    """The rules do not say what is right."""


class NothingToMeasure(Exception):  # noqa: N818  # a judgement in the words of the field
    """Nothing is divided by nothing."""


def grade(name: str) -> Grade:
    return Grade(SCALE.index(name))


def first_reason(absences: list[Absent]) -> Absent:
    """SEMANTICS 11: the first reason wins."""
    return min(absences, key=lambda absent: REASONS.index(absent.reason))


def rounded(value: Fraction, places: int, mode: str) -> Fraction:
    """SEMANTICS 8: half even to 20 places, then as declared; half up goes away from zero."""
    return _quantized(_quantized(value, 20, "half even"), places, mode)


def _quantized(value: Fraction, places: int, mode: str) -> Fraction:
    whole, rest = divmod(abs(value) * 10**places, 1)
    half = Fraction(1, 2)
    more = {
        "down": False,
        "up": rest > 0,
        "half up": rest >= half,
        "half even": rest > half or (rest == half and whole % 2 == 1),
    }[mode]
    return (-1 if value < 0 else 1) * Fraction(whole + more, 10**places)


def precision(text: str) -> tuple[int, str]:
    """What `1 dp, half up` says."""
    places, mode = text.split(" dp, ")
    return int(places), mode


def later(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def contract_year(start: date, day: date) -> int:
    """SEMANTICS 3: year n starts on anniversary n-1."""
    return max(year for year in range(1, 60) if later(start, 12 * (year - 1)) <= day)


def in_force(value: object, start: date, day: date) -> object:
    """The value on a day of what may be dated by contract year or from a date; None before its first."""
    if not isinstance(value, dict):
        return value
    held = None
    for key, one in value.items():
        kind, point = key.split(" ")
        since = later(start, 12 * (int(point) - 1)) if kind == "year" else date.fromisoformat(point)
        if since <= day:
            held = one
    return held


def figure(kind: str, text: str) -> object:
    """What the text of a measure or parameter of a type holds."""
    if kind in ("count", "number", "percent", "money"):
        return Fraction(text)
    return text == "true" if kind == "flag" else text


def share(text: str) -> tuple[Fraction, str | None]:
    """What `250.00`, `charges` and `0.5% of charges` say: how much, of what."""
    if match := re.fullmatch(r"(.+)% of (\w+)", text):
        return Fraction(match[1]) / 100, match[2]
    return (Fraction(1), text) if text[0].isalpha() else (Fraction(text), None)


def year_of(kind: str, day: date, start: date) -> tuple[date, date]:
    """The first day of the year that holds a day, and the first of the next."""
    anchor = {"calendar year": date(2000, 1, 1), "financial year": date(2000, 4, 1), "contract year": start}[kind]
    first = max(later(anchor, 12 * years) for years in range(-30, 60) if later(anchor, 12 * years) <= day)
    return first, min(later(anchor, 12 * years) for years in range(-30, 61) if later(anchor, 12 * years) > day)


@cache
def _holidays() -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(2020, 2040)))


def working_days_after(day: date, count: int) -> date:
    """SEMANTICS 2: counted from the next working day after it."""
    while count:
        day += ONE_DAY
        count -= day.weekday() < 5 and day not in _holidays()
    return day


def due_day(text: str, day: date) -> date:
    """The day on which `10 working days`, `20 days` or `2 months` after a day ends."""
    number, unit = text.split(" ", 1)
    if unit.startswith("working"):
        return working_days_after(day, int(number))
    if unit.startswith("month"):
        return later(day, int(number))
    inclusive = unit.endswith("beginning with")
    return day + int(number) * ONE_DAY * (7 if unit.startswith("week") else 1) - inclusive * ONE_DAY
