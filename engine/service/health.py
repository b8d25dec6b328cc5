"""Health as orchestrators ask for it (grpc.health.v1), answered by the reference implementation."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grpc import ServicerContext, unary_stream_rpc_method_handler, unary_unary_rpc_method_handler
from grpc_health.v1.health import HealthServicer
from grpc_health.v1.health_pb2 import DESCRIPTOR, HealthCheckRequest, HealthCheckResponse

from engine.service.pool import Pool
from engine.service.readable import Readable
from engine.service.routes import Route
from engine.service.vitals import WHOLE

# Sends an answer to one stream, or ends it with None.
_Send = Callable[[HealthCheckResponse | None], None]

SERVICE = DESCRIPTOR.services_by_name["Health"].full_name

_written = HealthCheckResponse.SerializeToString


class Health:
    """What health checks are told of the server, and of each of *services* as of the server."""

    def __init__(self, services: Iterable[str], pool: Pool) -> None:
        self._whole, self._pool = (WHOLE, *services), pool
        self._servicer = HealthServicer()
        self._watching: set[_Send] = set()
        self.announce(WHOLE, "the server starts")

    def announce(self, name: str, problem: str) -> None:
        """Tell whoever asks for the part called *name* that it is well, or where there is a problem that it is not."""
        status = HealthCheckResponse.NOT_SERVING if problem else HealthCheckResponse.SERVING
        for each in self._whole if name == WHOLE else (name,):
            self._servicer.set(each, status)

    def stop(self) -> None:
        """Tell everybody that the server serves no more, whatever is announced from now on."""
        self._servicer.enter_graceful_shutdown()

    def end(self) -> None:
        """End every stream that watches."""
        for send in tuple(self._watching):
            send(None)

    def routes(self) -> tuple[Route, Route]:
        """Return the service's methods; they are answered while the server stops, too."""
        check = Readable(HealthCheckRequest, self._servicer.Check, self._pool)
        watch = Readable(HealthCheckRequest, self._watch, self._pool)
        # Answered through a callback, a stream that watches holds no thread.
        watch.experimental_non_blocking = True
        return (
            Route(f"/{SERVICE}/Check", unary_unary_rpc_method_handler(check, None, _written), self._pool, always=True),
            Route(f"/{SERVICE}/Watch", unary_stream_rpc_method_handler(watch, None, _written), self._pool, always=True),
        )

    def _watch(self, request: HealthCheckRequest, context: ServicerContext, send: _Send) -> None:
        self._watching.add(send)
        context.add_callback(lambda: self._watching.discard(send))
        self._servicer.Watch(request, context, send)
