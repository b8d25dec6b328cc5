"""Reporting: the periods that a contract reports by, when reports are due, and which KPIs are measured in which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from engine.model.days import YearKind, stretch_containing, stretches_between
from engine.model.deadline import Deadline
from engine.model.period import Period
from engine.model.working_days import WorkingDays


class Late(Enum):
    """What a submission means that is received after the due day."""

    ACCEPT = "accept"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Reporting:
    """The periods of a contract, each clipped to the contract's *span*, and when their reports are due.

    Methods that take a period, `fits` and `nearest` apart, expect one of the contract's.
    """

    every: Every | Listing
    due: Deadline | None = None
    late: Late = Late.ACCEPT

    def __post_init__(self) -> None:
        if isinstance(self.every, Every) and self.every.months not in (1, 3, 6, 12):
            raise ValueError(f"expected reports every 1, 3, 6 or 12 months, not `{self.every.months}`")

    def first(self, span: Period) -> Period | None:
        """Return the first period; None only where no listed one falls within the contract."""
        return self._ending_after(span, span.start)

    def after(self, span: Period, period: Period) -> Period | None:
        """Return the period after *period*; None at the contract's end."""
        return self._ending_after(span, period.end)

    def periods(self, span: Period) -> Iterator[Period]:
        """Yield every period in order."""
        period = self.first(span)
        while period:
            yield period
            period = self.after(span, period)

    def period_containing(self, span: Period, day: date) -> Period | None:
        """Return the period that *day* is in."""
        period = self._ending_after(span, day)
        return period if period and period.contains(day) else None

    def fits(self, span: Period, period: Period) -> str | None:
        """Return None if *period* is one of the contract's, else what was expected, in words."""
        if self.period_containing(span, period.start) == period:
            return None
        nearest = self.nearest(span, period)
        if not nearest:
            return f"expected a period within the contract, which none of those listed is, not `{period.label}`"
        return f"expected a period of the contract, the nearest being `{nearest.label}`, not `{period.label}`"

    def nearest(self, span: Period, period: Period) -> Period | None:
        """Return the contract's period in which the middle of any *period* falls, else the next, else the last."""
        middle = period.start + (period.end - period.start) // 2
        nearest = self._ending_after(span, min(middle, span.last_day))
        return nearest or next(reversed([*self.periods(span)]), None)

    def ordinal(self, span: Period, period: Period) -> int:
        """Return the number of *period*, 1 for the contract's first."""
        return self.every.ended(span.start, period.start) - self.every.ended(span.start, span.start) + 1

    def whole(self, span: Period, period: Period) -> Period:
        """Return *period* as it would be had the contract neither started nor ended in it; money is shared by days."""
        return self.every.ending_after(span.start, period.start) or period

    def due_day(self, period: Period, calendar: WorkingDays | None) -> date | None:
        """Return the day by which *period* is reported, counted from the day after its last (SEMANTICS 5)."""
        listed = self.every.due(period) if isinstance(self.every, Listing) else None
        if listed or not self.due:
            return listed
        return self.due.due(period.last_day, calendar)

    def _ending_after(self, span: Period, day: date) -> Period | None:
        """Return the clipped period that contains *day*, or the next after it."""
        if day >= span.end:
            return None
        whole = self.every.ending_after(span.start, max(day, span.start))
        return whole and whole.clipped(span)


@dataclass(frozen=True, slots=True)
class Every:
    """Stretches of *months*, aligned with the years of *kind*: calendar months, or months from the contract's start."""

    months: int
    kind: YearKind = YearKind.CALENDAR

    def __post_init__(self) -> None:
        if self.months < 1:
            raise ValueError(f"expected a number of months from 1, not `{self.months}`")
        if self.kind is not YearKind.CONTRACT and 12 % self.months:
            raise ValueError(f"expected months that divide the {self.kind.value}, not `{self.months}`")

    def ending_after(self, contract_start: date, day: date) -> Period:
        """Return the whole stretch that contains *day*."""
        return stretch_containing(self.kind.anchor(contract_start), self.months, day)

    def ended(self, contract_start: date, day: date) -> int:
        """Return how many stretches ended before *day*, up to a constant."""
        return stretches_between(self.kind.anchor(contract_start), self.months, day)


class Listed(NamedTuple):
    """A dated period, and the day by which it is reported where that is dated too."""

    period: Period
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Dated periods in order, without overlap; there may be gaps between them."""

    listed: tuple[Listed, ...]

    def __post_init__(self) -> None:
        if not self.listed:
            raise ValueError("expected at least one dated period, not none")
        for (earlier, _), (later, _) in pairwise(self.listed):
            if later.start < earlier.end:
                raise ValueError(f"expected a period that starts after `{earlier.label}`, not `{later.label}`")
        for period, due in self.listed:
            if due and due < period.end:
                raise ValueError(f"expected `{period.label}` to be due after its last day, not `{due}`")

    def ending_after(self, contract_start: date, day: date) -> Period | None:  # noqa: ARG002  # as Every has it
        """Return the listed period that contains *day*, or the next after it."""
        return next((period for period, _ in self.listed if day < period.end), None)

    def ended(self, contract_start: date, day: date) -> int:  # noqa: ARG002  # as Every has it
        """Return how many listed periods ended before *day*."""
        return sum(period.end <= day for period, _ in self.listed)

    def due(self, period: Period) -> date | None:
        """Return the day by which the listed period of *period* is reported, where it is dated."""
        return next((due for listed, due in self.listed if listed.contains(period.start)), None)


@dataclass(frozen=True, slots=True)
class Measurement:
    """How often a KPI is measured that is measured less often than reported: *on* stretches, or on named dates."""

    on: Every | tuple[date, ...]

    def measured_in(self, span: Period, period: Period) -> bool:
        """Return whether the last day of a stretch, or a named date, is in *period* of a contract of *span*."""
        if isinstance(self.on, Every):
            return self.on.ended(span.start, period.start) < self.on.ended(span.start, period.end)
        return any(map(period.contains, self.on))
