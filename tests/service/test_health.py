"""Health is what it is said to be: of the server, of each service, and of each part."""

from __future__ import annotations

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from engine.api import decision_service_pb2 as wire
from engine.ledger.memory import MemoryLedger
from engine.service.parts import Part
from engine.service.server import Server
from tests.application.builders import Desk
from tests.service.serving import PATIENCE, IllLedger, LogLines, options, refusal, served, submission

WELL, ILL = HealthCheckResponse.SERVING, HealthCheckResponse.NOT_SERVING


@pytest.mark.parametrize(
    "name",
    [
        "",
        "plimsoll.v1.DecisionService",
        "plimsoll.v1.ContractService",
        "plimsoll.v1.EventService",
        "plimsoll.v1.PricingService",
        "plimsoll.v1.RuleSetService",
        "plimsoll.v1.ComparisonService",
        "plimsoll.v1.ServerService",
        "plimsoll.ledger",
        "plimsoll.rules",
    ],
)
def test_a_server_with_rules_and_a_ledger_is_well(server, name):
    assert server.is_well(name)


def test_a_part_that_the_server_does_not_have_is_not_found(server):
    with pytest.raises(grpc.RpcError) as refused:
        server.is_well("plimsoll.kitchen")

    assert refused.value.code() is grpc.StatusCode.NOT_FOUND


def test_a_ledger_that_cannot_be_written_makes_the_server_unwell_until_it_can():
    ledger = IllLedger(MemoryLedger())
    with served(ledger=ledger, health=0.02) as server:
        server.registers()
        ledger.full = True
        server.becomes("", ILL)
        server.becomes("plimsoll.v1.DecisionService", ILL)
        assert not server.is_well("plimsoll.ledger")
        ledger.full = False
        server.becomes("", WELL)
        server.becomes("plimsoll.ledger", WELL)

    lines = server.log.of("health", part="plimsoll.ledger")
    assert [(line["level"], line["status"]) for line in lines] == [("warning", "NOT_SERVING"), ("info", "SERVING")]
    assert lines[0]["problem"] == "the ledger cannot be written: the disk is full"


def test_a_server_that_starts_with_a_ledger_that_cannot_be_written_is_unwell_until_it_can():
    ledger = IllLedger(MemoryLedger())
    ledger.full = True
    with served(ledger=ledger, health=0.02) as server:
        told = [server.is_well(name) for name in ("", "plimsoll.v1.DecisionService", "plimsoll.ledger")]
        refused = refusal(server.registers)
        ledger.full = False
        server.becomes("", WELL)
        server.registers()

    assert told == [False, False, False]
    assert (refused.code, refused.reason) == (grpc.StatusCode.UNAVAILABLE, "LEDGER_UNAVAILABLE")


def test_a_request_that_finds_the_ledger_unwell_has_health_looked_at_at_once():
    ledger = IllLedger(MemoryLedger())
    with served(ledger=ledger) as server:
        server.registers()
        ledger.full = True
        refused = refusal(lambda: server.submits("2026-04", "96"))
        server.becomes("", ILL)

    assert (refused.code, refused.reason) == (grpc.StatusCode.UNAVAILABLE, "LEDGER_UNAVAILABLE")
    assert "RetryInfo" in refused.details
    assert server.log.of("request", reason="LEDGER_UNAVAILABLE")[0]["level"] == "warning"


def test_an_item_of_a_batch_that_finds_the_ledger_unwell_has_health_looked_at_too():
    ledger = IllLedger(MemoryLedger())
    with served(ledger=ledger) as server:
        server.registers()
        ledger.full = True
        batch = wire.BatchSubmitRequest(requests=[submission("2026-04", "lots"), submission("2026-04", "96")])
        server.decisions.BatchSubmit(batch, timeout=PATIENCE)
        server.becomes("", ILL)

    assert [(one["item"], one["reason"], one["level"]) for one in server.log.of("item")] == [
        (0, "REQUEST_INVALID", "info"),
        (1, "LEDGER_UNAVAILABLE", "warning"),
    ]
    assert {one["request_id"] for one in server.log.of("item")} == {server.log.of("request")[-1]["request_id"]}


def test_a_probe_that_fails_is_an_unwell_part_and_ends_nothing():
    ledger = IllLedger(MemoryLedger())
    with served(ledger=ledger, health=0.02) as server:
        ledger.broken = True
        server.becomes("plimsoll.ledger", ILL)
        ledger.broken = False
        server.becomes("plimsoll.ledger", WELL)


def test_a_part_that_is_not_vital_leaves_the_server_well():
    desk, log = Desk(), LogLines()
    part = Part("plimsoll.decision_log", lambda: "the decision log is behind")
    server = Server(desk.application, options(), log.logger, [part])
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        check = channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            HealthCheckRequest.SerializeToString,
            HealthCheckResponse.FromString,
        )
        told = [check(HealthCheckRequest(service=name)).status for name in ("", "plimsoll.decision_log")]
    server.drain()

    assert told == [WELL, ILL]
    assert log.of("health", part="plimsoll.decision_log")[0]["problem"] == "the decision log is behind"


def test_whoever_watches_health_hears_that_the_server_stops_and_is_let_go(caplog):
    with served() as server:
        watching = server.health.Watch(HealthCheckRequest(), timeout=PATIENCE)
        told = [next(watching).status]
        server.server.drain()

        told += [one.status for one in watching]

    assert told == [WELL, ILL]
    assert not caplog.records


def test_many_watch_health_without_taking_threads():
    with served(workers=1) as server:
        watching = [server.health.Watch(HealthCheckRequest(), timeout=PATIENCE) for _ in range(50)]

        assert [next(one).status for one in watching] == [WELL] * 50
        assert server.is_well()
        server.registers()
