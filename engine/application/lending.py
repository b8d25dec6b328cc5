"""Lends something to many side by side, and has all of it back before it is exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")


class Lending(Generic[T]):
    """Lends *lent* for as long as a `with` lasts, to any number of threads.

    Who wants it back comes before those who have not borrowed it yet, so that no number of them keeps it from coming
    back. A thread that has borrowed must not borrow again.
    """

    __slots__ = ("_changed", "_lock", "_out", "_recalled", "lent")

    def __init__(self, lent: T) -> None:
        self.lent = lent
        self._lock = Lock()
        self._changed = Condition(self._lock)
        self._out, self._recalled = 0, False

    def __enter__(self) -> T:
        # Every request that records comes by here: the lock itself is taken, which is quicker than the condition.
        with self._lock:
            while self._recalled:
                self._changed.wait()
            self._out += 1
            return self.lent

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._out -= 1
            if self._recalled and not self._out:
                self._changed.notify_all()

    @contextmanager
    def recalled(self) -> Iterator[None]:
        """Wait until everybody has given it back, and lend it to nobody before the end."""
        with self._lock:
            while self._recalled:
                self._changed.wait()
            self._recalled = True
        try:
            with self._lock:
                while self._out:
                    self._changed.wait()
            yield
        finally:
            with self._lock:
                self._recalled = False
                self._changed.notify_all()
