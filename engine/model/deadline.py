"""Deadlines: how long somebody has, and the day on which that ends (SEMANTICS 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import assert_never

from engine.model.days import months_later
from engine.model.working_days import WorkingDays

_ONE_DAY = timedelta(days=1)
_DEADLINE = re.compile(r"(\d{1,9}) (working day|day|week|month)s?( beginning with)?", re.ASCII)


class Unit(Enum):
    """What a deadline counts in."""

    WORKING_DAY = "working day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Deadline:
    """*number* of a unit, 1 to 9999, after a day that does not count, or *beginning_with* a day that does."""

    number: int
    unit: Unit
    beginning_with: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 9999:
            raise ValueError(f"expected a deadline of 1 to 9999 {self.unit.value}s, not `{self.number}`")

    @classmethod
    def parse(cls, text: str) -> Deadline:
        """Return the deadline that *text* states; a ValueError says what was expected."""
        match = _DEADLINE.fullmatch(text)
        if not match:
            forms = "`10 working days`, `20 days`, `6 weeks`, `2 months`"
            raise ValueError(f"expected a deadline such as {forms} or `30 days beginning with`, not `{text}`")
        return cls(int(match[1]), Unit(match[2]), beginning_with=match[3] is not None)

    def due(self, day: date, calendar: WorkingDays | None) -> date:
        """Return the due day of what *day* set going; it ends at midnight in the contract's time zone.

        Months end on the same day of the month, or the month's last: Dodds v Walker [1981] UKHL.
        ValueError where working days are counted without a calendar, or further than it is known.
        """
        uncounted = day - _ONE_DAY if self.beginning_with else day
        match self.unit:
            case Unit.WORKING_DAY:
                if calendar is None:
                    raise ValueError(f"expected a calendar to count `{self}` by, and there is none")
                return calendar.after(uncounted, self.number)
            case Unit.DAY:
                return uncounted + timedelta(days=self.number)
            case Unit.WEEK:
                return uncounted + timedelta(weeks=self.number)
            case Unit.MONTH:
                return months_later(day, self.number) - (day - uncounted)
        assert_never(self.unit)

    def __str__(self) -> str:
        plural = "" if self.number == 1 else "s"
        return f"{self.number} {self.unit.value}{plural}{' beginning with' if self.beginning_with else ''}"
