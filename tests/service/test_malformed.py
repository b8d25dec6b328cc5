"""Whatever comes in, the answer says what is wrong with it: never a mistake of ours, never an unknown one."""

from __future__ import annotations

import grpc
import pytest
from google.type.date_pb2 import Date
from grpc_health.v1.health_pb2 import DESCRIPTOR as HEALTH
from grpc_reflection.v1alpha.reflection_pb2 import DESCRIPTOR as REFLECTION
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.api import (
    contract_service_pb2,
    decision_service_pb2,
    event_service_pb2,
    figure_pb2,
    pricing_service_pb2,
    rule_set_service_pb2,
    server_service_pb2,
)
from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as wire
from tests.service.messages import requests
from tests.service.serving import PATIENCE, day, refusal, served, submission

OURS = [
    method
    for file in (
        contract_service_pb2,
        decision_service_pb2,
        event_service_pb2,
        pricing_service_pb2,
        rule_set_service_pb2,
        server_service_pb2,
    )
    for service in file.DESCRIPTOR.services_by_name.values()
    for method in service.methods
]
STANDARD = [
    method for file in (HEALTH, REFLECTION) for service in file.services_by_name.values() for method in service.methods
]
NEVER = {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN}


@pytest.fixture(scope="module")
def open_server():
    with served() as server:
        server.registers()
        server.submits("2026-04", "96")
        yield server


def code_of(server, method, raw):
    """The status of *method* given the bytes *raw*; of a stream that of its first answer."""
    path = f"/{method.containing_service.full_name}/{method.name}"
    try:
        if method.client_streaming:
            next(server.channel.stream_stream(path)(iter([raw]), timeout=PATIENCE), None)
        elif method.server_streaming:
            answers = server.channel.unary_stream(path)(raw, timeout=PATIENCE)
            next(answers)
            answers.cancel()
        else:
            server.channel.unary_unary(path)(raw, timeout=PATIENCE)
    except grpc.RpcError as error:
        return error.code()
    return grpc.StatusCode.OK


@pytest.mark.parametrize("method", [*OURS, *STANDARD], ids=lambda one: one.full_name)
@given(raw=st.binary(min_size=1, max_size=60))
@example(raw=b"\xff\xff\xff\xff")
@example(raw=b"\x0a\x02\xc3\x28")  # no UTF-8
@example(raw=b"\x0a\xff\xff\xff\xff\x0f")  # a length that is not there
@example(raw=b"\x0a\x02" * 200)
@settings(max_examples=25)
def test_bytes_that_are_no_message_are_the_callers_mistake(open_server, method, raw):
    assert code_of(open_server, method, raw) not in NEVER


@pytest.mark.parametrize("method", OURS, ids=lambda one: one.full_name)
def test_bytes_that_are_no_message_are_said_to_be_none(open_server, method):
    path = f"/{method.containing_service.full_name}/{method.name}"
    refused = refusal(lambda: open_server.channel.unary_unary(path)(b"\xff\xff", timeout=PATIENCE))

    assert (refused.code, refused.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_INVALID")
    assert method.input_type.full_name in refused.message


@pytest.mark.parametrize("method", OURS, ids=lambda one: one.full_name)
@given(draw=st.data())
@settings(max_examples=40)
def test_a_request_of_any_shape_is_answered_or_refused_with_a_reason(open_server, method, draw):
    request = draw.draw(requests(method.input_type))

    assert code_of(open_server, method, request.SerializeToString()) not in NEVER
    assert not open_server.log.of("request", level="error")


@pytest.mark.parametrize(
    "number",
    ["1e400", "NaN", "-NaN", "sNaN", "Infinity", "1" * 40, "1." + "1" * 10, "+1", "1_000", "1,5", " 1", "٣", "0x1", ""],
)
def test_what_is_no_plain_decimal_is_no_figure(open_server, number):
    refused = refusal(lambda: open_server.submits("2026-05", number))

    assert (refused.code, refused.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_INVALID")
    assert refused.fields == ["figures[figure].number"]


@pytest.mark.parametrize(
    ("figure", "field"),
    [
        pytest.param({"text": "lots"}, "figures[figure]", id="text for a number"),
        pytest.param({"flag": True}, "figures[figure]", id="a flag for a number"),
        pytest.param({"date": day(2026, 4, 1)}, "figures[figure]", id="a day for a number"),
        pytest.param({"date": Date(year=2026, month=2, day=30)}, "figures[figure].date", id="a day that is none"),
        pytest.param({}, "figures[figure]", id="nothing at all"),
        pytest.param({"absence": 99}, "figures[figure].absence", id="an absence that is none"),
    ],
)
def test_a_figure_of_the_wrong_kind_is_named(open_server, figure, field):
    request = submission("2026-05", "1")
    request.figures["figure"].CopyFrom(figure_pb2.Figure(**figure))

    refused = refusal(lambda: open_server.decisions.Submit(request, timeout=PATIENCE))

    assert refused.code is grpc.StatusCode.INVALID_ARGUMENT
    assert refused.fields == [field]


@pytest.mark.parametrize(
    ("period", "code"),
    [
        pytest.param({}, grpc.StatusCode.INVALID_ARGUMENT, id="none"),
        pytest.param({"label": "2026-13"}, grpc.StatusCode.INVALID_ARGUMENT, id="of a thirteenth month"),
        pytest.param({"label": "soon"}, grpc.StatusCode.INVALID_ARGUMENT, id="that is no label"),
        pytest.param({"label": "0000"}, grpc.StatusCode.INVALID_ARGUMENT, id="before the calendar"),
        pytest.param({"first": day(2026, 5, 1)}, grpc.StatusCode.INVALID_ARGUMENT, id="without an end"),
        pytest.param(
            {"first": day(2026, 5, 31), "last": day(2026, 5, 1)}, grpc.StatusCode.INVALID_ARGUMENT, id="backwards"
        ),
        pytest.param({"label": "2026-05", "first": day(2026, 6, 1), "last": day(2026, 6, 30)},
                     grpc.StatusCode.INVALID_ARGUMENT, id="that contradicts itself"),
        pytest.param({"label": "2026-Q2"}, grpc.StatusCode.INVALID_ARGUMENT, id="that is not one of the contract's"),
        pytest.param({"label": "2025-05"}, grpc.StatusCode.INVALID_ARGUMENT, id="before the contract"),
    ],
)  # fmt: skip
def test_a_period_that_does_not_fit_is_refused(open_server, period, code):
    request = wire.SubmitRequest(
        request_id="a period", contract="cedar", period=period, figures={"figure": {"number": "96"}}
    )

    refused = refusal(lambda: open_server.decisions.Submit(request, timeout=PATIENCE))

    assert refused.code is code
    assert refused.fields
    assert all(field.startswith("period") for field in refused.fields)


def test_everything_that_is_missing_is_named_at_once(open_server):
    refused = refusal(lambda: open_server.decisions.Submit(wire.SubmitRequest(), timeout=PATIENCE))

    assert refused.fields == ["request_id", "contract", "period.label"]


def test_everything_that_a_contract_lacks_is_named_at_once(open_server):
    request = contracts.RegisterContractRequest(request_id="no contract")

    refused = refusal(lambda: open_server.contracts.RegisterContract(request, timeout=PATIENCE))

    assert {"contract.id", "contract.provider", "contract.rule_set", "contract.start"} <= set(refused.fields)


COMPOSED, DECOMPOSED = "\u00e9", "e\u0301"  # one letter to whoever reads it
BOTH = {COMPOSED: {"number": "1"}, DECOMPOSED: {"number": "2"}}
APRIL = {"contract": {"id": "ash", "provider": "Ash", "rule_set": "test", "start": day(2026, 4, 1)}}


@pytest.mark.parametrize(
    ("request_of", "field"),
    [
        pytest.param(
            lambda server: server.decisions.Submit(
                wire.SubmitRequest(request_id="names", contract="cedar", period={"label": "2026-05"}, figures=BOTH)
            ),
            f'figures["{DECOMPOSED}"].number',
            id="of figures",
        ),
        pytest.param(
            lambda server: server.contracts.SetContractParameters(
                contracts.SetContractParametersRequest(
                    request_id="names", contract="cedar", since=day(2026, 6, 1), parameters=BOTH
                )
            ),
            f'parameters["{DECOMPOSED}"].number',
            id="of parameters that are set",
        ),
        pytest.param(
            lambda server: server.contracts.RegisterContract(
                contracts.RegisterContractRequest(
                    request_id="names",
                    contract=APRIL["contract"] | {"parameters": {name: {"value": one} for name, one in BOTH.items()}},
                )
            ),
            f'contract.parameters["{DECOMPOSED}"]',
            id="of parameters that are agreed",
        ),
    ],
)
def test_a_name_in_two_forms_of_unicode_is_refused_in_the_one_that_no_rules_have(open_server, request_of, field):
    refused = refusal(lambda: request_of(open_server))

    assert (refused.code, refused.fields) == (grpc.StatusCode.INVALID_ARGUMENT, [field])
    assert "Unicode's composed form (NFC)" in refused.message


def test_a_name_in_two_forms_of_unicode_does_not_stop_its_neighbours(open_server):
    open_server.registers("oak")
    bad = wire.SubmitRequest(request_id="bad", contract="oak", period={"label": "2026-05"}, figures=BOTH)
    batch = wire.BatchSubmitRequest(requests=[submission("2026-04", "96", "oak"), bad])

    good, refused = open_server.decisions.BatchSubmit(batch, timeout=PATIENCE).results

    assert good.response.decision.id == "oak#3"
    assert refused.error.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]


def test_seventeen_million_bytes_are_refused(open_server):
    refused = refusal(lambda: open_server.submits("2026-05", "9" * 17_000_000))

    assert refused.code is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_sixteen_million_bytes_are_refused_in_few_words(open_server):
    refused = refusal(lambda: open_server.submits("2026-05", "9" * 16_000_000))

    assert refused.fields == ["figures[figure].number"]
    assert len(refused.message) <= 400


@pytest.mark.parametrize(
    "path", ["/plimsoll.v1.DecisionService/Submitt", "/plimsoll.v2.DecisionService/Submit", "/", "nonsense", "/a/b/c"]
)
def test_a_method_that_is_none_is_said_to_be_none(open_server, path):
    refused = refusal(lambda: open_server.channel.unary_unary(path)(b"", timeout=PATIENCE))

    assert (refused.code, refused.reason) == (grpc.StatusCode.UNIMPLEMENTED, "METHOD_UNKNOWN")
    assert path in refused.message


def test_a_call_without_a_message_is_refused(open_server):
    call = open_server.channel.stream_unary("/plimsoll.v1.DecisionService/Submit")

    with pytest.raises(grpc.RpcError) as refused:
        call(iter([]), timeout=PATIENCE)

    assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED
