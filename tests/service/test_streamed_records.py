"""Rows that come in parts: the same submission as in one message, recorded whole or not at all."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from queue import Queue
from threading import Event

import grpc
import pytest
from google.protobuf.message import Message

from engine.api import decision_service_pb2 as wire
from engine.api.figure_pb2 import ABSENCE_MISSING
from engine.api.records_pb2 import RecordRow, Records, RecordsPart
from engine.ledger.memory import MemoryLedger
from engine.model.ledger import EntryKind
from engine.model.recording import evidence_of
from engine.service.options import Limits
from engine.service.translation import parted
from engine.service.translation.parted import PartedRows
from engine.settings import Settings
from tests.service.serving import PATIENCE, HeldLedger, refusal, request_id, served, soon
from tests.service.test_records import FIELDS, ROWS, RULES, asked, submitted

METHOD = "/plimsoll.v1.DecisionService/StreamSubmit"
# Until the server hears that a caller has left, its stream may look as if it had only ended: without `end`.
BROKEN_OFF = {"DEADLINE_PASSED", "REQUEST_INVALID"}
MANY = [(f"P-{number:04}", "true", str(number % 40), "80") for number in range(20)]


@pytest.fixture
def server():
    with served(RULES) as one:
        one.registers()
        yield one


def header(**stated):
    given = {"request_id": request_id(), "contract": "cedar", "period": {"label": "2026-04"}} | stated
    records = given.pop("records", {"people": Records(fields=FIELDS)})
    return wire.StreamSubmitRequest(submission=wire.SubmitRequest(**given, records=records))


def part(*rows, records="people"):
    return wire.StreamSubmitRequest(rows=RecordsPart(records=records, rows=[RecordRow(cells=row) for row in rows]))


def end(rows):
    return wire.StreamSubmitRequest(end=wire.StreamSubmitEnd(rows=rows))


def in_parts(*rows, size=2, **stated):
    """The messages of a stream with *rows*, so many in each part."""
    return [header(**stated), *(part(*rows[at : at + size]) for at in range(0, len(rows), size)), end(len(rows))]


def streamed(server, messages, **how):
    return server.decisions.StreamSubmit(iter(messages), timeout=PATIENCE, **how).response


def came(server):
    return [entry for entry in server.desk.ledger.stream("cedar") if entry.kind is EntryKind.SUBMITTED]


class Open:
    """A stream that is held open: its messages are said one by one."""

    def __init__(self, server, *messages, timeout=PATIENCE):
        self._said = Queue()
        for one in messages:
            self._said.put(one)
        self.call = server.decisions.StreamSubmit.future(iter(self._said.get, None), timeout=timeout)

    def says(self, *messages: Message | None):
        for one in messages:
            self._said.put(one)

    def refusal(self):
        return refusal(lambda: self.call.result(PATIENCE))


@pytest.fixture
def came_in(monkeypatch):
    """Waits until the server has taken in a part."""
    taken, add = Event(), PartedRows.add

    def noted(rows, some):
        add(rows, some)
        taken.set()

    monkeypatch.setattr(PartedRows, "add", noted)
    return lambda: taken.wait(PATIENCE)


@pytest.mark.parametrize("size", [1, 3, 20, 1000])
def test_rows_in_parts_are_decided_and_recorded_as_rows_in_one_message(server, size):
    with served(RULES) as other:
        other.registers()
        whole = submitted(other, *MANY, request_id="once")
        came_in_parts = streamed(server, in_parts(*MANY, size=size, request_id="once"))

        assert [(one.kind, one.body) for one in server.desk.ledger.stream("cedar")] == [
            (one.kind, one.body) for one in other.desk.ledger.stream("cedar")
        ]
    whole.decision.recorded_at.CopyFrom(came_in_parts.decision.recorded_at)
    assert came_in_parts == whole


def test_rows_keep_the_order_in_which_they_came(server):
    streamed(server, in_parts(*MANY, size=3))

    [entry] = came(server)
    assert [row["person"] for row in evidence_of(entry).records["people"]] == [row[0] for row in MANY]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        pytest.param(
            submitted, lambda server, *rows, **given: streamed(server, in_parts(*rows, **given)), id="in parts"
        ),
        pytest.param(lambda server, *rows, **given: streamed(server, in_parts(*rows, **given)), submitted, id="whole"),
        pytest.param(
            lambda server, *rows, **given: streamed(server, in_parts(*rows, size=1, **given)),
            lambda server, *rows, **given: streamed(server, in_parts(*rows, size=7, **given)),
            id="in other parts",
        ),
    ],
)
def test_the_same_rows_again_are_the_same_request_however_they_come(server, first, again):
    before = first(server, *MANY, request_id="once")
    after = again(server, *MANY, request_id="once")

    assert (before.answered_before, after.answered_before) == (False, True)
    assert after.decision == before.decision
    assert len(came(server)) == 1


def test_other_rows_under_the_same_request_id_are_refused(server):
    submitted(server, *MANY, request_id="once")

    turned = [MANY[1], MANY[0], *MANY[2:]]
    for rows in (MANY[:-1], turned):
        refused = refusal(lambda rows=rows: streamed(server, in_parts(*rows, request_id="once")))
        assert refused.reason == "REQUEST_ID_REUSED"


def test_a_bad_row_of_the_third_part_is_named_by_its_number_over_all(server):
    rows = [*MANY[:5], ("P-9999", "perhaps", "29", "ninety"), *MANY[6:]]

    refused = refusal(lambda: streamed(server, in_parts(*rows, size=2)))
    whole = refusal(lambda: submitted(server, *rows))

    assert refused.code is grpc.StatusCode.INVALID_ARGUMENT
    assert [(one.field, one.description) for one in refused.details["BadRequest"].field_violations] == [
        ("records[people].rows[5]", "achieved: expected `true` or `false`, not `perhaps`"),
        ("records[people].rows[5]", "age: expected a count"),
    ]
    assert refused.details["BadRequest"] == whole.details["BadRequest"]
    assert not came(server)


def test_a_number_of_ten_digits_after_its_point_is_refused_as_in_one_message(server):
    rows = [MANY[0], ("P-9999", "true", "28.0000000000", "80")]

    refused = refusal(lambda: streamed(server, in_parts(*rows, size=1)))

    assert refused.fields == ["records[people].rows[1]"]
    assert refused.details["BadRequest"] == refusal(lambda: submitted(server, *rows)).details["BadRequest"]


def test_a_row_that_came_before_in_another_part_is_refused_as_in_one_message(server):
    rows = [*MANY[:6], MANY[0]]

    refused = refusal(lambda: streamed(server, in_parts(*rows)))

    assert refused.fields == ["records[people].rows[6]"]
    assert refused.details["BadRequest"] == refusal(lambda: submitted(server, *rows)).details["BadRequest"]


def test_a_cell_that_no_field_could_hold_is_refused_while_rows_still_come(server):
    stream = Open(server, header(), part(*MANY[:3]), part(MANY[3], ("x" * 1001, "true", "", "8")))

    refused = stream.refusal()

    assert (refused.reason, refused.fields) == ("REQUEST_INVALID", ["records[people].rows[4]"])
    stream.says(None)


def test_a_submission_that_cannot_be_read_is_refused_before_its_rows_come(server):
    stream = Open(server, header(contract="", period={"label": "2026-13"}))

    assert stream.refusal().fields == ["contract", "period.label"]
    stream.says(None)


@pytest.mark.parametrize(
    ("messages", "field", "expected"),
    [
        pytest.param([], "submission", "expected a message that says what is submitted", id="nothing at all"),
        pytest.param([part(ROWS[0])], "submission", "in the first message, not `rows`", id="rows first"),
        pytest.param([end(0)], "submission", "in the first message, not `end`", id="an end first"),
        pytest.param([header(), header()], "submission", "after the first message", id="a second submission"),
        pytest.param([header(), wire.StreamSubmitRequest()], "none", "expected `rows` or `end`", id="an empty message"),
        pytest.param([header(), end(0), part(ROWS[0])], "rows", "expected nothing after `end`", id="rows last"),
        pytest.param([header(), end(0), end(0)], "end", "expected nothing after `end`", id="a second end"),
        pytest.param([header(), part(ROWS[0])], "end", "expected a last message", id="no end"),
        pytest.param(
            [header(), part(*ROWS), end(4)], "end.rows", "expected 3, as many rows as came, not 4", id="rows lost"
        ),
        pytest.param([header(), part(ROWS[0], records="peple"), end(1)], "records", "did you mean `people`?",
                     id="rows of records that were not named"),
        pytest.param([header(), part(), end(0)], "rows", "expected 1 to 1,000 rows in a message, not 0", id="no rows"),
        pytest.param([header(), part(*ROWS * 334), end(1002)], "rows", "1 to 1,000 rows in a message, not 1,002",
                     id="too many rows in a part"),
        pytest.param([header(records=asked(*ROWS).records), end(3)], "records[people].rows", "in later messages",
                     id="rows beside the submission"),
    ],
)  # fmt: skip
def test_a_stream_that_is_out_of_order_is_refused_and_leaves_nothing(server, messages, field, expected):
    refused = refusal(lambda: streamed(server, messages))

    assert (refused.code, refused.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_INVALID")
    assert refused.fields == [field]
    assert expected in refused.message
    assert not came(server)


def test_records_that_no_rows_follow_for_are_a_count_of_nothing(server):
    answer = streamed(server, in_parts())

    assert answer.decision.kpis[0].number == "0"


def test_records_that_are_not_named_are_missing(server):
    answer = streamed(server, in_parts(records={}))

    assert answer.decision.kpis[0].absence == ABSENCE_MISSING


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        pytest.param({"stream_rows": 19}, "expected at most 19 rows", id="rows"),
        pytest.param({"stream_bytes": 300}, "expected at most 300 bytes in all messages together", id="bytes"),
    ],
)
def test_a_stream_over_what_the_settings_say_is_refused_with_the_bound(limits, expected):
    with served(RULES, **limits) as server:
        server.registers()
        refused = refusal(lambda: streamed(server, in_parts(*MANY)))

        assert (refused.code, refused.fields) == (grpc.StatusCode.INVALID_ARGUMENT, ["records"])
        assert expected in refused.message
        assert not came(server)


def test_more_rows_than_one_message_may_hold_come_in_parts():
    with served(RULES, request_bytes=1024) as server:
        server.registers()
        rows = [(f"P-{number}", "true", "1", "80") for number in range(2_000)]

        assert refusal(lambda: submitted(server, *rows)).code is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert streamed(server, in_parts(*rows, size=20)).decision.kpis[0].number == "2000"


def test_a_stream_that_is_cancelled_leaves_nothing_and_takes_no_room(came_in):
    with served(RULES, streams=1) as server:
        server.registers()
        stream = Open(server, header(), part(*MANY[:5]))
        assert came_in()
        stream.call.cancel()
        stream.says(None)

        line = server.log.wait_for("request", method=METHOD)
        assert line["reason"] in BROKEN_OFF
        assert line["contract"] == "cedar"
        assert not came(server)

        def answered():
            try:
                return streamed(server, in_parts(*MANY))
            except grpc.RpcError as error:
                assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED  # noqa: PT017  # until that one is gone
                return None

        assert soon(answered)
        assert len(came(server)) == 1


def test_a_caller_that_breaks_off_leaves_nothing(server):
    def half():
        yield header()
        yield part(*MANY[:5])
        raise ValueError("the file ended early")

    refused = refusal(lambda: server.decisions.StreamSubmit(half(), timeout=PATIENCE))

    assert refused.code is grpc.StatusCode.UNKNOWN
    assert server.log.wait_for("request", method=METHOD)["reason"] in BROKEN_OFF
    assert not came(server)


def test_a_caller_that_falls_silent_is_let_go_of_when_its_time_is_over():
    with served(RULES, deadline=0.2) as server:
        server.registers()
        stream = Open(server, header(), part(*MANY[:5]), timeout=None)

        with pytest.raises(grpc.RpcError):
            stream.call.result(PATIENCE)
        assert server.log.wait_for("request", method=METHOD)["reason"] in BROKEN_OFF
        assert not came(server)
        stream.says(None)


def test_a_caller_that_goes_on_and_on_is_refused_when_its_time_is_over():
    def endless():
        yield header()
        while True:
            yield part(*ROWS)

    with served(RULES, deadline=0.2) as server:
        server.registers()
        refused = refusal(lambda: server.decisions.StreamSubmit(endless()))

        assert (refused.code, refused.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_PASSED")
        assert not came(server)


def test_rows_that_still_come_when_time_is_over_are_not_decided():
    with served(RULES) as server:
        server.registers()
        stream = Open(server, header(), part(*MANY[:5]), timeout=0.3)

        assert stream.refusal().code is grpc.StatusCode.DEADLINE_EXCEEDED
        stream.says(part(*MANY[5:]), end(len(MANY)), None)
        assert server.log.wait_for("request", method=METHOD)["reason"] in BROKEN_OFF
        assert not came(server)


def test_a_stream_is_logged_by_its_own_request_id_contract_and_caller(server):
    metadata = (("x-caller", "case-management"), ("x-request-id", "of the call"))

    streamed(server, in_parts(*MANY, request_id="of the message"), metadata=metadata)

    line = server.log.wait_for("request", method=METHOD)
    assert (line["status"], line["request_id"]) == ("OK", "of the message")
    assert (line["contract"], line["caller"]) == ("cedar", "case-management")
    assert "P-00" not in str(server.log.lines)


def test_streams_over_the_limit_are_turned_away_while_requests_are_answered(came_in):
    with served(RULES, streams=1) as server:
        server.registers()
        first = Open(server, header(), part(*MANY))
        assert came_in()

        refused = refusal(lambda: streamed(server, in_parts(*MANY)))

        assert (refused.code, refused.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED")
        assert "RetryInfo" in refused.details
        assert server.registers("oak").contract.id == "oak"
        first.says(end(len(MANY)), None)
        assert first.call.result(PATIENCE).response.decision.id == "cedar#3"


def test_what_was_begun_is_taken_in_to_its_end_when_the_server_stops():
    held = HeldLedger(MemoryLedger())
    with served(RULES, ledger=held) as server:
        server.registers()
        held.hold()
        stream = Open(server, *in_parts(*MANY), None)
        held.wait_until_held()
        stopped = Event()
        stream.call.add_done_callback(lambda _: stopped.set())
        held.let_go()
        server.server.drain()

        assert stopped.wait(PATIENCE)
        assert stream.call.result().response.decision.id == "cedar#3"
        assert len(came(server)) == 1


def test_a_stream_that_goes_on_when_a_stopping_servers_grace_is_over_leaves_nothing(came_in):
    with served(RULES, grace=0.2, streams=1) as server:
        server.registers()
        stream = Open(server, header(), part(*MANY[:5]))
        assert came_in()
        server.server.drain()

        with pytest.raises(grpc.RpcError):
            stream.call.result(PATIENCE)
        assert not server.log.of("stopped")[0]["finished"]
        assert not came(server)
        stream.says(None)


def test_the_settings_leave_every_limit_as_it_is():
    chosen = Settings.model_construct()

    assert {name: getattr(chosen, name) for name in Limits.__dataclass_fields__} == asdict(Limits())


def test_the_page_about_serving_says_what_a_stream_may_hold():
    page = (Path(__file__).parents[2] / "docs" / "serving.md").read_text(encoding="utf-8")

    assert f"`PLIMSOLL_STREAM_ROWS` rows ({Limits().stream_rows:,})" in page
    assert f"`PLIMSOLL_STREAM_BYTES` ({Limits().stream_bytes // 1024**2} MiB)" in page
    assert f"`PLIMSOLL_STREAMS` ({Limits().streams})" in page
    assert f"1 to {parted._MOST_IN_PART:,} rows" in page
