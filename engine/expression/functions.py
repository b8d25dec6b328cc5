"""What the named functions do with values that are there; absences never reach them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType

from engine.model.decimals import Precision
from engine.model.scale import Rating


def rounded(value: Decimal, precision: Precision) -> Decimal:
    """Return *value* rounded as *precision* declares."""
    return precision.rounded(value)


def days_between(first: date, last: date) -> Decimal:
    """Return the number of days from *first* to *last*, negative where *last* comes before."""
    return Decimal((last - first).days)


def minutes_between(first: datetime | time, last: datetime | time) -> Decimal:
    """Return the minutes from *first* to *last*, negative where *last* comes before.

    Between instants they are those that passed, whatever clocks did; times of day are those of one day.
    """
    if isinstance(first, datetime) and isinstance(last, datetime):
        return _minutes(last - first)
    return _minutes(_since_midnight(last) - _since_midnight(first))


def _since_midnight(moment: datetime | time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)


def _minutes(passed: timedelta) -> Decimal:
    return Decimal(passed // timedelta(microseconds=1)) / 60_000_000


def is_at_least(rating: Rating, limit: Rating) -> bool:
    """Return whether *rating* is *limit* or better."""
    return rating.rank <= limit.rank


def is_worse_than(rating: Rating, limit: Rating) -> bool:
    """Return whether *rating* is worse than *limit*."""
    return rating.rank > limit.rank


ON_VALUES: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "round": rounded,
        "min": min,
        "max": max,
        "abs": abs,
        "days_between": days_between,
        "minutes_between": minutes_between,
        "is_at_least": is_at_least,
        "is_worse_than": is_worse_than,
    }
)

# Two ratings, compared in words.
COMPARING = ("is_at_least", "is_worse_than")
