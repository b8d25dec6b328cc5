"""Nothing is begun, and nothing is written, for a caller who waits no longer."""

from __future__ import annotations

import grpc
import pytest

from engine.api import decision_service_pb2 as wire
from tests.service.serving import PATIENCE, HeldLedger, preview, refusal, served, submission

# Long enough that a request is begun by then on a machine with much else to do, in seconds.
SOON = 0.5


@pytest.fixture
def held(ledger):
    return HeldLedger(ledger)


def test_nothing_is_written_once_the_deadline_has_passed(held):
    with served(ledger=held) as server:
        server.registers()
        held.hold()
        refused = refusal(lambda: server.decisions.Submit(submission("2026-04", "96"), timeout=SOON))
        held.let_go()
        line = server.log.wait_for("request", reason="DEADLINE_PASSED")

    assert refused.code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert line["status"] == "DEADLINE_EXCEEDED"
    assert server.desk.ledger.waiting == 0
    assert server.desk.ledger.head() == 1


def test_nothing_is_written_for_a_caller_who_has_gone(held):
    with served(ledger=held) as server:
        server.registers()
        held.hold()
        call = server.decisions.Submit.future(submission("2026-04", "96"))
        held.wait_until_held()
        call.cancel()
        # The server hears of it on the same connection as of this, which comes later.
        server.is_well()
        held.let_go()
        server.log.wait_for("request", reason="DEADLINE_PASSED")

        assert server.desk.ledger.head() == 1


def test_a_request_whose_deadline_passes_while_it_waits_for_its_turn_is_not_begun(held):
    with served(ledger=held, workers=1) as server:
        server.registers()
        held.hold()
        first = server.decisions.Submit.future(submission("2026-04", "96"), timeout=PATIENCE)
        held.wait_until_held()
        late = refusal(lambda: server.decisions.Submit(submission("2026-05", "96"), timeout=SOON))
        held.let_go()

        assert first.result().decision.id == "cedar#3"
        assert late.code is grpc.StatusCode.DEADLINE_EXCEEDED
        # The one worker answers this after it has come to the late one.
        server.decisions.Preview(preview("2026-05", "96"), timeout=PATIENCE)
        assert server.desk.ledger.head() == 3


def test_a_batch_stops_where_its_deadline_passes(held):
    items = [submission(month, "96") for month in ("2026-04", "2026-05", "2026-06")]
    with served(ledger=held) as server:
        server.registers()
        held.hold()
        refused = refusal(lambda: server.decisions.BatchSubmit(wire.BatchSubmitRequest(requests=items), timeout=SOON))
        held.let_go()
        server.log.wait_for("request", method="/plimsoll.v1.DecisionService/BatchSubmit")

        assert refused.code is grpc.StatusCode.DEADLINE_EXCEEDED
        assert server.desk.ledger.head() == 1


def test_a_caller_who_names_no_deadline_has_that_of_the_server():
    with served(deadline=0.0) as server:
        with_one = server.registers()
        without = refusal(lambda: server.decisions.Preview(preview("2026-04", "96")))

    assert with_one.contract.id == "cedar"
    assert (without.code, without.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_PASSED")


def test_a_stream_has_no_deadline_but_its_callers():
    with served(deadline=0.0) as server:
        server.registers()
        server.submits("2026-04", "96")

        watching = server.decisions.WatchDecisions(wire.WatchDecisionsRequest(after_position=0))

        assert next(watching).decision.id == "cedar#3"
        watching.cancel()
