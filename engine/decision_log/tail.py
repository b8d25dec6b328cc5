"""The end of a log file: the last whole line, and what is torn after it."""

from __future__ import annotations

import os
from typing import NamedTuple

from engine.decision_log.line import SCHEMA
from engine.decision_log.written import LogMismatchError, Written, written_by

_READ_AT_ONCE = 64 * 1024
# No line is nearly as long; what goes on for longer without an end is no log.
_LONGEST_LINE = 32 * 1024 * 1024
_OPENING = b'{"schema":%d,"kind":"decision",' % SCHEMA


class Tail(NamedTuple):
    """What was *written* last, None where there is no whole line, and where in the file the whole lines end."""

    written: Written | None
    end: int


def tail(file: int, name: str) -> Tail:
    """Return the end of the open *file*; LogMismatchError where it is not that of a decision log."""
    start, read = os.fstat(file).st_size, b""
    while start:
        # Twice as much each time, so that a long line is not read over and over.
        step = min(start, len(read) or _READ_AT_ONCE)
        start -= step
        read = os.pread(file, step, start) + read
        end = read.rfind(b"\n")
        begin = read.rfind(b"\n", 0, max(end, 0))
        if end >= 0 and (begin >= 0 or not start):
            return Tail(_written(read[begin + 1 : end], name), start + end + 1)
        if len(read) > _LONGEST_LINE:
            raise _no_log(name)
    if not _is_torn(read):
        raise _no_log(name)
    return Tail(None, 0)


def _written(line: bytes, name: str) -> Written:
    written = written_by(line)
    if written is None:
        raise _no_log(name)
    return written


def _is_torn(begun: bytes) -> bool:
    """Return whether *begun* is the beginning of a first line; after a power cut zeros may stand in its place."""
    return begun.startswith(_OPENING) or _OPENING.startswith(begun) or not begun.strip(b"\0")


def _no_log(name: str) -> LogMismatchError:
    return LogMismatchError(
        f"expected the last whole line of `{name}` to be one of a decision log; move the file away, and the log goes "
        "on in a new one"
    )
