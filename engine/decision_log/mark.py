"""A small file that keeps how far a log has safely been written, for when the log itself cannot say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import orjson

from engine.decision_log.written import Written


class Kept(NamedTuple):
    """What was *written* last, None before the first line, and the number that the system gave the *file* in use."""

    written: Written | None
    file: int = 0


class Mark:
    """The mark at *path*. It never runs ahead of the log: what it says is on the disk was there before it was."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Kept | None:
        """Return what was kept, None where nothing was or it cannot be read: then lines repeat, and none is lost."""
        try:
            found = orjson.loads(self._path.read_bytes())
            written = Written(int(found["position"]), str(found["hash"]))
            return Kept(written if written.position else None, int(found["file"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def keep(self, kept: Kept) -> None:
        """Keep *kept* in place of what was kept before, all of it or nothing."""
        position, digest = kept.written or (0, "")
        beside = self._path.with_name(f"{self._path.name}.new")
        with beside.open("wb") as new:
            new.write(orjson.dumps({"position": position, "hash": digest, "file": kept.file}) + b"\n")
            new.flush()
            os.fsync(new.fileno())
        beside.replace(self._path)
