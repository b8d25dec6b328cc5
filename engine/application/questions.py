"""What may be asked about now, about a day, or about what was known at a moment: the same questions to each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from engine.application.benefits import Benefits
from engine.application.clock import Clock, today
from engine.application.comparisons import Comparisons
from engine.application.contracts import Contracts
from engine.application.decisions import Decisions
from engine.application.due import Reports
from engine.application.events import Events
from engine.application.happened import CameLedger, HappenedLedger, HappenedStates
from engine.application.obligations import Obligations
from engine.application.past import NOW, PastLedger, Vantage, position_at
from engine.application.pricing import Pricing
from engine.application.shelf import Shelf
from engine.application.states import States
from engine.errors import SubmissionError, Violation
from engine.model.ledger import Ledger

# Where a day begins first: no council's own today is a day that has not come.
_FIRST_TO_BEGIN = "Pacific/Kiritimati"


@dataclass(frozen=True, slots=True)
class Questions:
    """What answers questions from one vantage; nothing is recorded through it."""

    contracts: Contracts
    decisions: Decisions
    events: Events
    reports: Reports
    comparisons: Comparisons
    pricing: Pricing
    benefits: Benefits


class Vantages:
    """Answers questions about *ledger* from any vantage; *now* answers those about now."""

    def __init__(self, ledger: Ledger, shelf: Shelf, clock: Clock, now: Questions) -> None:
        self._ledger, self._shelf, self._clock, self._now = ledger, shelf, clock, now

    def at(self, vantage: Vantage) -> Questions:
        """Return what answers from *vantage*; SubmissionError where that is in the future."""
        if vantage == NOW:
            return self._now
        self._check(vantage)
        known = self._ledger.head() if vantage.as_known_at is None else position_at(self._ledger, vantage.as_known_at)
        clock = self._clock if vantage.as_known_at is None else _Stopped(vantage.as_known_at)
        if vantage.as_of is None:
            past = PastLedger(self._ledger, known)
            states = came = States(past)
        else:
            past = happened = HappenedLedger(self._ledger, known, vantage.as_of)
            states, came = HappenedStates(happened, self._shelf), States(CameLedger(self._ledger, known, vantage.as_of))
        return Questions(
            Contracts(past, states, self._shelf, clock, day=vantage.as_of),
            Decisions(past, self._shelf),
            Events(past, states, self._shelf, clock),
            Reports(past, came, self._shelf, Obligations(past, states, clock, day=vantage.as_of)),
            Comparisons(past, states, self._shelf),
            self._now.pricing.of(past, states),
            Benefits(states, self._shelf),
        )

    def _check(self, vantage: Vantage) -> None:
        now, violations = self._clock.now(), list[Violation]()
        if vantage.as_known_at is not None and vantage.as_known_at > now:
            message = f"expected an instant no later than now, {_written(now)}, not {_written(vantage.as_known_at)}"
            violations.append(Violation("as_known_at", message))
        latest = today(now, _FIRST_TO_BEGIN)
        if vantage.as_of is not None and vantage.as_of > latest:
            violations.append(Violation("as_of", f"expected a day that has come, not {vantage.as_of}"))
        if violations:
            raise SubmissionError(*violations)


class _Stopped(NamedTuple):
    """A clock that shows one instant."""

    instant: datetime

    def now(self) -> datetime:
        """Return the instant."""
        return self.instant


def _written(instant: datetime) -> str:
    return f"{instant.isoformat().removesuffix('+00:00')}Z"
