"""One request on the wire: who asks, under which id, since when, and until when it waits."""

from __future__ import annotations

from threading import Timer
from time import perf_counter
from uuid import uuid4

from google.protobuf.message import Message
from grpc import ServicerContext

from engine.application.requests import Call
from engine.errors import DeadlineError
from engine.service.caller import caller_of
from engine.service.particulars import Particulars
from engine.service.text import printable

# What gRPC answers where a call has no deadline is later than this, in seconds.
_NO_DEADLINE = 1e9
# A call whose time is over is mostly ended in words: by its caller, or by us when more comes.
_SLACK = 1.0


class Exchange:
    """A request to *method*, whose caller waits *deadline* seconds where it names none of its own."""

    __slots__ = ("_context", "_ends", "_started", "caller", "contract", "method", "request_id")

    def __init__(self, method: str, context: ServicerContext, deadline: float) -> None:
        self._started = perf_counter()
        remaining = context.time_remaining()
        self._ends = self._started + (deadline if remaining > _NO_DEADLINE else remaining)
        self._context = context
        self.method = method
        self.caller = caller_of(context.invocation_metadata())
        self.request_id = self.caller.request_id or uuid4().hex
        self.contract = ""

    def note(self, particulars: Particulars, message: Message) -> None:
        """Take the request's own id and its contract from *message*, where it has them."""
        request_id, contract = particulars.of(message)
        self.request_id = printable(request_id) or self.request_id
        self.contract = printable(contract)

    def wanted(self) -> bool:
        """Return whether the caller still waits."""
        return perf_counter() < self._ends and self._context.is_active()

    def patience(self) -> Timer:
        """Return what ends the call once its caller waits no longer, unless it is cancelled; not started."""
        timer = Timer(self._ends + _SLACK - perf_counter(), self._context.cancel)
        timer.daemon = True
        return timer

    def check_wanted(self) -> None:
        """Raise DeadlineError unless the caller still waits."""
        if not self.wanted():
            raise DeadlineError("the caller waited no longer when its turn came; nothing was written")

    def elapsed_us(self) -> int:
        """Return the microseconds since the request's turn came."""
        return int((perf_counter() - self._started) * 1_000_000)

    def call(self) -> Call:
        """Return what the application is told of the caller."""
        return Call(self.request_id, self.caller.name, self.caller.trace_id, self.wanted, self.elapsed_us)

    def peer(self) -> str:
        """Return the address of the other end."""
        return self._context.peer()
