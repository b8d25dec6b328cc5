"""The log in a file, which others may move away at any time: it goes on in a new one, without a gap or a repeat."""

from __future__ import annotations

import fcntl
import os
import stat
from pathlib import Path

from engine.decision_log.mark import Kept, Mark
from engine.decision_log.tail import Tail, tail
from engine.decision_log.written import LogMismatchError, Written

_NOT_OPEN = -1


class LogFile:
    """Lines at the end of the file at *path*, made where it is missing, with a mark beside it."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path
        self._mark = Mark(path.with_name(f"{path.name}.position"))
        self._file = _NOT_OPEN
        self._number = 0
        self._kept: Kept | None = None
        self._is_settled = True

    @property
    def has_moved(self) -> bool:
        """Whether something else, or nothing, stands at the path by now."""
        try:
            return self._path.stat().st_ino != self._number
        except FileNotFoundError:
            return True

    def open(self) -> Written | None:
        """Open the file, cut a torn line off it, and return what was written last, here or to the file before it.

        LogMismatchError where it is no log or another process writes it; OSError where it cannot be written.
        """
        self.close()
        self._file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            self._check_mine()
            self._number = os.fstat(self._file).st_ino
            written = _cut(self._file, self.name) or self._before(self._kept or self._mark.read())
            # Before a line is in it, so that the file is found again should it be moved after a kill.
            self._kept, self._is_settled = Kept(written, self._number), False
            self.settle()
        except BaseException:
            self._let_go()
            raise
        return written

    def write(self, lines: bytes, last: Written) -> None:
        """Write whole *lines*, of which *last* is the last; OSError where that fails, and the file is opened again."""
        rest = memoryview(lines)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self._kept, self._is_settled = Kept(last, self._number), False

    def settle(self) -> None:
        """Bring what was written to the disk, then move the mark."""
        if self._kept and not self._is_settled:
            os.fdatasync(self._file)
            self._mark.keep(self._kept)
            self._is_settled = True

    def close(self) -> None:
        """Settle and let go of the file."""
        if self._file != _NOT_OPEN:
            try:
                self.settle()
            finally:
                self._let_go()

    def _let_go(self) -> None:
        os.close(self._file)
        self._file = _NOT_OPEN

    def _check_mine(self) -> None:
        if not stat.S_ISREG(os.fstat(self._file).st_mode):
            raise LogMismatchError(f"expected a plain file for the decision log, which `{self.name}` is not")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LogMismatchError(
                f"expected to be the only one that writes the decision log `{self.name}`: another process does"
            ) from None

    def _before(self, kept: Kept | None) -> Written | None:
        """Return what was written last before this file was begun."""
        if kept is None or kept.file == self._number:
            return kept and kept.written
        known = [one for one in (kept.written, self._moved(kept)) if one]
        return max(known, default=None)

    def _moved(self, kept: Kept) -> Written | None:
        """Return what was written last to the file before, where it still stands in the same folder.

        The mark may lag behind it where the process was killed.
        """
        with os.scandir(self._path.parent) as beside:
            found = [Path(one.path) for one in beside if one.inode() == kept.file and one.is_file()]
        return _cut_at(found[0]) if found else None


def _cut_at(path: Path) -> Written | None:
    """Cut what is torn off the end of the log that was moved to *path*; return what was written last, if it is one."""
    file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        # The system gives a number again: what has it by now may be any file, and is left as it is.
        return _cut(file, str(path)) if tail(file, str(path)).written else None
    except LogMismatchError:
        return None
    finally:
        os.close(file)


def _cut(file: int, name: str) -> Written | None:
    """Cut what is torn off the end of *file*; return what was written last."""
    found: Tail = tail(file, name)
    if found.end < os.fstat(file).st_size:
        os.ftruncate(file, found.end)
    return found.written
