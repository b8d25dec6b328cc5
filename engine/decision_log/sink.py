"""Where lines go, as the tailer sees it."""

from __future__ import annotations

from typing import Protocol

from engine.decision_log.written import Written


class Sink(Protocol):
    """Where lines go."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def has_moved(self) -> bool:
        """Whether it must be opened again before more is written."""

    def open(self) -> Written | None:
        """Make ready and return what was written last; LogMismatchError, OSError."""

    def write(self, lines: bytes, last: Written) -> None:
        """Write whole *lines*, of which *last* is the last; OSError."""

    def settle(self) -> None:
        """Make what was written last longer than a power cut; OSError."""

    def close(self) -> None:
        """Settle and let go; OSError."""
