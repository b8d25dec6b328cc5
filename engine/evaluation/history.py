"""Answers the questions that conditions ask about earlier periods and this one (SEMANTICS 18 to 20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice

from engine.evaluation import happened, held
from engine.evaluation.case import Case
from engine.evaluation.disregarding import without_relieved
from engine.evaluation.present import Present
from engine.expression import Window
from engine.model.days import YearKind, window_start, year_containing
from engine.model.decision import disregarded
from engine.model.events import ContractEvent, waives_right
from engine.model.figures import Absence
from engine.model.kpi import OverNotRated
from engine.model.matters import Occurrence
from engine.model.outcome import Counts, KpiRecord, Outcome, Rated
from engine.model.payment import Line
from engine.model.period import Period
from engine.model.policy import Tally
from engine.model.scale import Rating
from engine.model.standing import PeriodRecord, ended_since

# Python 3.11 looks a member up through Python code; what runs for every KPI and line has it at hand.
_FAILURE = Counts.FAILURE
_PASS = Counts.PASS
_NEITHER = Counts.NEITHER
_BREAKS = OverNotRated.BREAKS
_ZERO = Decimal(0)
_EVER = Window()
NOTHING_RELIEVED: frozenset[str] = frozenset()


class CaseHistory:
    """The history of one case: what stands, this period's KPIs as they come, and its payment lines."""

    __slots__ = ("_case", "_current", "_last", "_relieved", "found", "lines")

    def __init__(self, case: Case) -> None:
        records = case.standing.records
        self._case = case
        self._last: Mapping[str, KpiRecord] = records[-1].kpis if records else {}
        self._current: PeriodRecord | None = None
        self._relieved = NOTHING_RELIEVED
        self.lines: list[Line] = []
        self.found: dict[str, Outcome] = {}

    def close(self, found: tuple[Outcome, ...], excuses: tuple[ContractEvent, ...] = ()) -> None:
        """Take this period into every window: its KPIs are decided, as *found*, with *excuses* for some."""
        self._relieved = frozenset(disregarded(excuses)) if excuses else NOTHING_RELIEVED
        rated = [one for one in found if isinstance(one, Rated)]
        failures = [one.counts for one in rated].count(_FAILURE)
        points = sum([one.points for one in rated], _ZERO)
        self._current = PeriodRecord(self._case.period, Present(self.found), failures, points, {}, {})

    def without_relieved(self) -> CaseHistory:
        """Return the history in which what was relieved did not happen, for rungs that disregard it (SEMANTICS 17)."""
        records = tuple(map(without_relieved, self._case.standing.records))
        if records == self._case.standing.records and not self._relieved:
            return self
        other = CaseHistory(replace(self._case, standing=replace(self._case.standing, records=records)))
        other.lines, other.found = self.lines, self.found
        if self._current is not None:
            kpis = {name: kpi._replace(relieved=name in self._relieved) for name, kpi in self._current.kpis.items()}
            other._current = without_relieved(self._current._replace(kpis=kpis))
        return other

    def as_the_period_began(self) -> CaseHistory:
        """Return the history in which nothing has moved a ladder in this period, for payment (SEMANTICS 21)."""
        standing, day = self._case.standing, self._case.period.start
        events = tuple(one for one in standing.events if one.on < day or not waives_right(one))
        if standing.began is None and len(events) == len(standing.events):
            return self
        ladders = standing.ladders if standing.began is None else standing.began
        other = copy(self)
        other._case = replace(self._case, standing=replace(standing, ladders=ladders, events=events))
        return other

    def failures(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return how many failures of *kpis* there were."""
        if not kpis:
            return Decimal(sum([record.failures for record in self._records(window)]))
        return Decimal(sum([one.counts is _FAILURE for one in self._measured(kpis, window)]))

    def points(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return the points of *kpis* after doubling."""
        if not kpis:
            return sum([record.points for record in self._records(window)], _ZERO)
        return sum([one.points for one in self._measured(kpis, window)], _ZERO)

    def rated(self, rating: Rating, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return how many outcomes of *kpis* had *rating*."""
        return Decimal(sum(one.rating == rating for one in self._measured(kpis, window)))

    def consecutive_failures(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return the longest latest run of failures of any one of *kpis*."""
        return Decimal(max((self._run(kpi, window) for kpi in self._named(kpis)), default=0))

    def consecutive_passes(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return in how many of the latest periods none of *kpis* failed and at least one passed."""
        over = self._over_not_rated(kpis)
        passes = 0
        for due in self._due(kpis, window):
            if any(one.counts is _FAILURE for one in due):
                break
            if any(one.counts is _PASS for one in due):
                passes += 1
            elif due and over is _BREAKS:
                break
        return Decimal(passes)

    def tallies(self, kpis: tuple[str, ...]) -> tuple[Tally, ...]:
        """Return what *kpis*, or any, came to in each period since the start, the latest last."""
        over, passes, found = self._over_not_rated(kpis), 0, []
        for record in self._records(_EVER):
            due = _due_of(record, kpis)
            counts = [one.counts for one in due]
            if _FAILURE in counts or (due and _PASS not in counts and over is _BREAKS):
                passes = 0
            elif _PASS in counts:
                passes += 1
            found.append(Tally(record.period, sum([one.points for one in due], _ZERO), passes))
        return tuple(found)

    def dated(self, kpi: str, window: Window) -> list[tuple[Period, KpiRecord]]:
        """Return what *kpi* came to each time it was due within *window*, with the period, the latest last."""
        records = self._records(window._replace(periods=None))
        return [(one.period, due) for one in records for due in _due_of(one, (kpi,))][-(window.periods or 0) :]

    def rating(self, kpi: str) -> Rating | Absence:
        """Return the rating of *kpi* in this period.

        Payment and ladders know none that is doubtful; KPIs that are computed from it are doubtful too (SEMANTICS 16).
        """
        outcome = self.found.get(kpi)
        if not isinstance(outcome, Rated) or (outcome.doubtful and self._current is not None):
            return Absence.UNKNOWN
        return outcome.rating

    def previous(self, kpi: str, otherwise: Rating | None = None) -> Rating | Absence:
        """Return the rating of *kpi* one measurement earlier; *otherwise*, if given, where it had none."""
        one = next(self.earlier(kpi), None)
        rating = otherwise if one is None or one.rating is None else one.rating
        return Absence.UNKNOWN if rating is None else rating

    def on_rung(self, ladder: str) -> Decimal:
        """Return for how many periods the rung of *ladder* has been held; 0 in the period of entry."""
        return Decimal(held.periods(self._case, held.ladder_of(self._case, ladder)))

    def entered_by_event(self, ladder: str) -> bool:
        """Return whether an event of this period, or of a later one, moved *ladder* to the rung that is held."""
        return held.by_event(self._case, held.ladder_of(self._case, ladder))

    def rung(self, ladder: str) -> str:
        """Return the rung of *ladder* held when the period began."""
        return held.rung(self._case, held.ladder_of(self._case, ladder))

    def credits(self, payments: tuple[str, ...], window: Window) -> Decimal:
        """Return the money that *payments* took for good, caps applied (SEMANTICS 27)."""
        earlier = [record.entries for record in self._records(window)]
        taken = [
            entry.credits for entries in earlier for name, entry in entries.items() if not payments or name in payments
        ]
        now = [line.credit for line in self.lines if not payments or line.entry in payments]
        return sum(taken, _ZERO) + sum(now, _ZERO)

    def cap_reached(self, payments: tuple[str, ...], caps: tuple[str, ...] = ()) -> bool | Absence:
        """Return whether what *payments* have due meets or exceeds a cap, or one of *caps* (SEMANTICS 21)."""
        if self._current is None:  # an event has no period for which anything could be due
            return Absence.UNKNOWN
        uses = [use for line in self.lines if line.entry in payments for use in line.caps]
        return any(use.reached for use in uses if not caps or use.cap in caps)

    def events(self, kinds: tuple[str, ...], window: Window, disputed: bool | None = None) -> Decimal:  # noqa: FBT001  # as expressions hand it in
        """Return how often something of *kinds* happened up to the day that is decided for; *disputed* or not."""
        within = happened.days(self._case, window, self._records(window))
        return happened.count(self._case, kinds, within, disputed=disputed)

    def happened(self, kinds: tuple[str, ...], window: Window) -> tuple[Occurrence, ...]:
        """Return what happened of *kinds*, the latest last, up to the day that is decided for."""
        return happened.found(self._case, kinds, happened.days(self._case, window, self._records(window)))

    def happened_since(self, kinds: tuple[str, str]) -> bool:
        """Return whether the first of *kinds* happened on or after the latest day of the second."""
        return happened.since(self._case, *kinds)

    def failed_before(self, kpi: str, over: OverNotRated) -> bool:
        """Return whether *kpi* failed at its previous measurement (SEMANTICS 20)."""
        last = self._last.get(kpi)
        if last is not None and last.due and last.counts is not _NEITHER:
            return last.counts is _FAILURE
        for one in self.earlier(kpi):
            if one.counts is not _NEITHER:
                return one.counts is _FAILURE
            if over is _BREAKS:
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

    def _over_not_rated(self, kpis: tuple[str, ...]) -> OverNotRated:
        """Return what a period that was not rated means for runs of *kpis* (SEMANTICS 20)."""
        names = self._named(kpis)
        return self._case.rules.kpis[names[0]].over_not_rated if len(names) == 1 else self._case.rules.over_not_rated

    def _due(self, kpis: tuple[str, ...], window: Window) -> Iterator[list[KpiRecord]]:
        """Yield what was due of *kpis* in each period of *window*, the latest first; of named ones, where one was."""
        counted = kpis and window.periods is not None
        due = (_due_of(record, kpis) for record in reversed(self._records(_EVER if counted else window)))
        return islice(filter(None, due), window.periods) if kpis else due

    def _run(self, kpi: str, window: Window) -> int:
        over = self._case.rules.kpis[kpi].over_not_rated
        run = 0
        for one in self._latest(kpi, window):
            if one.counts is _FAILURE:
                run += 1
            elif one.counts is _PASS or over is _BREAKS:
                break
        return run

    def _latest(self, kpi: str, window: Window) -> Iterator[KpiRecord]:
        """Yield what *kpi* came to within *window*, the latest first.

        `last=n` counts periods, but for a KPI that is named and measured less often its measurements (SEMANTICS 4).
        """
        counted = window.periods is not None and self._case.rules.sparse
        due = (_due_of(record, (kpi,)) for record in reversed(self._records(_EVER if counted else window)))
        return islice(chain.from_iterable(due), window.periods if counted else None)

    def _measured(self, kpis: tuple[str, ...], window: Window) -> list[KpiRecord]:
        """Return what *kpis* came to within *window*, in any order."""
        if kpis and window.periods is not None and self._case.rules.sparse:
            return [one for kpi in kpis for one in self._latest(kpi, window)]
        return [one for record in self._records(window) for one in _due_of(record, kpis)]

    def _records(self, window: Window) -> tuple[PeriodRecord, ...]:
        """Return the records within *window*, of which none is looked at that lies before it."""
        periods, months, year = window
        earlier, now = self._case.standing.records, self._current
        if periods is not None:
            before = periods if now is None else periods - 1
            earlier = earlier[-before:] if before else ()
        elif months is not None:
            earlier = ended_since(earlier, window_start(self._case.day, months))
        elif year is not None:
            span = year_containing(YearKind(year), self._case.day, self._case.contract.start)
            # An event may be dated before what was decided since.
            earlier = tuple([one for one in ended_since(earlier, span.start) if span.contains(one.period.last_day)])
        return earlier if now is None else (*earlier, now)


def _due_of(record: PeriodRecord, kpis: tuple[str, ...]) -> list[KpiRecord]:
    if not kpis:
        return [one for one in record.kpis.values() if one.due]
    return [one for kpi in kpis if (one := record.kpis.get(kpi)) and one.due]
