"""GetStanding answers what was stated when a contract was taken over: each figure with its paper, decided by nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from engine.api import contract_service_pb2 as contracts
from engine.api.opening_pb2 import Opening
from tests.evaluation.builders import rule_file
from tests.service.serving import PATIENCE, day, request_id, served

RULES = rule_file(
    escalation="""
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: exit, decision: exit_trigger, enter: failures(last=3) >= 2, leave: consecutive_passes() >= 2}]}
""",
    payment="""
- {policy: fixed_fee, name: fee, clause: s1, amount: charges, short_periods: whole}
- {policy: withholding, name: retention, clause: s1, withheld: {amount: 50.00, when: figure < 50},
   released_when: figure >= 90, at_end: released}
""",
)
TAKEN_OVER = datetime(2026, 5, 11, 9, tzinfo=UTC)
STATED = {
    "ladders": {"ladder": {"rung": "exit", "held": 1, "source": "letter of 2 March"}},
    "rights": {"ladder": {"arisen": day(2026, 2, 28), "source": "minutes of 4 March"}},
    "withheld": {"retention": {"sums": {"withheld 2026-03-31": "365.5"}}},
}
PERIODS = [
    {"period": {"label": "2026-02"}, "kpis": {"kpi": {"rating": "inadequate"}}, "source": "report of February"},
    {"period": {"label": "2026-03"}, "kpis": {"kpi": {"rating": "inadequate"}}},
]
ANSWERED = Opening(
    on=day(2026, 5, 11),
    by="A. Officer",
    why="it has run since 2024",
    ladders=STATED["ladders"],
    rights=STATED["rights"],
    carried_forward="100",
    carried_forward_source="contract file 17",
    withheld={"retention": {"sums": {"withheld 2026-03-31": "365.5"}, "source": "contract file 17"}},
)


@pytest.fixture
def server():
    """A contract of which an opening is stated an hour after it was registered, and two months are decided since."""
    with served(RULES) as server:
        server.desk.clock.time = TAKEN_OVER - timedelta(hours=1)
        server.registers(start=day(2024, 4, 1))
        server.desk.clock.time = TAKEN_OVER
        takes_over(server, **STATED, periods=PERIODS, carried_forward="100.00")
        server.desk.clock.time += timedelta(days=60)
        server.submits("2026-04", "95")
        server.submits("2026-05", "95")
        yield server


def takes_over(server, **stated):
    who = {"on": day(2026, 5, 11), "by": "A. Officer", "why": "it has run since 2024", "source": "contract file 17"}
    request = contracts.StateOpeningRequest(request_id=request_id(), contract="cedar", **who, **stated)
    return server.contracts.StateOpening(request, timeout=PATIENCE)


def standing(server, **asked):
    request = contracts.GetStandingRequest(contract="cedar", **asked)
    return server.contracts.GetStanding(request, timeout=PATIENCE).standing


def known(moment):
    found = Timestamp()
    found.FromDatetime(moment)
    return {"as_known_at": found}


@pytest.mark.parametrize(
    ("asked", "rung"),
    [
        pytest.param({}, "routine", id="now"),
        pytest.param({"as_of": day(2026, 4, 30)}, "exit", id="as of a day before the last period that is decided"),
        pytest.param({"as_of": day(2026, 3, 31)}, "exit", id="as of the last day of the last period that was stated"),
        pytest.param(known(TAKEN_OVER), "exit", id="as known when it was stated"),
    ],
)
def test_what_was_stated_is_answered_as_it_was_whatever_was_decided_since(server, asked, rung):
    found = standing(server, **asked)

    assert found.opening == ANSWERED
    assert found.ladders[0].rung == rung


def test_a_period_that_is_stated_names_its_paper_and_one_that_is_decided_none(server):
    assert [(one.period.label, one.stated, one.source) for one in standing(server).periods] == [
        ("2026-02", True, "report of February"),
        ("2026-03", True, "contract file 17"),
        ("2026-04", False, ""),
        ("2026-05", False, ""),
    ]


def test_as_known_before_it_was_stated_there_is_no_opening(server):
    assert not standing(server, **known(TAKEN_OVER - timedelta(minutes=1))).HasField("opening")


def test_no_rules_have_decided_what_was_stated(server):
    assert not standing(server, **known(TAKEN_OVER)).HasField("rules_in_force")
    assert standing(server).rules_in_force == day(2020, 1, 1)


def test_a_period_that_is_decided_again_leaves_what_was_stated(server):
    server.submits("2026-04", "40", reason="misread")

    assert standing(server).opening == ANSWERED


def test_a_contract_that_was_not_taken_over_has_no_opening():
    with served(RULES) as server:
        server.registers()

        assert not standing(server).HasField("opening")


def test_nothing_that_is_carried_has_no_paper(server):
    server.registers("oak", start=day(2024, 4, 1))
    request = contracts.StateOpeningRequest(
        request_id=request_id(),
        contract="oak",
        on=day(2026, 5, 11),
        by="A. Officer",
        why="it has run since 2024",
        source="contract file 18",
        ladders={"ladder": {"rung": "exit"}},
    )
    server.contracts.StateOpening(request, timeout=PATIENCE)

    answer = server.contracts.GetStanding(contracts.GetStandingRequest(contract="oak"), timeout=PATIENCE)

    opening = answer.standing.opening
    assert (opening.carried_forward, opening.carried_forward_source) == ("", "")
    assert opening.ladders["ladder"].source == "contract file 18"
