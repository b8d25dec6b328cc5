"""Threads that answer, and that know how much is asked of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Condition
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Pool(ThreadPoolExecutor):
    """So many *threads*, for at most *at_once* requests, answered or waiting for a thread.

    gRPC hands a request over in the thread that accepts them all, so that a pool which was not full when the request
    was let in has room for it.
    """

    def __init__(self, name: str, threads: int, at_once: int) -> None:
        super().__init__(threads, thread_name_prefix=f"plimsoll-{name}")
        self._at_once, self._taken = at_once, 0
        self._left = Condition()

    @property
    def full(self) -> bool:
        """Whether as many requests are here as may be."""
        return self._taken >= self._at_once

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have *fn* called by one of the threads."""
        with self._left:
            self._taken += 1
        future = super().submit(fn, *args, **kwargs)
        future.add_done_callback(self._leave)
        return future

    def idle(self, seconds: float) -> bool:
        """Wait until no request is here, at most so many seconds; return whether there is none."""
        with self._left:
            return self._left.wait_for(lambda: not self._taken, seconds)

    def _leave(self, _: Future[T]) -> None:
        with self._left:
            self._taken -= 1
            if not self._taken:
                self._left.notify_all()
