"""The clock, which bootstrap hands in; nothing below the application reads one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)


def today(now: datetime, time_zone: str) -> date:
    """Return the day that *now* falls on in *time_zone*, a name of the IANA database."""
    return now.astimezone(ZoneInfo(time_zone)).date()
