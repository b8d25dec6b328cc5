"""A watcher sees every decision once, in order, and hears that the stream lives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import grpc
import pytest

from engine.api import escalation_pb2 as escalation
from engine.application.results import Recorded
from engine.model.ledger import Beside, DecisionQuery, Entry, EntryKind
from engine.service.arrivals import Arrivals
from engine.service.watching import Watching
from tests.application.builders import months_from
from tests.service.serving import NEVER, LogLines, refusal, served


def test_what_is_recorded_comes_first_and_then_what_is_recorded_next(durable):
    durable.submits("2026-04", "96")
    watching = durable.watches(after_position=0)

    before, caught_up = next(watching), next(watching)
    durable.submits("2026-05", "20")
    after = next(watching)

    assert (before.position, before.decision.id) == (3, "cedar#3")
    assert (caught_up.position, caught_up.HasField("decision")) == (3, False)
    assert (after.position, after.decision.id) == (5, "cedar#5")


def test_a_watched_decision_carries_the_figures_that_it_was_made_on(server):
    server.submits("2026-04", "96")

    first = next(server.watches(after_position=0))

    assert [(one.name, one.number) for one in first.decision.evidence.figures] == [("figure", "96")]


def test_a_watcher_who_names_no_position_sees_what_comes_next(durable):
    durable.submits("2026-04", "96")
    watching = durable.watches()

    heartbeat = next(watching)
    durable.submits("2026-05", "96")

    assert (heartbeat.position, heartbeat.HasField("decision")) == (3, False)
    assert next(watching).decision.id == "cedar#5"


def test_a_watcher_goes_on_after_the_position_it_has_seen(durable):
    for month in ("2026-04", "2026-05", "2026-06"):
        durable.submits(month, "96")

    watching = durable.watches(after_position=3)

    assert [next(watching).decision.id for _ in range(2)] == ["cedar#5", "cedar#7"]


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        pytest.param({"contract": "oak"}, ["oak#3"], id="of one contract"),
        pytest.param({"provider": "Oak Homes"}, ["oak#3"], id="of one provider"),
        pytest.param({"rule_set": "test"}, ["cedar#3", "oak#3", "cedar#5"], id="under one rule set"),
        pytest.param({"outcome": escalation.DECISION_OUTCOME_REMEDIATION}, ["cedar#5"], id="with one outcome"),
    ],
)
def test_a_watcher_sees_what_it_asks_for_and_passes_the_rest(durable, asked, seen):
    durable.registers("oak", provider="Oak Homes")
    durable.submits("2026-04", "20")
    durable.submits("2026-04", "96", contract="oak")
    durable.submits("2026-05", "20")

    watching = durable.watches(after_position=0, **asked)

    assert [next(watching).decision.id for _ in seen] == seen
    assert next(watching).position == durable.desk.ledger.head()


def test_a_position_that_the_ledger_has_not_reached_is_refused(server):
    refused = refusal(lambda: next(server.watches(after_position=2)))

    assert (refused.code, refused.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_INVALID")
    assert refused.fields == ["after_position"]


def test_heartbeats_come_while_nothing_is_decided():
    with served(heartbeat=0.02) as server:
        server.registers()

        beats = list(islice(server.watches(after_position=0), 4))

    assert [(one.position, one.HasField("decision")) for one in beats] == [(1, False)] * 4


def test_a_heartbeat_says_how_far_the_stream_has_come_past_what_it_does_not_show():
    with served(heartbeat=0.02) as server:
        server.registers()
        watching = server.watches(contract="oak")
        next(watching)
        server.submits("2026-04", "96")

        assert next(one for one in watching if one.position == 3).HasField("decision") is False


def test_what_is_recorded_while_a_watcher_looks_is_not_passed_over():
    decisions = SuddenDecisions()
    arrivals = Arrivals(decisions, LogLines().logger)
    arrivals.start()

    watching = Watching(decisions, arrivals, NEVER).follow(DecisionQuery(), 0, lambda: True)
    seen = [one.position for one in islice(watching, 2)]

    arrivals.stop()
    assert seen == [0, 1]


class SuddenDecisions:
    """Decisions of which the first is recorded right after somebody has looked for the first time."""

    def __init__(self) -> None:
        self._recorded = []

    def head(self) -> int:
        return len(self._recorded)

    def wait(self, after: int, _seconds: float) -> bool:
        return self.head() > after

    def some(self, _query: DecisionQuery, after: int, _limit: int) -> list[Recorded]:
        found = self._recorded[after:]
        self._recorded = [Recorded(Entry(1, "cedar", 1, EntryKind.DECIDED, 1, None, "", b"", b"", Beside()), None)]
        return found


def test_watchers_who_come_and_go_among_many_writers_miss_nothing_and_see_nothing_twice(durable):
    names = [f"contract-{number}" for number in range(4)]
    for name in names:
        durable.registers(name)
    with ThreadPoolExecutor(5) as others:
        seen = others.submit(_followed, durable, 80)
        writing = [others.submit(_year_of, durable, name) for name in names]
        written = [position for one in writing for position in one.result()]

        assert seen.result() == sorted(written)


def _year_of(server, contract):
    return [server.submits(month, "96", contract).decision.position for month in islice(months_from("2026-04"), 20)]


def _followed(server, decisions):
    """The positions of so many decisions, by watchers who each stay for a few and begin where the last one ended."""
    seen, position = [], 0
    while len(seen) < decisions:
        watching = server.watches(after_position=position)
        for one in islice(watching, 7):
            position = one.position
            if one.HasField("decision"):
                seen.append(position)
            if len(seen) == decisions:
                break
        watching.cancel()
    return seen
