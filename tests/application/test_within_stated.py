"""What happened in the time that was stated of a contract taken over moves nothing of its day, and is counted."""

from datetime import date

import pytest

from engine.application.requests import EventQuery, EventRequest, OpeningRequest, StatedKpi, StatedPeriod, StatedRung
from engine.model.events import Form, Lapse, Matter, Progress, Reported, Stage
from engine.model.period import Period
from tests.application.builders import Desk
from tests.evaluation.builders import kpi, rule_file

LADDER = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: ROUTINE},
   {rung: PLAN, decision: remediation, enter: "events(breach, last='3 months') >= 2 or events(plan_late) >= 1",
    leave: consecutive_passes() >= 9}]}
"""
WAS = "{rungs: {ladder: {routine: calm, plan: watched}}}"
EVENTS = "{breach: {}, plan: {is: plan, within: 5 working days}}"
LAST_STATED = date(2026, 3, 31)


def version(in_force, routine, plan, **more):
    ladder = LADDER.replace("ROUTINE", routine).replace("PLAN", plan)
    return rule_file(in_force=in_force, kpis=kpi(), escalation=ladder, events=EVENTS, calendar="england", **more)


def taken_over(*periods):
    desk = Desk(version("2020-01-01", "routine", "plan"), version("2026-03-15", "calm", "watched", was=WAS))
    desk.registers(start=date(2026, 4, 1) if not periods else date(2024, 4, 1))
    desk.clock.is_on(date(2026, 6, 15))
    given = {"on": date(2026, 4, 20), "by": "A. Officer", "why": "taken over", "source": "contract file 17"}
    ladders = {"ladder": StatedRung("calm", 0)}
    stated = tuple(StatedPeriod(Period.parse(label), {"kpi": StatedKpi("good", "0")}, {}, {}) for label in periods)
    asked = OpeningRequest("cedar", periods=stated, ladders=ladders, **given)
    desk.application.contracts.open(desk.call(), asked)
    return desk


@pytest.fixture
def desk():
    return taken_over("2026-02", "2026-03")


def happens(desk, what, on):
    asked = EventRequest("cedar", on, "A. Officer", "a letter says so", what)
    recorded = desk.application.events.record(desk.call(), asked)
    decided = [desk.application.decisions.one(name).decision for name in recorded.decided]
    assert all(not one.undecided for one in decided)
    return recorded.event.version, decided


def breach(desk, on):
    return happens(desk, Reported("breach"), on)


def rung_of(desk):
    return desk.application.contracts.standing("cedar").standing.ladders["ladder"].rung


@pytest.mark.parametrize(
    "on",
    [
        pytest.param(date(2026, 3, 10), id="under an earlier version, which calls rungs otherwise"),
        pytest.param(date(2026, 3, 20), id="under the version that the opening is in the words of"),
        pytest.param(LAST_STATED, id="on the last day that was stated"),
    ],
)
def test_what_happened_in_the_stated_time_is_recorded_and_moves_nothing(desk, on):
    first, decided = breach(desk, date(2026, 3, 9))
    _, also_decided = breach(desk, on)

    assert (decided, also_decided, rung_of(desk)) == ([], [], "calm")
    shown = {one.event.version: one.within_stated for one in desk.application.events.some(EventQuery("cedar"), 0, 9)}
    assert shown[first] is True


def test_where_no_period_is_stated_that_is_the_time_before_the_contract():
    desk = taken_over()
    breach(desk, date(2026, 3, 9))

    assert breach(desk, date(2026, 3, 10))[1] == []
    assert rung_of(desk) == "calm"


def test_the_day_after_it_moves_ladders_and_counts_what_happened_before(desk):
    breach(desk, date(2026, 3, 10))
    version, [decision] = breach(desk, date(2026, 4, 1))

    shown = {one.event.version: one.within_stated for one in desk.application.events.some(EventQuery("cedar"), 0, 9)}
    assert shown[version] is False
    assert decision.moves[0].after == "watched"


def test_windows_of_the_periods_that_are_decided_reach_back_to_it(desk):
    breach(desk, date(2026, 3, 10))
    breach(desk, LAST_STATED)

    desk.submits("2026-04", "95")

    assert rung_of(desk) == "watched"


def test_what_is_told_of_it_late_has_decided_again_what_counts_it(desk):
    breach(desk, date(2026, 3, 10))
    april = desk.submits("2026-04", "95").entry.version
    assert rung_of(desk) == "calm"

    version, decided = breach(desk, LAST_STATED)

    assert [one.supersedes.version for one in decided] == [april]
    assert decided[0].supersedes.why == "it was not known yet that `breach` on 2026-03-31: a letter says so"
    assert rung_of(desk) == "watched"
    happens(desk, Lapse(version), date(2026, 6, 15))
    assert rung_of(desk) == "calm"


def test_a_plan_that_began_in_it_is_late_after_it(desk):
    plan, decided = happens(desk, Matter(Form.PLAN, "plan"), date(2026, 3, 30))
    assert decided == []

    desk.submits("2026-04", "95")

    assert rung_of(desk) == "watched"
    _, decided = happens(desk, Progress(plan, Stage.SUBMITTED), LAST_STATED)
    assert rung_of(desk) == "calm"
    assert [one.supersedes is None for one in decided] == [False]


def test_the_answer_says_so_the_same_request_again_included(desk):
    asked = EventRequest("cedar", date(2026, 3, 10), "A. Officer", "a letter says so", Reported("breach"))
    call = desk.call("one")

    answers = [desk.application.events.record(call, asked) for _ in range(2)]

    assert [(one.repeated, one.within_stated) for one in answers] == [(False, True), (True, True)]
