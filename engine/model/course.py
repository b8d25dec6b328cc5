"""What a contract's decisions add up to, in the order of the days that they are about, each as it now stands.

Whenever its evidence came, a decision has the place of its day. It may be superseded: its place in the course stays,
and what was booked for its period stays booked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from engine.model.decimals import exactly
from engine.model.decision import Decision, folded
from engine.model.escalation import DecisionOutcome
from engine.model.evidence import Event, Evidence
from engine.model.opened import Opened
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
        # The version of the first decision in each place, and of each decision that of the first in its place.
        self._firsts: list[int] = []
        self._first_of: dict[int, int] = {}
        self.steps: list[Step] = []
        with exactly():
            for step in decided:
                if step.decision.outcome is not DecisionOutcome.UNDECIDED:
                    self._take(step)

    def _take(self, step: Step) -> None:
        over = step.decision.supersedes
        if over is None:
            place = self.place_for(step.decision.evidence)
            self.steps.insert(place, step)
            self._firsts.insert(place, step.version)
            self._first_of[step.version] = step.version
            self._book(step.decision)
        else:
            first = self._first_of[step.version] = self._first_of[over.version]
            self.steps[self._firsts.index(first)] = step

    def standing(self) -> Standing:
        """Return what the decisions left behind, with what was really booked, and what is still to be."""
        with exactly():
            pending = tuple(self._pending())
        return replace(self.before(len(self.steps)), carried=self._carried, pending=pending)

    def before(self, place: int) -> Standing:
        """Return what the decisions before *place* left behind, as though they had been right the first time.

        Nothing is carried or pending in it: what is booked, and when, is no part of what should have been.
        """
        standing = self._begins
        for version, decision in self.steps[:place]:
            standing = folded(standing, decision, version)
        return replace(standing, carried=_ZERO, pending=())

    def place_of(self, period: Period) -> int | None:
        """Return the place of the decision on *period*, None where it has none."""
        places = (place for place, step in enumerate(self.steps) if step.decision.period == period)
        return next(places, None)

    def place_for(self, evidence: Evidence) -> int:
        """Return the place that a decision upon *evidence* takes: that of its day, an event's before a period's."""
        return bisect_right(self.steps, _order(evidence), key=order_of)

    def place_since(self, day: date) -> int | None:
        """Return the place of the first decision for *day* or one after it, None where there is none."""
        return next((place for place, step in enumerate(self.steps) if order_of(step)[0] >= day), None)

    def place_known_to(self, version: int) -> int | None:
        """Return the first place that was decided after what is recorded as *version*, None where none was."""
        return next((place for place, first in enumerate(self._firsts) if first > version), None)

    def place_opening(self, number: int) -> int | None:
        """Return the place of the decision by which the plan or notice of that *number* is open, None where none is."""
        held = ((place, one) for place, step in enumerate(self.steps) for one in _opened(step))
        return next((place for place, one in held if one.number == number), None)

    def first_in_place_of(self, version: int) -> int:
        """Return the version of the decision that first took the place of the one of that *version*."""
        return self._first_of[version]

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


def _opened(step: Step) -> Iterator[Opened]:
    return (one.held_by(step.version) for one in step.decision.opened)


def order_of(step: Step) -> tuple[date, bool]:
    """Return by what decisions are in the order of the days that they are about."""
    return _order(step.decision.evidence)


def _order(evidence: Evidence) -> tuple[date, bool]:
    # What happened on a period's last day is known when the period is decided.
    return (evidence.on, False) if isinstance(evidence, Event) else (evidence.period.last_day, True)


def own_sum(payment: Payment) -> Decimal:
    """Return what the lines of the period itself come to, signed: what was carried or adjusted is of other periods."""
    own = [line for line in payment.lines if line.policy and line.state is LineState.APPLIED]
    return sum([line.kind.sign * line.applied for line in own], _ZERO)
