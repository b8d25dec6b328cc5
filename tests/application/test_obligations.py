"""What people are to do by a day, apart from reports, stands in one list over all contracts."""

from datetime import date

import pytest

from engine.application.due import place_of
from engine.application.past import Vantage
from engine.application.requests import DueQuery, OpeningRequest, StatedKpi, StatedPeriod
from engine.application.results import Due
from engine.evaluation.obligations import ObligationKind
from engine.model.events import ExitChoice, ExitDecision, Form, Lapse, Matter, Progress, Reported, Review, Stage
from engine.model.naming import number_of
from engine.model.period import Period
from tests.application.builders import Desk
from tests.application.test_events import POINTED
from tests.application.test_matters import EVENTS, goes_on, happens
from tests.evaluation.builders import kpi, rule_file

BY = date(2026, 12, 31)
PLAN = Matter(Form.PLAN, "rectification_plan")
WARNING = Matter(Form.WARNING, "duty_to_warn", kpis=("kpi",), consequence="stays take a week longer")
LADDER = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: watched, decision: remediation, leave: consecutive_passes() >= 1,
    enter: 'failures(last=1) >= 1 or events(exception_report, last="1 month") >= 1', actions: [
     {do: Name a lead officer, by: council, within: 5 working days, clause: 4.2},
     {do: Send the causes, by: provider, within: 5 working days}]}]}
"""
EXIT = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: exit, decision: exit_trigger, enter: points() >= 4, leave: consecutive_passes() >= 1}]}
"""
OBLIGED = """{clause: "40", obligations: [
  {do: Hand over care records, by: provider, within: 20 working days},
  {do: Find new providers, by: council, within: 3 months}]}"""


@pytest.fixture
def desk():
    desk = Desk(rule_file(kpis=kpi(), events=EVENTS, escalation=LADDER, calendar="england"))
    desk.registers()
    return desk


def owed(desk, by=BY, vantage=None, **query):
    """What is due that is no report: the day, what is to be done, and by whom."""
    at = desk.application.at(vantage or Vantage())
    found = at.reports.due(DueQuery(by, **query), None, 500)
    return [(one.due, one.obligation.what, one.obligation.by) for one in found if not isinstance(one, Due)]


def obligations(desk):
    found = desk.application.reports.due(DueQuery(BY), None, 500)
    return [one.obligation for one in found if not isinstance(one, Due)]


@pytest.mark.parametrize(
    ("matter", "kind", "expected"),
    [
        pytest.param(PLAN, "PLAN", (date(2026, 6, 15), "submit the rectification plan", "provider"), id="a plan"),
        pytest.param(
            Matter(Form.NOTICE, "performance_notice"),
            "NOTICE",
            (date(2026, 6, 8), "answer the performance notice", "provider"),
            id="a notice",
        ),
        pytest.param(WARNING, "WARNING", (date(2026, 6, 29), "answer the duty to warn", "council"), id="a warning"),
    ],
)
def test_what_waits_for_somebody_is_due_by_its_clock(desk, matter, kind, expected):
    version = happens(desk, matter, date(2026, 6, 1))

    assert owed(desk) == [expected]
    [found] = obligations(desk)
    assert (found.kind, found.name, found.about) == (ObligationKind[kind], matter.kind, f"cedar#{version}")


def test_the_last_day_is_the_first_on_which_it_is_listed(desk):
    happens(desk, PLAN, date(2026, 6, 1))

    assert owed(desk, date(2026, 6, 14)) == []
    assert len(owed(desk, date(2026, 6, 15))) == 1


def test_the_clause_is_that_of_the_event_or_else_of_the_rules(desk):
    happens(desk, PLAN, date(2026, 6, 1))
    happens(desk, PLAN, date(2026, 6, 2), clause="Letter of 2 June")

    assert [one.clause for one in obligations(desk)] == ["27.1", "Letter of 2 June"]


def test_a_plan_is_due_of_whoever_has_the_turn_and_then_by_its_milestones(desk):
    plan = happens(desk, PLAN, date(2026, 6, 1))
    goes_on(desk, plan, Stage.SUBMITTED, date(2026, 6, 10))
    assert owed(desk) == [(date(2026, 6, 24), "accept or reject the rectification plan", "council")]

    goes_on(desk, plan, Stage.REJECTED, date(2026, 6, 12))
    assert owed(desk) == [(date(2026, 6, 26), "submit the rectification plan", "provider")]

    goes_on(desk, plan, Stage.SUBMITTED, date(2026, 6, 15))
    milestones = {"train everybody": date(2026, 9, 30), "a second manager": date(2026, 8, 31)}
    goes_on(desk, plan, Stage.ACCEPTED, date(2026, 6, 16), milestones=milestones)
    second = (date(2026, 9, 30), "meet the milestone: train everybody", "provider")
    assert owed(desk) == [(date(2026, 8, 31), "meet the milestone: a second manager", "provider"), second]

    goes_on(desk, plan, Stage.MILESTONE_MET, date(2026, 8, 1), milestone="a second manager")
    assert owed(desk) == [second]

    goes_on(desk, plan, Stage.CLOSED, date(2026, 9, 1))
    assert owed(desk) == []


def test_what_is_answered_or_has_lapsed_waits_for_nobody(desk):
    notice = happens(desk, Matter(Form.NOTICE, "performance_notice"), date(2026, 6, 1))
    plan = happens(desk, PLAN, date(2026, 6, 1))
    goes_on(desk, notice, Stage.ANSWERED, date(2026, 6, 3))
    happens(desk, Lapse(plan), date(2026, 6, 4))

    assert owed(desk) == []


def test_the_actions_of_a_rung_are_due_while_it_is_stood_on(desk):
    desk.submits("2026-04", "60")
    actions = obligations(desk)

    assert {(one.due, one.what, one.by, one.clause) for one in actions} == {
        (date(2026, 5, 18), "Name a lead officer", "council", "4.2"),
        (date(2026, 5, 18), "Send the causes", "provider", ""),
    }
    assert {(one.kind, one.name, one.about) for one in actions} == {(ObligationKind.ACTION, "ladder", "cedar#3")}

    desk.submits("2026-05", "60")
    assert obligations(desk) == actions

    desk.submits("2026-06", "95")
    assert obligations(desk) == []


def test_the_next_review_is_due_until_it_is_held():
    desk = Desk(rule_file(kpis=kpi(), review="every 6 months"))
    desk.registers(start=date(2025, 11, 9))
    assert owed(desk) == [(date(2026, 5, 9), "review the contract", "council")]
    [found] = obligations(desk)
    assert (found.kind, found.name, found.about) == (ObligationKind.REVIEW, "", "")

    happens(desk, Review(), date(2026, 5, 11))

    assert owed(desk) == [(date(2026, 11, 9), "review the contract", "council")]


class TestExit:
    """A right to exit that was deferred is due on that day; one that is exercised obliges people."""

    @pytest.fixture
    def desk(self):
        desk = Desk(rule_file(kpis=POINTED, escalation=EXIT, exit=OBLIGED, calendar="england"))
        desk.registers(end=date(2029, 3, 31))
        desk.submits("2026-04", "60")
        return desk

    def test_a_deferred_decision_is_due_again(self, desk):
        deferred = ExitDecision("ladder", ExitChoice.DEFERRED, date(2026, 7, 31))
        version = happens(desk, deferred, date(2026, 5, 11), clause="40.2")

        what = "decide on the right to exit of exit, deferred until then"
        assert owed(desk) == [(date(2026, 7, 31), what, "council")]
        [found] = obligations(desk)
        assert (found.kind, found.name, found.about, found.clause) == (
            ObligationKind.EXIT_RIGHT,
            "ladder",
            f"cedar#{version}",
            "40.2",
        )

    def test_an_exit_obliges_whom_the_rules_name_until_it_is_met(self, desk):
        version = happens(desk, ExitDecision("ladder", ExitChoice.EXERCISED), date(2026, 5, 11))
        assert owed(desk) == [
            (date(2026, 6, 9), "Hand over care records", "provider"),
            (date(2026, 8, 11), "Find new providers", "council"),
        ]
        assert {(one.kind, one.name, one.clause) for one in obligations(desk)} == {
            (ObligationKind.EXIT_OBLIGATION, "ladder", "40")
        }

        met = Progress(version, Stage.MILESTONE_MET, milestone="Hand over care records")
        happens(desk, met, date(2026, 6, 1))
        assert owed(desk) == [(date(2026, 8, 11), "Find new providers", "council")]

        happens(desk, Progress(version, Stage.CLOSED), date(2026, 9, 1))
        assert owed(desk) == []


def test_a_contract_has_its_reports_first_and_a_page_goes_on_where_the_last_ended(desk):
    for name in ("ash", "oak"):
        desk.registers(name)
        desk.submits("2026-04", "60", contract=name)
    happens(desk, PLAN, date(2026, 6, 1))
    query = DueQuery(date(2026, 6, 29))

    everything = desk.application.reports.due(query, None, 500)
    paged, after = [], None
    while page := desk.application.reports.due(query, after, 1):
        paged += page
        after = place_of(page[-1])

    assert paged == everything
    assert [(one.contract, isinstance(one, Due)) for one in everything] == [
        *[("ash", True), ("ash", False), ("ash", False)],
        *[("cedar", True), ("cedar", True), ("cedar", False)],
        *[("oak", True), ("oak", False), ("oak", False)],
    ]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        pytest.param({"contract": "cedar"}, 1, id="its contract"),
        pytest.param({"contract": "oak"}, 0, id="another contract"),
        pytest.param({"provider": "Cedar Support"}, 1, id="its provider"),
        pytest.param({"provider": "Oak Homecare"}, 0, id="another provider"),
        pytest.param({"rule_set": "test"}, 1, id="its rule set"),
    ],
)
def test_what_is_to_be_done_is_asked_for_as_reports_are(desk, asked, count):
    desk.registers("oak", provider="Oak Homecare")
    happens(desk, PLAN, date(2026, 6, 1))

    assert len(owed(desk, **asked)) == count


def test_as_of_a_day_what_was_done_later_was_still_to_be_done(desk):
    plan = happens(desk, PLAN, date(2026, 6, 1))
    known = desk.clock.now()
    goes_on(desk, plan, Stage.SUBMITTED, date(2026, 6, 10))

    submit = [(date(2026, 6, 15), "submit the rectification plan", "provider")]
    assert owed(desk, vantage=Vantage(as_of=date(2026, 6, 9))) == submit
    assert owed(desk, vantage=Vantage(as_of=date(2026, 5, 31))) == []
    assert owed(desk, vantage=Vantage(as_known_at=known)) == submit
    assert owed(desk) == [(date(2026, 6, 24), "accept or reject the rectification plan", "council")]


def test_as_of_a_day_the_actions_are_those_of_the_rung_that_was_stood_on_then(desk):
    desk.submits("2026-04", "95")
    event = happens(desk, Reported("exception_report"), date(2026, 6, 1))
    happens(desk, Lapse(event), date(2026, 6, 20))

    actions = [(date(2026, 6, 8), "Name a lead officer"), (date(2026, 6, 8), "Send the causes")]
    assert [one[:2] for one in owed(desk, vantage=Vantage(as_of=date(2026, 6, 2)))] == actions
    assert owed(desk, vantage=Vantage(as_of=date(2026, 5, 31))) == []
    assert owed(desk) == []


def test_a_contract_that_was_taken_over_later_keeps_nobody_from_listing_the_others(desk):
    happens(desk, PLAN, date(2026, 6, 1))
    desk.registers("oak", start=date(2024, 4, 1))
    desk.clock.is_on(date(2026, 8, 3))
    stated = StatedPeriod(Period.parse("2026-06"), {"kpi": StatedKpi("good")}, {}, {})
    opening = OpeningRequest("oak", date(2026, 8, 1), "A. Officer", "it has run since 2024", "file 17", (stated,))
    desk.application.contracts.open(desk.call(), opening)

    assert len(owed(desk, vantage=Vantage(as_of=date(2026, 6, 9)))) == 1


def test_what_an_action_opens_is_due_as_that_plan_until_it_has_come():
    action = "{do: Send the causes, by: provider, within: 5 working days}"
    opens = "{do: Send the plan, by: provider, opens: rectification_plan}"
    rules = {"events": EVENTS, "escalation": LADDER.replace(action, opens), "calendar": "england"}
    desk = Desk(rule_file(kpis=kpi(), **rules))
    desk.registers()
    desk.clock.is_on(date(2026, 5, 11))
    desk.submits("2026-04", "75")

    [officer, plan] = sorted(obligations(desk), key=lambda one: one.due)
    assert (officer.kind, officer.what) == (ObligationKind.ACTION, "Name a lead officer")
    assert (plan.kind, plan.what, plan.due) == (ObligationKind.PLAN, "submit the rectification plan", date(2026, 5, 26))
    assert (plan.by, plan.about) == ("provider", "cedar#3.1")

    goes_on(desk, number_of(3, 1), Stage.SUBMITTED, date(2026, 5, 20))

    assert ("accept or reject the rectification plan", "council") in [one[1:] for one in owed(desk)]
    assert len(owed(desk)) == 2
