"""Plans, notices and warnings take their course: what is late, what is owed by whom, and what decisions show of it."""

from datetime import UTC, date, datetime

import pytest

from engine.application.requests import EventRequest
from engine.errors import SubmissionError
from engine.evaluation.explanation import explained
from engine.model.events import Dispute, Form, Lapse, Matter, Progress, Reported, Stage
from engine.model.matters import happenings, matters, occurrences
from engine.model.period import Period
from tests.application.builders import Desk
from tests.evaluation.builders import errors, kpi, ladder, rule_file, rung

EVENTS = """
rectification_plan: {is: plan, within: 10 working days, answer: 10 working days, clause: 27.1}
performance_notice: {is: notice, answer: 5 working days}
duty_to_warn: {is: warning, answer: 20 working days, clause: 12.4}
exception_report: {}
"""
LADDER = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: plan, decision: remediation, enter: "events(rectification_plan) >= 1", leave_to: routine,
    leave: "happened_since(rectification_plan_closed, rectification_plan)"},
   {rung: default, decision: escalation,
    enter: "events(rectification_plan_late) + events(rectification_plan_milestone_missed) >= 1",
    leave_to: routine, leave: "happened_since(rectification_plan_closed, rectification_plan)"}]}
"""
MEETING = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: default, decision: escalation, enter: events(rectification_plan_late) >= 1,
    actions: [{do: Meet, by: provider, within: 5 working days}]}]}
"""
APRIL = date(2026, 4, 1)
PLAN = Matter(Form.PLAN, "rectification_plan")
WARNING = Matter(Form.WARNING, "duty_to_warn", kpis=("kpi",), consequence="reablement stays take a week longer")


@pytest.fixture
def desk():
    desk = Desk(rule_file(kpis=kpi() + kpi("timely"), events=EVENTS, escalation=LADDER, calendar="england"))
    desk.registers()
    return desk


def happens(desk, what, on=None, **stated):
    """Record what happened on a day, on that day; return the version of the event."""
    if on is not None:
        desk.clock.is_on(max(on, desk.clock.now().date()))
    given = {"by": "A. Officer", "why": "as agreed"} | stated
    return desk.application.events.record(desk.call(), EventRequest("cedar", on, what=what, **given)).event.version


def goes_on(desk, version, stage, on, **stated):
    return happens(desk, Progress(version, stage, **stated), on)


def stands_on(desk):
    return desk.application.contracts.standing("cedar").standing.ladders["ladder"].rung


def state(desk):
    [found] = matters(desk.application.events.of("cedar"))
    return found


def refused(desk, what, on=date(2026, 6, 10)):
    with pytest.raises(SubmissionError) as refusal:
        happens(desk, what, on)
    return [(one.path, one.message) for one in refusal.value.violations]


@pytest.mark.parametrize(
    ("begun", "due"),
    [
        pytest.param(date(2026, 3, 27), date(2026, 4, 14), id="AC-44: ten working days over Easter"),
        pytest.param(date(2026, 4, 1), date(2026, 4, 17), id="the day of the event does not count"),
    ],
)
def test_a_plan_is_due_by_the_rules_clock(desk, begun, due):
    happens(desk, PLAN, begun)

    assert (state(desk).due, state(desk).owed_by_provider, state(desk).is_open) == (due, True, True)


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(Reported("exception_report"), id="what is reported"),
        pytest.param(PLAN, id="a plan"),
        pytest.param(Matter(Form.NOTICE, "performance_notice"), id="a notice"),
        pytest.param(WARNING, id="a warning"),
    ],
)
def test_a_day_without_rules_in_force_is_said_as_that(desk, what):
    expected = "expected a day with rules of `test` in force, not 2016-04-20"

    assert refused(desk, what, date(2016, 4, 20)) == [("on", expected)]


def test_a_day_that_was_agreed_goes_before_the_rules_clock(desk):
    happens(desk, Matter(Form.PLAN, "rectification_plan", due=date(2026, 5, 29)), date(2026, 5, 1))

    assert state(desk).due == date(2026, 5, 29)


@pytest.mark.parametrize(
    ("moment", "stands"),
    [
        pytest.param(datetime(2026, 5, 18, 22, 59, tzinfo=UTC), "plan", id="23:59 on the due day is in time"),
        pytest.param(datetime(2026, 5, 18, 23, 0, tzinfo=UTC), "default", id="00:00 on the next is late"),
    ],
)
def test_ac_47_a_plan_is_in_time_to_the_last_minute_of_its_day_in_the_contracts_zone(desk, moment, stands):
    version = happens(desk, PLAN, date(2026, 5, 1))
    assert state(desk).due == date(2026, 5, 18)
    desk.clock.is_on(date(2026, 5, 20))

    happens(desk, Progress(version, Stage.SUBMITTED), at=moment)

    assert stands_on(desk) == stands


@pytest.mark.parametrize(("stands", "rung"), [(True, "default"), (False, "routine")], ids=["stands", "is suspended"])
def test_a_plan_is_owed_in_its_time_though_it_is_disputed_where_that_stands(desk, stands, rung):
    plan = happens(desk, PLAN, date(2026, 5, 1))
    happens(desk, Dispute(stands, event=plan), date(2026, 5, 5))

    happens(desk, Reported("exception_report"), date(2026, 5, 19))  # the day after the tenth working day

    assert stands_on(desk) == rung


def test_ac_47_what_is_late_is_dated_the_first_late_day(desk):
    happens(desk, PLAN, date(2026, 5, 1))
    desk.clock.is_on(date(2026, 6, 10))
    desk.submits("2026-04", "95")
    assert stands_on(desk) == "plan"

    decided = desk.submits("2026-05", "95").decision

    assert rung(decided) == "default"


def test_a_plan_that_is_rejected_comes_again_in_its_time(desk):
    version = happens(desk, PLAN, date(2026, 5, 1))
    goes_on(desk, version, Stage.SUBMITTED, date(2026, 5, 12))
    assert (state(desk).due, state(desk).owed_by_provider) == (date(2026, 5, 27), False)

    goes_on(desk, version, Stage.REJECTED, date(2026, 5, 20))
    assert (state(desk).due, state(desk).owed_by_provider) == (date(2026, 6, 4), True)
    goes_on(desk, version, Stage.SUBMITTED, date(2026, 6, 4))

    assert stands_on(desk) == "plan"


def test_a_missed_milestone_moves_the_ladder_and_the_closed_plan_moves_it_back(desk):
    version = happens(desk, PLAN, date(2026, 5, 1))
    goes_on(desk, version, Stage.SUBMITTED, date(2026, 5, 12))
    milestones = {"recruited": date(2026, 6, 5), "trained": date(2026, 7, 3)}
    goes_on(desk, version, Stage.ACCEPTED, date(2026, 5, 20), milestones=milestones)
    goes_on(desk, version, Stage.MILESTONE_MET, date(2026, 6, 5), milestone="recruited")
    assert stands_on(desk) == "plan"

    goes_on(desk, version, Stage.MILESTONE_MET, date(2026, 7, 4), milestone="trained")
    assert stands_on(desk) == "default"
    goes_on(desk, version, Stage.CLOSED, date(2026, 8, 3))

    assert (stands_on(desk), state(desk).is_open) == ("routine", False)


def test_a_clock_that_an_event_set_going_is_not_started_again_by_the_report_that_comes_after_it():
    desk = Desk(rule_file(kpis=kpi(), events=EVENTS, escalation=MEETING, calendar="england"))
    desk.registers()
    desk.clock.is_on(date(2026, 5, 11))
    desk.submits("2026-04", "95")
    version = happens(desk, PLAN, date(2026, 5, 11))
    goes_on(desk, version, Stage.SUBMITTED, date(2026, 6, 3))
    assert stands_on(desk) == "default"
    desk.clock.is_on(date(2026, 6, 15))

    may = desk.submits("2026-05", "95").decision

    (move,) = may.moves
    assert (move.kind.value, move.after) == ("entered", "default")
    assert [one.due for one in move.actions] == [date(2026, 6, 10)]


def test_a_milestone_that_was_said_to_be_missed_may_still_be_met_once(desk):
    version = happens(desk, PLAN, date(2026, 5, 1))
    goes_on(desk, version, Stage.SUBMITTED, date(2026, 5, 12))
    goes_on(desk, version, Stage.ACCEPTED, date(2026, 5, 20), milestones={"recruited": date(2026, 6, 5)})
    missed = Progress(version, Stage.MILESTONE_MISSED, milestone="recruited")
    happens(desk, missed, date(2026, 6, 8))
    assert "a milestone that is neither met nor missed" in refused(desk, missed)[0][1]

    met = Progress(version, Stage.MILESTONE_MET, milestone="recruited")
    happens(desk, met, date(2026, 6, 12))

    [milestone] = state(desk).milestones
    assert (milestone.missed, milestone.met) == (date(2026, 6, 8), date(2026, 6, 12))
    assert "a milestone that is not met" in refused(desk, met, date(2026, 6, 15))[0][1]
    assert "a milestone that is neither met nor missed" in refused(desk, missed, date(2026, 6, 15))[0][1]


@pytest.mark.parametrize(
    ("said", "late"),
    [
        pytest.param(date(2026, 6, 2), date(2026, 6, 2), id="before it was due: on the day on which that was said"),
        pytest.param(
            date(2026, 6, 24), date(2026, 6, 6), id="later than it was due: on the first late day all the same"
        ),
    ],
)
def test_a_milestone_is_missed_by_the_first_late_day_at_the_latest(desk, said, late):
    version = happens(desk, PLAN, date(2026, 5, 1))
    goes_on(desk, version, Stage.SUBMITTED, date(2026, 5, 12))
    goes_on(desk, version, Stage.ACCEPTED, date(2026, 5, 20), milestones={"recruited": date(2026, 6, 5)})

    goes_on(desk, version, Stage.MILESTONE_MISSED, said, milestone="recruited")

    assert [*happenings(desk.application.events.of("cedar"), ["rectification_plan_milestone_missed"])] == [late]


def test_what_becomes_of_a_plan_comes_in_the_order_of_its_days(desk):
    version = happens(desk, PLAN, date(2026, 5, 1))
    goes_on(desk, version, Stage.SUBMITTED, date(2026, 5, 12))

    assert refused(desk, Progress(version, Stage.REJECTED), date(2026, 5, 4)) == [
        ("on", "expected a day since 2026-05-12, when it was last taken further, not 2026-05-04")
    ]


def test_a_plan_that_lapses_is_owed_no_more_and_what_it_moved_is_moved_back(desk):
    desk.submits("2026-04", "95")
    version = happens(desk, PLAN, date(2026, 5, 11))
    goes_on(desk, version, Stage.SUBMITTED, date(2026, 5, 12))
    assert stands_on(desk) == "plan"

    happens(desk, Lapse(version), date(2026, 5, 13))

    assert (stands_on(desk), matters(desk.application.events.of("cedar"))) == ("routine", ())


def test_ac_72_a_warning_not_answered_in_time_flags_every_decision_on_its_kpi_and_changes_no_rating(desk):
    happens(desk, WARNING, APRIL)
    assert state(desk).due == date(2026, 5, 1)
    desk.clock.is_on(date(2026, 5, 1))
    in_time = desk.submits("2026-04", "75").decision
    desk.clock.is_on(date(2026, 6, 5))

    late = desk.submits("2026-05", "75").decision

    assert ([*in_time.unanswered], [one.on for one in late.unanswered]) == ([], [APRIL])
    assert [(one.kpi, one.rating) for one in late.outcomes] == [(one.kpi, one.rating) for one in in_time.outcomes]
    [rules] = desk.application.shelf.books["test"].versions
    said = [one.text for section in explained(late, rules).sections for one in section.sentences]
    assert any("was to be answered by Friday 1 May 2026 and was not" in one for one in said)


def test_a_warning_that_is_answered_in_time_flags_nothing(desk):
    version = happens(desk, WARNING, APRIL)
    goes_on(desk, version, Stage.ANSWERED, date(2026, 5, 1))
    desk.clock.is_on(date(2026, 6, 5))

    assert desk.submits("2026-04", "75").decision.unanswered == ()


@pytest.mark.parametrize(
    ("rule", "stated", "served", "due"),
    [
        pytest.param("", None, None, date(2026, 4, 10), id="where nothing is said, the clock runs from the event"),
        pytest.param(
            ", deemed_served: 2 working days", None, date(2026, 4, 7), date(2026, 4, 14), id="by the rules, over Easter"
        ),
        pytest.param(
            ", deemed_served: 2 days", None, date(2026, 4, 3), date(2026, 4, 13), id="in days of the calendar"
        ),
        pytest.param(
            ", deemed_served: 2 working days", APRIL, APRIL, date(2026, 4, 10), id="by hand, as its record says"
        ),
        pytest.param(
            "", date(2026, 4, 3), date(2026, 4, 3), date(2026, 4, 13), id="as its record says, without a rule"
        ),
    ],
)
def test_the_clock_of_a_notice_runs_from_the_day_on_which_it_is_deemed_to_be_served(rule, stated, served, due):
    notice = "performance_notice: {is: notice, answer: 5 working days" + rule + "}"
    desk = Desk(rule_file(kpis=kpi(), events=notice, calendar="england"))
    desk.registers()

    happens(desk, Matter(Form.NOTICE, "performance_notice", deemed_served=stated), APRIL)

    for read in (desk, Desk(*desk.texts[0], ledger=desk.ledger)):
        found = state(read)
        assert (found.event.on, found.matter.deemed_served, found.due) == (APRIL, served, due)


def test_a_notice_is_not_deemed_to_be_served_before_it_was_sent(desk):
    early = Matter(Form.NOTICE, "performance_notice", deemed_served=date(2026, 6, 9))

    assert refused(desk, early) == [
        ("deemed_served", "expected a day no earlier than 2026-06-10, when it was sent, not 2026-06-09")
    ]


def test_a_notice_ends_with_its_answer(desk):
    version = happens(desk, Matter(Form.NOTICE, "performance_notice"), date(2026, 5, 1))
    assert (state(desk).due, state(desk).overdue(date(2026, 5, 12))) == (date(2026, 5, 11), True)

    goes_on(desk, version, Stage.ANSWERED, date(2026, 5, 11))

    assert (state(desk).is_open, state(desk).overdue(date(2026, 5, 12))) == (False, False)


def test_what_is_reported_may_be_about_a_plan_notice_or_warning_that_had_begun(desk):
    plan = happens(desk, PLAN, date(2026, 5, 4))
    happens(desk, Reported("exception_report", plan), date(2026, 6, 10))

    [(_, about)] = [
        (one.on, one.matter) for one in occurrences(desk.application.events.of("cedar"), ["exception_report"])
    ]
    assert about == plan
    assert refused(desk, Reported("exception_report", plan), date(2026, 5, 1)) == [
        ("on", "expected a day since 2026-05-04, when what it is about began, not 2026-05-01")
    ]
    assert refused(desk, Reported("exception_report", 999)) == [
        ("event", "expected a plan, notice or warning that has effect, not entry 999")
    ]


def test_what_does_not_fit_is_refused_with_words(desk):
    version = happens(desk, PLAN, date(2026, 5, 1))

    assert refused(desk, Matter(Form.PLAN, "rectification_pla")) == [
        (
            "kind",
            "expected a plan that the rules name, `is: plan`, not `rectification_pla`; did you mean "
            "`rectification_plan`?",
        )
    ]
    assert refused(desk, Reported("rectification_plan"))[0][1].startswith(
        "expected `rectification_plan` to be recorded"
    )
    assert refused(desk, Matter(Form.WARNING, "duty_to_warn", kpis=("kp",), consequence="x"))[0][0] == "kpis[0]"
    assert refused(desk, Progress(version, Stage.ACCEPTED)) == [
        ("stage", "expected `submitted`, not `accepted`: nothing has come of the plan yet")
    ]
    assert refused(desk, Progress(version, Stage.SUBMITTED), date(2026, 4, 30))[0][0] == "on"
    assert refused(desk, Progress(99, Stage.SUBMITTED))[0][0] == "event"
    goes_on(desk, version, Stage.SUBMITTED, date(2026, 6, 10))
    goes_on(desk, version, Stage.ACCEPTED, date(2026, 6, 10), milestones={"recruited": date(2026, 7, 1)})
    assert refused(desk, Progress(version, Stage.MILESTONE_MET, milestone="recruit"))[0][1].endswith(
        "not `recruit`; did you mean `recruited`?"
    )


@pytest.mark.parametrize(
    ("events", "code"),
    [
        pytest.param("plan: {is: plan}\nplan_late: {}", "repeated-name", id="a name that says what became of a plan"),
        pytest.param("report: {answer: 5 days}", "key-alone", id="an answer to nothing"),
        pytest.param("notice: {is: notice, within: 5 days}", "key-alone", id="a notice is served, not awaited"),
        pytest.param("plan: {is: plan, within: 5 working days}", "calendar-missing", id="working days of no calendar"),
        pytest.param("plan: {is: plan, deemed_served: 2 days}", "key-alone", id="a plan is submitted, not served"),
        pytest.param("report: {deemed_served: 2 days}", "key-alone", id="service of nothing"),
        pytest.param(
            "notice: {is: notice, deemed_served: 2 working days}", "calendar-missing", id="service of no calendar"
        ),
    ],
)
def test_events_at_odds_are_refused(events, code):
    assert code in errors(kpis=kpi(), events=events, calendar="")


class TestDisputes:
    """What is disputed stands meanwhile or not, as is declared; what is upheld has no consequence."""

    @pytest.fixture
    def failing(self):
        desk = Desk(rule_file(kpis=kpi(), events=EVENTS, escalation=ladder("failures() >= 1"), calendar="england"))
        desk.registers()
        desk.submits("2026-04", "75")
        return desk

    def failures(self, desk):
        return [record.failures for record in desk.application.contracts.standing("cedar").standing.records]

    @pytest.mark.parametrize(("settled", "after"), [(Stage.UPHELD, [0]), (Stage.REJECTED, [1])])
    @pytest.mark.parametrize("stands", [True, False])
    def test_a_disputed_outcome(self, failing, stands, settled, after):
        meanwhile = [1] if stands else [0]
        version = happens(failing, Dispute(stands, Period.parse("2026-04"), "kpi"), date(2026, 5, 11))
        assert self.failures(failing) == meanwhile

        goes_on(failing, version, settled, date(2026, 5, 11))

        assert self.failures(failing) == after

    def test_is_told_in_the_sentences_of_the_decision(self, failing):
        happens(failing, Dispute(False, Period.parse("2026-04"), "kpi"), date(2026, 5, 11), why="the log was misread")

        decision = failing.application.decisions.one("cedar#6").decision if False else None
        found = failing.application.contracts.standing("cedar").latest
        decision = failing.application.decisions.one(found).decision
        [rules] = failing.application.shelf.books["test"].versions
        said = [one.text for section in explained(decision, rules).sections for one in section.sentences]
        assert any("the log was misread" in one and one.startswith("Dispute cedar#") for one in said)

    def test_of_what_is_not_decided_or_disputed_already_is_refused(self, failing):
        assert refused(failing, Dispute(True, Period.parse("2026-05"), "kpi"))[0][0] == "period"
        happens(failing, Dispute(True, Period.parse("2026-04"), "kpi"), date(2026, 6, 10))
        assert refused(failing, Dispute(False, Period.parse("2026-04"), "kpi"))[0][0] == "kpi"

    def test_events_can_be_counted_without_those_that_are_disputed(self):
        text = rule_file(
            kpis=kpi(),
            events=EVENTS,
            calendar="england",
            escalation=ladder("events(exception_report, disputed=False) >= 1"),
        )
        desk = Desk(text)
        desk.registers()
        report = happens(desk, Reported("exception_report"), date(2026, 5, 11))
        assert stands_on(desk) != "routine"

        dispute = happens(desk, Dispute(True, event=report), date(2026, 5, 11))
        assert stands_on(desk) == "routine"
        goes_on(desk, dispute, Stage.REJECTED, date(2026, 5, 11))

        assert stands_on(desk) != "routine"

    @pytest.mark.parametrize("condition", ["events(exception_report, disputed=0) >= 1", "failures(disputed=False) > 1"])
    def test_only_events_are_disputed_or_not(self, condition):
        assert {"disputed", "unknown-argument"} & {*errors(kpis=kpi(), events=EVENTS, escalation=ladder(condition))}


class TestRecordedLate:
    """What is recorded of a day that is decided already is decided upon as though it had been known."""

    ORDERS = (
        pytest.param(["submitted", "april", "may"], id="in order"),
        pytest.param(["april", "submitted", "may"], id="after April was decided"),
        pytest.param(["april", "may", "submitted"], id="after May was"),
    )

    @pytest.mark.parametrize("order", ORDERS)
    def test_a_plan_that_came_in_time_is_never_late_for_being_recorded_late(self, desk, order):
        version = happens(desk, PLAN, date(2026, 4, 1))
        desk.clock.is_on(date(2026, 6, 10))

        for what in order:
            if what == "submitted":
                goes_on(desk, version, Stage.SUBMITTED, date(2026, 4, 10))
            else:
                desk.submits({"april": "2026-04", "may": "2026-05"}[what], "95", received_on=date(2026, 5, 11))

        assert stands_on(desk) == "plan"

    def test_a_correction_of_figures_then_moves_no_rung(self, desk):
        version = happens(desk, PLAN, date(2026, 4, 1))
        desk.clock.is_on(date(2026, 6, 10))
        desk.submits("2026-04", "95")
        goes_on(desk, version, Stage.SUBMITTED, date(2026, 4, 10))
        before = stands_on(desk)

        desk.submits("2026-04", "96", reason="the log was misread")

        assert stands_on(desk) == before == "plan"
