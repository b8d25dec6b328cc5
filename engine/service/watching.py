"""Follows decisions from a position on: first what is recorded, then what comes, with heartbeats in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import NamedTuple

from engine.application.decisions import Decisions
from engine.application.results import Recorded
from engine.errors import Reason, SubmissionError, UnavailableError, Violation
from engine.model.ledger import DecisionQuery
from engine.service.arrivals import Arrivals

_AT_ONCE = 100


class Seen(NamedTuple):
    """A decision and its position; or none, and the position up to which everything asked for has been seen."""

    position: int
    decision: Recorded | None = None


class Watching:
    """Watches *decisions*, with a heartbeat every so many seconds."""

    def __init__(self, decisions: Decisions, arrivals: Arrivals, heartbeat: float) -> None:
        self._decisions, self._arrivals, self._heartbeat = decisions, arrivals, heartbeat

    def follow(self, query: DecisionQuery, after: int | None, wanted: Callable[[], bool]) -> Iterator[Seen]:
        """Yield what *query* asks for after position *after*, while it is *wanted*; None begins with what comes next.

        The first heartbeat follows what is recorded already. SubmissionError where the ledger has no such position
        yet, UnavailableError when the server stops.
        """
        reached = self._start(after)
        due = monotonic()
        while wanted():
            self._check_serving()
            # Read first: whatever is asked for up to here is found by the query that comes next.
            head = self._decisions.head()
            found = self._decisions.some(query, reached, _AT_ONCE)
            yield from (Seen(one.entry.position, one) for one in found)
            if len(found) == _AT_ONCE:
                reached = found[-1].entry.position
                continue
            reached = max(reached, head, *(one.entry.position for one in found))
            if monotonic() >= due:
                yield Seen(reached)
                due = monotonic() + self._heartbeat
            self._arrivals.wait(reached, due - monotonic(), wanted)

    def _start(self, after: int | None) -> int:
        head = self._decisions.head()
        if after is not None and after > head:
            expected = f"expected a position that the ledger has reached, at most {head}, not {after}"
            raise SubmissionError(Violation("after_position", expected), reason=Reason.REQUEST_INVALID)
        return head if after is None else after

    def _check_serving(self) -> None:
        if self._arrivals.stopped:
            raise UnavailableError("the server stops; go on after the last position received", Reason.SERVER_STOPPING)
