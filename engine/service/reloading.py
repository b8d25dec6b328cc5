"""Reads the rules again while the server serves by those it has."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread

from structlog.typing import FilteringBoundLogger

from engine.application.shelf import Shelf
from engine.service.text import printable

_LONGEST_PROBLEM = 4000


class Reloading:
    """Reloads *shelf*, one reload after the other; *reloaded* is called after each, whatever came of it."""

    def __init__(self, shelf: Shelf, logger: FilteringBoundLogger, reloaded: Callable[[], None]) -> None:
        self._shelf, self._log, self._reloaded = shelf, logger, reloaded
        self._turn = Lock()

    def begin(self) -> Thread:
        """Reload in a thread of its own, and return that."""
        thread = Thread(target=self.reload, name="plimsoll-reload", daemon=True)
        thread.start()
        return thread

    def reload(self) -> None:
        """Reload now, and log what came of it; rules that are refused leave those before in use."""
        with self._turn:
            try:
                self._shelf.reload()
            except Exception:  # noqa: BLE001  # whatever is wrong with new rules, the old ones serve on
                self._log.error("rules refused", problem=printable(self._shelf.problem, _LONGEST_PROBLEM))
            else:
                self._log.info("rules loaded", rule_sets=sorted(self._shelf.books))
        self._reloaded()
