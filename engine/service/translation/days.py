"""Days, periods and instants, written to the wire."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from engine.api import period_pb2 as wire
from engine.model.period import Period

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def write_day(to: Date, day: date) -> None:
    """Write a whole day."""
    to.year, to.month, to.day = day.year, day.month, day.day


def write_period(to: wire.Period, period: Period) -> None:
    """Write both days and the label."""
    to.MergeFromString(_period(period.start, period.end))


@lru_cache(1 << 10)
def _period(start: date, end: date) -> bytes:
    """Return a period as it travels: many contracts report the same ones."""
    period = Period(start, end)
    to = wire.Period(label=period.label)
    write_day(to.first, start)
    write_day(to.last, period.last_day)
    return to.SerializeToString()


def write_instant(to: Timestamp, instant: datetime) -> None:
    """Write an aware instant, to the microsecond."""
    # Whole seconds and what is left of one: `timestamp()` would go through a binary float.
    to.seconds, left = divmod(instant - _EPOCH, _SECOND)
    to.nanos = left.microseconds * 1000
