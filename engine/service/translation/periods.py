"""Periods as requests give them: by their label, or by both days."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import cast

from engine.api import period_pb2
from engine.model.period import Period
from engine.service.translation.reading import Reading, near_day, shown, within_reach

_LONGEST_LABEL = 40


def period(reading: Reading, given: period_pb2.Period, path: str = "period") -> Period:
    """Return the period that a label, or both days, or all three name."""
    if not (given.HasField("first") or given.HasField("last")):
        return reading.read(f"{path}.label", _by_label, given.label)
    found = _by_days(reading, given, path)
    labelled = reading.attempt(f"{path}.label", _by_label, given.label) if given.label else found
    if found and labelled and found != labelled:
        reading.note(f"{path}.label", f"expected the label of both days, `{found.label}`, not {shown(given.label)}")
    return cast("Period", found)


@lru_cache(1 << 10)  # many contracts report the same ones
def _by_label(label: str) -> Period:
    if not label:
        raise ValueError("expected a period's label such as `2026-04`, or its first and last day")
    if len(label) > _LONGEST_LABEL or not label.isprintable():
        raise ValueError(f"expected a period's label such as `2026-04`, not {shown(label)}")
    found = Period.parse(label)
    within_reach(found.start)
    within_reach(found.last_day)
    return found


def _by_days(reading: Reading, given: period_pb2.Period, path: str) -> Period | None:
    first = reading.attempt(f"{path}.first", near_day, given.first)
    last = reading.attempt(f"{path}.last", near_day, given.last)
    if first is None or last is None:
        return None
    return reading.attempt(f"{path}.last", partial(Period.through, first), last)
