"""A rung's action opens a plan or a notice by itself: it follows from the decisions, and counts as though recorded."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.application.past import Vantage
from engine.application.requests import EventQuery, EventRequest
from engine.errors import SubmissionError
from engine.evaluation.explanation import explained
from engine.model.events import ContractEvent, Dispute, Form, Lapse, Matter, Progress, Reported, Stage
from engine.model.matters import matters
from engine.model.naming import number_of
from engine.model.opened import Opened, with_opened
from engine.model.standing import LadderState
from tests.application.builders import Desk
from tests.evaluation.builders import rule_file

EVENTS = """
improvement_plan: {is: plan, within: 10 working days, answer: 10 working days, clause: "27.1"}
performance_notice: {is: notice, answer: 5 working days}
"""
LADDER = """
- {policy: ladder, name: contract, climb: jump, rungs: [{rung: routine},
   {rung: plan, decision: remediation, clause: "27", enter: "failures(last=1) >= 1",
    leave: "consecutive_passes() >= 1",
    actions: [{do: Submit a plan, by: provider, opens: improvement_plan}]},
   {rung: default, decision: escalation, enter: "events(improvement_plan_late) >= 1",
    leave: "consecutive_passes() >= 9", leave_to: routine}]}
"""
# Conditions on lateness hang on when things were decided.
NEVER_LATE = LADDER.replace("events(improvement_plan_late) >= 1", "events(improvement_plan_closed) >= 1")
PLAN = Matter(Form.PLAN, "improvement_plan")


def desk_of(escalation=LADDER, events=EVENTS):
    desk = Desk(rule_file(events=events, escalation=escalation, calendar="england"))
    desk.registers()
    return desk


@pytest.fixture
def desk():
    return desk_of()


def submits(desk, period, figure, on):
    desk.clock.is_on(on)
    return desk.submits(period, figure)


def corrects(desk, figure, on, period="2026-04"):
    desk.clock.is_on(on)
    return desk.submits(period, figure, reason="counted again")


def happens(desk, what, on, **stated):
    desk.clock.is_on(max(on, desk.clock.now().date()))
    given = {"by": "A. Officer", "why": "as agreed"} | stated
    return desk.application.events.record(desk.call(), EventRequest("cedar", on, what=what, **given)).event.version


def goes_on(desk, number, stage, on, **stated):
    return happens(desk, Progress(number, stage, **stated), on)


def refused(desk, what, on):
    with pytest.raises(SubmissionError) as refusal:
        happens(desk, what, on)
    return [one.message for one in refusal.value.violations]


def stood(desk, **seen):
    return desk.application.at(Vantage(**seen)).contracts.standing("cedar")


def opened(desk, **seen):
    """Return what is open: by which number, since when, due when."""
    found = matters(stood(desk, **seen).standing.happened)
    return [(one.event.version, one.event.on, one.due) for one in found if one.is_open]


def stands_on(desk, ladder="contract"):
    return stood(desk).standing.ladders[ladder].rung


APRIL_FAILS = ("2026-04", "75", date(2026, 5, 11))
OPENED_IN_MAY = (number_of(2 + 1, 1), date(2026, 5, 11), date(2026, 5, 26))


@pytest.fixture
def failing(desk):
    """A provider that fails in April, as decided on 11 May; the decision has the version 3."""
    assert submits(desk, *APRIL_FAILS).entry.version == 3
    return desk


def test_entering_a_rung_opens_its_plan_from_the_day_of_the_decision_and_by_the_events_clock(failing):
    assert opened(failing) == [OPENED_IN_MAY]
    assert opened(failing, as_of=date(2026, 5, 10)) == []


def test_the_action_says_what_it_opens_and_by_when(desk):
    decision = submits(desk, *APRIL_FAILS).decision

    [action] = decision.moves[0].actions
    assert (action.opens, action.due) == ("improvement_plan", date(2026, 5, 26))
    sections = explained(decision, desk.versions()[0].rules).sections
    said = [sentence.text for section in sections for sentence in section.sentences]
    assert "Provider, by Tuesday 26 May 2026: Submit a plan; improvement plan is open from now on" in said


def test_a_plan_that_nobody_opened_and_nobody_submits_is_late(failing):
    may = submits(failing, "2026-05", "85", date(2026, 6, 11)).decision

    assert [check.verdict.holds for check in may.moves[0].checks if check.rung == "default"] == [True]
    assert stands_on(failing) == "default"


def test_people_say_how_it_goes_on_by_its_number(failing):
    number = number_of(3, 1)
    goes_on(failing, number, Stage.SUBMITTED, date(2026, 5, 26))
    goes_on(failing, number, Stage.ACCEPTED, date(2026, 5, 28), milestones={"recruit": date(2026, 7, 1)})
    submits(failing, "2026-05", "75", date(2026, 6, 11))

    assert stands_on(failing) == "plan"
    goes_on(failing, number, Stage.MILESTONE_MET, date(2026, 6, 12), milestone="recruit")
    goes_on(failing, number, Stage.CLOSED, date(2026, 6, 20))
    assert opened(failing) == []


def test_what_no_decision_opened_is_refused_by_its_number(failing):
    expected = "expected a plan, notice, warning, exit or dispute that has effect, not entry 3.2"

    assert expected in refused(failing, Progress(number_of(3, 2), Stage.SUBMITTED), date(2026, 5, 12))
    assert refused(failing, Lapse(number_of(9, 1)), date(2026, 5, 12)) == [
        "expected an event that has effect, not entry 9.1"
    ]


def test_staying_on_a_rung_opens_no_other_plan_and_entering_it_again_does(failing):
    number = number_of(3, 1)
    goes_on(failing, number, Stage.SUBMITTED, date(2026, 5, 20))
    submits(failing, "2026-05", "75", date(2026, 6, 11))
    assert len(opened(failing)) == 1

    submits(failing, "2026-06", "95", date(2026, 7, 13))
    again = submits(failing, "2026-07", "75", date(2026, 8, 11)).entry.version

    assert [one[0] for one in opened(failing)] == [number, number_of(again, 1)]


def test_an_event_that_enters_the_rung_opens_its_plan_on_its_own_day():
    desk = desk_of(LADDER.replace("failures(last=1) >= 1", "events(breach) >= 1"), EVENTS + "breach: {}\n")
    desk.clock.is_on(date(2026, 5, 20))
    event = happens(desk, Reported("breach"), date(2026, 5, 4))

    # Working days are counted from the day of the decision (SEMANTICS 2).
    assert opened(desk) == [(number_of(event + 1, 1), date(2026, 5, 4), date(2026, 6, 4))]


def test_the_time_of_the_action_stands_where_the_event_has_none():
    desk = desk_of(
        LADDER.replace("opens: improvement_plan", "within: 5 working days, opens: improvement_plan"),
        "improvement_plan: {is: plan}",
    )
    submits(desk, *APRIL_FAILS)

    assert opened(desk) == [(number_of(3, 1), date(2026, 5, 11), date(2026, 5, 18))]


def test_an_exit_plan_that_a_rung_asks_for_is_of_the_day_on_which_it_came():
    parts = {"events": EVENTS, "escalation": LADDER, "calendar": "england", "exit": "{plan: improvement_plan}"}
    desk = Desk(rule_file(review="every 6 months", **parts))
    desk.registers()
    submits(desk, *APRIL_FAILS)
    assert [one.text for one in stood(desk).review.agenda] == ["There is no exit plan on record"]

    goes_on(desk, number_of(3, 1), Stage.SUBMITTED, date(2026, 5, 20))

    assert [one.text for one in stood(desk).review.agenda] == ["The exit plan is of 20 May 2026, 0 days old"]


def test_a_notice_is_opened_with_the_time_for_its_answer():
    desk = desk_of(LADDER.replace("opens: improvement_plan", "opens: performance_notice"))
    submits(desk, *APRIL_FAILS)

    [notice] = matters(stood(desk).standing.happened)
    assert (notice.matter.form, notice.due) == (Form.NOTICE, date(2026, 5, 18))


def test_ladders_side_by_side_open_each_their_own():
    second = LADDER.replace("name: contract", "name: other")
    desk = desk_of(LADDER + second)
    submits(desk, *APRIL_FAILS)

    assert [one[0] for one in opened(desk)] == [number_of(3, 1), number_of(3, 2)]


# --- Corrections -----------------------------------------------------------------------------------


def test_corrected_figures_that_take_back_the_rung_take_back_its_plan(failing):
    corrects(failing, "95", date(2026, 5, 18))

    assert opened(failing) == []
    assert stood(failing).corrected == {}


def test_a_plan_that_came_stands_though_the_rung_is_taken_back_and_asks_for_a_person(failing):
    number = number_of(3, 1)
    goes_on(failing, number, Stage.SUBMITTED, date(2026, 5, 18))
    again = corrects(failing, "95", date(2026, 5, 20)).entry.version

    assert stands_on(failing) == "routine"
    assert [one[0] for one in opened(failing)] == [number]
    assert stood(failing).corrected == {number: again}


def test_what_stands_after_a_correction_stands_after_the_next_and_says_the_first(failing):
    number = number_of(3, 1)
    goes_on(failing, number, Stage.SUBMITTED, date(2026, 5, 18))
    first = corrects(failing, "95", date(2026, 5, 20)).entry.version
    corrects(failing, "96", date(2026, 5, 21))

    assert stood(failing).corrected == {number: first}


def test_a_rung_that_comes_back_brings_the_same_plan_with_the_clock_that_runs(failing):
    number = number_of(3, 1)
    goes_on(failing, number, Stage.SUBMITTED, date(2026, 5, 18))
    goes_on(failing, number, Stage.REJECTED, date(2026, 5, 19), due=date(2026, 6, 1))
    corrects(failing, "95", date(2026, 5, 20))
    corrects(failing, "70", date(2026, 5, 21))

    assert opened(failing) == [(number, date(2026, 5, 11), date(2026, 6, 1))]
    assert stood(failing).corrected == {}


def test_a_correction_that_leaves_the_rung_starts_no_clock_again(failing):
    again = corrects(failing, "71", date(2026, 5, 20)).decision

    assert opened(failing) == [OPENED_IN_MAY]
    assert again.moves[0].actions[0].due == date(2026, 5, 26)


def test_an_event_that_comes_late_and_enters_the_rung_first_takes_over_the_plan_and_its_clock():
    desk = desk_of(ON_BREACH, WITH_BREACH)
    submits(desk, *APRIL_FAILS)
    goes_on(desk, number_of(3, 1), Stage.SUBMITTED, date(2026, 5, 20))
    happens(desk, Reported("breach"), date(2026, 4, 20))

    assert [one[:2] for one in opened(desk)] == [(number_of(3, 1), date(2026, 4, 20))]
    assert [one.due for one in stood(desk).standing.opened] == [OPENED_IN_MAY[2]]
    assert stood(desk).corrected == {}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_what_counts_a_plan_comes_to_the_same_in_whatever_order_the_events_came(order):
    enter, watch = "events(breach) >= 1", "failures(last=1) >= 1 and events(improvement_plan, last='1 month') >= 1"
    other = f"""
- {{policy: ladder, name: watch, climb: jump, rungs: [{{rung: routine}},
   {{rung: board, decision: escalation, enter: "{watch}", leave: "consecutive_passes() >= 9"}}]}}
"""
    desk = desk_of(LADDER.replace("failures(last=1) >= 1", enter) + other, EVENTS + "breach: {}\n")
    desk.clock.is_on(date(2026, 6, 12))
    days = [date(2026, 5, 4), date(2026, 5, 13), date(2026, 6, 10)]
    for place in order:
        happens(desk, Reported("breach"), days[place])
    for month, figure in (("2026-04", "95"), ("2026-05", "95"), ("2026-06", "75")):
        submits(desk, month, figure, date(2026, 7, 8))

    assert stands_on(desk, "watch") == "routine"


ON_BREACH = LADDER.replace("failures(last=1) >= 1", "failures(last=1) + events(breach) >= 1")
WITH_BREACH = EVENTS + "breach: {}\n"
IN_BREACH = date(2026, 4, 20)


@pytest.fixture
def in_breach():
    """A provider that a breach of 20 April, of version 2, brings onto the rung; its plan of that day has come."""
    desk = desk_of(ON_BREACH, WITH_BREACH)
    desk.clock.is_on(IN_BREACH)
    desk.breach = happens(desk, Reported("breach"), IN_BREACH)
    desk.plan = number_of(desk.breach + 1, 1)
    goes_on(desk, desk.plan, Stage.SUBMITTED, date(2026, 4, 28))
    return desk


def test_a_plan_that_an_event_took_over_is_the_periods_again_once_the_event_lapses():
    desk = desk_of(ON_BREACH, WITH_BREACH)
    submits(desk, *APRIL_FAILS)
    number = number_of(3, 1)
    said = goes_on(desk, number, Stage.SUBMITTED, date(2026, 5, 20))
    breach = happens(desk, Reported("breach"), IN_BREACH)
    happens(desk, Lapse(breach), date(2026, 5, 22))
    assert [one[0] for one in opened(desk)] == [number]
    assert stood(desk).corrected == {}

    happens(desk, Lapse(said), date(2026, 5, 23))

    assert [one[0] for one in opened(desk)] == [number]


def test_a_mistaken_event_that_lapses_leaves_its_plan_to_the_period_that_enters_the_rung_now(in_breach):
    submits(in_breach, *APRIL_FAILS)
    due = opened(in_breach)[0][2]
    happens(in_breach, Lapse(in_breach.breach), date(2026, 5, 22))

    assert stands_on(in_breach) == "plan"
    assert opened(in_breach) == [(in_breach.plan, IN_BREACH, due)]
    assert stood(in_breach).corrected == {}


def test_a_period_that_is_decided_after_a_mistaken_event_lapsed_takes_its_plan_over_with_the_clock_that_runs(in_breach):
    [(_, _, due)] = opened(in_breach)
    happens(in_breach, Lapse(in_breach.breach), date(2026, 5, 8))
    assert list(stood(in_breach).corrected) == [in_breach.plan]

    april = submits(in_breach, *APRIL_FAILS).decision

    assert opened(in_breach) == [(in_breach.plan, IN_BREACH, due)]
    assert [one.due for one in april.moves[0].actions] == [one.due for one in april.opened]
    assert stood(in_breach).corrected == {}


def test_a_correction_that_enters_the_rung_takes_over_the_plan_of_an_event_that_had_lapsed(in_breach):
    submits(in_breach, "2026-04", "95", date(2026, 5, 11))
    lapse = happens(in_breach, Lapse(in_breach.breach), date(2026, 5, 12))
    assert stood(in_breach).corrected == {in_breach.plan: lapse + 1}
    corrects(in_breach, "75", date(2026, 5, 20))
    assert [one[0] for one in opened(in_breach)] == [in_breach.plan]
    assert stood(in_breach).corrected == {}

    corrects(in_breach, "95", date(2026, 5, 21))

    assert [one[0] for one in opened(in_breach)] == [in_breach.plan]
    assert stood(in_breach).corrected == {in_breach.plan: lapse + 1}


def test_a_plan_that_was_taken_over_goes_back_where_the_event_has_effect_again(in_breach):
    submits(in_breach, *APRIL_FAILS)
    dispute = happens(in_breach, Dispute(stands=False, event=in_breach.breach), date(2026, 5, 12))
    assert [one[0] for one in opened(in_breach)] == [in_breach.plan]

    happens(in_breach, Progress(dispute, Stage.REJECTED), date(2026, 5, 14))

    assert [one[0] for one in opened(in_breach)] == [in_breach.plan]
    corrects(in_breach, "95", date(2026, 5, 21))
    assert [one[0] for one in opened(in_breach)] == [in_breach.plan]


def test_an_event_that_has_effect_again_takes_over_the_plan_that_the_period_after_it_had_opened():
    desk = desk_of(ON_BREACH, WITH_BREACH)
    desk.clock.is_on(IN_BREACH)
    breach = happens(desk, Reported("breach"), IN_BREACH)
    dispute = happens(desk, Dispute(stands=False, event=breach), date(2026, 4, 21))
    april = submits(desk, *APRIL_FAILS).entry.version
    goes_on(desk, number_of(april, 1), Stage.SUBMITTED, date(2026, 5, 13))

    happens(desk, Progress(dispute, Stage.REJECTED), date(2026, 5, 14))

    assert [one[:2] for one in opened(desk)] == [(number_of(april, 1), IN_BREACH)]
    assert stood(desk).corrected == {}


def test_a_period_whose_correction_enters_the_rung_takes_over_the_plan_that_came_for_the_next(desk):
    submits(desk, "2026-04", "95", date(2026, 5, 11))
    may = submits(desk, "2026-05", "75", date(2026, 6, 11)).entry.version
    goes_on(desk, number_of(may, 1), Stage.SUBMITTED, date(2026, 6, 15))

    corrects(desk, "75", date(2026, 6, 18))

    assert [one[0] for one in opened(desk)] == [number_of(may, 1)]
    assert stood(desk).corrected == {}


def test_a_plan_stays_with_the_period_that_enters_the_rung_again():
    desk = desk_of(NEVER_LATE)
    for period, figure in (("2026-04", "95"), ("2026-05", "95"), ("2026-06", "75")):
        version = submits(desk, period, figure, date(2026, 7, 13)).entry.version
    goes_on(desk, number_of(version, 1), Stage.SUBMITTED, date(2026, 7, 14))

    again = corrects(desk, "75", date(2026, 7, 15)).entry.version

    assert [one[0] for one in opened(desk)] == [number_of(again, 1), number_of(version, 1)]
    assert stood(desk).corrected == {}


def test_a_plan_of_a_mistaken_event_that_was_closed_by_then_is_not_the_periods(in_breach):
    for stage, day in ((Stage.ACCEPTED, 29), (Stage.CLOSED, 30)):
        goes_on(in_breach, in_breach.plan, stage, date(2026, 4, day))
    submits(in_breach, *APRIL_FAILS)
    happens(in_breach, Lapse(in_breach.breach), date(2026, 5, 22))

    [(number, on, _)] = opened(in_breach)
    assert number != in_breach.plan
    assert on == date(2026, 5, 22)


def test_a_plan_of_a_mistaken_event_that_was_closed_since_is_the_periods(in_breach):
    submits(in_breach, *APRIL_FAILS)
    for stage, day in ((Stage.ACCEPTED, 18), (Stage.CLOSED, 20)):
        goes_on(in_breach, in_breach.plan, stage, date(2026, 5, day))
    happens(in_breach, Lapse(in_breach.breach), date(2026, 5, 22))

    assert opened(in_breach) == []


def test_another_rung_that_asks_for_the_same_plan_leaves_its_clock_as_it_runs():
    graver = """
   {rung: grave, decision: escalation, enter: "rated(inadequate, last=1) >= 1", leave: "consecutive_passes() >= 1",
    actions: [{do: Submit a plan to the board, by: provider, opens: improvement_plan}]},
   {rung: default,"""
    desk = desk_of(LADDER.replace("\n   {rung: default,", graver))
    submits(desk, *APRIL_FAILS)
    again = corrects(desk, "10", date(2026, 5, 20)).decision

    assert stands_on(desk) == "grave"
    assert opened(desk) == [OPENED_IN_MAY]
    assert [(one.do, one.due) for one in again.moves[0].actions] == [("Submit a plan to the board", date(2026, 5, 26))]


def test_what_people_say_of_it_moves_ladders_after_a_correction_as_before():
    desk = desk_of(NEVER_LATE)
    submits(desk, *APRIL_FAILS)
    number = number_of(3, 1)
    for stage, day in ((Stage.SUBMITTED, 18), (Stage.ACCEPTED, 19), (Stage.CLOSED, 20)):
        goes_on(desk, number, stage, date(2026, 5, day))
    assert stands_on(desk) == "default"

    corrects(desk, "71", date(2026, 5, 21))

    assert stands_on(desk) == "default"


def test_a_rung_that_a_correction_enters_opens_its_plan_when_that_is_decided(desk):
    submits(desk, "2026-04", "95", date(2026, 5, 11))
    again = corrects(desk, "75", date(2026, 5, 20)).entry.version

    assert opened(desk) == [(number_of(again, 1), date(2026, 5, 20), date(2026, 6, 4))]


def test_a_plan_that_stands_after_its_rung_was_taken_back_can_be_dropped_by_a_person(failing):
    number = number_of(3, 1)
    goes_on(failing, number, Stage.SUBMITTED, date(2026, 5, 18))
    corrects(failing, "95", date(2026, 5, 20))
    happens(failing, Lapse(number), date(2026, 5, 21))

    assert opened(failing) == []


def test_once_nothing_is_said_of_it_any_more_the_corrected_figures_take_the_plan_back(failing):
    said = goes_on(failing, number_of(3, 1), Stage.SUBMITTED, date(2026, 5, 18))
    corrects(failing, "95", date(2026, 5, 20))
    happens(failing, Lapse(said), date(2026, 5, 21))

    assert opened(failing) == []


def test_what_counted_a_plan_is_decided_again_when_that_lapses(failing):
    submits(failing, "2026-05", "95", date(2026, 6, 11))
    assert stands_on(failing) == "default"

    happens(failing, Lapse(number_of(3, 1)), date(2026, 6, 12))

    assert stands_on(failing) == "routine"


def test_a_disputed_plan_has_no_effect_until_that_is_settled(failing):
    number = number_of(3, 1)
    dispute = happens(failing, Dispute(stands=False, event=number), date(2026, 5, 12))
    assert opened(failing) == []

    happens(failing, Progress(dispute, Stage.REJECTED), date(2026, 5, 14))

    assert [one[0] for one in opened(failing)] == [number]


# --- A person's own opening --------------------------------------------------------------------------


def test_what_a_person_opens_on_the_same_day_takes_the_place_of_the_rungs(failing):
    own = happens(failing, PLAN, date(2026, 5, 11))

    assert [one[0] for one in opened(failing)] == [own]
    happens(failing, Lapse(own), date(2026, 5, 12))
    assert opened(failing) == [OPENED_IN_MAY]


def test_a_plan_that_a_person_opened_before_is_the_rungs(desk):
    own = happens(desk, PLAN, date(2026, 5, 4))
    submits(desk, *APRIL_FAILS)

    assert [one[0] for one in opened(desk)] == [own]


def test_who_goes_on_with_the_rungs_plan_is_told_of_the_one_that_stands_for_it(desk):
    own = happens(desk, PLAN, date(2026, 5, 4))
    decided = submits(desk, *APRIL_FAILS).entry.version

    assert refused(desk, Progress(number_of(decided, 1), Stage.SUBMITTED), date(2026, 5, 12)) == [
        f"expected entry {own}, which people had opened by then and which stands for the rung's, not entry {decided}.1"
    ]


def test_what_people_opened_stands_for_the_plan_of_its_own_time_not_for_what_was_decided_before_about_a_later_one():
    theirs = ContractEvent(13, date(2026, 7, 2), "A. Officer", "as agreed", PLAN)
    late, own = (
        Opened(1, "contract", "plan", "improvement_plan", Form.PLAN, on, on, "", version)
        for version, on in ((10, date(2026, 11, 22)), (14, date(2026, 7, 2)))
    )

    assert with_opened((theirs,), (late, own)) == (theirs, late.event)


def test_a_plan_that_was_closed_before_is_not_the_rungs(desk):
    own = happens(desk, PLAN, date(2026, 4, 14))
    for stage, day in ((Stage.SUBMITTED, 15), (Stage.ACCEPTED, 16), (Stage.CLOSED, 17)):
        goes_on(desk, own, stage, date(2026, 4, day))
    decided = submits(desk, *APRIL_FAILS).entry.version

    assert [one[0] for one in opened(desk)] == [number_of(decided, 1)]


def test_a_second_plan_is_refused_while_the_rungs_waits(failing):
    expected = "expected no second `improvement_plan` while `cedar#3.1`, which a decision opened on 2026-05-11, is open"

    assert refused(failing, PLAN, date(2026, 5, 13)) == [expected]
    goes_on(failing, number_of(3, 1), Stage.SUBMITTED, date(2026, 5, 13))
    assert refused(failing, PLAN, date(2026, 5, 11)) == [expected]
    assert happens(failing, PLAN, date(2026, 5, 14))


def test_a_plan_of_an_earlier_day_is_another_where_something_is_recorded_of_the_rungs(failing):
    goes_on(failing, number_of(3, 1), Stage.SUBMITTED, date(2026, 5, 12))
    own = happens(failing, PLAN, date(2026, 5, 4))

    assert [one[0] for one in opened(failing)] == [own, number_of(3, 1)]


def test_a_plan_of_a_later_day_never_takes_the_place_of_the_rungs(failing):
    said = goes_on(failing, number_of(3, 1), Stage.SUBMITTED, date(2026, 5, 13))
    own = happens(failing, PLAN, date(2026, 5, 14))
    happens(failing, Lapse(said), date(2026, 5, 15))

    assert [one[0] for one in opened(failing)] == [own, number_of(3, 1)]


# --- From somewhere in time --------------------------------------------------------------------------


def test_it_is_open_as_of_its_day_and_as_known_since_the_decision(failing):
    goes_on(failing, number_of(3, 1), Stage.SUBMITTED, date(2026, 5, 18))
    corrects(failing, "95", date(2026, 5, 20))
    goes_on(failing, number_of(3, 1), Stage.ACCEPTED, date(2026, 5, 21))
    goes_on(failing, number_of(3, 1), Stage.CLOSED, date(2026, 5, 22))

    assert opened(failing) == []
    assert opened(failing, as_of=date(2026, 5, 10)) == []
    assert [one[0] for one in opened(failing, as_of=date(2026, 5, 19))] == [number_of(3, 1)]
    assert stood(failing, as_of=date(2026, 5, 19)).corrected == {}
    assert list(stood(failing, as_of=date(2026, 5, 20)).corrected) == [number_of(3, 1)]
    assert opened(failing, as_known_at=datetime(2026, 5, 12, 12, tzinfo=UTC)) == [OPENED_IN_MAY]
    assert stood(failing, as_known_at=datetime(2026, 5, 19, 12, tzinfo=UTC)).corrected == {}


def test_the_list_of_events_has_what_was_recorded_alone(failing):
    said = goes_on(failing, number_of(3, 1), Stage.SUBMITTED, date(2026, 5, 18))

    found = failing.application.events.some(EventQuery("cedar"), 0, 9)
    assert [one.event.version for one in found] == [said]


# --- In any order ------------------------------------------------------------------------------------

FIGURES = st.sampled_from(["75", "85", "95"])


def opened_in(desk):
    """Return of what is open which rung opened it, in the order of the periods that did."""
    return [(one.ladder, one.kind) for one in stood(desk).standing.opened], stands_on(desk)


@settings(max_examples=30, deadline=None)
@given(right=st.lists(FIGURES, min_size=1, max_size=5), data=st.data())
def test_whatever_came_first_what_is_open_is_what_the_right_figures_open(right, data):
    wrong = data.draw(st.lists(FIGURES, min_size=len(right), max_size=len(right)))
    pairs = enumerate(zip(right, wrong, strict=True))
    order = data.draw(st.permutations([place for place, (ours, came) in pairs if ours != came]))
    put_right, first_time = desk_of(NEVER_LATE), desk_of(NEVER_LATE)
    for desk in (put_right, first_time):
        desk.clock.is_on(date(2027, 1, 4))
    put_right.submits_each(wrong)
    for place in order:
        corrects(put_right, right[place], date(2027, 1, 4), f"2026-{4 + place:02}")

    first_time.submits_each(right)

    assert opened_in(put_right) == opened_in(first_time)
    assert [days[1:] for days in opened(put_right)] == [days[1:] for days in opened(first_time)]


# Entered at most once, and left by nothing that comes below.
ENTERED_ONCE = ON_BREACH.replace("consecutive_passes() >= 1", "consecutive_passes() >= 9").replace(
    "events(improvement_plan_late) >= 1", "events(improvement_plan_closed) >= 1"
)
PERIODS = ["2026-04", "2026-05", "2026-06"]


class Told:
    """A desk that hears of periods, a breach that was none, and what people say of what is open, in any order."""

    def __init__(self, wrong, right):
        self.desk, self.breach, self.on = desk_of(ENTERED_ONCE, WITH_BREACH), None, date(2026, 9, 1)
        self.desk.clock.is_on(self.on)
        self.wrong, self.right = iter(zip(PERIODS, wrong, strict=True)), dict(zip(PERIODS, right, strict=True))
        self.came = {}

    def period(self):
        period, figure = next(self.wrong)
        self.came[period] = submits(self.desk, period, figure, self.on)

    def corrected(self):
        period = next((one for one in reversed(self.came) if one in self.right), None)
        if period:
            corrects(self.desk, self.right.pop(period), self.on, period)

    def breach_or_none(self):
        if self.breach:
            happens(self.desk, Lapse(self.breach), self.on)
        self.breach = self.breach or happens(self.desk, Reported("breach"), date(2026, 5, 20))

    def said(self):
        for one in matters(stood(self.desk).standing.happened):
            if Stage.SUBMITTED in one.next:
                goes_on(self.desk, one.event.version, Stage.SUBMITTED, self.on)


COMES = [*[Told.period, Told.corrected] * 3, *[Told.breach_or_none, Told.said] * 2]


@settings(max_examples=40, deadline=None)
@given(
    wrong=st.lists(FIGURES, min_size=3, max_size=3),
    right=st.lists(FIGURES, min_size=3, max_size=3),
    order=st.permutations(COMES),
)
def test_semantics_31_a_rung_that_is_entered_once_has_one_plan_open_whatever_came_first(wrong, right, order):
    told = Told(wrong, right)
    for comes in order:
        comes(told)
        is_entered = stood(told.desk).standing.ladders.get("contract", LadderState("routine", 0)).rung == "plan"

        assert len(opened(told.desk)) in ({1} if is_entered else {0, 1})
