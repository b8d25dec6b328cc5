"""Working days: Monday to Friday without the holidays of a named calendar, frozen when rules are compiled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar of *holidays* that is known from the day *first* to the day *last*, both included.

    *version* says where the holidays came from. Asking beyond the days known raises ValueError.
    """

    name: str
    version: str
    holidays: frozenset[date]
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"expected a calendar to end after its first day `{self.first}`, not `{self.last}`")

    def is_working(self, day: date) -> bool:
        """Return whether *day* is a working day."""
        if not self.first <= day <= self.last:
            raise ValueError(
                f"expected a day from `{self.first}` to `{self.last}`, as far as the calendar `{self.name}` is known, "
                f"not `{day}`"
            )
        return day.weekday() < _SATURDAY and day not in self.holidays

    def after(self, day: date, count: int) -> date:
        """Return working day number *count* after *day*, which itself never counts (SEMANTICS 2).

        No working day after *day* is *day* itself, or the next working day where it is none.
        """
        if count < 0:
            raise ValueError(f"expected a number of working days from 0, not `{count}`")
        if self.is_working(day) and count == 0:
            return day
        for _ in range(max(count, 1)):
            day = self._next(day)
        return day

    def _next(self, day: date) -> date:
        day += _ONE_DAY
        while not self.is_working(day):
            day += _ONE_DAY
        return day
