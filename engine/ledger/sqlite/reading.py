"""Reads a ledger file that others may be serving."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from engine.ledger.sqlite import questions
from engine.ledger.sqlite.readers import Readers
from engine.ledger.sqlite.rows import entry_of
from engine.model.ledger import Entry, EntryKind


class SqliteEntries:
    """The entries of the ledger at *path*, which no lock is taken for; UnavailableError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._readers = Readers(path.resolve())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._readers.close()

    def entries(self, after: int, limit: int, kind: EntryKind | None = None) -> Sequence[Entry]:
        """Return at most *limit* entries, of *kind* where given, after position *after*, in order."""
        with self._readers.lent() as connection:
            return [entry_of(row) for row in questions.entries(after, limit, kind).rows(connection)]
