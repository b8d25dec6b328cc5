"""Writes a ledger file through one connection: a group of appends is one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from engine.errors import UnavailableError
from engine.ledger.admission import Group
from engine.ledger.committer import Outcome
from engine.ledger.sqlite import schema
from engine.ledger.sqlite.connections import open_to_write
from engine.ledger.sqlite.faults import reported
from engine.ledger.sqlite.record import Record
from engine.ledger.sqlite.rows import insert
from engine.model.ledger import Append


class Writer:
    """Writes the ledger at *path* and says to *moved* how far it goes.

    Where the database fails, nothing is half done and the next group gets a new connection.
    """

    def __init__(self, path: Path, moved: Callable[[int], None]) -> None:
        self._path = path
        self._moved = moved
        self._turn = Lock()
        self._open = True
        self._record: Record | None = self._connected()
        self._file = _identity(path)

    def version(self, contract: str) -> int | None:
        """Return the version of *contract*, None where it is not remembered."""
        record = self._record
        head = None if record is None else record.heads.get(contract)
        return None if head is None else head.version

    def record(self, appends: Sequence[Append]) -> Sequence[Outcome]:
        """Record what may be of *appends*, durably and all at once, and return what became of each.

        UnavailableError where the database fails.
        """
        with self._writing() as record:
            record.connection.execute("BEGIN IMMEDIATE")
            group = Group(record)
            outcomes = [_outcome(group, wanted) for wanted in appends]
            insert(record.connection, group.admitted)
            record.connection.execute("COMMIT")
            record.take(group)
            self._moved(group.end.position)
        return outcomes

    def check(self) -> None:
        """Write what changes nothing; UnavailableError where that fails."""
        with self._writing() as record:
            # The number that is there already: a page of the log goes to the disk all the same.
            record.connection.execute(f"PRAGMA user_version = {schema.VERSION}")

    def close(self) -> None:
        """Let go of the file; everything that was recorded is in it."""
        with self._turn:
            self._open = False
            self._forget()

    @contextmanager
    def _writing(self) -> Iterator[Record]:
        with self._turn, reported(self._path, "write"):
            self._check_place()
            try:
                if self._record is None:
                    self._record = self._connected()
                yield self._record
            except BaseException:
                self._forget()
                raise

    def _connected(self) -> Record:
        connection = open_to_write(self._path)
        with reported(self._path, "read"):
            record = Record(connection)
        self._moved(record.end().position)
        return record

    def _forget(self) -> None:
        """Close the connection, which undoes what is not committed, and remember nothing that may be wrong."""
        record, self._record = self._record, None
        if record is not None:
            with suppress(sqlite3.Error):
                record.connection.close()

    def _check_place(self) -> None:
        if not self._open:
            raise UnavailableError(f"the ledger `{self._path}` is closed")
        if _identity(self._path) != self._file:
            raise UnavailableError(
                f"expected the ledger `{self._path}` where it was opened, found another file in its place; "
                f"stop the server before a ledger is moved or restored, and start it afterwards"
            )


def _outcome(group: Group, wanted: Append) -> Outcome:
    try:
        return group.admit(wanted)
    except sqlite3.Error:
        raise
    except Exception as error:  # noqa: BLE001  # raised again where its caller waits; its neighbours are recorded
        return error


def _identity(path: Path) -> tuple[int, int]:
    with reported(path, "find"):
        found = path.stat()
    return found.st_dev, found.st_ino
