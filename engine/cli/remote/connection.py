"""A connection to a server: its services, a deadline for every call, and what a refusal says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

import grpc
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest
from google.rpc.status_pb2 import Status
from grpc_status import rpc_status

from engine.api.contract_service_pb2_grpc import ContractServiceStub
from engine.api.decision_service_pb2_grpc import DecisionServiceStub
from engine.api.rule_set_service_pb2_grpc import RuleSetServiceStub
from engine.api.server_service_pb2_grpc import ServerServiceStub
from engine.errors import PlimsollError, Violation
from engine.settings import Settings, settings

_SECONDS = 30.0  # that a person at a terminal waits for an answer, and a batch of 100 may take
_LARGEST = 256 * 1024 * 1024

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
    rule_sets: RuleSetServiceStub
    server: ServerServiceStub

    def ask(self, method: grpc.UnaryUnaryMultiCallable[Q, A], asked: Q, *, patient: bool = False) -> A:
        """Return the answer of *method* to *asked*; RefusedError where there is none.

        With *patient*, a server that is just starting is waited for.
        """
        try:
            return method(asked, timeout=_SECONDS, wait_for_ready=patient)
        except grpc.RpcError as error:
            raise refused(error, self.address) from None


@contextmanager
def connected(address: str | None) -> Iterator[Server]:
    """Yield the services of the server at *address*, that of the settings where it is None."""
    chosen = settings()
    target = address or chosen.address
    options = [("grpc.max_receive_message_length", _LARGEST), ("grpc.max_send_message_length", _LARGEST)]
    with _channel(target, chosen, options) as channel:
        yield Server(
            target,
            DecisionServiceStub(channel),
            ContractServiceStub(channel),
            RuleSetServiceStub(channel),
            ServerServiceStub(channel),
        )


def refused(error: grpc.RpcError, address: str) -> RefusedError:
    """Return *error* in the words of the server at *address*, or what can be said where it did not answer."""
    call = cast("grpc.Call", error)  # what a stub raises is both
    code, words = call.code(), call.details() or ""
    status = rpc_status.from_call(call)
    if code is grpc.StatusCode.UNAVAILABLE and status is None:
        words = f"expected a Plimsoll server at `{address}`, and none answers; `plimsoll serve` starts one"
    return RefusedError(code, words or code.name.lower(), tuple(violations(status)) if status else ())


def violations(status: Status) -> Iterator[Violation]:
    """Yield what *status* says does not fit."""
    for detail in status.details:
        found = BadRequest()
        if detail.Unpack(found):
            yield from (Violation(one.field, one.description) for one in found.field_violations)


def _channel(address: str, chosen: Settings, options: Iterable[tuple[str, int]]) -> grpc.Channel:
    root = chosen.tls_root
    if root is None:
        return grpc.insecure_channel(address, options=list(options))
    return grpc.secure_channel(address, grpc.ssl_channel_credentials(Path(root).read_bytes()), options=list(options))
