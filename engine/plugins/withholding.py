"""Withholding: sums held back until they are released, retained for good, or repaid with interest (SEMANTICS 25)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from engine.model.dated_terms import DatedAmount, DatedQuantity
from engine.model.decimals import plain
from engine.model.figures import Absence
from engine.model.payment import Draft, Factor, Line, LineKind, MemoryChange, Part
from engine.model.policy import AbsentFigureError, Parameters, View, mistake
from engine.model.products import product
from engine.model.terms import Condition, Formula, Quantity
from engine.plugins.hookspecs import hookimpl

_NOTHING, _HUNDRED, _DAYS_OF_A_YEAR = Decimal(0), Decimal(100), Decimal(365)
_WITHHELD = "withheld"
_IS_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII).fullmatch


class WithheldParameters(Parameters):
    """What is withheld from a period's payment, and when."""

    amount: DatedAmount = Field(description="a sum, or a share of one; for each of `count`, where there is one")
    count: Formula | None = Field(None, description="how many times the amount, such as the milestones missed")
    when: Condition = Field(description="in which periods something is withheld")


class WithholdingParameters(Parameters):
    """What is withheld, and what later becomes of it."""

    withheld: WithheldParameters = Field(description="what is withheld, and when")
    released_when: Condition | None = Field(None, description="when all that is withheld is paid after all")
    retained_when: Condition | None = Field(None, description="when all that is withheld is kept for good")
    repaid_when: Condition | None = Field(None, description="when all that is withheld is paid back with interest")
    at_end: Literal["released", "retained"] = Field(
        description="what becomes of what is withheld when the contract ends, and of what would be in its last period"
    )
    interest: DatedQuantity | None = Field(
        None, description="percent a year, simple, over 365 days, from the day withheld to the day before repayment"
    )

    @model_validator(mode="after")
    def _ends(self) -> WithholdingParameters:
        if self.released_when is None and self.retained_when is None and self.repaid_when is None:
            raise mistake("expected one at least of `released_when`, `retained_when` and `repaid_when`")
        if (self.interest is None) is not (self.repaid_when is None):
            raise mistake("expected both of `repaid_when` and `interest`, or neither: what is repaid bears interest")
        if self.interest is not None and any(_is_negative(one) for one in self.interest.values()):
            raise mistake("expected a rate of 0% or more", "interest")
        return self


def _is_negative(rate: Quantity) -> bool:
    return isinstance(rate.figure, Decimal) and rate.figure < 0


class Ending(Enum):
    """What becomes of all that is withheld."""

    REPAID = "repaid"
    RELEASED = "released"
    RETAINED = "retained"


class Held(NamedTuple):
    """A sum that is withheld, and the day since when it is."""

    day: date
    amount: Decimal


class Withholding:
    """A withheld line in each period in which something is, and what becomes of all that was withheld before.

    It remembers each sum that is still withheld by `withheld` and the day: the last of the period that withheld it.
    """

    name = "withholding"
    version = "1"
    parameters = WithholdingParameters

    def drafts(self, parameters: WithholdingParameters, view: View) -> tuple[Draft, ...]:
        """Return what becomes of what is withheld, and what is withheld now."""
        return (*_ended(parameters, view), *_withheld(parameters, view))

    def remembers(self, parameters: WithholdingParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:
        """Return what is withheld from this period's last day on, and forget what has ended."""
        ended = _ending(parameters, view) is not None
        change: dict[str, Decimal | None] = dict.fromkeys(view.memory) if ended else {}
        now = sum((line.applied for line in lines if line.kind is LineKind.WITHHELD), _NOTHING)
        return {**change, f"{_WITHHELD} {view.period.last_day}": now} if now else change


def _withheld(parameters: WithholdingParameters, view: View) -> Iterator[Draft]:
    """Yield what is withheld now; in the contract's last period it would end at once, and is deducted or is not."""
    terms, is_last = parameters.withheld, view.ends_contract
    if not _holds(terms.when, view) or (is_last and parameters.at_end == "released"):
        return
    counted = () if terms.count is None else (_count(terms.count, view),)
    what = "in the contract's last period, and retained" if is_last else "in this period"
    part = product(what, *counted, *view.money(terms.amount).factors)
    if part.amount:
        yield Draft(LineKind.DEDUCTION if is_last else LineKind.WITHHELD, (part,))


def _count(count: Formula, view: View) -> Factor:
    number = view.value(count)
    if number < 0:
        raise ValueError(f"expected no fewer than 0 of `{count}`, not `{plain(number)}`")
    return Factor(number, count.text if _IS_NAME(count.text) else "times")


def _ended(parameters: WithholdingParameters, view: View) -> Iterator[Draft]:
    """Yield the lines by which all that is withheld ends, and the interest on what is repaid."""
    ending = _ending(parameters, view)
    if ending is None:
        return
    held = _held(view)
    kind = LineKind.RETAINED if ending is Ending.RETAINED else LineKind.RELEASED
    yield Draft(kind, tuple(product(_called(one), Factor(one.amount, "sum")) for one in held))
    if ending is Ending.REPAID and parameters.interest is not None:
        rate = Factor(view.number(parameters.interest), "percent", _HUNDRED)
        yield Draft(LineKind.INTEREST, tuple(_interest(one, rate, view) for one in held))


def _interest(one: Held, rate: Factor, view: View) -> Part:
    """Return simple interest from the day withheld to the day before repayment, this period's last day."""
    days = Decimal((view.period.last_day - one.day).days)
    return product(_called(one), Factor(one.amount, "sum"), rate, Factor(days, "days", _DAYS_OF_A_YEAR))


def _ending(parameters: WithholdingParameters, view: View) -> Ending | None:
    """Return what becomes of what is withheld, if anything is; of several conditions that hold the first counts."""
    ways = (
        (Ending.REPAID, parameters.repaid_when),
        (Ending.RELEASED, parameters.released_when),
        (Ending.RETAINED, parameters.retained_when),
    )
    if not view.memory:
        return None
    found = next((ending for ending, when in ways if when is not None and _holds(when, view)), None)
    return Ending(parameters.at_end) if found is None and view.ends_contract else found


def _holds(condition: Condition, view: View) -> bool:
    """Return whether *condition* holds; AbsentFigureError where that is unknown, for money hangs on it."""
    holds = view.verdict(condition).holds
    if isinstance(holds, Absence):
        raise AbsentFigureError(condition.text, holds)
    return holds


def _held(view: View) -> list[Held]:
    """Return what was withheld before and has not ended, the oldest first."""
    days = ((date.fromisoformat(name.removeprefix(f"{_WITHHELD} ")), amount) for name, amount in view.memory.items())
    return sorted(Held(day, amount) for day, amount in days)


def _called(one: Held) -> str:
    return f"withheld on {one.day}"


@hookimpl
def plimsoll_payment_policies() -> list[Withholding]:
    """Return withholding."""
    return [Withholding()]
