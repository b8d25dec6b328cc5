"""Lets requests in, or turns them away before a thread is taken for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Event
from time import monotonic
from typing import TypeAlias

import grpc

from engine.diagnostics import did_you_mean
from engine.errors import OverloadError, PlimsollError, Reason, UnavailableError
from engine.service.answering import Surroundings
from engine.service.exchange import Exchange
from engine.service.pool import Pool
from engine.service.routes import Handler, Route
from engine.service.text import printable

_LONGEST_METHOD = 120

_Error: TypeAlias = Callable[[], PlimsollError]


class Gate(grpc.ServerInterceptor):
    """Where every request comes by, in the one thread that accepts them, on its way to one of *routes*."""

    def __init__(self, routes: Iterable[Route], around: Surroundings) -> None:
        self._routes = {route.path: route for route in routes}
        self._around = around
        # One thread turns away: what is not answered must cost less than what is.
        self._turning_away = Pool("turning-away", threads=1, at_once=1)
        self._closed = False
        self._came = Event()

    def close(self) -> None:
        """Let no new request in."""
        self._closed = True

    def wait_for_quiet(self, quiet: float, seconds: float) -> None:
        """Wait until nobody has been turned away for *quiet* seconds, at most so many *seconds* in all."""
        ends = monotonic() + seconds
        while self._came.wait(quiet) and monotonic() < ends:
            self._came.clear()
        self._turning_away.idle(max(ends - monotonic(), 0))

    def shutdown(self) -> None:
        """End the thread that turns away."""
        self._turning_away.shutdown()

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Handler | None],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler | None:
        """Return what answers the method that is called, or turns its caller away."""
        method = handler_call_details.method
        why_not = self._why_not(method)
        if why_not is None:
            return continuation(handler_call_details)
        self._came.set()
        # A method that takes a stream is called before any message has come.
        return grpc.stream_unary_rpc_method_handler(
            TurningAway(printable(method, _LONGEST_METHOD), why_not, self._around, self._turning_away)
        )

    def _why_not(self, method: str) -> _Error | None:
        route = self._routes.get(method)
        if route is None:
            return lambda: self._unknown(method)
        if self._closed and not route.always:
            return _stopping
        return _overloaded if route.pool.full else None

    def _unknown(self, method: str) -> PlimsollError:
        shown = printable(method, _LONGEST_METHOD)
        return PlimsollError(f"unknown method `{shown}`{did_you_mean(shown, self._routes)}", Reason.METHOD_UNKNOWN)


class TurningAway:
    """Answers a request to *method* with an error."""

    def __init__(self, method: str, why: _Error, around: Surroundings, pool: Pool) -> None:
        self._method, self._why, self._around = method, why, around
        self.experimental_thread_pool = pool

    def __call__(self, _: object, context: grpc.ServicerContext) -> bytes:
        """Refuse the request."""
        exchange = Exchange(self._method, context, self._around.deadline)
        self._around.refusing.end(exchange, context, self._why())


def _stopping() -> PlimsollError:
    return UnavailableError("the server stops; try again in a moment", Reason.SERVER_STOPPING)


def _overloaded() -> PlimsollError:
    return OverloadError("the server answers as many requests at once as it can; try again in a moment")
