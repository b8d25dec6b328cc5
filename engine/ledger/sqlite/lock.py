"""One server process per ledger file; the kernel lets go of the lock however the process ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from engine.errors import UnavailableError
from engine.ledger.sqlite.faults import reported


class Lock:
    """The right to write the ledger file at *path*, taken on a file beside it; UnavailableError where it is taken.

    The file beside it stays, with the number of the process that held it last: whoever removed it could let two in.
    """

    def __init__(self, path: Path) -> None:
        beside = path.with_name(f"{path.name}.lock")
        with reported(path, "lock"):
            self._file = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            try:
                self._take(path)
            except BaseException:
                os.close(self._file)
                raise

    def release(self) -> None:
        """Let another process have it."""
        os.close(self._file)

    def _take(self, path: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnavailableError(
                f"expected to be the only server of the ledger `{path}`: {self._holder()} serves it; "
                f"stop that one, or name another file"
            ) from None
        os.truncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def _holder(self) -> str:
        number = os.pread(self._file, 20, 0).decode(errors="replace")
        return f"the process {number}" if number.isdecimal() else "another process"
