"""Whether a ledger file holds what was recorded, all of it and nothing else; it may be served meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from engine.errors import UnavailableError
from engine.ledger.meaning import meaning_of
from engine.ledger.sqlite.connections import open_to_read
from engine.ledger.sqlite.faults import is_damage, reported
from engine.ledger.sqlite.filing import Read, misfiled, strays
from engine.ledger.sqlite.mistake import Mistake, Seal
from engine.ledger.sqlite.walk import Walk

_UNDAMAGED = "expected a file without damage"


class Verified(NamedTuple):
    """What a ledger holds in which nothing is wrong."""

    contracts: int
    decisions: int
    rule_sets: int
    requests: int
    seal: Seal

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return self.seal.position


def verify(path: Path, noted: Seal | None = None, read: Read | None = meaning_of) -> Verified | Mistake:
    """Return what the ledger at *path* holds, or the first mistake in it.

    *noted* is a seal of it that was kept elsewhere; without one, entries that were cut off at the end leave no trace.
    *read* says what a body means; without it, bodies are held to their hashes only. UnavailableError where the file
    cannot be opened.
    """
    try:
        return _found(path, noted, read)
    except UnavailableError as error:
        if is_damage(error):
            return Mistake(f"{_UNDAMAGED}: {error.__cause__}")
        raise


def _found(path: Path, noted: Seal | None, read: Read | None) -> Verified | Mistake:
    with closing(open_to_read(path)) as connection, reported(path, "read"):
        # As it is at one moment, whatever is recorded meanwhile.
        connection.execute("BEGIN")
        walk = Walk(noted)
        mistake = walk.follow(connection) or next(_beside(connection, read), None)
        if mistake is not None:
            return mistake
        [[decisions, rule_sets, requests]] = connection.execute(_COUNTS).fetchall()
        return Verified(walk.contracts, decisions, rule_sets, requests, walk.seal)


def _beside(connection: sqlite3.Connection, read: Read | None) -> Iterator[Mistake]:
    """Yield what in the other tables does not fit the entries, and what SQLite finds wrong with the file."""
    yield from strays(connection)
    if read is not None:
        yield from misfiled(connection, read)
    for [said] in connection.execute("PRAGMA integrity_check(1)"):
        if said != "ok":
            yield Mistake(f"{_UNDAMAGED}: {said}")


_COUNTS = """
    SELECT (SELECT count(*) FROM decisions),
           (SELECT count(*) FROM (SELECT DISTINCT digest, rule_set, in_force FROM rule_sets)),
           (SELECT count(*) FROM requests)
"""
