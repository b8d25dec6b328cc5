"""One thread that records whatever waits, all of it at once, without lingering for more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TypeAlias

from engine.errors import UnavailableError
from engine.model.ledger import Append, Appended

Outcome: TypeAlias = Appended | Exception
Record: TypeAlias = Callable[[Sequence[Append]], Sequence[Outcome]]

# A transaction is kept short enough that nobody waits long for the neighbours.
_AT_ONCE = 64


class Committer:
    """Hands what waits to *record*, which answers each append with its entries or with why not.

    What *record* raises, it raises for all that it was handed.
    """

    def __init__(self, record: Record, name: str) -> None:
        self._record = record
        self._name = name
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._gate = Lock()
        self._open = True
        # What is acknowledged is durable, so that nothing is lost where the program ends without closing.
        self._thread = Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    def append(self, wanted: Append) -> Appended:
        """Return what *wanted* made, once it is recorded."""
        waiting = _Waiting(wanted)
        with self._gate:
            if not self._open:
                raise UnavailableError(f"{self._name} is closed")
            self._queue.put(waiting)
        return waiting.answer()

    def close(self) -> None:
        """Record what waits, then stop."""
        with self._gate:
            if self._open:
                self._open = False
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while group := self._taken():
            self._commit(group)

    def _taken(self) -> list[_Waiting]:
        """Wait for something, and return it with all that waits beside it; nothing once closed."""
        group: list[_Waiting] = []
        waiting = self._queue.get()
        while waiting is not None:
            group.append(waiting)
            if len(group) == _AT_ONCE:
                return group
            try:
                waiting = self._queue.get_nowait()
            except Empty:
                return group
        if group:
            # Nothing comes after the end; it is met again on the next turn.
            self._queue.put(None)
        return group

    def _commit(self, group: Sequence[_Waiting]) -> None:
        try:
            outcomes = self._record([one.wanted for one in group])
        except Exception as error:  # noqa: BLE001  # raised again where the callers wait; this thread goes on
            outcomes = [error] * len(group)
        for waiting, outcome in zip(group, outcomes, strict=True):
            waiting.settle(outcome)


class _Waiting:
    """An append, and the caller who waits for it."""

    __slots__ = ("_outcome", "wanted")

    def __init__(self, wanted: Append) -> None:
        self.wanted = wanted
        # An event is Python code, and costs ten times as much.
        self._outcome: SimpleQueue[Outcome] = SimpleQueue()

    def settle(self, outcome: Outcome) -> None:
        self._outcome.put(outcome)

    def answer(self) -> Appended:
        outcome = self._outcome.get()
        if isinstance(outcome, UnavailableError):
            # Raised to everybody who waited: each gets one of their own, so that no two share a traceback.
            raise UnavailableError(str(outcome), outcome.reason) from outcome
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
