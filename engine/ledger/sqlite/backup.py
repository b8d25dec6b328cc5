"""Copies a ledger file, as it is at one moment, while it is served."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from engine.errors import UnavailableError
from engine.ledger.sqlite.connections import open_to_read
from engine.ledger.sqlite.faults import reported
from engine.ledger.sqlite.mistake import Mistake
from engine.ledger.sqlite.verification import Verified, verify

_PAGES_AT_ONCE = 1000
_BESIDE = ("-wal", "-shm", "-journal")


def backup(path: Path, target: Path, *, replace: bool = False) -> Verified:
    """Copy the ledger at *path* to the file *target* and return what the copy holds, which is verified.

    The copy is whole and on the disk before it stands under its name. UnavailableError where there is no copy: also
    where a file of that name is there, unless it is to be replaced, and where the ledger has a mistake.
    """
    path, target = path.resolve(), target.resolve()
    _check_target(path, target, replace=replace)
    partial = target.with_name(f"{target.name}.partial-{os.getpid()}")
    try:
        with reported(path, f"copy to `{partial}`"):
            _copy(path, partial)
        found = verify(partial, read=None)
        if isinstance(found, Mistake):
            raise UnavailableError(f"expected a ledger without mistakes to back up, found in `{path}`: {found}")
        with reported(path, f"copy to `{target}`"):
            _place(partial, target, replace=replace)
    finally:
        for suffix in ("", *_BESIDE):
            with suppress(OSError):
                Path(f"{partial}{suffix}").unlink()
    return found


def _check_target(path: Path, target: Path, *, replace: bool) -> None:
    if target.exists() and target.samefile(path):
        raise UnavailableError(f"expected another file for the backup than the ledger `{path}` itself")
    if target.exists() and not replace:
        raise UnavailableError(f"expected a new file for the backup, found one at `{target}`; name another")
    for beside in (Path(f"{target}{suffix}") for suffix in _BESIDE):
        if beside.exists():
            # SQLite would take it for the log of the copy.
            raise UnavailableError(f"expected no `{beside}`: a ledger is in use there, or was; name another file")


def _copy(path: Path, partial: Path) -> None:
    with closing(open_to_read(path)) as source, closing(sqlite3.connect(partial)) as copy:
        # Held open, so that what is recorded meanwhile does not make the copy start again.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM rule_sets").fetchall()
        source.backup(copy, pages=_PAGES_AT_ONCE, sleep=0)
        # One file, which needs nothing written beside it to be read.
        copy.execute("PRAGMA journal_mode = DELETE")


def _place(partial: Path, target: Path, *, replace: bool) -> None:
    _sync(partial)
    if replace:
        partial.replace(target)
    else:
        # Unlike a rename, a link never takes the place of a file that came up meanwhile.
        os.link(partial, target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
