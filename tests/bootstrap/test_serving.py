"""A server of an installation: how its parts begin and end."""

from __future__ import annotations

from pathlib import Path

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

from engine.bootstrap import serving as bootstrap
from engine.decision_log import DecisionLog
from engine.settings import Settings
from tests.cli.remote.conftest import RULES
from tests.service.serving import PATIENCE, LogLines


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    """The settings of an installation whose rules, ledger and logs stand in folders of their own."""
    for name in ("rules", "ledger", "logs"):
        (tmp_path / name).mkdir()
    (tmp_path / "rules" / "rules.yaml").write_text(RULES)
    return Settings(
        address="127.0.0.1:0",
        rules=tmp_path / "rules",
        ledger=tmp_path / "ledger" / "plimsoll.ledger",
        decision_log=str(tmp_path / "logs" / "decisions.jsonl"),
    )


class Timed(DecisionLog):
    """A decision log that notes how long it may take to stop."""

    given: float

    def stop(self, seconds: float) -> bool:
        Timed.given = seconds
        return super().stop(seconds)


def test_the_decision_log_ends_in_what_is_left_of_the_one_grace(chosen, monkeypatch):
    monkeypatch.setattr(bootstrap, "DecisionLog", Timed)

    with bootstrap.serving(chosen, LogLines().logger) as (server, _):
        server.start()
        server.drain()

    assert 0 < Timed.given < float(chosen.grace)


def test_a_decision_log_that_lacks_nothing_is_not_said_to_be_behind(chosen, tmp_path):
    log = LogLines()

    with bootstrap.serving(chosen, log.logger) as (server, _):
        server.start()
        (tmp_path / "logs").rename(tmp_path / "away")
        log.wait_for("the decision log cannot be written")
        server.drain()

    assert [line["event"] for line in log.lines][-1] == "stopped"


def test_a_server_whose_ledger_is_away_as_it_starts_is_unwell_until_it_is_back(chosen, tmp_path):
    log = LogLines()

    with bootstrap.serving(chosen, log.logger) as (server, _):
        (tmp_path / "ledger").rename(tmp_path / "away")
        server.start()
        with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
            check = HealthStub(channel).Check
            told = [
                check(HealthCheckRequest(service=name), timeout=PATIENCE).status for name in ("", "plimsoll.ledger")
            ]
            (tmp_path / "away").rename(tmp_path / "ledger")
            log.wait_for("health", part="server", status="SERVING")
            told.append(health(channel))
        server.drain()

    assert told == [HealthCheckResponse.NOT_SERVING, HealthCheckResponse.NOT_SERVING, HealthCheckResponse.SERVING]


def health(channel: grpc.Channel, name: str = "") -> HealthCheckResponse.ServingStatus:
    return HealthStub(channel).Check(HealthCheckRequest(service=name), timeout=PATIENCE).status
