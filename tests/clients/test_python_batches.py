import grpc
import pytest
from plimsoll_client import Client, InvalidError, Submission
from plimsoll_client.batches import batches
from plimsoll_client.v1.decision_pb2 import Decision
from plimsoll_client.v1.decision_service_pb2 import (
    BatchPreviewResponse,
    BatchPreviewResult,
    BatchSubmitResponse,
    BatchSubmitResult,
    ListDecisionsResponse,
    PreviewResponse,
    SubmitRequest,
    SubmitResponse,
)

from tests.clients.scripted import Script, refusal, serving

REFUSED = refusal(grpc.StatusCode.INVALID_ARGUMENT, "SUBMISSION_INVALID")


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def client(script):
    with serving(script) as address, Client(address) as client:
        yield client


def submissions(count):
    return [Submission("cedar", f"2026-{at}", {}, request_id=f"r-{at}") for at in range(count)]


def submitted(*names):
    return BatchSubmitResponse(results=[BatchSubmitResult(response=SubmitResponse(request_id=name)) for name in names])


def test_many_submissions_travel_in_batches_and_are_answered_in_order(script, client):
    script.answer("BatchSubmit", submitted("r-0", "r-1"), submitted("r-2", "r-3"), submitted("r-4"))

    answers = list(client.submit_many(submissions(5), at_once=2))

    assert [one.request_id for one in answers] == [f"r-{at}" for at in range(5)]
    sent = [[one.request_id for one in batch.request.requests] for batch in script.asked("BatchSubmit")]
    assert sent == [["r-0", "r-1"], ["r-2", "r-3"], ["r-4"]]


def test_one_that_is_refused_is_an_error_among_answers(script, client):
    results = [BatchSubmitResult(error=REFUSED), BatchSubmitResult(response=SubmitResponse(request_id="r-1"))]
    script.answer("BatchSubmit", BatchSubmitResponse(results=results))

    refused, answered = client.submit_many(submissions(2))

    assert isinstance(refused, InvalidError)
    assert (refused.reason, refused.request_id) == ("SUBMISSION_INVALID", "r-0")
    assert answered.request_id == "r-1"


def test_many_previews_are_answered_in_order(script, client):
    results = [BatchPreviewResult(response=PreviewResponse(contract_version=7)), BatchPreviewResult(error=REFUSED)]
    script.answer("BatchPreview", BatchPreviewResponse(results=results))

    previewed, refused = client.preview_many(submissions(2))

    assert previewed.contract_version == 7
    assert isinstance(refused, InvalidError)


def test_batches_are_no_larger_than_a_server_takes():
    large = SubmitRequest(contract="x" * 1_000_000)

    assert [len(batch) for batch in batches([large] * 7, 100)] == [3, 3, 1]
    assert [len(batch) for batch in batches([SubmitRequest()] * 1001, 500)] == [500, 500, 1]
    assert list(batches([], 100)) == []


@pytest.mark.parametrize("at_once", [0, 501, -1])
def test_a_batch_that_the_server_would_refuse_is_not_sent(at_once):
    with pytest.raises(ValueError, match="expected 1 to 500 at once"):
        next(batches([SubmitRequest()], at_once))


def test_lists_go_on_over_their_pages(script, client):
    script.answer(
        "ListDecisions",
        ListDecisionsResponse(decisions=[Decision(id="cedar#3")], next_page_token="more"),
        ListDecisionsResponse(next_page_token="still more"),
        ListDecisionsResponse(decisions=[Decision(id="cedar#5")]),
    )

    found = [one.id for one in client.decisions(contract="cedar", outcome="undecided")]

    assert found == ["cedar#3", "cedar#5"]
    requests = [one.request for one in script.asked("ListDecisions")]
    assert [one.page_token for one in requests] == ["", "more", "still more"]
    assert {(one.contract, one.outcome) for one in requests} == {("cedar", 5)}
