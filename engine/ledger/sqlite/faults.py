"""What SQLite and the system report, in words: what failed, on which file, and what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import UnavailableError

_ROOM = "make room on its disk"
_ACCESS = "see that its folder is there, and that this user may write it"
_RELEASE = "stop the other program that holds it"
_RESTORE = "look at it with `plimsoll ledger verify`, and restore a backup"
_NO_LEDGER = "name the file of a ledger, or restore a backup"
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: _ROOM,
    sqlite3.SQLITE_IOERR: "see that its disk works, and has room",
    sqlite3.SQLITE_READONLY: _ACCESS,
    sqlite3.SQLITE_CANTOPEN: _ACCESS,
    sqlite3.SQLITE_PERM: _ACCESS,
    sqlite3.SQLITE_BUSY: _RELEASE,
    sqlite3.SQLITE_LOCKED: _RELEASE,
    sqlite3.SQLITE_CORRUPT: _RESTORE,
    sqlite3.SQLITE_NOTADB: _NO_LEDGER,
}
_BY_SYSTEM = {
    errno.ENOENT: _ACCESS,
    errno.ENOTDIR: _ACCESS,
    errno.EACCES: _ACCESS,
    errno.EPERM: _ACCESS,
    errno.EROFS: _ACCESS,
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: _ROOM,
}


@contextmanager
def reported(path: Path, asked: str) -> Iterator[None]:
    """Raise UnavailableError for what SQLite or the system raises while the file is *asked* for something."""
    try:
        yield
    except sqlite3.Error as error:
        advice = _BY_SQLITE.get(_kind(error))
        raise UnavailableError(_sentence(path, asked, str(error), advice)) from error
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise UnavailableError(_sentence(path, asked, said, _BY_SYSTEM.get(error.errno or 0))) from error


def is_damage(error: UnavailableError) -> bool:
    """Return whether *error* says that SQLite cannot read the file because it was damaged."""
    return isinstance(error.__cause__, sqlite3.Error) and _kind(error.__cause__) == sqlite3.SQLITE_CORRUPT


def _kind(error: sqlite3.Error) -> int:
    # The lower byte is the kind of error; the upper ones say more about it.
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _sentence(path: Path, asked: str, said: str, advice: str | None) -> str:
    sentence = f"expected to {asked} the ledger `{path}`: {said}"
    return f"{sentence}; {advice}" if advice else sentence
