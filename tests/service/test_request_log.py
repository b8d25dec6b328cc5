"""One line of the application log for each request, whatever the request tries to write there."""

from __future__ import annotations

import grpc
import pytest

from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as wire
from engine.ledger.memory import MemoryLedger
from tests.service.serving import PATIENCE, IllLedger, preview, refusal, served, submission

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
PREVIEW = "/plimsoll.v1.DecisionService/Preview"


def test_an_answered_request_is_one_line(server):
    metadata = (("x-caller", "case system"), ("traceparent", TRACE))
    server.decisions.Submit(submission("2026-04", "96", request_id="once"), PATIENCE, metadata)

    line = server.log.wait_for("request", method="/plimsoll.v1.DecisionService/Submit")

    assert line.pop("duration_ms") > 0
    assert line.pop("peer").startswith("ipv4:127.0.0.1:")
    assert line == {
        "event": "request",
        "level": "info",
        "method": "/plimsoll.v1.DecisionService/Submit",
        "status": "OK",
        "request_id": "once",
        "contract": "cedar",
        "caller": "case system",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    }


def test_a_refused_request_says_why(server):
    refusal(lambda: server.submits("2026-06", "96", request_id="early"))

    line = server.log.wait_for("request", request_id="early")

    assert (line["level"], line["status"], line["reason"]) == ("info", "FAILED_PRECONDITION", "PERIOD_OPEN")
    assert "2026-04" in line["error"]


def test_caller_and_trace_are_recorded_beside_what_is_recorded(server):
    metadata = (("x-caller", "case system"), ("traceparent", TRACE))
    server.decisions.Submit(submission("2026-04", "96", request_id="once"), PATIENCE, metadata)

    beside = server.desk.ledger.entry("cedar", 3).beside

    assert beside[:3] == ("once", "case system", "4bf92f3577b34da6a3ce929d0e0e4736")
    assert beside.duration_us > 0


@pytest.mark.parametrize(
    ("metadata", "request_id"),
    [
        pytest.param((("x-request-id", "mine"),), "mine", id="is the one in the metadata"),
        pytest.param((("x-request-id", "x" * 65),), None, id="is made where the one in the metadata is too long"),
        pytest.param((), None, id="is made where there is none"),
    ],
)
def test_the_id_of_a_request_whose_message_has_none(server, metadata, request_id):
    refused = refusal(lambda: server.decisions.Preview(preview("2026-04", "lots"), PATIENCE, metadata))

    line = server.log.wait_for("request", method=PREVIEW)
    assert line["request_id"] == refused.details["RequestInfo"].request_id
    assert line["request_id"] == request_id or (request_id is None and len(line["request_id"]) == 32)


@pytest.mark.parametrize(
    "trace",
    [
        pytest.param("00-" + "0" * 32 + "-00f067aa0ba902b7-01", id="of zeros"),
        pytest.param("4bf92f3577b34da6a3ce929d0e0e4736", id="that is no traceparent"),
    ],
)
def test_a_trace_that_is_none_is_passed_over(server, trace):
    server.decisions.Preview(preview("2026-04", "96"), PATIENCE, (("traceparent", trace),))

    assert "trace_id" not in server.log.wait_for("request", method=PREVIEW)


def test_no_request_writes_a_line_of_its_own_making(server):
    forged = 'x"}\n{"event": "request", "status": "OK"}\r\x1b[2J\u2028'
    refusal(lambda: server.submits("2026-04", "96", contract=forged, request_id="forging"))
    refusal(lambda: server.submits("2026-04", "96", request_id=forged))
    refusal(lambda: server.decisions.GetDecision(wire.GetDecisionRequest(id=forged), timeout=PATIENCE))
    refusal(lambda: server.contracts.GetContract(contracts.GetContractRequest(id=forged), timeout=PATIENCE))

    texts = [text for line in server.log.lines for text in line.values() if isinstance(text, str)]
    assert all(text.isprintable() for text in texts)
    assert len(server.log.of("request")) == 5


def test_a_long_name_makes_no_long_line(server):
    refused = refusal(lambda: server.submits("2026-04", "96", contract="x" * 3_000_000))

    line = server.log.wait_for("request", status="INVALID_ARGUMENT")
    assert refused.fields == ["contract"]
    assert max(len(str(text)) for text in line.values()) <= 400


def test_a_mistake_of_ours_is_logged_and_nothing_of_it_is_answered():
    ledger = IllLedger(MemoryLedger())
    with served(ledger=ledger) as server:
        server.registers()
        ledger.broken = True
        refused = refusal(lambda: server.submits("2026-04", "96", request_id="unlucky"))

    line = server.log.of("request", request_id="unlucky")[0]
    incident = refused.details["ErrorInfo"].metadata["incident"]
    assert refused.code is grpc.StatusCode.INTERNAL
    assert refused.message == f"a mistake of ours; the log has it as `{incident}`"
    assert dict(refused.details["ErrorInfo"].metadata) == {"incident": incident}
    assert set(refused.details) == {"ErrorInfo", "RequestInfo"}
    assert (line["level"], line["incident"]) == ("error", incident)
    assert repr(line["exc_info"]) == "KeyError('secret')"
    assert line["exc_info"].__traceback__ is not None


def test_a_watch_is_one_line_when_it_ends(server):
    watching = server.watches(after_position=0)
    next(watching)
    watching.cancel()

    line = server.log.wait_for("request", method="/plimsoll.v1.DecisionService/WatchDecisions")

    assert (line["level"], line["status"]) == ("info", "CANCELLED")


def test_what_else_is_logged_during_a_request_bears_its_id():
    ledger = IllLedger(MemoryLedger())
    with served(ledger=ledger) as server:
        inner = server.desk.ledger.check_writable
        ledger.check_writable = lambda: (server.log.logger.info("looked"), inner())
        server.registers()

    assert server.log.of("looked")[-1]["request_id"] == server.log.of("request")[0]["request_id"]
