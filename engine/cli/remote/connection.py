"""A connection to a server: its services, a deadline for every call, and what a refusal says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple, TypeVar, cast

import grpc
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest
from google.rpc.status_pb2 import Status
from grpc_status import rpc_status

from engine.api.comparison_service_pb2_grpc import ComparisonServiceStub
from engine.api.contract_service_pb2_grpc import ContractServiceStub
from engine.api.decision_service_pb2_grpc import DecisionServiceStub
from engine.api.event_service_pb2_grpc import EventServiceStub
from engine.api.pricing_service_pb2_grpc import PricingServiceStub
from engine.api.rule_set_service_pb2_grpc import RuleSetServiceStub
from engine.api.server_service_pb2_grpc import ServerServiceStub
from engine.cli.remote.channel import opened
from engine.errors import PlimsollError, Violation
from engine.settings import Settings, settings, variable

_SECONDS = 30.0  # that a person at a terminal waits for an answer, and a batch of 100 may take

# What gRPC says where no connection came about: nobody listens, or there is no such file of a socket.
_NOBODY_THERE = ("Connection refused", "No such file or directory")
# And where none was made, such as where the two sides do not know each other.
_NEVER_MADE = "failed to connect"
# And where a request is longer than the server takes, which it refuses unread.
_TOO_LONG = "SERVER: Received message larger than max"

Q = TypeVar("Q", bound=Message)
A = TypeVar("A", bound=Message)


class RefusedError(PlimsollError):
    """The server refused what was asked, or cannot be reached; *violations* says what in it, where the server did."""

    def __init__(self, code: grpc.StatusCode, message: str, violations: tuple[Violation, ...] = ()) -> None:
        super().__init__(message)
        self.code, self.violations = code, violations


class Server(NamedTuple):
    """The services of one server."""

    address: str
    decisions: DecisionServiceStub
    contracts: ContractServiceStub
    events: EventServiceStub
    pricing: PricingServiceStub
    rule_sets: RuleSetServiceStub
    server: ServerServiceStub
    comparisons: ComparisonServiceStub

    def ask(self, method: grpc.UnaryUnaryMultiCallable[Q, A], asked: Q, *, patient: bool = False) -> A:
        """Return the answer of *method* to *asked*; RefusedError where there is none.

        With *patient*, a server that is just starting is waited for.
        """
        try:
            return method(asked, timeout=_SECONDS, wait_for_ready=patient)
        except grpc.RpcError as error:
            raise refused(error, self.address) from None

    def tell(self, method: grpc.StreamUnaryMultiCallable[Q, A], said: Iterator[Q], longer: float) -> A:
        """Return the answer of *method* to all that is *said*, waited for so many seconds *longer*, as `ask` does."""
        try:
            return method(said, timeout=_SECONDS + longer)
        except grpc.RpcError as error:
            raise refused(error, self.address) from None


def connected(address: str | None) -> AbstractContextManager[Server]:
    """Return the services of the server at *address*, that of the settings where it is None, while it is entered."""
    chosen = settings()
    return connected_as(chosen if address is None else chosen.model_copy(update={"address": address}))


@contextmanager
def connected_as(chosen: Settings) -> Iterator[Server]:
    """Yield the services of the server at the address of *chosen*, which says how it is known, too."""
    with opened(chosen) as channel:
        yield Server(
            chosen.address,
            DecisionServiceStub(channel),
            ContractServiceStub(channel),
            EventServiceStub(channel),
            PricingServiceStub(channel),
            RuleSetServiceStub(channel),
            ServerServiceStub(channel),
            ComparisonServiceStub(channel),
        )


def refused(error: grpc.RpcError, address: str) -> RefusedError:
    """Return *error* in the words of the server at *address*, or what can be said where it did not answer."""
    call = cast("grpc.Call", error)  # what a stub raises is both
    code, words = call.code(), call.details() or ""
    status = rpc_status.from_call(call)
    if code is grpc.StatusCode.UNAVAILABLE and status is None:
        words = _unanswered(address, words)
    if words.startswith(_TOO_LONG):
        setting = variable("request_bytes")
        words = f"expected no more than the server takes at once, which `{setting}` of the server sets: {words}"
    return RefusedError(code, words or code.name.lower(), tuple(violations(status)) if status else ())


def violations(status: Status) -> Iterator[Violation]:
    """Yield what *status* says does not fit."""
    for detail in status.details:
        found = BadRequest()
        if detail.Unpack(found):
            yield from (Violation(one.field, one.description) for one in found.field_violations)


def _unanswered(address: str, words: str) -> str:
    """Return why nobody answered at *address*, given gRPC's own *words*."""
    if any(said in words for said in _NOBODY_THERE):
        return f"expected a Plimsoll server at `{address}`, and none answers; `plimsoll serve` starts one"
    failed = f"expected a Plimsoll server at `{address}`, and the connection failed: {words}"
    if _NEVER_MADE not in words:
        return failed
    shown = f"{variable('tls_caller_certificate')} and {variable('tls_caller_key')}"
    return (
        f"{failed}; where the server has TLS, {variable('tls_root')} names the authority that it is known by, and "
        f"{shown} what is shown to one that asks who calls"
    )
