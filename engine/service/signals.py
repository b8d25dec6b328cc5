"""Signals as they arrive, for who runs a server; it imports nothing of ours, so that it can be there first."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_CAUGHT = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Signals:
    """The numbers of signals in the order in which they arrived, from where Python writes them."""

    def __init__(self, written: socket.socket) -> None:
        self._written = written

    def get(self) -> int:
        """Return the next number; wait for it if there is none."""
        return self._written.recv(1)[0]


@contextmanager
def arriving() -> Iterator[Signals]:
    """Yield SIGTERM, SIGINT and SIGHUP as they arrive, until the end; only for the main thread.

    The system may hand a signal to any thread, and that of gRPC runs no Python: what the main thread waits for is
    written by Python's own handler, in whichever thread that is.
    """
    read, write = socket.socketpair()
    write.settimeout(0)
    with read, write:
        woken = signal.set_wakeup_fd(write.fileno())
        before = {one: signal.signal(one, _taken) for one in _CAUGHT}
        try:
            yield Signals(read)
        finally:
            for one, what in before.items():
                signal.signal(one, what)
            signal.set_wakeup_fd(woken)


def _taken(number: int, frame: FrameType | None) -> None:
    """Let the signal end nothing: it is written where somebody waits for it."""
