"""Entries of a ledger that never was, and decisions as they come back from it."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.model.decision import Decision
from engine.model.document import Json
from engine.model.ledger import Beside, Entry, EntryKind
from engine.model.recording import canonical, decision_body, decision_of

_NO_HASH = bytes(32)


def entry(kind: EntryKind, body: str, *, contract: str = "c-1", version: int = 1, kind_version: int = 1) -> Entry:
    """An entry of *kind* with *body*."""
    recorded_at = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    return Entry(version, contract, version, kind, kind_version, recorded_at, body, _NO_HASH, _NO_HASH, Beside())


def recorded(decision: Decision) -> Decision:
    """*decision* as it comes back from the ledger."""
    return decision_of(decided(decision_body(decision), contract=decision.contract))


def decided(body: Json, contract: str = "c-1") -> Entry:
    """The entry that records a decision with *body*."""
    return entry(EntryKind.DECIDED, canonical(body), contract=contract)
