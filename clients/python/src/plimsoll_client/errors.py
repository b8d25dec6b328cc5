"""What the server refused, and why.

PlimsollError
├── InvalidError       the request does not fit; `violations` says where          INVALID_ARGUMENT
├── NotFoundError      no such contract, decision or rule set                     NOT_FOUND
├── PreconditionError  what is recorded must change first                         FAILED_PRECONDITION
├── ConflictError      contradicts what is recorded, or another came first        ALREADY_EXISTS, ABORTED
├── DeadlineError      time is over; what was asked may be recorded nevertheless  DEADLINE_EXCEEDED
└── UnavailableError   no server, or one that is stopping or overloaded           UNAVAILABLE, RESOURCE_EXHAUSTED
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar, cast

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, PreconditionFailure, RequestInfo, RetryInfo
from google.rpc.status_pb2 import Status
from grpc_status import rpc_status

_CODES = {int(code.value[0]): code for code in grpc.StatusCode}

D = TypeVar("D", bound=Message)


class Violation(NamedTuple):
    """One thing that does not fit: the path of the field, or what must change first, and what was expected."""

    field: str
    message: str


class Refusal(NamedTuple):
    """What a server said when it refused; *retry_after* are seconds, None where it did not ask for another try."""

    status: grpc.StatusCode
    message: str
    reason: str = ""
    violations: tuple[Violation, ...] = ()
    request_id: str = ""
    about: Mapping[str, str] = {}
    retry_after: float | None = None


class PlimsollError(Exception):
    """A call that was refused or came to nothing.

    *status* is gRPC's; *reason* is one of the names in `errors.proto`, such as `PERIOD_OPEN`, empty where no server
    said it; *about* names what the reason is about. *retry_after* is not None where the server says that the same
    request may be answered after so many seconds.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(_in_words(refusal))
        self.status, self.message, self.reason = refusal.status, refusal.message, refusal.reason
        self.violations, self.request_id, self.about = refusal.violations, refusal.request_id, refusal.about
        self.retry_after = refusal.retry_after


class InvalidError(PlimsollError):
    """The request does not fit; `violations` says where, and what was expected."""


class NotFoundError(PlimsollError):
    """No such contract, decision or rule set."""


class PreconditionError(PlimsollError):
    """What is recorded must change first, such as an earlier period that is open."""


class ConflictError(PlimsollError):
    """The request contradicts what is recorded, or another writer came first."""


class DeadlineError(PlimsollError):
    """The time for an answer is over; what was to be recorded may be recorded, and the same request id finds out."""


class UnavailableError(PlimsollError):
    """There is no server, or it is stopping or has too much to do; the same request may be answered later."""


KINDS: Mapping[grpc.StatusCode, type[PlimsollError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidError,
    grpc.StatusCode.NOT_FOUND: NotFoundError,
    grpc.StatusCode.FAILED_PRECONDITION: PreconditionError,
    grpc.StatusCode.ALREADY_EXISTS: ConflictError,
    grpc.StatusCode.ABORTED: ConflictError,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineError,
    grpc.StatusCode.UNAVAILABLE: UnavailableError,
    grpc.StatusCode.RESOURCE_EXHAUSTED: UnavailableError,
}


def error_of(refused: grpc.RpcError, request_id: str = "") -> PlimsollError:
    """Return *refused* with what the server said; *request_id* is that of the request, where the server says none."""
    call = cast("grpc.Call", refused)  # what gRPC raises is both
    try:
        status = rpc_status.from_call(call)
    except (ValueError, DecodeError):  # something between us and the server has changed the one or the other
        status = None
    if status is None:
        return _error(Refusal(call.code(), call.details() or "", request_id=request_id))
    return error_of_status(status, request_id)


def error_of_status(status: Status, request_id: str = "") -> PlimsollError:
    """Return the error that *status* says, of a call or of one item of a batch."""
    errors = list(_details(status, ErrorInfo))
    retries = list(_details(status, RetryInfo))
    requests = list(_details(status, RequestInfo))
    refusal = Refusal(
        _CODES.get(status.code, grpc.StatusCode.UNKNOWN),
        status.message,
        errors[0].reason if errors else "",
        tuple(_violations(status)),
        requests[0].request_id if requests else request_id,
        dict(errors[0].metadata) if errors else {},
        retries[0].retry_delay.ToTimedelta().total_seconds() if retries else None,
    )
    return _error(refusal)


def _error(refusal: Refusal) -> PlimsollError:
    return KINDS.get(refusal.status, PlimsollError)(refusal)


def _violations(status: Status) -> Iterator[Violation]:
    for bad in _details(status, BadRequest):
        yield from (Violation(one.field, one.description) for one in bad.field_violations)
    for failed in _details(status, PreconditionFailure):
        yield from (Violation(one.subject, one.description) for one in failed.violations)


def _details(status: Status, kind: type[D]) -> Iterator[D]:
    for packed in status.details:
        detail = kind()
        if packed.Unpack(detail):
            yield detail


def _in_words(refusal: Refusal) -> str:
    return "\n".join([_headline(refusal), *_beneath(refusal.message, refusal.violations)])


def _headline(refusal: Refusal) -> str:
    return f"{refusal.reason or refusal.status.name}: {refusal.message}"


def _beneath(message: str, violations: Iterable[Violation]) -> Iterator[str]:
    """Yield a line for each violation that *message* does not say already."""
    for one in violations:
        if one.message not in message:
            yield f"  {one.field}: {one.message}"
