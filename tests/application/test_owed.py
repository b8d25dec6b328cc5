"""A plan or notice that is owed is opened on whatever stage the contract stands, once, and follows from decisions."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.application.requests import EventRequest
from engine.model.events import Dispute, Form, Lapse, Matter, Progress, Reported, Stage
from engine.model.matters import matters
from engine.model.naming import number_of
from tests.application.builders import Desk
from tests.evaluation.builders import rule_file

EVENTS = """
notice: {is: notice}
meeting: {}
reported: {}
immediate: {is: plan}
plan: {is: plan, within: 5 working days}
"""
LADDER = """
- policy: notice_and_plan
  name: contract
  notice: {event: notice, meeting: {event: meeting, within: 10 working days}}
  plan:
    event: plan
    immediate: immediate
    due_when: failures(last=2) >= 1
    actions: [{do: Submit a plan, by: provider, opens: plan}]
  governing_bodies: {actions: [{do: Bring it before both, by: council, within: 10 working days}]}
"""
NOTICE, PLAN = Matter(Form.NOTICE, "notice"), Matter(Form.PLAN, "plan")
IN_TIME = {"2026-04": date(2026, 5, 12), "2026-05": date(2026, 6, 12), "2026-06": date(2026, 7, 13)}


@pytest.fixture
def desk():
    return desk_of()


def desk_of(ladder=LADDER):
    desk = Desk(rule_file(events=EVENTS, escalation=ladder, calendar="england"))
    desk.registers()
    return desk


def submits(desk, period, figure, on=None):
    desk.clock.is_on(max(on or IN_TIME[period], desk.clock.now().date()))
    return desk.submits(period, figure)


def corrects(desk, period, figure, on):
    desk.clock.is_on(on)
    return desk.submits(period, figure, reason="counted again")


def happens(desk, what, on):
    desk.clock.is_on(max(on, desk.clock.now().date()))
    request = EventRequest("cedar", on, "A. Officer", "as agreed", what)
    return desk.application.events.record(desk.call(), request).event.version


def closes(desk, number, *days):
    for stage, day in zip((Stage.SUBMITTED, Stage.ACCEPTED, Stage.CLOSED), days, strict=True):
        happens(desk, Progress(number, stage), day)


def plans(desk, kind="plan"):
    """Return the plans that are open: by which number, since when, due when."""
    found = matters(stood(desk).happened)
    return [(one.event.version, one.event.on, one.due) for one in found if one.is_open and one.matter.kind == kind]


def stood(desk):
    return desk.application.contracts.standing("cedar").standing


def rung(desk):
    return stood(desk).ladders["contract"].rung


@pytest.fixture
def before_the_bodies(desk):
    """A provider that fails in April, of which a notice of 8 April came to no meeting; decided as version 5."""
    happens(desk, NOTICE, date(2026, 4, 8))
    desk.april = submits(desk, "2026-04", "75")
    return desk


def test_a_plan_is_opened_though_a_graver_stage_is_entered(before_the_bodies):
    april = before_the_bodies.april

    assert rung(before_the_bodies) == "governing_bodies"
    assert plans(before_the_bodies) == [(number_of(april.entry.version, 1), date(2026, 5, 12), date(2026, 5, 19))]
    assert [(one.do, one.opens) for one in april.decision.moves[0].actions] == [
        ("Bring it before both", ""),
        ("Submit a plan", "plan"),
    ]
    assert april.decision.opened[0].rung == "remedial_plan"


def test_a_plan_is_opened_while_a_graver_stage_is_held(desk):
    happens(desk, NOTICE, date(2026, 4, 8))
    submits(desk, "2026-04", "95")
    may = submits(desk, "2026-05", "75")

    assert rung(desk) == "governing_bodies"
    assert plans(desk) == [(number_of(may.entry.version, 1), date(2026, 6, 12), date(2026, 6, 19))]


def test_a_plan_is_opened_where_its_stage_is_reached_from_above(desk):
    happens(desk, NOTICE, date(2026, 4, 8))
    submits(desk, "2026-04", "95")
    happens(desk, Reported("meeting"), date(2026, 5, 20))
    at_once = happens(desk, Matter(Form.PLAN, "immediate"), date(2026, 5, 21))
    assert rung(desk) == "remedial_plan"
    closes(desk, at_once, date(2026, 5, 25), date(2026, 5, 26), date(2026, 5, 29))
    may = submits(desk, "2026-05", "75")

    assert plans(desk) == [(number_of(may.entry.version, 1), date(2026, 6, 12), date(2026, 6, 19))]


def test_one_that_is_open_is_not_doubled_by_a_meeting_nor_by_the_next_failure(before_the_bodies):
    before = plans(before_the_bodies)
    happens(before_the_bodies, Reported("meeting"), date(2026, 5, 20))
    assert rung(before_the_bodies) == "remedial_plan"
    submits(before_the_bodies, "2026-05", "75")
    submits(before_the_bodies, "2026-06", "75")

    assert plans(before_the_bodies) == before


def test_after_a_plan_is_closed_another_is_opened_where_failures_go_on(desk):
    april = submits(desk, "2026-04", "75").entry.version
    closes(desk, number_of(april, 1), date(2026, 5, 13), date(2026, 5, 14), date(2026, 5, 22))
    assert plans(desk) == []
    may = submits(desk, "2026-05", "75")

    assert may.decision.moves[0].kind.value == "held"
    assert plans(desk) == [(number_of(may.entry.version, 1), date(2026, 6, 12), date(2026, 6, 19))]


def test_after_a_plan_is_closed_none_is_opened_by_failures_from_before_it(desk):
    april = submits(desk, "2026-04", "75").entry.version
    closes(desk, number_of(april, 1), date(2026, 5, 13), date(2026, 5, 14), date(2026, 5, 22))
    submits(desk, "2026-05", "95")

    assert (rung(desk), plans(desk)) == ("remedial_plan", [])


def test_none_is_opened_beside_one_for_what_cannot_wait(desk):
    happens(desk, NOTICE, date(2026, 4, 8))
    happens(desk, Matter(Form.PLAN, "immediate"), date(2026, 4, 29))
    submits(desk, "2026-04", "75")

    assert plans(desk) == []


@pytest.mark.parametrize(
    "dropped",
    [pytest.param(Lapse, id="let lapse"), pytest.param(lambda one: Dispute(stands=False, event=one), id="disputed")],
)
def test_one_that_a_person_dropped_is_not_opened_again_by_the_next_failure(before_the_bodies, dropped):
    [(number, *_)] = plans(before_the_bodies)
    submits(before_the_bodies, "2026-05", "75")
    happens(before_the_bodies, dropped(number), date(2026, 6, 15))
    submits(before_the_bodies, "2026-06", "75")

    assert plans(before_the_bodies) == []


def test_months_that_are_all_decided_late_open_one_plan(desk):
    happens(desk, NOTICE, date(2026, 4, 8))
    for period in IN_TIME:
        submits(desk, period, "75", date(2026, 9, 1))

    assert [one[1] for one in plans(desk)] == [date(2026, 9, 1)]


def test_what_a_person_asked_for_before_the_decision_is_the_one(desk):
    happens(desk, NOTICE, date(2026, 4, 8))
    own = happens(desk, PLAN, date(2026, 5, 5))
    submits(desk, "2026-04", "75")

    assert [one[0] for one in plans(desk)] == [own]


# --- Notices -----------------------------------------------------------------------------------------

SERVED = """
- policy: notice_and_plan
  name: contract
  notice:
    event: notice
    due_when: failures(last=2) >= 1
    actions: [{do: Serve a notice, by: council, within: 5 working days, opens: notice}]
  investigation: {begins: meeting, ends: reported, within: 2 months}
  plan: {event: plan}
"""
ASKED = date(2026, 5, 5)


@pytest.fixture
def serving():
    return desk_of(SERVED)


def notices(desk):
    return plans(desk, "notice")


def carries_out(desk, *days):
    """Have a plan asked for, and carried out on *days*."""
    closes(desk, happens(desk, PLAN, days[0]), *days)


def test_a_notice_is_opened_where_its_stage_is_reached_from_above(serving):
    submits(serving, "2026-04", "95", date(2026, 5, 4))
    carries_out(serving, ASKED, date(2026, 5, 6), date(2026, 5, 7))
    submits(serving, "2026-05", "95")
    june = submits(serving, "2026-06", "75")

    [move] = june.decision.moves
    assert (move.kind.value, move.after) == ("left", "performance_notice")
    assert [(one.do, one.opens) for one in move.actions] == [("Serve a notice", "notice")]
    assert notices(serving) == [(number_of(june.entry.version, 1), date(2026, 7, 13), date(2026, 7, 20))]


def test_a_notice_is_opened_while_a_graver_stage_is_held_and_no_plan_is_open(serving):
    happens(serving, Reported("meeting"), date(2026, 4, 20))
    april = submits(serving, "2026-04", "75")

    assert rung(serving) == "joint_investigation"
    assert notices(serving) == [(number_of(april.entry.version, 1), date(2026, 5, 12), date(2026, 5, 19))]


def test_another_notice_is_opened_where_failures_go_on_after_one_was_closed(serving):
    april = submits(serving, "2026-04", "75").entry.version
    happens(serving, Progress(number_of(april, 1), Stage.CLOSED), date(2026, 5, 20))
    assert (rung(serving), notices(serving)) == ("performance_notice", [])
    may = submits(serving, "2026-05", "75")

    assert may.decision.moves[0].kind.value == "held"
    assert notices(serving) == [(number_of(may.entry.version, 1), date(2026, 6, 12), date(2026, 6, 19))]


def test_no_second_notice_is_opened_while_one_stands_nor_while_a_plan_is_open(serving):
    submits(serving, "2026-04", "75")
    before = notices(serving)
    submits(serving, "2026-05", "75")
    assert notices(serving) == before

    happens(serving, PLAN, date(2026, 6, 15))
    submits(serving, "2026-06", "75")

    assert notices(serving) == before


def test_one_that_a_person_served_before_is_the_notice_that_is_owed(serving):
    own = happens(serving, NOTICE, date(2026, 4, 20))
    april = submits(serving, "2026-04", "75").decision

    assert april.opened == ()
    assert [one[0] for one in notices(serving)] == [own]


def test_corrected_figures_take_back_a_notice_that_was_owed_by_them(serving):
    happens(serving, Reported("meeting"), date(2026, 4, 20))
    submits(serving, "2026-04", "75")
    corrects(serving, "2026-04", "95", date(2026, 5, 18))

    assert (rung(serving), notices(serving)) == ("joint_investigation", [])


# --- What comes late -------------------------------------------------------------------------------


def test_corrected_figures_take_back_what_was_owed_by_them(before_the_bodies):
    corrects(before_the_bodies, "2026-04", "95", date(2026, 5, 18))

    assert (rung(before_the_bodies), plans(before_the_bodies)) == ("governing_bodies", [])


def test_a_correction_by_which_it_is_still_owed_starts_no_clock_again(before_the_bodies):
    before = plans(before_the_bodies)
    again = corrects(before_the_bodies, "2026-04", "71", date(2026, 5, 18)).decision

    assert plans(before_the_bodies) == before
    assert [(one.do, one.due) for one in again.moves[0].actions] == [
        ("Bring it before both", date(2026, 5, 27)),
        ("Submit a plan", date(2026, 5, 19)),
    ]


def test_a_correction_by_which_it_is_owed_says_so_beside_the_actions_that_were_set(desk):
    happens(desk, NOTICE, date(2026, 4, 8))
    submits(desk, "2026-04", "95")
    again = corrects(desk, "2026-04", "75", date(2026, 5, 18))

    assert [(one.do, one.due) for one in again.decision.moves[0].actions] == [
        ("Bring it before both", date(2026, 5, 27)),
        ("Submit a plan", date(2026, 5, 26)),
    ]
    assert plans(desk) == [(number_of(again.entry.version, 1), date(2026, 5, 18), date(2026, 5, 26))]


def test_a_notice_recorded_late_leaves_the_plan_open_as_it_was(desk):
    submits(desk, "2026-04", "75")
    before = plans(desk)
    happens(desk, NOTICE, date(2026, 4, 8))

    assert rung(desk) == "governing_bodies"
    assert plans(desk) == before


def test_a_meeting_recorded_late_leaves_the_plan_open_as_it_was(before_the_bodies):
    before = plans(before_the_bodies)
    happens(before_the_bodies, Reported("meeting"), date(2026, 4, 20))

    assert rung(before_the_bodies) == "remedial_plan"
    assert plans(before_the_bodies) == before


@settings(max_examples=30, deadline=None)
@given(
    figures=st.lists(st.sampled_from(["75", "95"]), min_size=3, max_size=3),
    late=st.permutations([(NOTICE, date(2026, 4, 8)), (Reported("meeting"), date(2026, 5, 20))]),
    after=st.integers(0, 3),
)
def test_plans_are_open_as_they_would_be_whenever_notices_and_meetings_are_recorded(figures, late, after):
    in_time, too_late = desk_of(), desk_of()
    on = date(2026, 9, 1)
    for what, day in ((NOTICE, date(2026, 4, 8)), (Reported("meeting"), date(2026, 5, 20))):
        in_time.clock.is_on(on)
        happens(in_time, what, day)
    for place, (period, figure) in enumerate(zip(IN_TIME, figures, strict=True)):
        if place == after:
            _ = [happens(too_late, what, day) for what, day in late]
        submits(in_time, period, figure, on)
        submits(too_late, period, figure, on)
    if after == len(figures):
        _ = [happens(too_late, what, day) for what, day in late]

    assert rung(in_time) == rung(too_late)
    assert [one[1:] for one in plans(in_time)] == [one[1:] for one in plans(too_late)]
