"""Figures as people write them: units, thousands, money, days and periods."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from engine.evaluation.explanation.sentence import words
from engine.model.decimals import Precision, plain
from engine.model.figures import Absence, Figure
from engine.model.months import MONTHS
from engine.model.period import Period
from engine.model.scale import Rating

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# What is submitted has at most 9 decimals (SEMANTICS 8); only a quotient has more, and its first few say enough.
_MOST_PLACES = 9
_FEW_PLACES = 4


class Form(NamedTuple):
    """How the figures of one name are written: signs *before* and *after*, at least so many decimal *places*.

    *one* stands after a single one; *of* is what they are: a number, a day, a name of the rule file, or text.
    """

    before: str = ""
    after: str = ""
    places: int = 0
    one: str = ""
    of: str = "number"

    @classmethod
    def of_unit(cls, unit: str | None, places: int = 0) -> Form:
        """Return the form of numbers in *unit*."""
        if unit in {"percent", "%"}:
            return cls(after="%", places=places)
        return cls(after=f" {unit}", places=places, one=f" {single(unit)}") if unit else cls(places=places)

    @classmethod
    def of_money(cls, currency: str, places: int) -> Form:
        """Return the form of sums in *currency*, which may be none."""
        return cls("£" if currency == "GBP" else f"{currency} " if currency else "", places=places)

    def number(self, value: Decimal) -> str:
        """Return *value* with thousands separated and its unit; a long quotient is cut, and ends in dots."""
        text = _grouped(value or abs(value), self.places)
        if text[0] == "-":
            return f"-{self.before}{text[1:]}{self.after}"
        return f"{self.before}{text}{self.one if text == '1' else self.after}"

    def difference(self, value: Decimal) -> str:
        """Return the distance *value* between two figures of this form."""
        if self.after != "%":
            return _unplaced(self).number(value)
        return f"{NUMBER.number(value)} percentage point{'' if value == 1 else 's'}"

    def figure(self, value: Figure) -> str:
        """Return any figure as words; an absence is its reason."""
        match value:
            case Decimal():
                return self.number(value)
            case bool():
                return "yes" if value else "no"
            case Rating():
                return words(value.name)
            case Absence():
                return value.value
            case date():
                return day(value)
            case str():
                return words(value) if self.of == NAME.of else value


NUMBER = Form()
DAY = Form(of="day")
NAME = Form(of="name")
TEXT = Form(of="text")

# A unit ends where what it is counted by begins: errors in 1,000 visits, hours a week.
_UNIT = re.compile(r"(.*?)( (?:a|an|per|in|of|for|from|to|out)\b.*|[/(].*|)", re.DOTALL)
_SINGLE = ((r"people$", "person"), (r"ies$", "y"), (r"(?<=[sx])es$|(?<=[cs]h)es$", ""), (r"(?<![sui])s$", ""))


def single(unit: str) -> str:
    """Return a unit as it is said of one: `packages` is package, `errors in 1,000 visits` is error in 1,000 visits."""
    found = _UNIT.fullmatch(unit)
    counted, by = found.groups() if found else (unit, "")
    ending = next((one for one in _SINGLE if re.search(one[0], counted)), None)
    return f"{re.sub(*ending, counted) if ending else counted}{by}"


def _grouped(value: Decimal, places: int) -> str:
    text = format(value, ",f")
    # Most figures have the places that they should have already.
    if text[~places:-places] == "." if places else "." not in text:
        return text
    whole, _, fraction = text.partition(".")
    digits = fraction.rstrip("0")
    if len(digits) > max(_MOST_PLACES, places):
        return f"{whole}.{digits[: max(_FEW_PLACES, places + 2)]}..."
    digits = digits.ljust(places, "0")
    return f"{whole}.{digits}" if digits else whole


def count(number: Decimal | int, one: str) -> str:
    """Return *number* of what *one* is a single one of: `1 point`, `2 points`."""
    return f"{NUMBER.number(Decimal(number))} {one}{'' if number == 1 else 's'}"


@lru_cache
def _unplaced(form: Form) -> Form:
    return form if form.before else form._replace(places=0)


def precision_in_words(precision: Precision) -> str:
    """Return `1 decimal place, half up`."""
    places = count(precision.places, "decimal place") if precision.places else "a whole number"
    return f"{places}, {precision.rounding.words}"


def share(part: Decimal) -> str:
    """Return a part of one as a percentage."""
    return f"{plain(part.scaleb(2))}%"


def day(one: date) -> str:
    """Return `14 April 2026`."""
    return f"{one.day} {MONTHS[one.month - 1]} {one.year}"


def weekday(one: date) -> str:
    """Return `Tuesday 14 April 2026`."""
    return f"{_DAYS[one.weekday()]} {day(one)}"


def period_in_words(period: Period) -> str:
    """Return `April 2026`, `April to June 2026`, or both days where they are not those of whole months."""
    first, last = period.start, period.last_day
    if (first.day, period.end.day) != (1, 1):
        return f"{day(first)} to {day(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[first.month - 1]} {first.year}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{MONTHS[first.month - 1]}{year} to {MONTHS[last.month - 1]} {last.year}"
