"""SEMANTICS 31: what people decided on figures that are corrected later stands, marked as such."""

from datetime import date

import pytest

from engine.application.past import Vantage
from engine.application.requests import EventQuery
from engine.model.events import (
    Confirmation,
    Effect,
    ExitChoice,
    ExitDecision,
    Form,
    Matter,
    Progress,
    Relief,
    Reported,
    Stage,
    Waiver,
)
from engine.model.ledger import DecisionQuery
from engine.model.period import Period
from tests.application.builders import Desk
from tests.application.test_events import EXIT, POINTED
from tests.application.test_matters import EVENTS, happens
from tests.evaluation.builders import kpi, rule_file

ON = date(2026, 6, 10)


@pytest.fixture
def desk():
    desk = Desk(rule_file(kpis=POINTED, escalation=EXIT, events=EVENTS, calendar="england"))
    desk.registers()
    desk.clock.is_on(ON)
    desk.submits_each(["75", "60"])
    return desk


def marked(desk):
    """Return which events were made on figures since corrected, and by which decision that is."""
    found = desk.application.events.some(EventQuery("cedar"), 0, 100)
    return {one.event.version: one.corrected_by for one in found if one.corrected_by}


DECIDED = [
    pytest.param(ExitDecision("ladder", ExitChoice.DEFERRED, date(2026, 12, 31)), id="a decision on exit"),
    pytest.param(Matter(Form.NOTICE, "performance_notice"), id="a notice that was served"),
    pytest.param(Matter(Form.PLAN, "rectification_plan"), id="a plan that was asked for"),
]


@pytest.mark.parametrize("what", DECIDED)
def test_semantics_31_a_human_decision_on_figures_corrected_since_stands_and_is_marked(desk, what):
    version = happens(desk, what, ON)
    assert marked(desk) == {}

    revised = desk.submits("2026-04", "74", reason="the log was misread")

    first = revised.decision.supersedes
    assert (first is not None, marked(desk).keys()) == (True, {version})
    standing = desk.application.contracts.standing("cedar")
    assert standing.corrected == marked(desk)


@pytest.mark.parametrize("what", DECIDED)
def test_what_people_decide_after_the_correction_is_not(desk, what):
    desk.submits("2026-04", "74", reason="the log was misread")

    happens(desk, what, ON)

    assert marked(desk) == {}


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(Reported("exception_report"), id="a fact that was reported"),
        pytest.param(
            Matter(Form.WARNING, "duty_to_warn", kpis=("kpi",), consequence="fewer visits", workaround="agencies"),
            id="a provider's warning",
        ),
    ],
)
def test_what_is_no_decision_of_people_rests_on_no_figures(desk, what):
    happens(desk, what, ON)

    desk.submits("2026-04", "74", reason="the log was misread")

    assert marked(desk) == {}


def test_nor_does_a_correction_of_what_was_decided_later_touch_it(desk):
    happens(desk, Matter(Form.NOTICE, "performance_notice"), ON)
    desk.clock.is_on(date(2026, 7, 10))
    desk.submits("2026-06", "95")

    desk.submits("2026-06", "94", reason="the log was misread")

    assert marked(desk) == {}


@pytest.mark.parametrize(
    ("as_of", "known"),
    [
        pytest.param(date(2026, 7, 9), False, id="the day before the correction"),
        pytest.param(date(2026, 7, 10), True, id="the day of the correction"),
        pytest.param(date(2026, 8, 1), True, id="a day after it"),
    ],
)
def test_as_of_a_day_only_what_was_corrected_by_then_is_marked(desk, as_of, known):
    version = happens(desk, DECIDED[1].values[0], ON)
    desk.clock.is_on(date(2026, 7, 10))
    desk.submits("2026-04", "74", reason="the log was misread")
    desk.clock.is_on(date(2026, 8, 3))
    desk.submits("2026-05", "61", reason="the log was misread")

    at = desk.application.at(Vantage(as_of=as_of))

    assert set(at.contracts.standing("cedar").corrected) == ({version} if known else set())
    found = at.events.some(EventQuery("cedar"), 0, 100)
    assert [bool(one.corrected_by) for one in found] == [known]


def test_a_correction_for_what_happened_later_is_not_known_as_of_a_day_before(desk):
    version = happens(desk, DECIDED[1].values[0], ON)
    desk.clock.is_on(date(2026, 7, 10))

    happens(desk, Relief(Period.parse("2026-04"), "kpi"), date(2026, 7, 10))

    assert marked(desk).keys() == {version}
    before = desk.application.at(Vantage(as_of=date(2026, 7, 9)))
    assert before.contracts.standing("cedar").corrected == {}


APRIL = Period.parse("2026-04")
AGREED = [
    pytest.param(Relief(APRIL, "kpi"), id="a relief"),
    pytest.param(Relief(APRIL, "kpi", Effect.DISREGARDED_FOR_EXIT), id="a relief that leaves the credit"),
    pytest.param(Waiver(APRIL, "kpi"), id="a waiver"),
    pytest.param(Confirmation(APRIL, "kpi"), id="a confirmation"),
]


@pytest.mark.parametrize("what", AGREED)
def test_semantics_31_what_was_agreed_of_a_periods_figures_is_marked_once_these_are_revised(what):
    desk = Desk(rule_file(kpis=kpi(points="{inadequate: 32}", plausible="90 to 100"), escalation=EXIT))
    desk.registers()
    desk.clock.is_on(ON)
    desk.submits_each(["60", "95"])
    version = happens(desk, what, ON)
    desk.submits("2026-05", "94", reason="of another period")
    assert marked(desk) == {}

    revised = desk.submits("2026-04", "61", reason="the log was misread")
    desk.submits("2026-04", "62", reason="and misread again")

    assert marked(desk) == {version: revised.name.version}
    assert desk.application.contracts.standing("cedar").corrected == marked(desk)


NOTICED = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: noticed, decision: remediation, enter: 'events(performance_notice, last="1 month") >= 1',
    leave: events(performance_notice_answered) >= 1}]}
"""


def test_semantics_31_what_an_event_itself_has_decided_again_corrects_nothing():
    desk = Desk(rule_file(kpis=POINTED, escalation=NOTICED, events=EVENTS, calendar="england"))
    desk.registers()
    desk.clock.is_on(date(2026, 7, 10))
    *_, june = desk.submits_each(["75", "75", "75"])

    notice = happens(desk, Matter(Form.NOTICE, "performance_notice"), ON)
    happens(desk, Progress(notice, Stage.ANSWERED), date(2026, 6, 12))
    stands = [one.decision for one in desk.application.decisions.some(DecisionQuery(contract="cedar"), 0, 100)]
    assert june.name.version in {one.supersedes.version for one in stands if one.supersedes}
    assert marked(desk) == {}

    revised = desk.submits("2026-06", "74", reason="the log was misread")

    assert marked(desk) == {notice: revised.name.version}
