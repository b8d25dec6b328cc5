"""Instants and times of day: read from text, and what a clock on the wall of a time zone shows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_IS_TIME = re.compile(_TIME, re.ASCII)
_IS_INSTANT = re.compile(rf"((?:19|2\d)\d\d-\d\d-\d\d)[T ]({_TIME})(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?", re.ASCII)


def time_of_day(text: str) -> time:
    """Return the time of day that *text* writes as hours, minutes and, where it has them, seconds."""
    if not _IS_TIME.fullmatch(text):
        raise ValueError(f"expected a time of day such as `08:30`, not `{text}`")
    return time.fromisoformat(text)


def instant(text: str, zone: ZoneInfo) -> datetime:
    """Return the instant in UTC that *text* writes, without an offset as the clocks of *zone* show it.

    ValueError where those clocks leave the time out, or show it twice and no offset says which is meant.
    """
    match = _IS_INSTANT.fullmatch(text)
    try:
        found = datetime.fromisoformat(text) if match else None
    except ValueError:
        raise ValueError(f"expected a day that the calendar has, not `{text}`") from None
    if found is None:
        raise ValueError(f"expected an instant such as `2026-04-01T08:30` or `2026-04-01T07:30Z`, not `{text}`")
    return _unambiguous(found, zone, text) if found.tzinfo is None else found.astimezone(UTC)


def on_the_clock(day: date, moment: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks of *zone* show *moment* on *day*.

    Of a time that they show twice it is the first; one that they leave out is counted on from before the change.
    """
    return datetime.combine(day, moment, zone).astimezone(UTC)


def _unambiguous(shown: datetime, zone: ZoneInfo, text: str) -> datetime:
    first, second = (shown.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != shown:
        raise ValueError(f"expected a time that the clocks of {zone.key} show: they are put forward past `{text}`")
    message = f"expected an offset such as `{text}+01:00`: the clocks of {zone.key} show that time twice"
    raise ValueError(message)
