from datetime import date

import grpc
import pytest
from google.protobuf.descriptor_pool import Default
from google.protobuf.message_factory import GetMessageClass
from hypothesis import given
from hypothesis import strategies as st
from plimsoll_client import Client, Contract, PlimsollError, Retries, Submission, UnavailableError
from plimsoll_client.calls import Calls
from plimsoll_client.contracts import Contracts
from plimsoll_client.decisions import Decisions
from plimsoll_client.errors import Refusal
from plimsoll_client.retries import READS, passing, repeatable
from plimsoll_client.v1 import contract_pb2, contract_service_pb2, decision_service_pb2

from tests.clients.scripted import Script, refusal, serving

SERVICES = (
    "ComparisonService",
    "ContractService",
    "DecisionService",
    "EventService",
    "PricingService",
    "RuleSetService",
    "ServerService",
)

OVERLOADED = refusal(grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED", retry=0.25)
UNAVAILABLE = refusal(grpc.StatusCode.UNAVAILABLE, "LEDGER_UNAVAILABLE", retry=1.0)
STALE = refusal(grpc.StatusCode.ABORTED, "STANDING_STALE", retry=0.05)
SUBMITTED = decision_service_pb2.SubmitResponse(request_id="r-1")
SUBMISSION = Submission("cedar", "2026-04", {"visits": 3}, request_id="r-1")


def requests():
    """Yield the message of each request that the wire knows."""
    for service in SERVICES:
        for method in Default().FindServiceByName(f"plimsoll.v1.{service}").methods:
            yield GetMessageClass(method.input_type)


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def channel(script):
    with serving(script) as address, grpc.insecure_channel(address) as channel:
        yield channel


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def calls(pauses):
    return Calls("", 10.0, Retries(), sleep=pauses.append)


@pytest.mark.parametrize("kind", list(requests()), ids=lambda kind: kind.DESCRIPTOR.name)
def test_every_request_either_reads_or_is_repeated_under_its_request_id_only(kind):
    names = kind.DESCRIPTOR.fields_by_name
    # Each submission has a request id of its own: of a batch every item, of a stream the first message.
    within = {decision_service_pb2.BatchSubmitRequest, decision_service_pb2.StreamSubmitRequest}

    assert (kind in READS) is not ("request_id" in names or kind in within)
    assert repeatable(kind()) is (kind in READS or kind is decision_service_pb2.BatchSubmitRequest)


def test_what_records_without_a_request_id_is_never_asked_twice():
    asked = decision_service_pb2.SubmitRequest(contract="cedar")
    named = decision_service_pb2.SubmitRequest(contract="cedar", request_id="r-1")

    assert not repeatable(asked)
    assert repeatable(named)
    assert not repeatable(decision_service_pb2.BatchSubmitRequest(requests=[named, asked]))
    assert not repeatable(contract_pb2.Contract())


def test_a_submission_is_asked_again_under_the_same_request_id(script, channel, calls, pauses):
    script.answer("Submit", OVERLOADED, UNAVAILABLE, STALE, SUBMITTED)

    answer = Decisions(channel, calls).submit(SUBMISSION)

    assert answer == SUBMITTED
    assert len(pauses) == 3
    assert {one.request.request_id for one in script.asked("Submit")} == {"r-1"}
    assert {one.metadata["x-request-id"] for one in script.asked("Submit")} == {"r-1"}


def test_the_server_says_how_long_to_wait_at_least(script, channel, calls, pauses):
    script.answer("Submit", UNAVAILABLE, OVERLOADED, STALE, SUBMITTED)

    Decisions(channel, calls).submit(SUBMISSION)

    assert all(pause >= asked for pause, asked in zip(pauses, (1.0, 0.25, 0.05), strict=True))


def test_tries_are_bounded(script, channel, calls, pauses):
    script.answer("Submit", *[OVERLOADED] * 9)

    with pytest.raises(UnavailableError, match="OVERLOADED"):
        Decisions(channel, calls).submit(SUBMISSION)

    assert len(script.asked("Submit")) == 5
    assert len(pauses) == 4


@pytest.mark.parametrize(
    "code",
    [
        code
        for code in grpc.StatusCode
        if code
        not in {
            grpc.StatusCode.OK,
            grpc.StatusCode.UNAVAILABLE,
            grpc.StatusCode.RESOURCE_EXHAUSTED,
            grpc.StatusCode.ABORTED,
        }
    ],
    ids=lambda code: code.name,
)
def test_what_another_try_does_not_mend_is_asked_once(script, channel, calls, code):
    script.answer("Submit", refusal(code, retry=0.01))

    with pytest.raises(PlimsollError) as refused:
        Decisions(channel, calls).submit(SUBMISSION)

    assert refused.value.status is code
    assert len(script.asked("Submit")) == 1


def test_a_version_that_has_passed_does_not_come_back():
    error = PlimsollError(Refusal(grpc.StatusCode.ABORTED, "stale", retry_after=0.05))
    asked = decision_service_pb2.SubmitRequest(request_id="r-1")
    expecting = decision_service_pb2.SubmitRequest(request_id="r-1", expected_version=0)

    assert passing(error, asked)
    assert not passing(error, expecting)
    assert passing(error, contract_service_pb2.RegisterContractRequest())


def test_a_call_waits_no_longer_than_its_deadline_for_another_try(script, channel, calls, pauses):
    script.answer("Submit", refusal(grpc.StatusCode.UNAVAILABLE, "SERVER_STOPPING", retry=60.0))

    with pytest.raises(UnavailableError, match="SERVER_STOPPING"):
        Decisions(channel, calls).submit(SUBMISSION)

    assert pauses == []


def test_all_tries_share_one_deadline(script, channel):
    now = [0.0]

    def sleep(seconds):
        now[0] += 4.0

    script.answer("Submit", *[refusal(grpc.StatusCode.UNAVAILABLE)] * 9)

    with pytest.raises(UnavailableError):
        Decisions(channel, Calls("", 10.0, Retries(), sleep=sleep, clock=lambda: now[0])).submit(SUBMISSION)

    waited = [one.seconds for one in script.asked("Submit")]
    assert [round(seconds) for seconds in waited] == [10, 6, 2]


def test_every_call_has_a_deadline(script):
    script.answer("Submit", *[SUBMITTED] * 3)

    with serving(script) as address:
        with Client(address) as client:
            client.submit(SUBMISSION)
        with Client(address, timeout=6.0) as client:
            client.submit(SUBMISSION)
            client.submit(SUBMISSION, timeout=3.0)

    for one, seconds in zip(script.asked("Submit"), (10, 6, 3), strict=True):
        # The wire carries deadlines in coarse steps.
        assert abs(one.seconds - seconds) < 1.4


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_deadline_that_none_can_meet_is_refused(seconds):
    with pytest.raises(ValueError, match="expected a timeout of more than 0 seconds"):
        Client("127.0.0.1:1", timeout=seconds)


def test_the_server_is_told_who_asks(script):
    script.answer("Submit", SUBMITTED)

    with serving(script) as address, Client(address, caller="case-management") as client:
        client.submit(SUBMISSION)

    assert script.asked("Submit")[0].metadata["x-caller"] == "case-management"


@pytest.mark.parametrize("caller", ["Zoë", "two\nlines", "x" * 121])
def test_a_caller_that_the_wire_does_not_carry_is_refused(caller):
    with pytest.raises(ValueError, match="expected a caller of at most 120 printable ASCII characters"):
        Client("127.0.0.1:1", caller=caller)


def test_a_registration_is_asked_again_too(script, channel, calls):
    script.answer("RegisterContract", UNAVAILABLE, contract_service_pb2.RegisterContractResponse())

    Contracts(channel, calls).register(Contract("cedar", "Cedar", "homecare", date(2026, 4, 1)))

    first, second = script.asked("RegisterContract")
    assert first.request == second.request


@given(st.integers(1, 10_000), st.floats(0, 60) | st.none())
def test_a_pause_grows_to_its_longest_and_never_falls_short_of_what_is_asked_for(failed, asked):
    error = PlimsollError(Refusal(grpc.StatusCode.UNAVAILABLE, "", retry_after=asked))

    pause = Retries(first=0.1, longest=2.0).pause(failed, error)

    least = asked or 0.0
    assert least <= pause <= least + min(2.0, 0.1 * 2 ** min(failed - 1, 30))
