"""What may be asked twice, after how long, and how often."""

from __future__ import annotations

import random
from dataclasses import dataclass

import grpc
from google.protobuf.message import Message

from plimsoll_client.errors import PlimsollError
from plimsoll_client.v1 import (
    comparison_service_pb2,
    contract_service_pb2,
    decision_service_pb2,
    event_service_pb2,
    pricing_service_pb2,
    rule_set_service_pb2,
    server_service_pb2,
)

# Requests that record nothing.
READS: frozenset[type[Message]] = frozenset(
    {
        comparison_service_pb2.CompareProvidersRequest,
        contract_service_pb2.GetContractRequest,
        contract_service_pb2.GetStandingRequest,
        contract_service_pb2.ListContractsRequest,
        contract_service_pb2.ListDueRequest,
        decision_service_pb2.BatchPreviewRequest,
        decision_service_pb2.ExplainDecisionRequest,
        decision_service_pb2.GetDecisionRequest,
        decision_service_pb2.ListDecisionsRequest,
        decision_service_pb2.ListPublishableRequest,
        decision_service_pb2.PreviewRequest,
        decision_service_pb2.WatchDecisionsRequest,
        event_service_pb2.ListEventsRequest,
        pricing_service_pb2.GetBenefitsRequest,
        pricing_service_pb2.PriceContractRequest,
        rule_set_service_pb2.CheckRuleSetRequest,
        rule_set_service_pb2.GetRuleSetRequest,
        rule_set_service_pb2.ListRuleSetsRequest,
        server_service_pb2.GetServerInfoRequest,
    }
)

# Refusals that time may mend. After a lost connection nobody knows whether a request was answered, which is why it is
# asked again only where that does no harm.
_PASSING = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.ABORTED}


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is asked, and how long to wait before it is asked again; times are seconds.

    Before the second try up to *first*, before each later one up to twice as long as before, at most *longest*: how
    long exactly is left to chance, so that clients refused together do not come back together. What the server asks
    for comes on top.
    """

    tries: int = 5
    first: float = 0.2
    longest: float = 5.0

    def pause(self, failed: int, error: PlimsollError) -> float:
        """Return how long to wait after *failed* tries, the last of which ended with *error*."""
        most = min(self.longest, self.first * 2.0 ** min(failed - 1, 30))
        return (error.retry_after or 0.0) + random.uniform(0, most)  # noqa: S311  # no secret


def repeatable(request: Message) -> bool:
    """Return whether *request* may be asked twice: it records nothing, or what it records has a request id."""
    if isinstance(request, decision_service_pb2.BatchSubmitRequest):
        return all(one.request_id for one in request.requests)
    return type(request) in READS or bool(getattr(request, "request_id", ""))


def passing(error: PlimsollError, request: Message) -> bool:
    """Return whether *request* may be answered where it was refused with *error*, if it is asked again later."""
    # A contract never comes back to the version that the caller expects.
    moved_on = error.status is grpc.StatusCode.ABORTED and _expects_a_version(request)
    return error.status in _PASSING and not moved_on


def _expects_a_version(request: Message) -> bool:
    return "expected_version" in request.DESCRIPTOR.fields_by_name and request.HasField("expected_version")
