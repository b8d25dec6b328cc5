"""What others do to a ledger file behind Plimsoll's back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection of another program."""
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        yield opened


def tamper(path: Path, *statements: str) -> None:
    """Run *statements* on the file although its triggers refuse them, and put the triggers back."""
    with connection(path) as opened:
        triggers = opened.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            opened.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            opened.execute(statement)
        for _, sql in triggers:
            opened.execute(sql)
