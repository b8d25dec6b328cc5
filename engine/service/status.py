"""The one table between errors and gRPC: every reason has its status code, and details that programs can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, PreconditionFailure, RequestInfo, RetryInfo
from google.rpc.status_pb2 import Status
from grpc import StatusCode

from engine.errors import PlimsollError, PreconditionError, Reason, RuleSetError, SubmissionError, Violation
from engine.service.text import printable

DOMAIN = "plimsoll"

# Trailers that come to more than 8 KiB are refused by clients; a status travels in them twice, once in base 64.
LONGEST_MESSAGE = 400
_VIOLATIONS_BYTES = 2400
_LONGEST_NAME = 120


class Answer(NamedTuple):
    """The status code of a reason, and after how long trying again may help; None where it does not."""

    code: StatusCode
    retry: timedelta | None = None


ANSWERS: Mapping[Reason, Answer] = {
    Reason.REQUEST_INVALID: Answer(StatusCode.INVALID_ARGUMENT),
    Reason.SUBMISSION_INVALID: Answer(StatusCode.INVALID_ARGUMENT),
    Reason.PARAMETERS_INVALID: Answer(StatusCode.INVALID_ARGUMENT),
    Reason.PAGE_TOKEN_INVALID: Answer(StatusCode.INVALID_ARGUMENT),
    Reason.CONTRACT_UNKNOWN: Answer(StatusCode.NOT_FOUND),
    Reason.DECISION_UNKNOWN: Answer(StatusCode.NOT_FOUND),
    Reason.RULE_SET_UNKNOWN: Answer(StatusCode.NOT_FOUND),
    Reason.RULES_INVALID: Answer(StatusCode.FAILED_PRECONDITION),
    Reason.RULES_NOT_IN_FORCE: Answer(StatusCode.FAILED_PRECONDITION),
    Reason.RULES_IN_USE: Answer(StatusCode.FAILED_PRECONDITION),
    Reason.PERIOD_OPEN: Answer(StatusCode.FAILED_PRECONDITION),
    Reason.PERIOD_DECIDED: Answer(StatusCode.FAILED_PRECONDITION),
    Reason.PERIOD_NOT_DUE: Answer(StatusCode.FAILED_PRECONDITION),
    Reason.REQUEST_ID_REUSED: Answer(StatusCode.ALREADY_EXISTS),
    Reason.CONTRACT_EXISTS: Answer(StatusCode.ALREADY_EXISTS),
    Reason.STANDING_STALE: Answer(StatusCode.ABORTED, timedelta(milliseconds=50)),
    Reason.PLUGIN_BROKEN: Answer(StatusCode.FAILED_PRECONDITION),
    Reason.DEADLINE_PASSED: Answer(StatusCode.DEADLINE_EXCEEDED),
    Reason.OVERLOADED: Answer(StatusCode.RESOURCE_EXHAUSTED, timedelta(milliseconds=200)),
    Reason.LEDGER_UNAVAILABLE: Answer(StatusCode.UNAVAILABLE, timedelta(seconds=1)),
    Reason.SERVER_STOPPING: Answer(StatusCode.UNAVAILABLE, timedelta(seconds=1)),
    Reason.METHOD_UNKNOWN: Answer(StatusCode.UNIMPLEMENTED),
    Reason.INTERNAL: Answer(StatusCode.INTERNAL),
}


def status_of(error: PlimsollError, request_id: str = "", contract: str = "") -> Status:
    """Return *error* as the status of a request, or of one item of a batch, with its details.

    *request_id* and *contract* are those of the request, where it has named them.
    """
    status = Status(code=number(ANSWERS[error.reason].code), message=_message(error))
    status.details.extend(map(packed, _details(error, request_id, contract)))
    return status


def number(code: StatusCode) -> int:
    """Return the number of *code* on the wire."""
    return int(code.value[0])


def packed(detail: Message) -> Any:
    """Return *detail* as one of a status."""
    holder = Any()
    holder.Pack(detail)
    return holder


def _message(error: PlimsollError) -> str:
    if isinstance(error, RuleSetError) and error.diagnostics:
        more = len(error.diagnostics) - 1
        first = error.diagnostics[0].headline()
        return printable(f"{first}; and {more} more" if more else first, LONGEST_MESSAGE)
    return printable(str(error), LONGEST_MESSAGE)


def _details(error: PlimsollError, request_id: str, contract: str) -> Iterator[Message]:
    given = {"contract": contract, **_metadata(error)}
    metadata = {name: printable(text, _LONGEST_NAME) for name, text in given.items() if text}
    yield ErrorInfo(reason=error.reason.name, domain=DOMAIN, metadata=metadata)
    match error:
        case SubmissionError():
            yield BadRequest(field_violations=[_field(one) for one in _fitting(error.violations)])
        case PreconditionError():
            subject = Violation(error.subject, str(error))
            yield PreconditionFailure(violations=[_precondition(error.reason, subject)])
        case RuleSetError():
            mistakes = _fitting([Violation(str(one.place), one.message) for one in error.diagnostics])
            yield PreconditionFailure(violations=[_precondition(error.reason, one) for one in mistakes])
    retry = ANSWERS[error.reason].retry
    if retry is not None:
        delay = Duration()
        delay.FromTimedelta(retry)
        yield RetryInfo(retry_delay=delay)
    if request_id:
        yield RequestInfo(request_id=printable(request_id, _LONGEST_NAME))


def _metadata(error: PlimsollError) -> Mapping[str, str]:
    match error:
        case SubmissionError():
            return {"violations": str(len(error.violations))}
        case PreconditionError():
            return {"subject": error.subject}
        case RuleSetError():
            return {"mistakes": str(len(error.diagnostics))}
    return {}


def _fitting(violations: Iterable[Violation]) -> Iterator[Violation]:
    """Yield *violations* fit to be shown, the first as many as a reply has room for."""
    room = _VIOLATIONS_BYTES
    for one in violations:
        shown = Violation(printable(one.path, _LONGEST_NAME), printable(one.message, LONGEST_MESSAGE))
        room -= len(shown.path.encode()) + len(shown.message.encode())
        if room < 0:
            return
        yield shown


def _field(one: Violation) -> BadRequest.FieldViolation:
    return BadRequest.FieldViolation(field=one.path, description=one.message)


def _precondition(reason: Reason, one: Violation) -> PreconditionFailure.Violation:
    subject, message = printable(one.path, _LONGEST_NAME), printable(one.message, LONGEST_MESSAGE)
    return PreconditionFailure.Violation(type=reason.name, subject=subject, description=message)
