"""The one case being decided, and the terms in force on its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.model.contract import Contract
from engine.model.dated import Dated
from engine.model.evidence import Event, Evidence, Submission
from engine.model.figures import Absence, Figure
from engine.model.period import Period
from engine.model.reporting import Late
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing
from engine.model.terms import Quantity

# Python 3.11 looks a member up through Python code; what runs for every decision has it at hand.
_ACCEPT = Late.ACCEPT


class TermMissingError(Exception):
    """A term of the contract that the rules need is not set on the day that they need it for."""


# Not frozen, for one is made for every decision and freezing doubles what that costs.
@dataclass(slots=True, eq=False)
class Case:
    """Rules, contract, standing and evidence of one decision; *day* is the one that dated values go by."""

    rules: RuleSet
    contract: Contract
    standing: Standing
    evidence: Evidence
    period: Period
    day: date

    def number(self, dated: Dated[Quantity]) -> Decimal:
        """Return the number in force on the day; TermMissingError where there is none."""
        quantity = dated.constant or dated.at(self.contract.start, self.day)
        if quantity is None:
            raise TermMissingError(f"no value is in force on {self.day}")
        return self.quantity(quantity)

    def quantity(self, quantity: Quantity) -> Decimal:
        """Return the number that *quantity* is or names."""
        name = quantity.figure
        if isinstance(name, Decimal):
            return name
        value = self.parameter(name)
        if not isinstance(value, Decimal):
            raise TermMissingError(f"the contract sets no number for the parameter `{name}` on {self.day}")
        return value

    def parameter(self, name: str) -> Figure:
        """Return a parameter of the contract, else its default."""
        value = self.contract.parameter(name, self.day)
        stated = self.rules.parameters[name].stand_in(self.contract.start, self.day) if value is None else value
        return Absence.MISSING if stated is None else stated

    @property
    def decided_on(self) -> date:
        """The day that working days are counted from (SEMANTICS 2)."""
        return self.evidence.decided_on

    @property
    def failed_by_lateness(self) -> bool:
        """Whether what came counts as missing because it came late (SEMANTICS 5)."""
        if not isinstance(self.evidence, Submission):
            return False
        if self.evidence.after_non_submission:
            return True
        if self.rules.reporting.late is _ACCEPT:
            return False
        due = self.rules.reporting.due_day(self.period, self.rules.calendar)
        return due is not None and self.evidence.received_on > due

    @property
    def stated(self) -> Mapping[str, Figure]:
        """The figures that the evidence states."""
        return {} if isinstance(self.evidence, Event) else self.evidence.figures
