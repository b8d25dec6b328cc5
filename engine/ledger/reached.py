"""How far the ledger goes, and a place to wait for it to go further."""

from __future__ import annotations

from threading import Condition

from engine.errors import UnavailableError


class Reached:
    """The last position that readers see; it only grows. UnavailableError once closed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._position = 0
        self._moved = Condition()
        self._open = True

    @property
    def position(self) -> int:
        """The last position."""
        self._check_open()
        return self._position

    def move(self, position: int) -> None:
        """Wake those who wait for what is now there."""
        with self._moved:
            if position > self._position:
                self._position = position
                self._moved.notify_all()

    def wait(self, after: int, seconds: float) -> bool:
        """Wait at most *seconds* for a position after *after*; return whether there is one."""
        with self._moved:
            self._moved.wait_for(lambda: self._position > after or not self._open, seconds)
            self._check_open()
            return self._position > after

    def close(self) -> None:
        """Send away those who wait."""
        with self._moved:
            self._open = False
            self._moved.notify_all()

    def _check_open(self) -> None:
        if not self._open:
            raise UnavailableError(f"{self._name} is closed")
