"""A ledger in a file, with a year of decisions in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.ledger.sqlite.ledger import SqliteLedger
from tests.ledger.builders import a_year, decision, recorded, registration, request, rules


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a ledger may be made."""
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    """An empty ledger at `path`."""
    with closing(SqliteLedger(path)) as opened:
        yield opened


@pytest.fixture
def kept(path: Path) -> Path:
    """The file of a ledger that nobody serves: a year of `cedar` and a request on `oak`, 28 entries."""
    with closing(SqliteLedger(path)) as opened:
        a_year(opened)
        recorded(opened, registration("oak"), decision("oak", request=request(), rules=rules()))
    return path
