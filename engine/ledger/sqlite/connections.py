"""Connections to a ledger file: the one that writes it, and those that only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from engine.errors import UnavailableError
from engine.ledger.sqlite import schema
from engine.ledger.sqlite.faults import reported

# The first with STRICT tables.
_OLDEST = (3, 37, 0)
# Another program may hold the file for a moment; nobody waits for it longer than this.
_PATIENCE_SECONDS = 5
_PAGE_BYTES = 4096
# A checkpoint after so many pages costs little; the log shrinks to so many bytes after one that had to wait.
_LOG_PAGES = 2000
_LOG_BYTES = 64 * 1024 * 1024
_CACHE_KIB = 16 * 1024


def open_to_write(path: Path) -> sqlite3.Connection:
    """Return the connection that writes the ledger at *path*, which is made where it is missing or empty."""
    return _opened(path, "rwc", _prepare_to_write)


def open_to_read(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads the ledger at *path*, which must be there."""
    if not path.exists():
        raise UnavailableError(f"expected a ledger at `{path}`, found no such file")
    return _opened(path, "ro", schema.check)


def _opened(path: Path, mode: str, prepare: Callable[[sqlite3.Connection, Path], None]) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < _OLDEST:
        raise UnavailableError(f"expected SQLite {'.'.join(map(str, _OLDEST))} or newer, not {sqlite3.sqlite_version}")
    with reported(path, "open"):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_PATIENCE_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare_to_write(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    if schema.is_empty(connection):
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        schema.create(connection)
    schema.check(connection, path)
    [[mode]] = connection.execute("PRAGMA journal_mode = WAL").fetchall()
    if mode != "wal":
        raise UnavailableError(
            f"expected a disk that lets SQLite log ahead for `{path}`: it is a network's, or read-only"
        )
    connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
    connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
