"""The adapters that the suite holds to one behaviour, and a ledger in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.ledger.memory import MemoryLedger
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.model.ledger import Ledger

# An adapter is in the suite by one line here: what makes an empty ledger, given a folder of its own.
ADAPTERS: dict[str, Callable[[Path], Ledger]] = {
    "memory": lambda _: MemoryLedger(),
    "sqlite": lambda folder: SqliteLedger(folder / "ledger.db"),
}


@pytest.fixture(params=ADAPTERS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger, once by every adapter."""
    with closing(ADAPTERS[request.param](tmp_path)) as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a file of SQLite may stand."""
    return tmp_path / "ledger.db"
