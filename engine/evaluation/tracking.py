"""What a KPI came to period by period, for policies that look at figures and not at failures."""

from __future__ import annotations

from collections.abc import Iterable

from engine.model.figures import Absence, Figure
from engine.model.outcome import Counts, KpiRecord
from engine.model.period import Period
from engine.model.policy import Tracked
from engine.model.standing import Standing


def tracked(dated: Iterable[tuple[Period, KpiRecord]], standing: Standing) -> tuple[Tracked, ...]:
    """Return the figures of a KPI, *dated* by their periods, under what *standing* says of those before Plimsoll."""
    stated = standing.records[standing.stated - 1].period.end if standing.stated else None
    return tuple(
        Tracked(period, _figure(one, is_stated=stated is not None and period.end <= stated)) for period, one in dated
    )


def _figure(one: KpiRecord, *, is_stated: bool) -> Figure:
    if one.absence is not None:
        return one.absence
    if one.carried:
        return Absence.MISSING
    # Doubtful, in grace, or stated by people without its figure: shown, and nothing follows from it.
    if one.doubtful or (one.rating is not None and one.counts is Counts.NEITHER):
        return Absence.UNKNOWN
    if one.value is None:
        return Absence.UNKNOWN if is_stated or one.rating is None else Absence.MISSING
    return one.value
