"""A view that answers from what a test gives it, and short ways to make the outcomes in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from engine.expression import Window
from engine.model.dated import Dated
from engine.model.days import YearKind, contract_year, months_later, window_start, year_containing
from engine.model.decimals import Precision, Rounding
from engine.model.escalation import Verdict
from engine.model.figures import Absence, Figure
from engine.model.matters import Occurrence
from engine.model.outcome import Counts, Held, Measured, NotRated, Outcome, Rated
from engine.model.payment import Memory
from engine.model.period import Period
from engine.model.policy import AbsentFigureError, Priced, Tally, Tracked, priced
from engine.model.rows import Cell, Row, row_of
from engine.model.scale import PROCUREMENT_ACT_2023, Scale
from engine.model.terms import Amount, Condition, Formula, Quantity
from engine.model.working_days import WorkingDays

T = TypeVar("T")


def rated(kpi: str, rating: str, value: str | None = None, *, points: str = "0", scale: Scale | None = None) -> Rated:
    """Return the outcome of *kpi* with *rating*, a failure from the third of the scale's ratings on."""
    found = (scale or PROCUREMENT_ACT_2023).named(rating)
    if found is None:
        raise ValueError(f"expected a rating of the scale, not `{rating}`")
    figure = None if value is None else Decimal(value)
    counts = Counts.FAILURE if found.rank >= 2 else Counts.PASS
    return Rated(kpi, found, figure, figure, (), Held(), counts, Decimal(points))


def not_rated(kpi: str, absence: Absence = Absence.MISSING) -> NotRated:
    """Return the outcome of *kpi* that could not be rated, and why."""
    return NotRated(kpi, absence, (), ())


@dataclass(frozen=True, kw_only=True)
class GivenView:
    """A view of one period that answers from what it is given, for `drafts` and `step` alike.

    *given* are this period's outcomes and *earlier* those of the months before it, the latest last. *figures* are
    the numbers behind names and formulas, *holds* what becomes of conditions, both by their text, and
    *without_relieved* what becomes of those where relieved failures do not count. *whole* is the period as it would
    be if the contract did not cut it short, *memory* what the policy remembers of those before, and
    *ends_contract_year* whether it is the last of its contract year and *ends_contract* whether it is that of the
    contract. *rows* are those of records by their names, each with its cells as rules admit them: exact decimals,
    days, aware instants; *on_rung* is for how many periods the rung has been held, and *entered_by_event* whether
    an event of this period moved to it. *happenings* are what happened, whenever that was. *calendar* and
    *precision* are the rule set's, and *time_zone* is the contract's; *rounds_rows* is what the entry's `round` says.
    """

    given: tuple[Outcome, ...] = ()
    earlier: tuple[tuple[Outcome, ...], ...] = ()
    figures: Mapping[str, str | Decimal | Absence] = field(default_factory=dict)
    holds: Mapping[str, bool | Absence] = field(default_factory=dict)
    without_relieved: Mapping[str, bool | Absence] = field(default_factory=dict)
    period: Period = field(default_factory=lambda: Period.parse("2026-04"))
    whole: Period | None = None
    contract_start: date = date(2026, 4, 1)
    rung: str = ""
    on_rung: Decimal = Decimal(0)
    entered_by_event: bool = False
    memory: Memory = field(default_factory=dict)
    ends_contract_year: bool = False
    ends_contract: bool = False
    rows: Mapping[str, Sequence[Mapping[str, Cell]]] = field(default_factory=dict)
    happenings: Sequence[Occurrence] = ()
    calendar: WorkingDays | None = None
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    precision: Precision = Precision(2, Rounding.HALF_UP)  # noqa: RUF009  # it is frozen
    rounds_rows: bool = False

    @property
    def whole_period(self) -> Period:
        """The period as it would be if the contract did not cut it short."""
        return self.whole or self.period

    @property
    def contract_year(self) -> int:
        """The contract year of the period's last day."""
        return contract_year(self.contract_start, self.period.last_day)

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        """What each KPI came to."""
        return {one.kpi: one for one in self.given}

    def records(self, name: str) -> tuple[Row, ...]:
        """Return the rows given for *name*."""
        if name not in self.rows:
            raise AbsentFigureError(name, Absence.MISSING)
        return tuple(row_of(cells) for cells in self.rows[name])

    def in_force(self, dated: Dated[T]) -> T:
        """Return the value in force on the period's last day."""
        value = dated.at(self.contract_start, self.period.last_day)
        if value is None:
            raise AbsentFigureError("the value in force", Absence.MISSING)
        return value

    def number(self, quantity: Dated[Quantity]) -> Decimal:
        """Return the number in force."""
        figure = self.in_force(quantity).figure
        return figure if isinstance(figure, Decimal) else self._figure(figure)

    def money(self, amount: Dated[Amount]) -> Priced:
        """Return the sum in force."""
        return priced(self.in_force(amount), self._figure)

    def value(self, formula: Formula) -> Decimal:
        """Return the figure given for the text of *formula*."""
        return self._figure(formula.text)

    def verdict(self, condition: Condition) -> Verdict:
        """Return what is given for the text of *condition*, else unknown."""
        return Verdict(self.holds.get(condition.text, Absence.UNKNOWN), ())

    def verdict_without_relieved(self, condition: Condition) -> Verdict:
        """Return what is given where relieved failures did not happen, else what is given for *condition*."""
        holds = self.without_relieved.get(condition.text, self.holds.get(condition.text, Absence.UNKNOWN))
        return Verdict(holds, ())

    def disregarding_relieved(self) -> GivenView:
        """Return the view in which what is given *without_relieved* becomes of conditions; no outcome is relieved."""
        return replace(self, holds={**self.holds, **self.without_relieved})

    def tallies(self, *kpis: str) -> tuple[Tally, ...]:
        """Return what *kpis*, or all, came to in each month given, this one last."""
        found: list[Tally] = []
        for back, outcomes in zip(range(len(self.earlier), -1, -1), (*self.earlier, self.given), strict=True):
            counted = [one for one in outcomes if isinstance(one, Rated) and (not kpis or one.kpi in kpis)]
            counts = {one.counts for one in counted}
            passes = found[-1].passes if found else 0
            passes = 0 if Counts.FAILURE in counts else passes + (Counts.PASS in counts)
            start, end = months_later(self.period.start, -back), months_later(self.period.end, -back)
            found.append(Tally(Period(start, end), sum((one.points for one in counted), Decimal(0)), passes))
        return tuple(found)

    def track(self, kpi: str, over: Window | None = None) -> tuple[Tracked, ...]:
        """Return what *kpi* came to in each month given, this one last."""
        found = []
        for back, outcomes in zip(range(len(self.earlier), -1, -1), (*self.earlier, self.given), strict=True):
            start, end = months_later(self.period.start, -back), months_later(self.period.end, -back)
            due = [one for one in outcomes if one.kpi == kpi and not (isinstance(one, NotRated) and not one.due)]
            found += [Tracked(Period(start, end), _figure(one)) for one in due]
        reach = len(found) if over is None else over.periods or over.months or 0
        return tuple(found[-reach:])

    def points(self, *kpis: str, over: Window | None = None) -> Decimal:
        """Return the points of *kpis*, or of all."""
        return sum((one.points for one in self._rated(kpis, over)), Decimal(0))

    def failures(self, *kpis: str, over: Window | None = None) -> Decimal:
        """Return how often *kpis*, or any, failed."""
        return Decimal(sum(one.counts is Counts.FAILURE for one in self._rated(kpis, over)))

    def happened(self, *called: str, over: Window | None = None) -> tuple[Occurrence, ...]:
        """Return what is given that is called so, up to the period's last day."""
        first, last = self._first_day(over or Window()), self.period.last_day
        return tuple(sorted(one for one in self.happenings if one.called in called and first <= one.on <= last))

    def _first_day(self, over: Window) -> date:
        if over.periods is not None:
            return months_later(self.period.start, 1 - over.periods)
        if over.months is not None:
            return window_start(self.period.last_day, over.months)
        if over.year is not None:
            return year_containing(YearKind(over.year), self.period.last_day, self.contract_start).start
        return date.min

    def _figure(self, text: str) -> Decimal:
        figure = self.figures.get(text, Absence.MISSING)
        if isinstance(figure, Absence):
            raise AbsentFigureError(text, figure)
        return Decimal(figure)

    def _rated(self, kpis: tuple[str, ...], over: Window | None) -> Iterator[Rated]:
        reach = 1 if over is None else over.periods or over.months or 0
        for outcomes in (*self.earlier, self.given)[-reach:]:
            yield from (one for one in outcomes if isinstance(one, Rated) and (not kpis or one.kpi in kpis))


def _figure(outcome: Outcome) -> Figure:
    match outcome:
        case NotRated():
            return outcome.absence
        case Rated(value=None):
            return Absence.MISSING
        case Rated() | Measured():
            return Absence.UNKNOWN if outcome.value is None else outcome.value
    return Absence.UNKNOWN
