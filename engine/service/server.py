"""A gRPC server over one application: built, started, and drained."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

import grpc
from structlog.typing import FilteringBoundLogger

from engine.application.application import Application
from engine.errors import PlimsollError, Reason
from engine.service import health, reflection, routes
from engine.service.answering import Surroundings
from engine.service.arrivals import Arrivals
from engine.service.binding import bind
from engine.service.gate import Gate
from engine.service.methods import methods
from engine.service.options import Limits, Options
from engine.service.parts import Part, own_parts
from engine.service.pools import Pools
from engine.service.refusing import Refusing
from engine.service.request_log import RequestLog
from engine.service.routing import route
from engine.service.servicers import servicers
from engine.service.vitals import Vitals
from engine.service.watching import Watching

# What was answered last is on its way to its caller within this, in seconds.
_LINGER = 1.0

# gRPC ends what comes in when it stops as cancelled, which tells nobody to try again: it is stopped in a quiet moment.
_QUIET = 0.05

# A connection on which nothing is heard is asked whether it lives, so that a watcher that fell silent frees its thread.
_ALIVE_MS = 60_000
_ANSWER_MS = 20_000
_ASKED_TOO_OFTEN_MS = 10_000


class Server:
    """Serves *application* as *options* say, from `start` to `drain`; *port* is where it listens.

    *parts* are looked after beside the ledger and the rules. AddressError where the server cannot listen.
    """

    def __init__(
        self, application: Application, options: Options, logger: FilteringBoundLogger, parts: Sequence[Part] = ()
    ) -> None:
        self._options, self._log = options, logger
        self._pools = pools = Pools.of(options.limits)
        self._arrivals = Arrivals(application.decisions, logger)
        log = RequestLog(logger)
        refusing = Refusing(log, self._refused)
        watching = Watching(application.decisions, self._arrivals, options.heartbeat)
        ours = servicers(application, watching, refusing.item, options.limits)
        names = [service.full_name for service in ours]
        self._health = health.Health(names, pools.health)
        self._vitals = Vitals([*own_parts(application), *parts], self._health.announce, logger)
        around = Surroundings(log, refusing, options.limits.deadline)
        served = [
            *(route(method, around, pools, self._arrivals.wake) for method in methods(ours)),
            *self._health.routes(),
            reflection.route([*names, health.SERVICE], pools.reflection),
        ]
        self._gate = Gate(served, around)
        self._grpc = _server(pools, self._gate, options.limits)
        routes.add(self._grpc, served)
        self._stopped: float | None = None
        self.port = bind(self._grpc, options)

    @property
    def grace_left(self) -> float:
        """How many seconds are left of the grace, all of it before the server is drained."""
        gone = 0.0 if self._stopped is None else monotonic() - self._stopped
        return max(self._options.grace - gone, 0.0)

    def start(self) -> None:
        """Serve, from now on."""
        self._arrivals.start()
        self._grpc.start()
        self._vitals.start(self._options.health)
        self._log.info("serving", address=self._options.address, port=self.port)

    def look(self) -> None:
        """Have the health of every part looked at soon, because something has happened to one."""
        self._vitals.ask()

    def drain(self) -> None:
        """Stop: say so, let nothing in, end what watches, and finish what was begun within the grace.

        What is not finished then is cancelled, and nothing is written for it any more. When this returns, no thread of
        the server is left, and ledger and logs can be closed.
        """
        self._stopped = self._stopped or monotonic()
        self._log.info("stopping", grace=self._options.grace)
        self._health.stop()
        self._gate.close()
        self._arrivals.stop()
        finished = self._finished()
        self._gate.wait_for_quiet(_QUIET, _LINGER)
        self._health.end()
        self._grpc.stop(_LINGER).wait()
        self._vitals.stop()
        self._arrivals.join()
        self._pools.shutdown()
        self._gate.shutdown()
        self._log.info("stopped", finished=finished)

    def _finished(self) -> bool:
        """Wait until nothing is answered any more, or the grace is over; return whether nothing is."""
        pools = self._pools
        return all(pool.idle(self.grace_left) for pool in (pools.workers, pools.watchers, pools.receivers))

    def _refused(self, error: PlimsollError) -> None:
        if error.reason is Reason.LEDGER_UNAVAILABLE:
            self._vitals.ask()


def _server(pools: Pools, gate: Gate, limits: Limits) -> grpc.Server:
    settings = (
        ("grpc.max_receive_message_length", limits.request_bytes),
        ("grpc.max_send_message_length", -1),
        # Two servers on one port would share its requests between two ledgers.
        ("grpc.so_reuseport", 0),
        ("grpc.keepalive_time_ms", _ALIVE_MS),
        ("grpc.keepalive_timeout_ms", _ANSWER_MS),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", _ASKED_TOO_OFTEN_MS),
    )
    # The gate turns away with a reason; this bound stands behind it, for those who wait to be turned away.
    bound = 4 * (limits.at_once + limits.watchers + limits.streams) + 256
    return grpc.server(pools.workers, interceptors=[gate], options=settings, maximum_concurrent_rpcs=bound)
