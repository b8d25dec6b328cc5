"""What a policy is, and what it may see: the page that a plugin developer reads first.

A policy is a name, a version, a pydantic model of its parameters, and one pure method with frozen values in and out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from math import prod
from typing import Any, Literal, NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from engine.expression.history import Window
from engine.model.dated import Dated
from engine.model.decimals import Precision
from engine.model.escalation import Rung, Step, Verdict
from engine.model.figures import Absence, Figure
from engine.model.matters import Occurrence
from engine.model.outcome import Outcome
from engine.model.payment import Draft, Factor, Line, Memory, MemoryChange
from engine.model.period import Period
from engine.model.rows import Row
from engine.model.terms import Amount, Condition, Formula, KpiName, Quantity
from engine.model.working_days import WorkingDays

T = TypeVar("T")


class Hinge(NamedTuple):
    """A KPI, or any where it is None, that the keys at *place* need to be rated, or to fail, to come to anything."""

    place: tuple[str | int, ...]
    kpi: KpiName | None
    on: Literal["rating", "failure"]


class Parameters(BaseModel):
    """A policy's keys in a rule file, and any mapping inside them; a key that the model does not know is reported.

    Fields are the leaves of `engine.model.terms`, `engine.model.dated_terms` and `engine.model.windows`, text,
    `Literal` words, other models of this kind, and lists and mappings of these.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    def hinges(self) -> Iterable[Hinge]:
        """Return what the keys hang on; rules in which it can never happen are refused."""
        return ()


def mistake(message: str, *at: str | int) -> PydanticCustomError:
    """Return an error for a model validator to raise; *at* leads from the model to the value that it is about."""
    return PydanticCustomError("mistake", "{message}", {"message": message, "at": at})


class Priced(NamedTuple):
    """A sum of money in force, with the numbers that it was made of."""

    amount: Decimal
    factors: tuple[Factor, ...]

    def times(self, factors: tuple[Factor, ...]) -> Priced:
        """Return the sum multiplied by *factors*; it is divided once, last."""
        over = prod((one.value for one in factors), start=self.amount)
        under = prod((one.of for one in factors if one.of is not None), start=Decimal(1))
        return Priced(over / under, (*self.factors, *factors))


def priced(amount: Amount, named: Callable[[str], Decimal]) -> Priced:
    """Return what *amount* comes to; *named* looks up the sum that it may be a share of."""
    share, of = amount.share, amount.of
    if of is None:
        return Priced(share, (Factor(share, "sum"),))
    whole = named(of)
    if share == 1:
        return Priced(whole, (Factor(whole, of),))
    return Priced(share * whole, (Factor(share, "share"), Factor(whole, of)))


class AbsentFigureError(Exception):
    """A policy asked for a figure that the evidence does not hold; the decision is undecided and says which."""

    def __init__(self, name: str, absence: Absence) -> None:
        super().__init__(f"`{name}` is {absence.value}")
        self.name, self.absence = name, absence


class View(Protocol):
    """What every policy sees of the period being decided; terms are those of the policy's own parameters."""

    @property
    def period(self) -> Period:
        """The period being decided."""

    @property
    def whole_period(self) -> Period:
        """The period as it would be if the contract's start or end did not cut it short."""

    @property
    def contract_start(self) -> date:
        """The contract's first day."""

    @property
    def contract_year(self) -> int:
        """The contract year that holds the period's last day, from 1."""

    @property
    def ends_contract_year(self) -> bool:
        """Whether the period is the last of its contract year: the next one is of another, or there is none."""

    @property
    def ends_contract(self) -> bool:
        """Whether the period is the contract's last, so that what the entry remembers is settled now or never."""

    @property
    def calendar(self) -> WorkingDays | None:
        """The rule set's calendar with its bank holidays; None where it names none."""

    @property
    def time_zone(self) -> ZoneInfo:
        """The contract's time zone, for the day on which an instant falls."""

    @property
    def precision(self) -> Precision:
        """How the rule set rounds money, for a contract that rounds what it pays for each row."""

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        """What each KPI came to, by name; read-only."""

    @property
    def memory(self) -> Memory:
        """What the policy's entry has remembered up to the period before; read-only, and empty for a ladder."""

    def records(self, name: str) -> tuple[Row, ...]:
        """Return the rows of the records called *name*, as they came, without the cells that are personal.

        AbsentFigureError where the evidence has no such records; a table without rows is an empty one.
        """

    def in_force(self, dated: Dated[T]) -> T:
        """Return the value of *dated* on the period's last day; a person must judge where there is none."""

    def number(self, quantity: Dated[Quantity]) -> Decimal:
        """Return the number in force on the period's last day."""

    def money(self, amount: Dated[Amount]) -> Priced:
        """Return the sum in force; AbsentFigureError where the figure that it is a share of is absent.

        A price, which is a sum of the rule file or a parameter, follows the `index` of a payment entry, if it has one.
        """

    def value(self, formula: Formula) -> Decimal:
        """Return what *formula* comes to; AbsentFigureError where a figure that it reads is absent."""

    def verdict(self, condition: Condition) -> Verdict:
        """Return whether *condition* holds, does not hold, or is unknown, and why."""

    def points(self, *kpis: str, over: Window | None = None) -> Decimal:
        """Return the points of *kpis*, or of all, after doubling, in this period or *over* a window up to its end."""

    def failures(self, *kpis: str, over: Window | None = None) -> Decimal:
        """Return how often *kpis*, or any, failed in this period or *over* a window up to its end."""

    def happened(self, *called: str, over: Window | None = None) -> tuple[Occurrence, ...]:
        """Return what happened that conditions call so, such as `x_late`, up to the period's last day; the latest last.

        It is everything since the start, or what happened *over* a window.
        """


class Tally(NamedTuple):
    """What KPIs came to in one period: their points after doubling, and how many periods in a row have passed by then.

    A period passes where none of them failed and at least one was rated (SEMANTICS 19).
    """

    period: Period
    points: Decimal
    passes: int


class Tracked(NamedTuple):
    """What one KPI came to in one period in which it was due: its value, or why it has none that counts.

    A figure that was not returned, or for which an earlier one stood in, is missing; one that is doubtful, in grace or
    without a consequence is unknown or relieved.
    """

    period: Period
    figure: Figure


class LadderView(View, Protocol):
    """What an escalation policy sees besides."""

    @property
    def rung(self) -> str:
        """The rung held when the period began."""

    @property
    def on_rung(self) -> Decimal:
        """For how many periods that rung has been held; 0 in the period of entry."""

    @property
    def entered_by_event(self) -> bool:
        """Whether an event of this very period moved the ladder to that rung: it is not left in it (SEMANTICS 22)."""

    def tallies(self, *kpis: str) -> tuple[Tally, ...]:
        """Return what *kpis*, or all, came to in each period since the start, this one last."""

    def track(self, kpi: str, over: Window | None = None) -> tuple[Tracked, ...]:
        """Return what *kpi* came to each time it was due, since the start or *over* a window, the latest last."""

    def disregarding_relieved(self) -> LadderView:
        """Return the view in which failures that relief disregards for exit did not happen (SEMANTICS 17)."""

    def verdict_without_relieved(self, condition: Condition) -> Verdict:
        """Return the verdict where relieved failures did not happen, for what exits are counted by (SEMANTICS 17)."""


class PaymentView(View, Protocol):
    """What a payment policy sees besides."""

    @property
    def rounds_rows(self) -> bool:
        """Whether what each row is paid is rounded by itself, as `round: row` says, and not only their sum."""


class PaymentPolicy(Protocol):
    """Turns outcomes into drafts of payment lines; the core rounds, caps and adds them up."""

    name: str
    version: str
    parameters: type[Parameters]

    def drafts(self, parameters: Any, view: PaymentView) -> tuple[Draft, ...]:  # noqa: ANN401  # each policy has a model of its own
        """Return this period's drafts; none means that nothing is due."""


class RememberingPolicy(PaymentPolicy, Protocol):
    """A payment policy whose lines depend on what became of its earlier ones: suspended, withheld, paid once."""

    def remembers(self, parameters: Any, view: PaymentView, lines: tuple[Line, ...]) -> MemoryChange:  # noqa: ANN401  # as above
        """Return what this period changes in the entry's memory: numbers by names, None forgets one.

        It is asked once the entry's *lines* of the period are rounded and capped, also where there are none. What is
        remembered is the ledger's: a name should say what it is, such as `suspended 2026-05`.
        """


class StatedPolicy(RememberingPolicy, Protocol):
    """A payment policy of which it can be stated what it remembers, for a contract that runs when it is taken over."""

    def may_be_stated(self, parameters: Any) -> Iterable[str]:  # noqa: ANN401  # as above
        """Return the names of the numbers that may be stated, with `{day}` and the like for what may stand there."""


class CheckedPolicy(StatedPolicy, Protocol):
    """One that looks besides whether the numbers that are stated go together."""

    def check_stated(self, parameters: Any, memory: Memory) -> None:  # noqa: ANN401  # as above
        """Raise ValueError where the numbers of *memory*, stated by such names, do not go together."""


class RowPolicy(PaymentPolicy, Protocol):
    """A payment policy that pays per row: its entries say `round: row` or `round: line` (SEMANTICS 10)."""

    def pays_per_row(self, parameters: Any) -> bool:  # noqa: ANN401  # as above
        """Return whether an entry with *parameters* has a part for each row, or for rows that are alike.

        Where it is rounded by row the core rounds each part by itself, and the parts of rows that are alike stand for
        whole multiples of what one of them is paid, rounded.
        """


class EscalationPolicy(Protocol):
    """Says which rung a ladder stands on after the period; the core sets actions and due dates."""

    name: str
    version: str
    parameters: type[Parameters]

    def rungs(self, parameters: Any) -> tuple[Rung, ...]:  # noqa: ANN401  # each policy has a model of its own
        """Return the rungs from the first, on which every contract starts, to the gravest."""

    def step(self, parameters: Any, view: LadderView) -> Step:  # noqa: ANN401  # each policy has a model of its own
        """Return the rung to stand on and every condition that was looked at."""


class Policies(NamedTuple):
    """The catalogue as the compiler receives it: policies by name."""

    payment: Mapping[str, PaymentPolicy]
    escalation: Mapping[str, EscalationPolicy]
