"""How a rule file says what is withheld, for what, and what later becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from engine.model.dated_terms import DatedAmount, DatedQuantity
from engine.model.event_terms import EventName, PlanName
from engine.model.policy import Parameters, mistake
from engine.model.terms import Condition, Formula, Quantity, Within

# What a sum may be withheld for, by plan; each a key of its own.
_OF_PLANS = ("per_milestone", "per_plan_not_agreed")


class WithheldParameters(Parameters):
    """What is withheld from a period's payment, and when."""

    amount: DatedAmount = Field(
        description="a sum, or a share of one; for each of `count`, milestone or plan, where there is one"
    )
    count: Formula | None = Field(None, description="how many times the amount, such as the visits missed")
    per_milestone: PlanName | None = Field(
        None, description="for each milestone that is missed and not met at the period's end, of plans so called"
    )
    reported: EventName | None = Field(
        None,
        description="beside `per_milestone`: only once this has happened since the breach began, such as a report",
    )
    per_plan_not_agreed: PlanName | None = Field(
        None, description="for each plan so called that is not accepted at the period's end, though its time is over"
    )
    agreed_within: Within | None = Field(
        None, description="beside `per_plan_not_agreed`: the time for it, from the day on which it was asked for"
    )
    when: Condition | None = Field(None, description="in which periods something is withheld")

    @property
    def plan(self) -> PlanName | None:
        """The plans that sums are withheld for, if they are."""
        return self.per_milestone or self.per_plan_not_agreed

    @model_validator(mode="after")
    def _one_way(self) -> WithheldParameters:
        for message, *at in self._at_odds():
            raise mistake(message, *at)
        return self

    def _at_odds(self) -> Iterator[tuple[str, ...]]:
        ways = [key for key in ("count", *_OF_PLANS) if getattr(self, key) is not None]
        if len(ways) > 1:
            yield f"expected one of `{ways[0]}` and `{ways[1]}`, in an entry of its own each", ways[1]
        if self.when is None and self.plan is None:
            yield ("expected the key `when`: in which periods something is withheld",)
        if self.reported is not None and self.per_milestone is None:
            yield "expected `per_milestone` beside it", "reported"
        if (self.agreed_within is None) is not (self.per_plan_not_agreed is None):
            yield ("expected both of `per_plan_not_agreed` and `agreed_within`, or neither",)


class WithholdingParameters(Parameters):
    """What is withheld, and what later becomes of it."""

    withheld: WithheldParameters = Field(description="what is withheld, and when")
    released_when: Condition | None = Field(None, description="when all that is withheld is paid after all")
    paid_back_within: Within | None = Field(
        None, description="of what is withheld for plans: the time for paying it back, from the day of the cure"
    )
    retained_when: Condition | None = Field(None, description="when all that is withheld is kept for good")
    retained_after: Within | None = Field(
        None, description="of what is withheld for plans: the time after which it is kept, if the breach lasts"
    )
    repaid_when: Condition | None = Field(None, description="when all that is withheld is paid back with interest")
    unjustified: EventName | None = Field(
        None,
        description="what is withheld was found to be so without reason: paid back with interest, retained or not",
    )
    at_end: Literal["released", "retained"] = Field(
        description="what becomes of what is withheld when the contract ends, and of what would be in its last period"
    )
    interest: DatedQuantity | None = Field(
        None, description="percent a year, simple, over 365 days, from the day withheld to the day before repayment"
    )

    @model_validator(mode="after")
    def _ends(self) -> WithholdingParameters:
        repaid = (self.repaid_when, self.unjustified)
        if all(one is None for one in (self.released_when, self.retained_when, *repaid, self.withheld.plan)):
            raise mistake("expected one at least of `released_when`, `retained_when` and `repaid_when`")
        for key in ("paid_back_within", "retained_after"):
            if getattr(self, key) is not None and self.withheld.plan is None:
                raise mistake("expected `per_milestone` or `per_plan_not_agreed` in `withheld` beside it", key)
        if (self.interest is None) is not all(one is None for one in repaid):
            ways = "`repaid_when` (or `unjustified`) and `interest`"
            raise mistake(f"expected both of {ways}, or neither: what is repaid bears interest")
        if self.interest is not None and any(_is_negative(one) for one in self.interest.values()):
            raise mistake("expected a rate of 0% or more", "interest")
        return self


def _is_negative(rate: Quantity) -> bool:
    return isinstance(rate.figure, Decimal) and rate.figure < 0
