"""Keeps true what health checks are told: looks at every part now and then, and soon when a request has failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread

from structlog.typing import FilteringBoundLogger

from engine.service.parts import Part

WHOLE = ""


class Vitals:
    """The health of *parts*; *announce* is told when one, or the whole, becomes well or unwell.

    It is told the name and what is wrong with it, empty where nothing is.
    """

    def __init__(
        self, parts: Sequence[Part], announce: Callable[[str, str], None], logger: FilteringBoundLogger
    ) -> None:
        self._parts, self._announce, self._log = parts, announce, logger
        self._told: dict[str, str] = {}
        self._looking, self._asked, self._stopping = Lock(), Event(), Event()
        self._thread: Thread | None = None

    def start(self, every: float) -> None:
        """Look at every part now, and again every so many seconds and whenever asked to."""
        self.look()
        self._thread = Thread(target=self._keep_looking, args=(every,), name="plimsoll-vitals", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; returns when the last look is over."""
        self._stopping.set()
        self._asked.set()
        if self._thread is not None:
            self._thread.join()

    def ask(self) -> None:
        """Have every part looked at soon, by another thread."""
        self._asked.set()

    def look(self) -> None:
        """Look at every part now, and say what has changed."""
        with self._looking:
            found = [(part, self._problem(part)) for part in self._parts]
            for part, problem in found:
                self._tell(part.name, problem)
            self._tell(WHOLE, "; ".join(problem for part, problem in found if part.vital and problem))

    def _problem(self, part: Part) -> str:
        try:
            return part.problem()
        except Exception as error:  # noqa: BLE001  # whoever looks after health must outlive what is ill
            self._log.error("health", part=part.name, exc_info=error)
            return str(error) or type(error).__name__

    def _tell(self, name: str, problem: str) -> None:
        before = self._told.get(name)
        if before is None or bool(before) is not bool(problem):
            self._announce(name, problem)
        if problem and problem != before:
            self._log.warning("health", part=name or "server", status="NOT_SERVING", problem=problem)
        elif before and not problem:
            self._log.info("health", part=name or "server", status="SERVING")
        self._told[name] = problem

    def _keep_looking(self, every: float) -> None:
        while not self._stopping.is_set():
            self._asked.wait(every)
            self._asked.clear()
            if not self._stopping.is_set():
                self.look()
