"""Servers for the tests: over a ledger in memory, and over one on disk."""

from __future__ import annotations

import pytest

from engine.ledger.memory import MemoryLedger
from engine.ledger.sqlite.ledger import SqliteLedger
from tests.service.serving import served


@pytest.fixture
def server():
    """A server over a ledger in memory, with a contract `cedar` from April 2026."""
    with served() as found:
        found.registers()
        yield found


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request, tmp_path):
    """A ledger of each kind."""
    made = MemoryLedger() if request.param == "memory" else SqliteLedger(tmp_path / "ledger")
    yield made
    made.close()


@pytest.fixture
def durable(ledger):
    """A server over a ledger of each kind, with a contract `cedar` from April 2026."""
    with served(ledger=ledger) as found:
        found.registers()
        yield found
