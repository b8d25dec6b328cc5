import grpc
import pytest
from google.rpc.error_details_pb2 import BadRequest, PreconditionFailure, RequestInfo
from plimsoll_client import Client, DeadlineError, InvalidError, PlimsollError, PreconditionError, Retries, Violation
from plimsoll_client.errors import KINDS, error_of_status

from engine.errors import PlimsollError as EngineError
from engine.errors import Reason, SubmissionError
from engine.errors import Violation as EngineViolation
from engine.service.status import ANSWERS, status_of
from tests.clients.scripted import SILENCE, Script, refusal, serving


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def client(script):
    with serving(script) as address, Client(address, retries=Retries(tries=1)) as client:
        yield client


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_of_the_server_comes_with_its_own_kind_of_error(reason):
    error = error_of_status(status_of(EngineError("expected one thing, not another", reason)))

    assert error.reason == reason.name
    assert error.status is ANSWERS[reason].code
    assert type(error) is KINDS.get(ANSWERS[reason].code, PlimsollError)
    assert (error.retry_after is not None) is (ANSWERS[reason].retry is not None)


def test_an_error_says_everything_that_does_not_fit(client, script):
    violations = [BadRequest.FieldViolation(field="figures[visits]", description="expected a number")]
    details = BadRequest(field_violations=violations), RequestInfo(request_id="r-1")
    script.answer("GetDecision", refusal(grpc.StatusCode.INVALID_ARGUMENT, "SUBMISSION_INVALID", *details))

    with pytest.raises(InvalidError) as refused:
        client.decision("cedar#1")

    error = refused.value
    assert (error.status, error.reason, error.request_id) == (
        *(grpc.StatusCode.INVALID_ARGUMENT, "SUBMISSION_INVALID", "r-1"),
    )
    assert error.violations == (Violation("figures[visits]", "expected a number"),)
    assert str(error) == "SUBMISSION_INVALID: said INVALID_ARGUMENT\n  figures[visits]: expected a number"


def test_an_error_names_what_must_change_first(client, script):
    failed = PreconditionFailure.Violation(type="PERIOD_OPEN", subject="2026-04", description="2026-04 is open")
    details = PreconditionFailure(violations=[failed])
    script.answer("GetDecision", refusal(grpc.StatusCode.FAILED_PRECONDITION, "PERIOD_OPEN", details))

    with pytest.raises(PreconditionError) as refused:
        client.decision("cedar#1")

    assert refused.value.violations == (Violation("2026-04", "2026-04 is open"),)


def test_a_message_that_says_its_violations_does_not_say_them_twice():
    error = SubmissionError(EngineViolation("figures.visits", "expected a number"))

    assert str(error_of_status(status_of(error))).count("expected a number") == 1


def test_an_error_without_details_is_an_error_all_the_same(client, script):
    script.answer("GetDecision", refusal(grpc.StatusCode.PERMISSION_DENIED))

    with pytest.raises(PlimsollError, match="PERMISSION_DENIED: said PERMISSION_DENIED") as refused:
        client.decision("cedar#1")

    assert refused.value.reason == ""
    assert refused.value.request_id


def test_without_an_answer_the_deadline_ends_a_call(client, script):
    script.answer("GetDecision", SILENCE)

    with pytest.raises(DeadlineError, match="DEADLINE_EXCEEDED"):
        client.decision("cedar#1", timeout=0.2)
