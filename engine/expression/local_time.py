"""What the clocks of the contract's time zone show: the functions of rows that need to know where they are asked."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TypeAlias
from zoneinfo import ZoneInfo

from engine.expression.history import NoHistory
from engine.model.instants import on_the_clock

# Within the class the name is that of a function.
_Day: TypeAlias = date

# They stand where the functions over history stand elsewhere, which rows cannot ask.
ON_CLOCKS = ("date", "time_of_day", "instant")


class LocalTime(NoHistory):
    """The clocks of one time zone; rows have no history to ask."""

    __slots__ = ("_zone",)

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def date(self, moment: datetime) -> _Day:
        """Return the day that it is at *moment*."""
        return moment.astimezone(self._zone).date()

    def time_of_day(self, moment: datetime) -> time:
        """Return what the clocks show at *moment*."""
        return moment.astimezone(self._zone).time()

    def instant(self, day: _Day, moment: time) -> datetime:
        """Return the instant, in UTC, at which the clocks show *moment* on *day*."""
        return on_the_clock(day, moment, self._zone)
