"""Signals as they arrive, for who runs a server; it imports nothing of ours, so that it can be there first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType
from typing import Any, TypeAlias

Signals: TypeAlias = SimpleQueue[int]

_CAUGHT = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@contextmanager
def arriving() -> Iterator[Signals]:
    """Yield SIGTERM, SIGINT and SIGHUP as they arrive, until the end; only for the main thread, which gets them."""
    signals: Signals = SimpleQueue()

    def arrived(number: int, _: FrameType | None) -> None:
        signals.put(number)

    before: dict[signal.Signals, Any] = {one: signal.signal(one, arrived) for one in _CAUGHT}
    try:
        yield signals
    finally:
        for one, what in before.items():
            signal.signal(one, what)
