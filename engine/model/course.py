"""What a contract's decisions add up to, in the order in which their evidence first came, each as it now stands.

A decision may be superseded: its place in the course stays, and what was booked for its period stays booked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import NamedTuple

from engine.model.decimals import exactly
from engine.model.decision import Decision, folded
from engine.model.escalation import DecisionOutcome
from engine.model.payment import LineState, Payment
from engine.model.period import Period
from engine.model.standing import Pending, Standing

_ZERO = Decimal(0)
NOTHING_STANDS = Standing()


class Step(NamedTuple):
    """A decision that stands, under its *version* in the contract's record."""

    version: int
    decision: Decision


class Course:
    """The decisions of one contract that stand, and what was booked of them; made of *decided*, in recorded order.

    It *begins* with what stood before the first of them, and with what is known to have happened, whenever that was.
    """

    def __init__(self, decided: Iterable[Step], begins: Standing = NOTHING_STANDS) -> None:
        self._begins = begins
        self._booked: dict[Period, Decimal] = {}
        self._carried = begins.carried
        self._places: dict[int, int] = {}
        self.steps: list[Step] = []
        with exactly():
            for step in decided:
                if step.decision.outcome is not DecisionOutcome.UNDECIDED:
                    self._take(step)

    def _take(self, step: Step) -> None:
        over = step.decision.supersedes
        if over is None:
            self._places[step.version] = len(self.steps)
            self.steps.append(step)
            self._book(step.decision)
        else:
            place = self._places[step.version] = self._places[over.version]
            self.steps[place] = step

    def standing(self) -> Standing:
        """Return what the decisions left behind, with what was really booked, and what is still to be."""
        with exactly():
            pending = tuple(self._pending())
        return replace(self.before(len(self.steps)), carried=self._carried, pending=pending)

    def before(self, place: int) -> Standing:
        """Return what the decisions before *place* left behind, as though they had been right the first time.

        Nothing is carried or pending in it: what is booked, and when, is no part of what should have been.
        """
        standing = reduce(folded, (step.decision for step in self.steps[:place]), self._begins)
        return replace(standing, carried=_ZERO, pending=())

    def place_of(self, period: Period) -> int | None:
        """Return the place of the decision on *period*, None where it has none."""
        places = (place for place, step in enumerate(self.steps) if step.decision.period == period)
        return next(places, None)

    def place_since(self, day: date) -> int | None:
        """Return the place of the first decision for *day* or one after it, None where there is none."""
        places = (place for place, step in enumerate(self.steps) if _day_of(step.decision) >= day)
        return next(places, None)

    def place_at(self, version: int) -> int | None:
        """Return the place of the decision of that *version*, or of what took it, None where it decided nothing."""
        return self._places.get(version)

    def _book(self, decision: Decision) -> None:
        payment, period = decision.payment, decision.period
        if payment is None or period is None:
            return
        self._carried = payment.owed
        self._booked[period] = own_sum(payment)
        for line in payment.lines:
            if line.adjusts is not None:
                self._booked[line.adjusts] += line.applied

    def _pending(self) -> Iterator[Pending]:
        for _, decision in self.steps:
            payment, period = decision.payment, decision.period
            if decision.supersedes is None or payment is None or period is None:
                continue
            should, booked = own_sum(payment), self._booked[period]
            if should != booked:
                yield Pending(period, should, booked)


def _day_of(decision: Decision) -> date:
    return decision.period.last_day if decision.period else decision.rules.on


def own_sum(payment: Payment) -> Decimal:
    """Return what the lines of the period itself come to, signed: what was carried or adjusted is of other periods."""
    own = [line for line in payment.lines if line.policy and line.state is LineState.APPLIED]
    return sum([line.kind.sign * line.applied for line in own], _ZERO)
