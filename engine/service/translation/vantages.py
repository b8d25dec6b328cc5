"""From where in time a question is asked: read from the wire, and told with the answer."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from engine.api import comparison_service_pb2 as comparisons
from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from engine.api import event_service_pb2 as events
from engine.api import pricing_service_pb2 as pricing
from engine.application.past import NOW, Vantage
from engine.service.translation.days import write_day, write_instant
from engine.service.translation.reading import Reading, instant

OfDay: TypeAlias = (
    contracts.GetStandingRequest
    | contracts.ListDueRequest
    | decisions.ListDecisionsRequest
    | decisions.ListPublishableRequest
    | events.ListEventsRequest
    | comparisons.CompareProvidersRequest
    | pricing.PriceContractRequest
    | pricing.GetBenefitsRequest
)
OfMoment: TypeAlias = (
    OfDay
    | contracts.GetContractRequest
    | contracts.ListContractsRequest
    | decisions.GetDecisionRequest
    | decisions.ExplainDecisionRequest
)
ToldDay: TypeAlias = (
    contracts.GetStandingResponse
    | contracts.ListDueResponse
    | decisions.ListDecisionsResponse
    | decisions.ListPublishableResponse
    | events.ListEventsResponse
    | comparisons.CompareProvidersResponse
    | pricing.PriceContractResponse
    | pricing.GetBenefitsResponse
)
Told = TypeVar(
    "Told",
    contracts.GetStandingResponse,
    contracts.ListDueResponse,
    decisions.ListDecisionsResponse,
    decisions.ListPublishableResponse,
    events.ListEventsResponse,
    contracts.GetContractResponse,
    contracts.ListContractsResponse,
    decisions.GetDecisionResponse,
    decisions.ExplainDecisionResponse,
    comparisons.CompareProvidersResponse,
    pricing.PriceContractResponse,
    pricing.GetBenefitsResponse,
)


def vantage(message: OfMoment) -> Vantage:
    """Return from where in time *message* asks; SubmissionError where it names no day or instant that there is."""
    reading = Reading()
    as_of = reading.day_in(message, "as_of") if isinstance(message, OfDay) else None
    known = reading.read("as_known_at", instant, message.as_known_at) if message.HasField("as_known_at") else None
    reading.check()
    return Vantage(as_of, known)


def told(to: Told, asked: Vantage) -> Told:
    """Return the answer *to* with the vantage that it was *asked* from."""
    if asked == NOW:
        return to
    if asked.as_known_at is not None:
        write_instant(to.as_known_at, asked.as_known_at)
    if asked.as_of is not None and isinstance(to, ToldDay):
        write_day(to.as_of, asked.as_of)
    return to
