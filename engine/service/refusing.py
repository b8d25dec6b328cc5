"""What becomes of a request that goes wrong: its line in the log, its status, and word to who looks after health."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from uuid import uuid4

from google.rpc.error_details_pb2 import ErrorInfo, RequestInfo
from google.rpc.status_pb2 import Status
from grpc import ServicerContext, StatusCode
from grpc_status.rpc_status import to_status

from engine.errors import PlimsollError, Reason
from engine.service.exchange import Exchange
from engine.service.request_log import RequestLog
from engine.service.status import DOMAIN, number, packed, status_of


class Refusing:
    """Ends requests that cannot be answered; *on_refusal* hears of each that was refused on purpose."""

    def __init__(self, log: RequestLog, on_refusal: Callable[[PlimsollError], None]) -> None:
        self._log, self._on_refusal = log, on_refusal

    def item(self, place: int, error: PlimsollError) -> None:
        """Note that the item at *place*, from 0, of a batch ends with *error*, which its own answer says."""
        self._log.item_refused(place, error)
        self._on_refusal(error)

    def end(self, exchange: Exchange, context: ServicerContext, error: Exception) -> NoReturn:
        """End the request of *exchange* with *error*; what Plimsoll does not raise on purpose is a mistake of ours."""
        if isinstance(error, PlimsollError) and error.reason is not Reason.INTERNAL:
            self._log.refused(exchange, error)
            self._on_refusal(error)
            status = status_of(error, exchange.request_id, exchange.contract)
        else:
            incident = uuid4().hex
            self._log.failed(exchange, error, incident)
            status = _mistake(incident, exchange.request_id)
        context.abort_with_status(to_status(status))


def _mistake(incident: str, request_id: str) -> Status:
    """Return what a caller is told of a mistake of ours: the id under which the log has it, and nothing else."""
    status = Status(code=number(StatusCode.INTERNAL), message=f"a mistake of ours; the log has it as `{incident}`")
    why = ErrorInfo(reason=Reason.INTERNAL.name, domain=DOMAIN, metadata={"incident": incident})
    status.details.extend([packed(why), packed(RequestInfo(request_id=request_id))])
    return status
