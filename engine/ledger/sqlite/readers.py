"""Connections that read a ledger file: as many as threads read at once, none of which waits for the one that writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from engine.errors import UnavailableError
from engine.ledger.sqlite.connections import open_to_read
from engine.ledger.sqlite.faults import reported

_IDLE = 16


class Readers:
    """Lends each reading thread a connection of its own, and keeps a few for the next."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[sqlite3.Connection] = []
        self._gate = Lock()
        self._open = True

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection; UnavailableError where the file cannot be read, or once closed."""
        connection = self._taken()
        try:
            with reported(self._path, "read"):
                yield connection
        except BaseException:
            # Whatever it was doing, the next one starts afresh.
            connection.close()
            raise
        self._give_back(connection)

    def close(self) -> None:
        """Close what is idle now, and what is lent when it comes back."""
        with self._gate:
            self._open = False
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _taken(self) -> sqlite3.Connection:
        with self._gate:
            if not self._open:
                raise UnavailableError(f"the ledger `{self._path}` is closed")
            if self._idle:
                return self._idle.pop()
        return open_to_read(self._path)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._gate:
            if self._open and len(self._idle) < _IDLE:
                self._idle.append(connection)
                return
        connection.close()
