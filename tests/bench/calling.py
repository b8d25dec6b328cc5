"""Callers of a server: bytes go out and come in, so that as little as can be is measured of the callers themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from statistics import median
from time import perf_counter
from typing import NamedTuple

from tests.bench.serving import PATIENCE, Served


class Round(NamedTuple):
    """How long some *items* took, and for how much of that the server was busy; in seconds."""

    items: int
    took: float
    busy: float


class Work(NamedTuple):
    """Calls of one method in one round, an *each* of whose requests asks about so many items."""

    method: str
    requests: Iterator[bytes]
    calls: int
    each: int = 1


class Callers:
    """So many callers of *server*, each with a connection and a thread of its own."""

    def __init__(self, server: Served, callers: int, opened: ExitStack) -> None:
        self._server = server
        self._channels = [opened.enter_context(server.channel()) for _ in range(callers)]
        self._threads = opened.enter_context(ThreadPoolExecutor(callers))

    def round(self, work: Work) -> Round:
        """Make the calls of one round of *work*."""
        requests = [next(work.requests) for _ in range(work.calls)]
        busy, start = self._server.busy(), perf_counter()
        self.called(work.method, requests)
        return Round(work.calls * work.each, perf_counter() - start, self._server.busy() - busy)

    def called(self, method: str, requests: Sequence[bytes]) -> list[bytes]:
        """Return what *method* answers, each caller asking for what the others do not."""
        callers = len(self._channels)
        shares = [
            self._threads.submit(self._share, place, method, requests[place::callers]) for place in range(callers)
        ]
        return [answer for share in shares for answer in share.result()]

    def _share(self, place: int, method: str, requests: Sequence[bytes]) -> list[bytes]:
        call = self._channels[place].unary_unary(method)
        return [call(request, timeout=PATIENCE) for request in requests]


@contextmanager
def callers(server: Served, number: int) -> Iterator[Callers]:
    """So many callers, who hang up at the end."""
    with ExitStack() as opened:
        yield Callers(server, number, opened)


class Rounds(NamedTuple):
    """What the rounds of one work came to."""

    rounds: list[Round]

    @property
    def rate(self) -> float:
        """The median of items a second."""
        return median(one.items / one.took for one in self.rounds)

    @property
    def busy(self) -> float:
        """The median of the server's seconds an item."""
        return median(one.busy / one.items for one in self.rounds)

    def beside(self, other: Rounds) -> float:
        """The median of the rates beside those of *other*, round by round, so that drift meets both alike."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median(one.items / one.took / (two.items / two.took) for one, two in pairs)
