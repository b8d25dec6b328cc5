"""Decisions that were recorded: found, followed and explained."""

from __future__ import annotations

from collections.abc import Sequence

from engine.application.results import Recorded
from engine.application.shelf import Shelf
from engine.errors import NotFoundError, Reason
from engine.evaluation.explanation import Explanation, explained
from engine.model.decision import Decision
from engine.model.ledger import DecisionQuery, Entry, EntryKind, Ledger
from engine.model.naming import DecisionName
from engine.model.recording import decision_of


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
