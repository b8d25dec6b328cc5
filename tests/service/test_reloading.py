"""Rules are read again while the server serves: all or nothing, and never against what was decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from grpc_health.v1.health_pb2 import HealthCheckResponse

from engine.api import rule_set_service_pb2 as rule_sets
from engine.api import server_service_pb2 as about
from engine.ledger.memory import MemoryLedger
from engine.model.ledger import KeptRules
from engine.service.reloading import Reloading
from tests.application.builders import LADDER
from tests.evaluation.builders import rule_file
from tests.service.serving import PATIENCE, IllLedger, served

NEWER = rule_file(escalation=LADDER, in_force="2026-07-01")


def reloads(server):
    reloading = Reloading(server.desk.application.shelf, server.log.logger, server.server.look)
    reloading.begin().join(PATIENCE)


def versions(server):
    answer = server.rule_sets.ListRuleSets(rule_sets.ListRuleSetsRequest(), timeout=PATIENCE)
    return len(answer.rule_sets[0].versions)


def test_a_new_version_is_in_use_once_it_is_read(server):
    server.desk.texts = [(*server.desk.texts[0], NEWER)]
    before = versions(server)

    reloads(server)

    assert not server.log.of("rules refused")
    assert (before, versions(server)) == (1, 2)
    assert server.log.of("rules loaded")[0]["rule_sets"] == ["test"]


def test_rules_that_contradict_what_they_decided_are_refused_and_the_others_stay(server):
    server.submits("2026-04", "96")
    good = server.desk.texts
    server.desk.texts = [(rule_file(title="Another text"),)]

    reloads(server)
    server.becomes("plimsoll.rules", HealthCheckResponse.NOT_SERVING)

    told = server.about.GetServerInfo(about.GetServerInfoRequest(), timeout=PATIENCE)
    assert server.is_well("")
    assert "when it decided" in server.log.of("rules refused")[0]["problem"]
    assert "when it decided" in told.rules_problem
    assert server.submits("2026-05", "96").decision.id == "cedar#5"

    server.desk.texts = good
    reloads(server)
    server.becomes("plimsoll.rules", HealthCheckResponse.SERVING)


def test_rules_that_cannot_be_held_against_the_ledger_are_refused_and_health_says_so():
    ledger = IllLedger(MemoryLedger())
    with served(ledger=ledger) as server:
        server.registers()
        server.desk.texts = [(*server.desk.texts[0], NEWER)]
        ledger.gone = True

        reloads(server)
        server.becomes("plimsoll.rules", HealthCheckResponse.NOT_SERVING)
        ledger.gone = False

        told = server.about.GetServerInfo(about.GetServerInfoRequest(), timeout=PATIENCE)
        assert told.rules_problem == "the ledger cannot be read: disk I/O error"
        assert server.log.of("rules refused")[0]["problem"] == told.rules_problem
        assert versions(server) == 1

        reloads(server)
        server.becomes("plimsoll.rules", HealthCheckResponse.SERVING)
        assert versions(server) == 2


def test_a_failure_that_nobody_foresaw_leaves_the_rules_in_use_and_health_says_so(server):
    server.desk.texts = None

    reloads(server)
    server.becomes("plimsoll.rules", HealthCheckResponse.NOT_SERVING)

    assert server.log.of("rules refused")[0]["level"] == "error"
    assert "NoneType" in server.log.of("rules refused")[0]["problem"]
    assert server.submits("2026-04", "96").decision.id == "cedar#3"


class ReloadedMeanwhile:
    """A ledger that is asked what has decided just when the rules are read again."""

    def __init__(self) -> None:
        self._ledger = MemoryLedger()
        self.reload: Callable[[], None] | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def rules_used(self) -> Sequence[KeptRules]:
        reload, self.reload = self.reload, None
        if reload:
            reload()
        return self._ledger.rules_used()


@pytest.fixture
def meanwhile():
    """A server with two rule sets, of which one is taken away while it says which there are."""
    ledger = ReloadedMeanwhile()
    with served(ledger=ledger) as server:
        server.desk.texts = [*server.desk.texts, (rule_file(rule_set="another"),)]
        reloads(server)
        del server.desk.texts[0]
        server.desk.clock.is_on(date(2026, 5, 20))
        ledger.reload = server.desk.application.shelf.reload
        yield server


def test_rule_sets_are_listed_as_they_were_when_it_was_asked_for(meanwhile):
    answer = meanwhile.rule_sets.ListRuleSets(rule_sets.ListRuleSetsRequest(), timeout=PATIENCE)

    assert [one.name for one in answer.rule_sets] == ["another", "test"]


def test_a_server_tells_its_rule_sets_and_since_when_as_of_one_moment(meanwhile):
    told = meanwhile.about.GetServerInfo(about.GetServerInfoRequest(), timeout=PATIENCE)

    assert [one.name for one in told.rule_sets] == ["another", "test"]
    assert told.rules_loaded_at.ToJsonString() == "2026-05-11T09:00:00Z"
