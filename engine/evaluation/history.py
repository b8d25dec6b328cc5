"""Answers the questions that conditions ask about earlier periods and this one (SEMANTICS 18 to 20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from engine.evaluation.case import Case
from engine.expression import Window
from engine.model.days import YearKind, window_start, year_containing
from engine.model.figures import Absence
from engine.model.kpi import OverNotRated
from engine.model.outcome import Counts, KpiRecord, Outcome, Rated, recorded
from engine.model.payment import Line
from engine.model.rule_set import Ladder
from engine.model.scale import Rating
from engine.model.standing import PeriodRecord

# Python 3.11 looks a member up through Python code; what runs for every KPI and line has it at hand.
_FAILURE = Counts.FAILURE
_PASS = Counts.PASS
_NEITHER = Counts.NEITHER


class CaseHistory:
    """The history of one case: what stands, this period's KPIs as they come, and its payment lines."""

    __slots__ = ("_case", "_current", "_lines", "found")

    def __init__(self, case: Case) -> None:
        self._case = case
        self._current: PeriodRecord | None = None
        self._lines: list[Line] = []
        self.found: dict[str, Outcome] = {}

    def close(self) -> None:
        """Take this period into every window: its KPIs are decided."""
        rated = [one for one in self.found.values() if isinstance(one, Rated)]
        failures = sum([one.counts is _FAILURE for one in rated])
        points = sum([one.points for one in rated], Decimal(0))
        self._current = PeriodRecord(self._case.period, _Present(self.found), failures, points, {}, {})

    def paid(self, lines: Iterable[Line]) -> None:
        """Take *lines* as this period's, beside those before."""
        self._lines += lines

    def failures(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return how many failures of *kpis* there were."""
        if not kpis:
            return Decimal(sum(record.failures for record in self._records(window)))
        return Decimal(sum(one.counts is _FAILURE for one in self._measured(kpis, window)))

    def points(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return the points of *kpis* after doubling."""
        if not kpis:
            return sum((record.points for record in self._records(window)), Decimal(0))
        return sum((one.points for one in self._measured(kpis, window)), Decimal(0))

    def rated(self, rating: Rating, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return how many outcomes of *kpis* had *rating*."""
        return Decimal(sum(one.rating == rating for one in self._measured(kpis, window)))

    def consecutive_failures(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return the longest latest run of failures of any one of *kpis*."""
        return Decimal(max((self._run(kpi, window) for kpi in self._named(kpis)), default=0))

    def consecutive_passes(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return in how many of the latest periods none of *kpis* failed and at least one passed."""
        names = self._named(kpis)
        over = self._case.rules.kpis[names[0]].over_not_rated if len(names) == 1 else self._case.rules.over_not_rated
        passes = 0
        for due in reversed(self._due(kpis, window)):
            if any(one.counts is _FAILURE for one in due):
                break
            if any(one.counts is _PASS for one in due):
                passes += 1
            elif due and over is OverNotRated.BREAKS:
                break
        return Decimal(passes)

    def rating(self, kpi: str) -> Rating | Absence:
        """Return the rating of *kpi* in this period."""
        outcome = self.found.get(kpi)
        return outcome.rating if isinstance(outcome, Rated) else Absence.UNKNOWN

    def previous(self, kpi: str) -> Rating | Absence:
        """Return the rating of *kpi* one measurement earlier."""
        one = next(self.earlier(kpi), None)
        return Absence.UNKNOWN if one is None or one.rating is None else one.rating

    def on_rung(self, ladder: str) -> Decimal:
        """Return for how many periods the rung of *ladder* has been held; 0 in the period of entry."""
        state = self._case.standing.ladders.get(ladder)
        return Decimal(len(self._case.standing.records) - (state.entered if state else 0))

    def rung(self, ladder: str) -> str:
        """Return the rung of *ladder* held when the period began."""
        return held_rung(self._case, next(one for one in self._case.rules.ladders if one.name == ladder))

    def credits(self, payments: tuple[str, ...], window: Window) -> Decimal:
        """Return the money that *payments* took, caps applied."""
        earlier = [record for record in self._records(window) if record is not self._current]
        taken = sum(
            (
                entry.credits
                for record in earlier
                for name, entry in record.entries.items()
                if not payments or name in payments
            ),
            Decimal(0),
        )
        now = (line.applied for line in self._lines if line.kind.sign < 0 and (not payments or line.entry in payments))
        return taken + sum(now, Decimal(0))

    def cap_reached(self, payments: tuple[str, ...]) -> bool:
        """Return whether the amount due under one of *payments* meets or exceeds its cap (SEMANTICS 21)."""
        return any(use.reached for line in self._lines if line.entry in payments for use in line.caps)

    def failed_before(self, kpi: str, over: OverNotRated) -> bool:
        """Return whether *kpi* failed at its previous measurement (SEMANTICS 20)."""
        records = self._case.standing.records
        if records and (last := records[-1].kpis.get(kpi)) and last.due and last.counts is not _NEITHER:
            return last.counts is _FAILURE
        for one in self.earlier(kpi):
            if one.counts is not _NEITHER:
                return one.counts is _FAILURE
            if over is OverNotRated.BREAKS:
                return False
        return False

    def earlier(self, kpi: str) -> Iterator[KpiRecord]:
        """Yield the earlier measurements of *kpi*, the latest first."""
        for record in reversed(self._case.standing.records):
            one = record.kpis.get(kpi)
            if one and one.due:
                yield one

    def _named(self, kpis: tuple[str, ...]) -> tuple[str, ...]:
        return kpis or tuple(self._case.rules.kpis)

    def _due(self, kpis: tuple[str, ...], window: Window) -> list[list[KpiRecord]]:
        """Return what was due of *kpis* in each period of *window*; of named ones, in each in which one was."""
        if not kpis:
            return [[one for one in record.kpis.values() if one.due] for record in self._records(window)]
        records = self._all() if window.periods is not None else self._records(window)
        due = [[one for one in _of(record.kpis, kpis) if one.due] for record in records]
        return [one for one in due if one][-(window.periods or 0) :]

    def _run(self, kpi: str, window: Window) -> int:
        over = self._case.rules.kpis[kpi].over_not_rated
        run = 0
        for one in reversed(list(self._measured((kpi,), window))):
            if one.counts is _FAILURE:
                run += 1
            elif one.counts is _PASS or over is OverNotRated.BREAKS:
                break
        return run

    def _measured(self, kpis: tuple[str, ...], window: Window) -> Iterator[KpiRecord]:
        """Yield what *kpis* came to within *window*.

        `last=n` counts periods, but for a KPI that is named and measured less often its measurements (SEMANTICS 4).
        """
        if not kpis or window.periods is None or not self._case.rules.sparse:
            for record in self._records(window):
                yield from (one for one in _of(record.kpis, kpis) if one.due)
            return
        for kpi in kpis:
            measured = [one for record in self._all() if (one := record.kpis.get(kpi)) and one.due]
            yield from measured[-window.periods :]

    def _records(self, window: Window) -> tuple[PeriodRecord, ...]:
        records = self._all()
        if window.periods is not None:
            return records[-window.periods :]
        if window.months is not None:
            since = window_start(self._case.day, window.months)
            return tuple(record for record in records if record.period.last_day >= since)
        if window.year is not None:
            year = year_containing(YearKind(window.year), self._case.day, self._case.contract.start)
            return tuple(record for record in records if year.contains(record.period.last_day))
        return records

    def _all(self) -> tuple[PeriodRecord, ...]:
        records = self._case.standing.records
        return (*records, self._current) if self._current else records


class _Present(Mapping[str, KpiRecord]):
    """The KPIs of the period being decided as records, each made only when a window asks for it."""

    def __init__(self, found: Mapping[str, Outcome]) -> None:
        self._found = found

    def __getitem__(self, name: str) -> KpiRecord:
        return recorded(self._found[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def held_rung(case: Case, ladder: Ladder) -> str:
    """Return the rung of *ladder* held when the period began; every contract starts on the first."""
    state = case.standing.ladders.get(ladder.name)
    return state.rung if state else ladder.rungs[0].name


def _of(records: Mapping[str, KpiRecord], kpis: tuple[str, ...]) -> Iterable[KpiRecord]:
    if not kpis:
        return records.values()
    return [one for one in (records.get(kpi) for kpi in kpis) if one]
