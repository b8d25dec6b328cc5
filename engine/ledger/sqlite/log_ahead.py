"""Whether SQLite can read what it logged ahead of a ledger file: what it cannot read, it drops without a word."""

from __future__ import annotations

import struct
from pathlib import Path

from engine.errors import UnavailableError
from engine.ledger.sqlite.faults import reported

# Of the file format: a magic number that says in which order checksums read bytes, and a header of eight numbers.
_HEADER = struct.Struct(">8I")
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}


def check_log(path: Path) -> None:
    """Raise UnavailableError where the log beside the ledger at *path* holds something, and SQLite would drop it."""
    log = path.with_name(f"{path.name}-wal")
    with reported(path, "open"):
        if not log.exists() or log.stat().st_size == 0:
            return
        with log.open("rb") as opened:
            header = opened.read(_HEADER.size)
        lost = not path.exists() or path.stat().st_size == 0
    if lost or not _is_sound(header):
        raise UnavailableError(
            f"expected in `{log}` what SQLite logged ahead of the ledger `{path}`, and could not use it: "
            f"it may hold what was acknowledged; restore both files, or a backup"
        )


def _is_sound(header: bytes) -> bool:
    """Return whether SQLite reads on after *header*; nothing but zeros was never synced, so that it hides nothing."""
    if not any(header):
        return True
    if len(header) < _HEADER.size:
        return False
    magic, *_, first, second = _HEADER.unpack(header)
    return magic in _MAGIC and _checksum(header[:24], _MAGIC[magic]) == (first, second)


def _checksum(content: bytes, order: str) -> tuple[int, int]:
    first = second = 0
    numbers = struct.unpack(f"{order}{len(content) // 4}I", content)
    for one, other in zip(numbers[::2], numbers[1::2], strict=True):
        first = (first + one + second) % 2**32
        second = (second + other + first) % 2**32
    return first, second
