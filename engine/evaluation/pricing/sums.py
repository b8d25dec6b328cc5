"""What one period comes to under one rule set: its own lines, signed, and what is payable."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from engine.model.decision import Decision
from engine.model.payment import LineState, Payment
from engine.model.period import Period


class Sums(NamedTuple):
    """The lines of a period itself, signed, so that *due* less *capped_off* is *applied*; what is *payable*.

    What is payable is never below zero; *carried_forward* is what the next period takes, or is owed at the end.
    """

    due: Decimal
    capped_off: Decimal
    applied: Decimal
    payable: Decimal
    carried_forward: Decimal

    def plus(self, later: Sums) -> Sums:
        """Return these with those of a *later* period."""
        return self.beside(later)._replace(carried_forward=later.carried_forward)

    def beside(self, other: Sums) -> Sums:
        """Return these with those of another contract, whose carried sum is another's too."""
        return Sums(*(ours + theirs for ours, theirs in zip(self, other, strict=True)))


class PricedPeriod(NamedTuple):
    """What a period of a contract comes to; *sums* are None where nobody can say, for the reasons in *why*."""

    contract: str
    provider: str
    period: Period
    sums: Sums | None
    why: tuple[str, ...] = ()


def priced_period(decision: Decision) -> PricedPeriod | None:
    """Return what *decision* comes to in money; None of an event, which is no period."""
    if decision.period is None:
        return None
    sums = None if decision.payment is None else _sums(decision.payment)
    return PricedPeriod(decision.contract, decision.provider, decision.period, sums, decision.undecided)


def _sums(payment: Payment) -> Sums:
    own = [line for line in payment.lines if line.policy and line.state is LineState.APPLIED]
    # Nothing, with the places that sums of money have.
    nothing = payment.payable - payment.payable
    due = sum((line.kind.sign * line.due for line in own), nothing)
    capped_off = sum((line.kind.sign * line.capped_off for line in own), nothing)
    return Sums(due, capped_off, due - capped_off, payment.payable, payment.owed)
