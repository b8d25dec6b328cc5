"""A server of this installation: ledger, rules, decision log and gRPC, put together and let go of in order."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from structlog.typing import FilteringBoundLogger

from engine.application.application import Application
from engine.application.clock import Clock, SystemClock
from engine.bootstrap.rules import books, policies
from engine.decision_log import DecisionLog, LogFile, LogStream, Masking, Sink
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.service.options import Limits, Options, Tls
from engine.service.parts import DECISION_LOG, Part
from engine.service.reloading import Reloading
from engine.service.server import Server
from engine.settings import SettingError, Settings

_STDOUT = "-"
# Seconds that the last decisions are logged in, even where requests took the whole grace.
_LEAST = 1.0


class Serving(NamedTuple):
    """A server that is ready to start, and what reads its rules again."""

    server: Server
    reloading: Reloading


@contextmanager
def serving(chosen: Settings, log: FilteringBoundLogger, clock: Clock | None = None) -> Iterator[Serving]:
    """Yield a server as *chosen*, not started yet; at the end, when it is drained, ledger and decision log are closed.

    RuleSetError, PreconditionError, UnavailableError, SettingError, AddressError, LogMismatchError or LogPlaceError say
    why there is none.
    """
    masking = _masking(chosen)
    ledger = SqliteLedger(chosen.ledger)
    try:
        application = Application(
            ledger, lambda: books(chosen), policies(plugins=chosen.plugins), clock or SystemClock()
        )
        decisions = DecisionLog(ledger, _sink(chosen), masking, log)
        server = Server(application, _options(chosen), log, [Part(DECISION_LOG, lambda: decisions.problem or "")])
        decisions.start()
        try:
            yield Serving(server, Reloading(application.shelf, log, server.look))
        finally:
            _end(decisions, server, log)
    finally:
        ledger.close()


def _sink(chosen: Settings) -> Sink:
    if chosen.decision_log == _STDOUT:
        return LogStream(sys.stdout.buffer, chosen.ledger.with_name(f"{chosen.ledger.name}.printed"))
    return LogFile(Path(chosen.decision_log))


def _end(decisions: DecisionLog, server: Server, log: FilteringBoundLogger) -> None:
    """Have the last decisions logged, in what is left of the one grace that there is for stopping."""
    if not decisions.stop(max(server.grace_left, _LEAST)):
        log.warning("the decision log is behind, and catches up at the next start", position=decisions.position)


def _masking(chosen: Settings) -> Masking:
    names = [name.strip() for name in chosen.personal.split(",") if name.strip()]
    try:
        return Masking(names)
    except ValueError as error:
        raise SettingError(f"PLIMSOLL_PERSONAL: {error}") from None


def _options(chosen: Settings) -> Options:
    return Options(
        address=chosen.address,
        tls=_tls(chosen),
        insecure=chosen.insecure,
        limits=Limits(
            workers=chosen.workers,
            at_once=chosen.at_once,
            watchers=chosen.watchers,
            request_bytes=chosen.request_bytes,
            streams=chosen.streams,
            stream_rows=chosen.stream_rows,
            stream_bytes=chosen.stream_bytes,
            deadline=float(chosen.deadline),
        ),
        heartbeat=float(chosen.heartbeat),
        grace=float(chosen.grace),
    )


def _tls(chosen: Settings) -> Tls | None:
    if chosen.tls_certificate is None and chosen.tls_key is None:
        return None
    if chosen.tls_certificate is None or chosen.tls_key is None:
        raise SettingError("PLIMSOLL_TLS_CERTIFICATE, PLIMSOLL_TLS_KEY: expected both or neither")
    return Tls(chosen.tls_certificate, chosen.tls_key, chosen.tls_clients)
