"""The client: every call of `plimsoll.v1`, with a deadline, and tried again where that is safe."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

from plimsoll_client.calls import Calls
from plimsoll_client.channel import Tls, opened
from plimsoll_client.comparisons import Comparisons
from plimsoll_client.contracts import Contracts
from plimsoll_client.decisions import Decisions
from plimsoll_client.errors import DeadlineError, Refusal, error_of
from plimsoll_client.events import Events
from plimsoll_client.pricing import Pricing
from plimsoll_client.retries import Retries
from plimsoll_client.rule_sets import RuleSets

# How long to wait before health is asked for again, in seconds.
_LOOK = 0.1


class Client(Decisions, Contracts, Events, RuleSets, Comparisons, Pricing):
    """A client of the server at `HOST:PORT`, for any number of threads; it connects when it is first used.

    Each call has *timeout* seconds unless it names its own, and is tried again as *retries* say. *caller* is who asks,
    as the server's records name it. Without *tls* nothing is encrypted.
    """

    def __init__(
        self,
        address: str,
        *,
        timeout: float = 10.0,
        caller: str = "",
        tls: Tls | None = None,
        retries: Retries | None = None,
    ) -> None:
        calls = Calls(caller, timeout, retries or Retries())
        self._address, self._channel = address, opened(address, tls)
        for part in (Decisions, Contracts, Events, RuleSets, Comparisons, Pricing):
            part.__init__(self, self._channel, calls)
        self._health: grpc.UnaryUnaryMultiCallable[HealthCheckRequest, HealthCheckResponse]
        self._health = HealthStub(self._channel).Check  # type: ignore[attr-defined]  # its annotations lack it

    def wait_until_serving(self, timeout: float = 30.0) -> None:
        """Wait until the server is there and serves; DeadlineError where it does not within *timeout* seconds."""
        until = self._calls.clock() + timeout
        said = "no answer"
        while (remaining := until - self._calls.clock()) > 0:
            try:
                answer = self._health(HealthCheckRequest(), timeout=remaining, wait_for_ready=True)
            except grpc.RpcError as refused:
                said = str(error_of(refused, ""))
            else:
                if answer.status == HealthCheckResponse.SERVING:
                    return
                said = HealthCheckResponse.ServingStatus.Name(answer.status)
            self._calls.sleep(min(_LOOK, remaining))
        message = f"expected the server at `{self._address}` to serve within {timeout:g} s; the last it said: {said}"
        raise DeadlineError(Refusal(grpc.StatusCode.DEADLINE_EXCEEDED, message))

    def close(self) -> None:
        """Let go of the connection; watches end, and calls under way are cancelled."""
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
