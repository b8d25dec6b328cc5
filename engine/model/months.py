"""Months as rule files write them: one by its label, and the one whose figure counts at a review."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from engine.model.days import months_later
from engine.model.terms import Term, described

# Not strftime, which speaks the language of the machine.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, order=True)
class Month(Term):
    """A calendar month, by its *first* day."""

    first: date

    schema = described("string", "a month such as `2026-01`", r"\d{4}-\d{2}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month that `2026-01` writes."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
        if match and match[1] != "0000" and 1 <= int(match[2]) <= 12:
            return cls(date(int(match[1]), int(match[2]), 1))
        raise ValueError(f"expected a month such as `2026-01`, not `{text}`")

    @property
    def in_words(self) -> str:
        """The month with its year: `January 2026`."""
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"

    def __str__(self) -> str:
        return f"{self.first.year:04}-{self.first.month:02}"


@dataclass(frozen=True, slots=True)
class MonthBefore(Term):
    """Which month counts on a day: the latest of a *number* in the year, or one *back* from the day's own."""

    number: int | None
    back: int = 0

    schema = described(
        "string",
        "the latest `January`, or another month, that has ended; or `3 months before`",
        rf"({'|'.join(MONTHS)}|1 month before|\d{{1,2}} months before)",
    )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what `January` or `3 months before` writes."""
        if text in MONTHS:
            return cls(MONTHS.index(text) + 1)
        match = re.fullmatch(r"(1) month before|([2-9]|1\d|2[0-4]) months before", text, re.ASCII)
        if match:
            return cls(None, int(match[1] or match[2]))
        raise ValueError(f"expected a month such as `January`, or `3 months before` (1 to 24), not `{text}`")

    def at(self, day: date) -> Month:
        """Return the month that counts on *day*: a named one is the latest that has ended by then."""
        if self.number is None:
            return Month(months_later(day.replace(day=1), -self.back))
        named = date(day.year, self.number, 1)
        return Month(named if months_later(named, 1) <= day else months_later(named, -12))

    def __str__(self) -> str:
        if self.number is not None:
            return MONTHS[self.number - 1]
        return "1 month before" if self.back == 1 else f"{self.back} months before"
