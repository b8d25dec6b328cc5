"""What answers each of our services."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from google.protobuf.descriptor import ServiceDescriptor

from engine.api import (
    comparison_service_pb2,
    contract_service_pb2,
    decision_service_pb2,
    event_service_pb2,
    pricing_service_pb2,
    rule_set_service_pb2,
    server_service_pb2,
)
from engine.application.application import Application
from engine.errors import PlimsollError
from engine.service.comparison_servicer import ComparisonServicer
from engine.service.contract_servicer import ContractServicer
from engine.service.decision_servicer import DecisionServicer
from engine.service.event_servicer import EventServicer
from engine.service.options import Limits
from engine.service.pricing_servicer import PricingServicer
from engine.service.rule_set_servicer import RuleSetServicer
from engine.service.server_servicer import ServerServicer
from engine.service.translation.parted import Bounds
from engine.service.watching import Watching


def servicers(
    application: Application, watching: Watching, on_refused: Callable[[int, PlimsollError], None], limits: Limits
) -> Mapping[ServiceDescriptor, object]:
    """Return what answers each service by *application*, its streams by *watching*, within *limits*.

    *on_refused* hears of each item of a batch that is refused, by its place.
    """
    decisions = DecisionServicer(application, watching, on_refused, Bounds(limits.stream_rows, limits.stream_bytes))
    return {
        decision_service_pb2.DESCRIPTOR.services_by_name["DecisionService"]: decisions,
        contract_service_pb2.DESCRIPTOR.services_by_name["ContractService"]: ContractServicer(application),
        event_service_pb2.DESCRIPTOR.services_by_name["EventService"]: EventServicer(application),
        pricing_service_pb2.DESCRIPTOR.services_by_name["PricingService"]: PricingServicer(application),
        rule_set_service_pb2.DESCRIPTOR.services_by_name["RuleSetService"]: RuleSetServicer(application),
        comparison_service_pb2.DESCRIPTOR.services_by_name["ComparisonService"]: ComparisonServicer(application),
        server_service_pb2.DESCRIPTOR.services_by_name["ServerService"]: ServerServicer(application),
    }
