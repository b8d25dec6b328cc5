"""Wakes everybody who waits for the ledger: when something is recorded, when a caller goes, when the server stops."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Event, Thread

from structlog.typing import FilteringBoundLogger

from engine.application.decisions import Decisions
from engine.errors import UnavailableError

# How long the one thread that asks the ledger may take to notice that it should stop, in seconds.
_ASK = 0.25

# Where thousands of decisions come in a second, those who wait are woken for a handful at a time.
_PAUSE = 0.02


class Arrivals:
    """Follows the last position of the ledger with one thread, however many wait for it."""

    def __init__(self, decisions: Decisions, logger: FilteringBoundLogger) -> None:
        self._decisions, self._log = decisions, logger
        self._changed, self._stopping = Condition(), Event()
        self._head = 0
        self._thread = Thread(target=self._follow, name="plimsoll-arrivals", daemon=True)

    @property
    def stopped(self) -> bool:
        """Whether nothing is to be waited for any more."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Begin to follow the ledger."""
        self._thread.start()

    def stop(self) -> None:
        """Send everybody home who waits."""
        self._stopping.set()
        self.wake()

    def join(self) -> None:
        """Wait until the ledger is asked no more."""
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Have everybody who waits look up, because a caller has gone."""
        with self._changed:
            self._changed.notify_all()

    def wait(self, after: int, seconds: float, wanted: Callable[[], bool]) -> None:
        """Wait at most so many seconds while nothing is recorded after position *after*, and the caller waits too."""
        with self._changed:
            self._changed.wait_for(lambda: self._head > after or self.stopped or not wanted(), seconds)

    def _follow(self) -> None:
        while not self.stopped:
            try:
                if self._decisions.wait(self._head, _ASK):
                    self._arrived(self._decisions.head())
                    self._stopping.wait(_PAUSE)
            except UnavailableError as error:
                self._log.warning("ledger cannot be followed", error=str(error))
                self._stopping.wait(_ASK)

    def _arrived(self, head: int) -> None:
        with self._changed:
            self._head = head
            self._changed.notify_all()
