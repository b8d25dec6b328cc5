"""One line of the application log for each request: what was asked, by whom, how it ended and how long it took.

Every text that came from outside is in print and short, so that no request writes a line of its own making.
"""

from __future__ import annotations

from collections.abc import Callable

from structlog.typing import FilteringBoundLogger

from engine.errors import PlimsollError, Reason
from engine.service.exchange import Exchange
from engine.service.status import ANSWERS
from engine.service.text import printable

# What an operator can do something about.
_OURS = frozenset({Reason.OVERLOADED, Reason.LEDGER_UNAVAILABLE, Reason.PLUGIN_BROKEN, Reason.RULES_INVALID})


class RequestLog:
    """The lines of requests in *logger*."""

    def __init__(self, logger: FilteringBoundLogger) -> None:
        self._log = logger

    def answered(self, exchange: Exchange) -> None:
        """Log a request that was answered."""
        self._log.info("request", status="OK", **_who(exchange))

    def left(self, exchange: Exchange) -> None:
        """Log a stream whose caller has gone, which is how they end."""
        self._log.info("request", status="CANCELLED", **_who(exchange))

    def refused(self, exchange: Exchange, error: PlimsollError) -> None:
        """Log a request that was refused, and why."""
        self._write(error)("request", **_why(error), **_who(exchange))

    def item_refused(self, place: int, error: PlimsollError) -> None:
        """Log that the item at *place*, from 0, of the batch that is being answered was refused, and why."""
        self._write(error)("item", item=place, **_why(error))

    def failed(self, exchange: Exchange, mistake: Exception, incident: str) -> None:
        """Log a mistake of ours, under the id by which the caller knows it."""
        who = _who(exchange)
        self._log.error("request", status="INTERNAL", reason="INTERNAL", incident=incident, exc_info=mistake, **who)

    def _write(self, error: PlimsollError) -> Callable[..., object]:
        return self._log.warning if error.reason in _OURS else self._log.info


def _why(error: PlimsollError) -> dict[str, str]:
    status = ANSWERS[error.reason].code.name
    return {"status": status, "reason": error.reason.name, "error": printable(str(error))}


def _who(exchange: Exchange) -> dict[str, str | float]:
    given = {
        "method": exchange.method,
        "request_id": exchange.request_id,
        "contract": exchange.contract,
        "caller": exchange.caller.name,
        "trace_id": exchange.caller.trace_id,
        "peer": exchange.peer(),
    }
    said: dict[str, str | float] = {name: text for name, text in given.items() if text}
    said["duration_ms"] = exchange.elapsed_us() / 1000
    return said
