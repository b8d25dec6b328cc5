"""Follows decisions as they are recorded, over servers that stop and connections that break."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TypeAlias

import grpc

from plimsoll_client.calls import Calls
from plimsoll_client.errors import PlimsollError, error_of
from plimsoll_client.requests import new_request_id
from plimsoll_client.v1.decision_pb2 import Decision
from plimsoll_client.v1.decision_service_pb2 import WatchDecisionsRequest, WatchDecisionsResponse

_LOG = logging.getLogger("plimsoll_client")

# What a stream that was well may end with: another one goes on after the last position.
_ENDINGS = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.DEADLINE_EXCEEDED}

Watched: TypeAlias = "grpc.UnaryStreamMultiCallable[WatchDecisionsRequest, WatchDecisionsResponse]"


class Watch:
    """One watch, from a position on; with *seconds* it ends after so many."""

    def __init__(self, calls: Calls, method: Watched, asked: WatchDecisionsRequest, seconds: float | None) -> None:
        self._calls, self._method, self._asked = calls, method, asked
        self._until = None if seconds is None else calls.clock() + seconds
        # How often in a row nothing came, not even a heartbeat; whether anything ever did.
        self._failed, self._came = 0, False

    def decisions(self) -> Iterator[Decision]:
        """Yield each decision once, in order; PlimsollError for what another try does not mend."""
        while True:
            ended: PlimsollError | None = None
            try:
                yield from self._streamed()
            except PlimsollError as error:
                ended = error
            if ended is not None and ended.status is grpc.StatusCode.CANCELLED:
                return
            if self._over():
                # Silence says that nothing was decided only where the server was heard.
                if ended is not None and not self._came:
                    raise ended
                return
            self._wait(ended)

    def _streamed(self) -> Iterator[Decision]:
        request_id = new_request_id()
        stream = self._method(self._asked, timeout=self._remaining(), metadata=self._calls.metadata(request_id))
        try:
            for message in stream:
                self._failed, self._came = 0, True
                self._asked.after_position = message.position
                if message.HasField("decision"):
                    yield message.decision
        except grpc.RpcError as refused:
            raise error_of(refused, request_id) from None
        finally:
            stream.cancel()

    def _wait(self, ended: PlimsollError | None) -> None:
        """Wait before the next stream; raise *ended* where that would be in vain."""
        self._failed += 1
        pause = self._calls.retries.first
        if ended is not None:
            hopeless = not self._came and self._failed >= self._calls.retries.tries
            if ended.status not in _ENDINGS or hopeless:
                raise ended
            pause = self._calls.retries.pause(self._failed, ended)
        remaining = self._remaining()
        position = self._asked.after_position
        _LOG.warning("watch broken off after position %d, resumed in %.1f s: %s", position, pause, ended or "ended")
        self._calls.sleep(pause if remaining is None else min(pause, max(remaining, 0)))

    def _remaining(self) -> float | None:
        return None if self._until is None else self._until - self._calls.clock()

    def _over(self) -> bool:
        remaining = self._remaining()
        return remaining is not None and remaining <= 0
