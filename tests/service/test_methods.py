"""Every method of the protos is answered, by the name that it has there, and shown by reflection."""

from __future__ import annotations

import pytest
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest
from grpc_reflection.v1alpha.reflection_pb2_grpc import ServerReflectionStub

from engine.api import decision_service_pb2
from engine.service.methods import methods
from engine.service.options import Limits
from engine.service.servicers import servicers
from tests.service.serving import PATIENCE


def test_every_method_has_what_answers_it(server):
    found = list(methods(servicers(server.desk.application, None, None, Limits())))

    assert len(found) == 27
    assert {method.path for method in found if method.streams} == {"/plimsoll.v1.DecisionService/WatchDecisions"}
    assert {method.path for method in found if method.begin} == {"/plimsoll.v1.DecisionService/StreamSubmit"}


def test_a_servicer_that_lacks_a_method_is_refused():
    service = decision_service_pb2.DESCRIPTOR.services_by_name["DecisionService"]

    with pytest.raises(AttributeError, match="submit"):
        list(methods({service: object()}))


def reflected(server, **asked):
    stub = ServerReflectionStub(server.channel)
    return next(stub.ServerReflectionInfo(iter([ServerReflectionRequest(**asked)]), timeout=PATIENCE))


def test_reflection_lists_every_service(server):
    found = reflected(server, list_services="").list_services_response.service

    assert [one.name for one in found] == [
        "grpc.health.v1.Health",
        "grpc.reflection.v1alpha.ServerReflection",
        "plimsoll.v1.ComparisonService",
        "plimsoll.v1.ContractService",
        "plimsoll.v1.DecisionService",
        "plimsoll.v1.EventService",
        "plimsoll.v1.PricingService",
        "plimsoll.v1.RuleSetService",
        "plimsoll.v1.ServerService",
    ]


def test_reflection_describes_messages(server):
    found = reflected(server, file_containing_symbol="plimsoll.v1.SubmitRequest")

    assert len(found.file_descriptor_response.file_descriptor_proto) > 5
