"""More than a server can bear is turned away at once, with a reason and a time to come back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import grpc
import pytest
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest
from grpc_reflection.v1alpha.reflection_pb2_grpc import ServerReflectionStub

from engine.api import decision_service_pb2 as wire
from engine.ledger.memory import MemoryLedger
from tests.service.serving import PATIENCE, HeldLedger, preview, refusal, served, soon, submission


@pytest.fixture
def held():
    return HeldLedger(MemoryLedger())


def test_requests_over_the_limit_are_turned_away_while_every_worker_is_taken(held):
    with served(ledger=held, workers=1, at_once=3) as server:
        for number in range(10):
            server.registers(f"contract-{number}")
        held.hold()
        calls = [
            server.decisions.Submit.future(submission("2026-04", "96", f"contract-{number}"), timeout=PATIENCE)
            for number in range(10)
        ]
        with ThreadPoolExecutor(10) as callers:
            ended = [callers.submit(call.exception) for call in calls]
            # Seven are answered although the one worker there is waits for the ledger.
            assert soon(lambda: sum(one.done() for one in ended) == 7)
            held.let_go()
        refusals = [one for one in (call.exception() for call in calls) if one is not None]

    assert {error.code() for error in refusals} == {grpc.StatusCode.RESOURCE_EXHAUSTED}
    assert len(refusals) == 7
    assert server.desk.ledger.head() == 10 + 2 * 3


def test_who_is_turned_away_is_told_why_and_when_to_come_back(held):
    with served(ledger=held, workers=1, at_once=1) as server:
        server.registers()
        held.hold()
        call = server.decisions.Submit.future(submission("2026-04", "96"), timeout=PATIENCE)
        held.wait_until_held()
        metadata = (("x-request-id", "turned-away"),)
        refused = refusal(lambda: server.decisions.Preview(preview("2026-04", "96"), PATIENCE, metadata))
        held.let_go()

        assert call.result().decision.id == "cedar#3"
        assert (refused.code, refused.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED")
        assert refused.details["RetryInfo"].retry_delay.ToMilliseconds() > 0
        assert refused.details["RequestInfo"].request_id == "turned-away"
        assert server.log.of("request", reason="OVERLOADED")[0]["level"] == "warning"


def test_health_is_told_while_requests_are_turned_away(held):
    with served(ledger=held, workers=1, at_once=1) as server:
        server.registers()
        held.hold()
        call = server.decisions.Submit.future(submission("2026-04", "96"), timeout=PATIENCE)
        held.wait_until_held()

        assert server.is_well()
        held.let_go()
        call.result()


def test_there_is_room_again_once_requests_are_answered(held):
    with served(ledger=held, workers=1, at_once=1) as server:
        server.registers()
        for month in ("2026-04", "2026-05", "2026-06"):
            server.submits(month, "96")

        assert server.desk.ledger.head() == 7


def test_callers_who_go_before_they_are_answered_take_no_room_for_good(held):
    with served(ledger=held, workers=2, at_once=4) as server:
        server.registers()
        for _ in range(100):
            server.decisions.Preview.future(preview("2026-04", "96")).cancel()

        def answered():
            try:
                return server.decisions.Preview(preview("2026-04", "96"), timeout=PATIENCE)
            except grpc.RpcError as error:
                assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED  # noqa: PT017  # until those before are gone
                return None

        assert soon(answered)


def test_watchers_over_the_limit_are_turned_away_and_requests_are_answered():
    with served(watchers=2) as server:
        server.registers()
        watching = [server.watches(after_position=0) for _ in range(2)]
        for one in watching:
            next(one)

        refused = refusal(lambda: next(server.watches(after_position=0)))

        assert (refused.code, refused.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED")
        assert "RetryInfo" in refused.details
        assert server.submits("2026-04", "96").decision.id == "cedar#3"
        assert [next(one).decision.id for one in watching] == ["cedar#3"] * 2


def test_a_watcher_that_goes_makes_room_for_another_at_once():
    # No heartbeat comes: only the caller's going can free the thread.
    with served(watchers=1) as server:
        server.registers()
        first = server.watches(after_position=0)
        next(first)
        first.cancel()
        server.log.wait_for("request", method="/plimsoll.v1.DecisionService/WatchDecisions", status="CANCELLED")

        def watched():
            try:
                return next(server.watches(after_position=0))
            except grpc.RpcError:
                return None

        assert soon(watched)


@pytest.mark.parametrize(
    ("request_bytes", "size"),
    [
        pytest.param(16 * 1024 * 1024, 17_000_000, id="seventeen million bytes, over sixteen mebibytes"),
        pytest.param(1024, 1100, id="over what the setting says"),
    ],
)
def test_a_request_over_the_size_that_is_read_is_refused(request_bytes, size):
    with served(request_bytes=request_bytes) as server:
        refused = refusal(lambda: server.decisions.Preview(wire.PreviewRequest(contract="x" * size), timeout=PATIENCE))

        assert refused.code is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert server.is_well()


def test_those_who_only_ask_which_methods_there_are_keep_nobody_else_waiting():
    with served() as server:
        stub = ServerReflectionStub(server.channel)
        ended = Event()
        # Each holds its stream open, as a tool does that a person sits before.
        open_streams = [stub.ServerReflectionInfo(_one_and_wait(ended), timeout=PATIENCE) for _ in range(4)]
        for one in open_streams:
            next(one)
        refused = refusal(lambda: next(stub.ServerReflectionInfo(_one_and_wait(ended), timeout=PATIENCE)))
        server.registers()
        ended.set()

    assert (refused.code, refused.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED")


def _one_and_wait(ended):
    yield ServerReflectionRequest(list_services="")
    ended.wait(PATIENCE)
