"""Runs a server until it is told to stop: by SIGTERM or SIGINT; SIGHUP has the rules read again."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType
from typing import Any

from engine.service.reloading import Reloading
from engine.service.server import Server

_STOP = (signal.SIGTERM, signal.SIGINT)

# A decision makes thousands of values that no cycle holds: looking for cycles after every 700, as Python does, costs a
# tenth of its time and finds nothing.
_VALUES_BETWEEN_LOOKS = 50_000


def run(server: Server, reloading: Reloading, started: Callable[[], None] = lambda: None) -> None:
    """Start *server*, call *started*, and return when it is drained; only for the main thread, which gets signals."""
    with _arriving() as signals:
        server.start()
        _look_for_cycles_seldom()
        started()
        while signals.get() == signal.SIGHUP:
            reloading.begin()
        server.drain()


def _look_for_cycles_seldom() -> None:
    """Look through what was loaded once and never again, and through what comes now and then."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_VALUES_BETWEEN_LOOKS, *gc.get_threshold()[1:])


@contextmanager
def _arriving() -> Iterator[SimpleQueue[int]]:
    """Yield the signals as they arrive, from before the server starts until it is drained."""
    signals: SimpleQueue[int] = SimpleQueue()

    def arrived(number: int, _: FrameType | None) -> None:
        signals.put(number)

    before: dict[signal.Signals, Any] = {one: signal.signal(one, arrived) for one in (*_STOP, signal.SIGHUP)}
    try:
        yield signals
    finally:
        for one, what in before.items():
            signal.signal(one, what)
