"""A server that stops says so, lets nothing in, finishes what it has begun, and loses nothing that it acknowledged."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore, Thread

import grpc
import pytest

from engine.api.decision_service_pb2_grpc import DecisionServiceStub
from tests.service.serving import PATIENCE, HeldLedger, preview, refusal, served, submission


@pytest.fixture
def held(ledger):
    return HeldLedger(ledger)


def draining(server):
    thread = Thread(target=server.server.drain)
    thread.start()
    server.log.wait_for("stopping")
    return thread


def test_what_has_begun_is_finished_and_nothing_else_is_let_in(held):
    with served(ledger=held) as server:
        server.registers()
        held.hold()
        begun = server.decisions.Submit.future(submission("2026-04", "96"), timeout=PATIENCE)
        held.wait_until_held()
        stopping = draining(server)
        late = refusal(lambda: server.submits("2026-05", "96"))
        well = server.is_well()
        held.let_go()
        stopping.join(PATIENCE)

        assert begun.result().decision.id == "cedar#3"
        assert (late.code, late.reason) == (grpc.StatusCode.UNAVAILABLE, "SERVER_STOPPING")
        assert "RetryInfo" in late.details
        assert not well
        assert server.log.of("stopped")[0]["finished"]


def test_what_is_not_finished_within_the_grace_is_not_written(held):
    with served(ledger=held, grace=0.05) as server:
        server.registers()
        held.hold()
        begun = server.decisions.Submit.future(submission("2026-04", "96"), timeout=PATIENCE)
        held.wait_until_held()
        stopping = draining(server)
        refused = refusal(begun.result)
        held.let_go()
        stopping.join(PATIENCE)

        assert refused.code in {grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE}
        assert not server.log.of("stopped")[0]["finished"]
        assert server.desk.ledger.head() == 1


def test_whoever_keeps_calling_a_server_that_stops_is_told_to_try_again(server):
    with ThreadPoolExecutor(8) as callers:
        answered = Semaphore(0)
        calling = [callers.submit(_calls_until_refused, server.server.port, answered) for _ in range(8)]
        for _ in range(50):
            assert answered.acquire(timeout=PATIENCE)
        server.server.drain()

        assert {one.result() for one in calling} == {grpc.StatusCode.UNAVAILABLE}


def _calls_until_refused(port, answered):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        while True:
            try:
                DecisionServiceStub(channel).Preview(preview("2026-04", "96"), timeout=PATIENCE)
            except grpc.RpcError as error:
                return error.code()
            answered.release()


def test_watchers_are_told_to_come_back(server):
    server.submits("2026-04", "96")
    watching = server.watches(after_position=0)
    seen = [next(watching), next(watching)]
    stopping = draining(server)

    refused = refusal(lambda: next(watching))
    stopping.join(PATIENCE)

    assert seen[1].position == 3
    assert (refused.code, refused.reason) == (grpc.StatusCode.UNAVAILABLE, "SERVER_STOPPING")
    assert "RetryInfo" in refused.details
    assert server.log.of("stopped")[0]["finished"]


def test_a_server_that_has_stopped_listens_no_more(server):
    server.server.drain()

    assert refusal(lambda: server.submits("2026-04", "96")).code is grpc.StatusCode.UNAVAILABLE


def test_a_server_can_be_drained_twice(server):
    server.server.drain()
    server.server.drain()

    assert len(server.log.of("stopped")) == 2


def test_what_ends_after_the_server_has_what_requests_left_of_the_grace(held):
    with served(ledger=held, grace=0.05) as server:
        server.registers()
        whole = server.server.grace_left
        held.hold()
        begun = server.decisions.Submit.future(submission("2026-04", "96"), timeout=PATIENCE)
        held.wait_until_held()
        stopping = draining(server)
        refusal(begun.result)
        held.let_go()
        stopping.join(PATIENCE)

        assert (whole, server.server.grace_left) == (0.05, 0)
