"""What a policy sees: the period's outcomes, the terms in force, and answers to its own conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from engine.evaluation.case import Case, TermMissingError
from engine.evaluation.history import CaseHistory
from engine.evaluation.tracking import tracked
from engine.expression import Program, Window
from engine.model.dated import Dated
from engine.model.decimals import Precision
from engine.model.escalation import Verdict
from engine.model.evidence import Submission
from engine.model.figures import Absence, Figure
from engine.model.matters import Occurrence
from engine.model.outcome import Counts, Outcome, Rated
from engine.model.payment import NOTHING_IN_MIND, Memory, came_to
from engine.model.period import Period
from engine.model.policy import AbsentFigureError, Priced, Tally, Tracked, priced
from engine.model.rows import Row
from engine.model.rule_set import PaymentEntry
from engine.model.terms import Amount, Condition, Formula, Quantity
from engine.model.working_days import WorkingDays

T = TypeVar("T")
# A NamedTuple's own constructor is Python code and costs twice as much.
_verdict: Callable[[tuple[object, ...]], Verdict] = partial(tuple.__new__, Verdict)


class Seen(NamedTuple):
    """What all entries of one case see alike; *outcomes* cannot be changed."""

    case: Case
    history: CaseHistory
    figures: Mapping[str, Figure]
    outcomes: Mapping[str, Outcome]


class CaseView:
    """The view of one entry's policy, with its *programs*; frozen values only, and nothing that could be changed."""

    __slots__ = ("_case", "_figures", "_history", "_memory", "_programs", "outcomes")

    def __init__(self, seen: Seen, programs: Mapping[str, Program], memory: Memory = NOTHING_IN_MIND) -> None:
        self._case, self._history, self._figures, self.outcomes = seen
        self._programs, self._memory = programs, memory

    @property
    def memory(self) -> Memory:
        """What the entry has remembered up to the period before."""
        return MappingProxyType(self._memory)

    @property
    def period(self) -> Period:
        """The period being decided."""
        return self._case.period

    @property
    def whole_period(self) -> Period:
        """The period as it would be if the contract did not cut it short."""
        return self._case.rules.reporting.whole(self._case.contract.span, self._case.period)

    @property
    def contract_start(self) -> date:
        """The contract's first day."""
        return self._case.contract.start

    @property
    def contract_year(self) -> int:
        """The contract year of the period's last day, from 1."""
        return self._case.contract.year_on(self._case.day)

    @property
    def ends_contract_year(self) -> bool:
        """Whether the next period is of another contract year, or there is none."""
        contract = self._case.contract
        after = self._case.rules.reporting.after(contract.span, self._case.period)
        return after is None or contract.year_on(after.last_day) != self.contract_year

    @property
    def ends_contract(self) -> bool:
        """Whether the period is the contract's last."""
        return self._case.contract.ends_in(self._case.period)

    @property
    def calendar(self) -> WorkingDays | None:
        """The rule set's calendar, if it names one."""
        return self._case.rules.calendar

    @property
    def time_zone(self) -> ZoneInfo:
        """The contract's time zone."""
        return ZoneInfo(self._case.contract.time_zone)

    @property
    def precision(self) -> Precision:
        """How the rule set rounds money; ValueError where it has none."""
        if self._case.rules.money is None:
            raise ValueError("expected a rule set that says how money is rounded")
        return self._case.rules.money

    def records(self, name: str) -> tuple[Row, ...]:
        """Return the rows of the records called *name* without what is personal; AbsentFigureError where none came."""
        table, evidence = self._case.rules.records.get(name), self._case.evidence
        if table is None:
            raise ValueError(f"expected records that the rule set declares, not `{name}`")
        rows = evidence.records.get(name) if isinstance(evidence, Submission) else None
        if rows is None:
            raise AbsentFigureError(name, Absence.MISSING)
        return table.seen(rows)

    def in_force(self, dated: Dated[T]) -> T:
        """Return the value in force; TermMissingError where there is none."""
        value = dated.at(self._case.contract.start, self._case.day)
        if value is None:
            raise TermMissingError(f"no value is in force on {self._case.day}")
        return value

    def number(self, quantity: Dated[Quantity]) -> Decimal:
        """Return the number in force."""
        return self._case.number(quantity)

    def money(self, amount: Dated[Amount]) -> Priced:
        """Return the sum in force with its factors."""
        return self.priced(amount.constant or self.in_force(amount))

    def priced(self, amount: Amount) -> Priced:
        """Return what *amount* comes to this period."""
        return priced(amount, self._named)

    def worth(self, amount: Amount) -> Decimal:
        """Return what *amount* comes to this period, without its factors."""
        return amount.share if amount.of is None else amount.share * self._named(amount.of)

    def verdict(self, condition: Condition) -> Verdict:
        """Return whether *condition* holds and why."""
        return self.examined(self._program(condition))

    def examined(self, program: Program) -> Verdict:
        """Return whether the condition *program* holds and why."""
        return _verdict((*program.examined(self._figures, self._history), program.text))

    def value(self, formula: Formula) -> Decimal:
        """Return what *formula* comes to; AbsentFigureError where a figure that it reads is absent."""
        program = self._program(formula)
        value = program.value(self._figures, self._history)
        if isinstance(value, Decimal):
            return value
        read = ((name, self._figures[name]) for name in program.reads)
        name, absence = next(((name, one) for name, one in read if isinstance(one, Absence)), (formula.text, value))
        raise AbsentFigureError(name, absence if isinstance(absence, Absence) else Absence.UNKNOWN)

    def points(self, *kpis: str, over: Window | None = None) -> Decimal:
        """Return the points of *kpis*, or of all, in this period or *over* a window."""
        if over is not None:
            return self._history.points(kpis, over)
        return sum((one.points for one in self._rated(kpis)), Decimal(0))

    def failures(self, *kpis: str, over: Window | None = None) -> Decimal:
        """Return how often *kpis*, or any, failed in this period or *over* a window."""
        if over is not None:
            return self._history.failures(kpis, over)
        return Decimal(sum(one.counts is Counts.FAILURE for one in self._rated(kpis)))

    def happened(self, *called: str, over: Window | None = None) -> tuple[Occurrence, ...]:
        """Return what happened that conditions call so, since the start or *over* a window."""
        return self._history.happened(called, over or Window())

    def _rated(self, kpis: tuple[str, ...]) -> list[Rated]:
        chosen = [self.outcomes[kpi] for kpi in kpis] if kpis else self.outcomes.values()
        return [one for one in chosen if isinstance(one, Rated)]

    def _program(self, formula: Formula) -> Program:
        program = self._programs.get(formula.text)
        if program is None:
            raise ValueError(f"expected an expression of the policy's own parameters, not `{formula.text}`")
        return program

    def _named(self, name: str) -> Decimal:
        if name in self._figures:
            figure = self._figures[name]
            if isinstance(figure, Decimal):
                return figure
            raise AbsentFigureError(name, figure if isinstance(figure, Absence) else Absence.UNKNOWN)
        return came_to(name, self._history.lines)


class PaymentCaseView(CaseView):
    """The view of one payment entry's policy."""

    __slots__ = ("_entry", "_index")

    def __init__(self, seen: Seen, entry: PaymentEntry, memory: Memory) -> None:
        super().__init__(seen, entry.programs, memory)
        self._entry = entry
        self._index = entry.index.factors(seen.case.contract.start, seen.case.day) if entry.index else ()

    @property
    def rounds_rows(self) -> bool:
        """Whether what each row is paid is rounded by itself."""
        return self._entry.by_row

    def money(self, amount: Dated[Amount]) -> Priced:
        """Return the sum in force with its factors; a price follows the index of the entry."""
        found = amount.constant or self.in_force(amount)
        made = self.priced(found)
        return made.times(self._index) if self._index and self._is_price(found) else made

    def _is_price(self, amount: Amount) -> bool:
        """Return whether *amount* was agreed: figures of the period, and what entries came to, are of its own day."""
        return amount.of is None or amount.of in self._case.rules.parameters


class LadderCaseView(CaseView):
    """The view of one ladder's policy, which stands on *rung* of what is called *ladder*."""

    __slots__ = ("_ladder", "rung")

    def __init__(self, seen: Seen, programs: Mapping[str, Program], ladder: str, rung: str) -> None:
        super().__init__(seen, programs)
        self._ladder, self.rung = ladder, rung

    @property
    def on_rung(self) -> Decimal:
        """For how many periods the rung has been held."""
        return self._history.on_rung(self._ladder)

    @property
    def entered_by_event(self) -> bool:
        """Whether an event of this period moved the ladder to the rung."""
        return self._history.entered_by_event(self._ladder)

    def tallies(self, *kpis: str) -> tuple[Tally, ...]:
        """Return what *kpis*, or all, came to in each period since the start."""
        return self._history.tallies(kpis)

    def track(self, kpi: str, over: Window | None = None) -> tuple[Tracked, ...]:
        """Return what *kpi* came to each time it was due."""
        return tracked(self._history.dated(kpi, over or Window()), self._case.standing)

    def disregarding_relieved(self) -> LadderCaseView:
        """Return the view in which relieved failures did not happen."""
        history = self._history.without_relieved()
        seen = Seen(self._case, history, self._figures, self.outcomes)
        return LadderCaseView(seen, self._programs, self._ladder, self.rung)

    def verdict_without_relieved(self, condition: Condition) -> Verdict:
        """Return the verdict where relieved failures did not happen."""
        program, history = self._program(condition), self._history.without_relieved()
        return _verdict((*program.examined(self._figures, history), program.text))
