"""The log on a stream such as standard output: every line at least once, and again what was not marked in time."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from engine.decision_log.mark import Kept, Mark
from engine.decision_log.written import Written


class LogStream:
    """Lines on *stream*; *mark* is the file that keeps how far they went."""

    has_moved = False

    def __init__(self, stream: BinaryIO, mark: Path) -> None:
        self.name = str(getattr(stream, "name", "a stream"))
        self._stream, self._mark = stream, Mark(mark)
        self._kept: Kept | None = None
        self._is_settled = True

    def open(self) -> Written | None:
        """Return what was written last, as far as the mark says."""
        kept = self._kept or self._mark.read()
        return kept and kept.written

    def write(self, lines: bytes, last: Written) -> None:
        """Write *lines*, of which *last* is the last; OSError where the reader is gone."""
        self._stream.write(lines)
        self._stream.flush()
        self._kept, self._is_settled = Kept(last), False

    def settle(self) -> None:
        """Move the mark."""
        if self._kept and not self._is_settled:
            self._mark.keep(self._kept)
            self._is_settled = True

    def close(self) -> None:
        """Move the mark; the stream is its owner's."""
        self.settle()
