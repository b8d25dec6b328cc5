import grpc
import pytest
from google.protobuf.message import Message
from plimsoll_client import Client, InvalidError, Submission, UnavailableError
from plimsoll_client.calls import Calls
from plimsoll_client.decisions import Decisions
from plimsoll_client.retries import Retries
from plimsoll_client.v1.decision_service_pb2 import StreamSubmitResponse, SubmitResponse

from tests.clients.scripted import Script, refusal, serving
from tests.service.serving import served
from tests.service.test_records import RULES

UNAVAILABLE = refusal(grpc.StatusCode.UNAVAILABLE, "LEDGER_UNAVAILABLE", retry=0.01)
SUBMITTED = StreamSubmitResponse(response=SubmitResponse(request_id="r-1"))


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def decisions(script):
    with serving(script) as address, grpc.insecure_channel(address) as channel:
        yield Decisions(channel, Calls("", 20.0, Retries(), sleep=lambda _: None))


def submission(**records):
    return Submission("cedar", "2026-04", {}, request_id="r-1", records=records)


def people(count):
    return [
        {"person": f"P-{number:04}", "achieved": True, "days_late": number % 40, "age": 80} for number in range(count)
    ]


def told(messages: list[Message]) -> list[tuple]:
    """What each message of a stream says."""
    return [
        ("rows", one.rows.records, [list(row.cells) for row in one.rows.rows])
        if one.HasField("rows")
        else ("end", one.end.rows)
        if one.HasField("end")
        else ("submission", {name: list(table.fields) for name, table in one.submission.records.items()})
        for one in messages
    ]


def test_rows_travel_after_the_submission_and_before_how_many_there_were(script, decisions):
    script.answer("StreamSubmit", SUBMITTED)

    answer = decisions.stream_submit(submission(visits=[{"visit": "v-1", "minutes": 30}, {"visit": "v-2"}], moves=[]))

    assert answer.request_id == "r-1"
    [asked] = script.asked("StreamSubmit")
    assert told(asked.request) == [
        ("submission", {"visits": ["visit", "minutes"], "moves": []}),
        ("rows", "visits", [["v-1", "30"], ["v-2", ""]]),
        ("end", 2),
    ]
    assert asked.metadata["x-request-id"] == "r-1"


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [
        pytest.param([{"visit": "v"}] * 2_001, [1000, 1000, 1], id="a thousand rows"),
        pytest.param([{"note": "x" * 400_000}] * 5, [2, 2, 1], id="a mebibyte"),
    ],
)
def test_no_part_holds_more_than(script, decisions, rows, sizes):
    script.answer("StreamSubmit", SUBMITTED)

    decisions.stream_submit(submission(visits=rows))

    [asked] = script.asked("StreamSubmit")
    assert [len(one.rows.rows) for one in asked.request if one.HasField("rows")] == sizes


def test_rows_that_can_be_iterated_again_are_sent_again(script, decisions):
    script.answer("StreamSubmit", UNAVAILABLE, SUBMITTED)

    decisions.stream_submit(submission(visits=[{"visit": "v-1"}]))

    first, second = script.asked("StreamSubmit")
    assert first.request == second.request


def test_rows_that_can_be_iterated_once_are_sent_once(script, decisions):
    script.answer("StreamSubmit", UNAVAILABLE, SUBMITTED)

    with pytest.raises(UnavailableError):
        decisions.stream_submit(submission(visits=iter([{"visit": "v-1"}])))

    assert len(script.asked("StreamSubmit")) == 1


def test_the_fields_of_rows_that_come_one_by_one_are_the_first_rows_or_those_named(script, decisions):
    def rows():
        yield {"visit": "v-1"}
        yield {"visit": "v-2", "minutes": 30}

    with pytest.raises(ValueError, match=r"visits\[1\]: expected no fields but `visit`, .* not `minutes`"):
        decisions.stream_submit(submission(visits=rows()))
    decisions.stream_submit(submission(visits=rows()), fields={"visits": ("visit", "minutes")})

    broken, whole = script.asked("StreamSubmit")
    assert told(broken.request)[-1] == ("submission", {"visits": ["visit"]})
    assert told(whole.request)[1:] == [("rows", "visits", [["v-1", ""], ["v-2", "30"]]), ("end", 2)]


def test_a_cell_that_is_none_is_named_and_nothing_is_recorded():
    rows = people(3)
    rows[2]["age"] = 79.5

    with served(RULES) as server, Client(f"127.0.0.1:{server.server.port}") as client:
        server.registers()
        with pytest.raises(TypeError, match=r"people\[2\]\.age: .* not the float"):
            client.stream_submit(submission(people=rows))
        refused = server.log.wait_for("request", method="/plimsoll.v1.DecisionService/StreamSubmit")

        assert refused["reason"] == "REQUEST_INVALID"
        assert [entry.version for entry in server.desk.ledger.stream("cedar")] == [1]


def test_rows_are_the_same_submission_sent_in_parts_and_in_one_message():
    with served(RULES) as server, Client(f"127.0.0.1:{server.server.port}", timeout=20.0) as client:
        server.registers()
        in_parts = client.stream_submit(submission(people=iter(people(2_500))))
        whole = client.submit(submission(people=people(2_500)))

        assert (in_parts.answered_before, whole.answered_before) == (False, True)
        assert in_parts.decision == whole.decision


def test_a_row_that_is_refused_is_named_as_in_one_message():
    rows = people(1_200)
    rows[1_100]["days_late"] = -1

    with served(RULES) as server, Client(f"127.0.0.1:{server.server.port}", timeout=20.0) as client:
        server.registers()
        with pytest.raises(InvalidError) as in_parts:
            client.stream_submit(submission(people=rows))
        with pytest.raises(InvalidError) as whole:
            client.submit(submission(people=rows))

    assert in_parts.value.violations == whole.value.violations
    assert in_parts.value.violations[0].field == "records[people].rows[1100]"
