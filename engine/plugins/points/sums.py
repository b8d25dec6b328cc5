"""Adds points up: over the window of a sum, and no further back than what they were last counted anew by."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from engine.model.escalation import Check, Verdict
from engine.model.policy import LadderView, Tally
from engine.model.windows import window_arguments
from engine.plugins.points.parameters import PointsParameters, SumParameters

BY_MOVE, BY_PASSES = "reset_by_move", "reset_by_passes"


class Sum(NamedTuple):
    """Points added up, as a condition would ask for them, and what cut them short."""

    asked: str
    points: Decimal
    reset: Check | None = None


class Beginning(NamedTuple):
    """The place of the first period whose points count, and why those before do not."""

    place: int
    why: Check


class Sums:
    """The sums of one period, each added up when it is first asked for."""

    def __init__(self, parameters: PointsParameters, view: LadderView) -> None:
        self._parameters, self._view = parameters, view
        self.found: dict[str, Sum] = {}

    def __getitem__(self, name: str) -> Sum:
        """Return the sum called *name*."""
        if name not in self.found:
            self.found[name] = self._sum(self._parameters.sums[name])
        return self.found[name]

    def passes(self, least: int) -> Verdict:
        """Return whether the KPIs of all sums have passed in *least* periods in a row."""
        kpis = self._parameters.kpis
        tallies = self._view.tallies(*kpis)
        passed = Decimal(tallies[-1].passes if tallies else 0)
        return Verdict.at_least(f"consecutive_passes({', '.join(kpis)})", passed, Decimal(least))

    def _sum(self, terms: SumParameters) -> Sum:
        counted = self._view.points(*terms.kpis, over=terms.over)
        tallies = self._view.tallies(*terms.kpis)
        begins = max(self._beginnings(terms.kpis, tallies), key=lambda one: one.place, default=None)
        left = counted if begins is None else self._since(terms, begins.place)
        if begins is None or left == counted:
            return Sum(_asked(terms), counted)
        return Sum(_asked(terms, f'since="{_first_day(tallies, begins.place)}"'), left, begins.why)

    def _since(self, terms: SumParameters, place: int) -> Decimal:
        """Return the points that lie both within the window and no earlier than the period at *place*.

        Both reach up to now and no points are negative, so that of each KPI the lesser sum is what lies in both. KPI by
        KPI, since the window of one that is measured less often counts its own measurements (SEMANTICS 4).
        """
        groups: list[tuple[str, ...]] = [(kpi,) for kpi in terms.kpis] or [()]
        return sum((self._lesser(group, terms, place) for group in groups), Decimal(0))

    def _lesser(self, kpis: tuple[str, ...], terms: SumParameters, place: int) -> Decimal:
        since = sum((one.points for one in self._view.tallies(*kpis)[place:]), Decimal(0))
        return min(since, self._view.points(*kpis, over=terms.over))

    def _beginnings(self, kpis: tuple[str, ...], tallies: tuple[Tally, ...]) -> Iterator[Beginning]:
        resets = self._parameters.resets
        if resets and resets.each_move:
            yield from self._after_move(tallies)
        if resets and resets.after_passes:
            yield from self._after_passes(kpis, tallies, resets.after_passes)

    def _after_move(self, tallies: tuple[Tally, ...]) -> Iterator[Beginning]:
        # What happens between two reports is decided upon without a period of its own.
        now = bool(tallies) and tallies[-1].period == self._view.period
        earlier, held = len(tallies) - now, int(self._view.on_rung)
        if self._view.rung == self._parameters.rungs[0].rung and held >= earlier:
            return
        # A person may have moved the ladder since the last report; what this one brings is no part of why.
        place = min(earlier - max(held, 1) + 1, len(tallies))
        yield Beginning(place, self._why(BY_MOVE, Verdict(holds=True, examined=())))

    def _after_passes(self, kpis: tuple[str, ...], tallies: tuple[Tally, ...], least: int) -> Iterator[Beginning]:
        """Yield the period after the one in which a run of passes last became long enough."""
        before = 0
        for place, tally in enumerate(tallies):
            if tally.passes == least > before:
                what = ", ".join([*kpis, f'until="{tally.period.last_day}"'])
                verdict = Verdict.at_least(f"consecutive_passes({what})", Decimal(least), Decimal(least))
                yield Beginning(place + 1, self._why(BY_PASSES, verdict))
            before = tally.passes

    def _why(self, way: str, verdict: Verdict) -> Check:
        return Check(self._view.rung, way, verdict)


def _asked(terms: SumParameters, *since: str) -> str:
    return f"points({', '.join([*terms.kpis, *window_arguments(terms.over), *since])})"


def _first_day(tallies: tuple[Tally, ...], place: int) -> str:
    first = tallies[place].period.start if place < len(tallies) else tallies[-1].period.end
    return first.isoformat()
