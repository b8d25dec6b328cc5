"""What the application answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from engine.errors import PlimsollError
from engine.evaluation.benefits import Benefit
from engine.evaluation.obligations import Obligation
from engine.evaluation.pricing import Comparison
from engine.evaluation.reviewing import ReviewState
from engine.model.changes import Totals
from engine.model.contract import Contract
from engine.model.decision import Decision
from engine.model.escalation import Action
from engine.model.events import ContractEvent
from engine.model.ledger import Entry
from engine.model.naming import DecisionName
from engine.model.opening import Opening
from engine.model.period import Period
from engine.model.publishing import Publishable
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing


class Recorded(NamedTuple):
    """A decision and the entry that records it; *repeated* where the same request had made it before.

    *later* are the decisions of the same request that supersede those on later periods and events, by name.
    """

    entry: Entry
    decision: Decision
    repeated: bool = False
    later: tuple[DecisionName, ...] = ()

    @property
    def name(self) -> DecisionName:
        """The name by which the decision is asked for again."""
        return DecisionName(self.entry.contract, self.entry.version)


class PublishablePeriod(NamedTuple):
    """What may be published of a period: by which decision, which rules, and the KPIs, at least one."""

    recorded: Recorded
    rules: RuleSet
    kpis: tuple[Publishable, ...]


class Previewed(NamedTuple):
    """What would be decided now, after version *after* of the contract; nothing is recorded."""

    decision: Decision
    after: int


class EventRecorded(NamedTuple):
    """An event and the entry that records it; *decided* are the decisions that it brought, by name.

    One *within_stated* moved nothing, for how the contract stood after it was stated when that was taken over.
    """

    entry: Entry
    event: ContractEvent
    repeated: bool = False
    decided: tuple[DecisionName, ...] = ()
    within_stated: bool = False


class Happened(NamedTuple):
    """An event and the entry that records it.

    *lapsed_by* is the version of its lapse, 0 while it has not lapsed; *corrected_by* that of the decision which has
    since corrected the figures that people made it on, 0 where there is none. One *within_stated* moved nothing, for
    how the contract stood after it was stated when that was taken over.
    """

    entry: Entry
    event: ContractEvent
    lapsed_by: int = 0
    corrected_by: int = 0
    within_stated: bool = False


class Registered(NamedTuple):
    """A contract as it stands at *version*; *repeated* where the same request had been answered before.

    *decided* are the decisions that the request brought, by name.
    """

    contract: Contract
    version: int
    repeated: bool = False
    decided: tuple[DecisionName, ...] = ()


class Moved(NamedTuple):
    """The decision that brought a ladder where it stands, why, in sentences, and who must do what by when since."""

    decision: DecisionName
    why: str
    actions: tuple[Action, ...]


class Stood(NamedTuple):
    """What a contract's decisions left behind; *open* is the period to be decided next, None at the end.

    *latest* is the last decision, None before the first; *attempts* counts the submissions for the open period, each of
    them undecided. *today* is the day in the contract's time zone. *changes* is what they come to, None where there are
    none; *review* how reviews stand, None where the rules set no rhythm for them. *corrected* says of human decisions,
    by their versions, which decision has corrected the figures since that they were made on. *payable* is what was
    payable for all periods together; *moved* says of each ladder what brought it where it stands, if a decision did;
    *opening* is what was stated when the contract was taken over, None where it was not.
    """

    contract: Contract
    version: int
    standing: Standing
    open: Period | None
    attempts: int
    latest: DecisionName | None
    today: date
    changes: Totals | None = None
    review: ReviewState | None = None
    corrected: Mapping[int, int] = MappingProxyType({})
    payable: Decimal = Decimal(0)
    moved: Mapping[str, Moved] = MappingProxyType({})
    opening: Opening | None = None


class Due(NamedTuple):
    """A report that has not come: its period, and the last day on which it was in time."""

    contract: str
    provider: str
    rule_set: str
    period: Period
    due: date


class Owed(NamedTuple):
    """What somebody is to do under a contract by a day, apart from a report."""

    contract: str
    provider: str
    rule_set: str
    obligation: Obligation

    @property
    def due(self) -> date:
        """The last day on which it is in time."""
        return self.obligation.due


class PricedBeside(NamedTuple):
    """What a contract's evidence comes to by the rules in force and by others, in one currency."""

    comparison: Comparison
    currency: str


class MeasuredBenefits(NamedTuple):
    """What the benefits of a contract were to bring and have brought, by the rules that name them."""

    contract: Contract
    rules: RuleSet
    benefits: tuple[Benefit, ...]


class Refused(NamedTuple):
    """What became of one item of a batch that could not be answered."""

    error: PlimsollError


class RuleSetInUse(NamedTuple):
    """A version of a rule set and whether it has decided a period, after which its text cannot change."""

    rules: RuleSet
    decided: bool
