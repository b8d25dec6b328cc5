"""Decisions that were recorded: found, followed and explained."""

from __future__ import annotations

from collections.abc import Sequence

from engine.application.results import PublishablePeriod, Recorded
from engine.application.shelf import Shelf
from engine.errors import NotFoundError, Reason
from engine.evaluation.explanation import Explanation, explained
from engine.model.decision import Decision
from engine.model.escalation import DecisionOutcome
from engine.model.ledger import DecisionQuery, Entry, EntryKind, Ledger
from engine.model.naming import DecisionName
from engine.model.period import Period
from engine.model.publishing import publishable
from engine.model.recording import decision_of

_AT_ONCE = 50


class Decisions:
    """The decisions of one ledger."""

    def __init__(self, ledger: Ledger, shelf: Shelf) -> None:
        self._ledger, self._shelf = ledger, shelf

    def one(self, name: DecisionName) -> Recorded:
        """Return the decision of that name; NotFoundError where there is none."""
        entry = self._ledger.entry(name.contract, name.version)
        if entry is None or entry.kind is not EntryKind.DECIDED:
            raise NotFoundError(f"unknown decision `{name}`", Reason.DECISION_UNKNOWN)
        return _recorded(entry)

    def some(self, query: DecisionQuery, after: int, limit: int) -> Sequence[Recorded]:
        """Return at most *limit* decisions that *query* asks for, after position *after*, in order."""
        return [_recorded(entry) for entry in self._ledger.decisions(query, after, limit)]

    def publishable(self, query: DecisionQuery, after: int, limit: int) -> Sequence[PublishablePeriod]:
        """Return of at most *limit* periods that *query* asks for, after position *after*, what may be published."""
        found: list[PublishablePeriod] = []
        entries: Sequence[Entry] = [*self._ledger.decisions(query, after, limit)]
        while entries and len(found) < limit:
            found += filter(None, map(self._publishable, entries))
            entries = self._ledger.decisions(query, entries[-1].position, limit)
        return found[:limit]

    def _publishable(self, entry: Entry) -> PublishablePeriod | None:
        """Return what may be published by the decision of *entry*; None where that is nothing, or it does not stand."""
        recorded = _recorded(entry)
        decision = recorded.decision
        if decision.period is None or not any(said for _, said in decision.rules.publishable):
            return None
        rules = self._shelf.by_digest(decision.rules.digest)
        kpis = publishable(decision, rules.scale.not_rated)
        return PublishablePeriod(recorded, rules, kpis) if kpis and self._stands(entry, decision.period) else None

    def _stands(self, entry: Entry, period: Period) -> bool:
        """Return whether no later decision is made on *period*; those that wait for a person change nothing."""
        query, after = DecisionQuery(entry.contract, since=period.last_day, until=period.last_day), entry.position
        while later := self._ledger.decisions(query, after, _AT_ONCE):
            made = map(decision_of, later)
            if any(one.period == period and one.outcome is not DecisionOutcome.UNDECIDED for one in made):
                return False
            after = later[-1].position
        return True

    def head(self) -> int:
        """Return the last position of the ledger, 0 in an empty one."""
        return self._ledger.head()

    def wait(self, after: int, seconds: float) -> bool:
        """Wait until something is recorded after position *after*, at most so many seconds; return whether it is."""
        return self._ledger.wait(after, seconds)

    def explained(self, name: DecisionName) -> tuple[Recorded, Explanation]:
        """Return the decision of that name in sentences, by the rules that made it, and no others."""
        recorded = self.one(name)
        return recorded, self.explanation(recorded.decision)

    def explanation(self, decision: Decision) -> Explanation:
        """Return *decision*, recorded or not, in sentences."""
        return explained(decision, self._shelf.by_digest(decision.rules.digest))


def _recorded(entry: Entry) -> Recorded:
    return Recorded(entry, decision_of(entry))
