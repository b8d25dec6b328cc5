"""Makes calls: each with a deadline and who asks, and more than once where that is safe."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias, TypeVar

import grpc
from google.protobuf.message import Message

from plimsoll_client.errors import PlimsollError, error_of
from plimsoll_client.requests import new_request_id
from plimsoll_client.retries import Retries, passing, repeatable
from plimsoll_client.streams import Streaming
from plimsoll_client.v1.decision_service_pb2 import StreamSubmitRequest, StreamSubmitResponse

Q = TypeVar("Q", bound=Message)
A = TypeVar("A", bound=Message)

Streamed: TypeAlias = "grpc.StreamUnaryMultiCallable[StreamSubmitRequest, StreamSubmitResponse]"
Metadata = tuple[tuple[str, str], ...]


class Calls:
    """The calls of one client; times are seconds. *sleep* and *clock* are the machine's unless a test has its own."""

    def __init__(
        self,
        caller: str,
        timeout: float,
        retries: Retries,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.retries, self.sleep, self.clock = retries, sleep, clock
        self._caller, self._timeout = _printable(caller), _positive(timeout)

    def __call__(self, method: grpc.UnaryUnaryMultiCallable[Q, A], request: Q, timeout: float | None = None) -> A:
        """Return what *method* answers to *request* within *timeout*, all tries and the waits between them included.

        PlimsollError where it is refused, or where time is over.
        """
        return self._answer(lambda wait, said: method(request, timeout=wait, metadata=said), request, timeout)

    def streamed(self, method: Streamed, streaming: Streaming, timeout: float | None = None) -> StreamSubmitResponse:
        """Return what *method* answers to *streaming*, as a call does; once only where its rows can be sent only once.

        What went wrong while rows were iterated is raised as it is.
        """

        def ask(wait: float, said: Metadata) -> StreamSubmitResponse:
            try:
                return method(streaming.messages(), timeout=wait, metadata=said)
            finally:
                if streaming.failed is not None:
                    raise streaming.failed from None

        return self._answer(ask, streaming.asked, timeout, self.retries.tries if streaming.repeatable else 1)

    def _answer(
        self, ask: Callable[[float, Metadata], A], request: Message, timeout: float | None, tries: int | None = None
    ) -> A:
        until = self.clock() + (self._timeout if timeout is None else _positive(timeout))
        request_id = getattr(request, "request_id", "") or new_request_id()
        failed = 0
        while True:
            try:
                return ask(until - self.clock(), self.metadata(request_id))
            except grpc.RpcError as refused:
                error = error_of(refused, request_id)
            failed += 1
            again = failed < (self.retries.tries if tries is None else tries) and _repeats(error, request)
            if not (again and self._waited(self.retries.pause(failed, error), until)):
                raise error

    def metadata(self, request_id: str) -> Metadata:
        """Return what goes with a call: its request id, and who asks where the client says so."""
        caller = (("x-caller", self._caller),) if self._caller else ()
        return (("x-request-id", request_id), *caller)

    def _waited(self, seconds: float, until: float) -> bool:
        """Wait *seconds*, unless that is too long, and return whether there is time left."""
        if self.clock() + seconds >= until:
            return False
        self.sleep(seconds)
        return self.clock() < until


def _repeats(error: PlimsollError, request: Message) -> bool:
    return repeatable(request) and passing(error, request)


def _positive(seconds: float) -> float:
    if not seconds > 0:
        raise ValueError(f"expected a timeout of more than 0 seconds, not `{seconds}`")
    return seconds


def _printable(caller: str) -> str:
    if not (caller.isascii() and caller.isprintable() and len(caller) <= 120):
        raise ValueError(f"expected a caller of at most 120 printable ASCII characters, not `{caller!r}`")
    return caller
