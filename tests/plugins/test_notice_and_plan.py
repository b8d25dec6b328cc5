"""The contract management clause, event by event: which stage a contract stands on, and why not on the next."""

from datetime import date
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.application.requests import EventRequest
from engine.compiler.rule_sets import compiled
from engine.errors import RuleSetError
from engine.evaluation.explanation import explained
from engine.model.escalation import DecisionOutcome
from engine.model.events import ContractEvent, Dispute, Form, Matter, Progress, Reported, Stage
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.working_days import WorkingDays
from engine.plugins.notice_and_plan import NoticeAndPlan
from engine.plugins.testing import GivenView, decided, parameters_of, policies_with
from tests.application.builders import Desk
from tests.plugins.courses import day, notice, plan, reported
from tests.plugins.rule_texts import climbing, figures

KEYS = """
notice:
  event: notice
  clause: "9.4"
  meeting: {event: meeting, within: 10 working days}
investigation: {begins: investigation, ends: investigation_report, within: 2 months, clause: "9.8"}
plan: {event: plan, immediate: immediate_plan, agreed_within: 5 working days, clause: "9.10"}
governing_bodies: {clause: "9.14"}
exception_report: {event: report, remedied_within: 5 working days, clause: "9.18"}
termination: {reports: 2, over: 6 months, clause: "17.10"}
"""
EVENTS = """
events:
  notice: {is: notice}
  meeting: {}
  investigation: {}
  investigation_report: {}
  plan: {is: plan, within: 5 working days}
  immediate_plan: {is: plan}
  report: {}
"""
RULES = climbing("- policy: notice_and_plan\n  name: contract\n" + dedent(KEYS).replace("\n", "\n  "), more=EVENTS)
# The bank holidays of these months in England.
ENGLAND = WorkingDays(
    "england", "test", frozenset({date(2026, 5, 4), date(2026, 5, 25)}), date(2020, 1, 1), date(2030, 1, 1)
)
RUNGS = (
    "routine",
    "performance_notice",
    "joint_investigation",
    "remedial_plan",
    "governing_bodies",
    "exception_report",
    "termination_right",
)
KEPT = plan("06-01", "06-05")
BREACHED = plan("06-01", "06-05", missed={"recruited": ("06-16",)})
MET = notice("06-01"), reported("meeting", "06-01")


def stepped(*courses, on="2026-06", rung="routine", keys=KEYS, **given):
    happenings = [one for course in courses for one in course]
    period = Period(day(on), day(on).replace(day=day(on).day + 1)) if len(on) == 5 else Period.parse(on)
    view = GivenView(happenings=happenings, period=period, rung=rung, calendar=ENGLAND, **given)
    return NoticeAndPlan().step(parameters_of(NoticeAndPlan(), keys), view)


def stands(*courses, **given):
    return stepped(*courses, **given).rung


def test_the_stages_are_rungs_from_routine_to_a_right_to_end_the_contract():
    rungs = NoticeAndPlan().rungs(parameters_of(NoticeAndPlan(), KEYS))

    assert tuple(rung.name for rung in rungs) == RUNGS
    assert [rung.decision for rung in rungs] == [
        DecisionOutcome.NO_ACTION,
        *[DecisionOutcome.REMEDIATION] * 3,
        *[DecisionOutcome.ESCALATION] * 2,
        DecisionOutcome.EXIT_TRIGGER,
    ]


@pytest.mark.parametrize(
    ("courses", "rung"),
    [
        pytest.param([], "routine", id="nothing has happened"),
        pytest.param([notice("06-29")], "performance_notice", id="a notice stands, by whichever party"),
        pytest.param([notice("06-01", "06-12")], "routine", id="a notice that is withdrawn at the meeting"),
        pytest.param([notice("06-16")], "performance_notice", id="the tenth working day is in time"),
        pytest.param([notice("06-15")], "governing_bodies", id="no meeting within ten working days"),
        pytest.param([notice("06-01"), reported("meeting", "06-29")], "performance_notice", id="a meeting held late"),
        pytest.param([notice("06-16"), reported("meeting", "06-01")], "performance_notice", id="a meeting before it"),
        pytest.param(
            [*MET, reported("investigation", "06-02")], "joint_investigation", id="no agreement at the meeting"
        ),
        pytest.param([*MET, reported("investigation", "04-30")], "joint_investigation", id="two months are not over"),
        pytest.param([*MET, reported("investigation", "04-29")], "governing_bodies", id="more than two months"),
        pytest.param(
            [*MET, reported("investigation", "04-01"), reported("investigation_report", "06-30")],
            "performance_notice",
            id="an investigation that is reported on",
        ),
        pytest.param([*MET, KEPT], "remedial_plan", id="a plan is agreed"),
        pytest.param([*MET, plan("06-23")], "remedial_plan", id="the fifth working day to agree it"),
        pytest.param([*MET, plan("06-22")], "governing_bodies", id="a plan that is not agreed in five working days"),
        pytest.param([*MET, plan("06-22", "06-30")], "remedial_plan", id="a plan that is agreed late"),
        pytest.param([*MET, plan("06-01", name="immediate_plan")], "remedial_plan", id="an immediate plan"),
        pytest.param(
            [notice("06-01"), plan("06-01", "06-05", "06-30")], "routine", id="its plan closed, a notice ends"
        ),
        pytest.param(
            [*MET, plan("06-01", "06-05", "06-30"), plan("06-02", "06-05", matter=3)],
            "remedial_plan",
            id="one of its plans is open",
        ),
        pytest.param(
            [notice("06-29"), plan("06-01", "06-05", "06-30")], "performance_notice", id="a plan from before the notice"
        ),
        pytest.param(
            [*MET, plan("06-01", "06-05", missed={"recruited": ("06-24",)})],
            "remedial_plan",
            id="a milestone missed, with time to remedy it",
        ),
        pytest.param([*MET, BREACHED], "exception_report", id="a milestone not remedied in five working days"),
        pytest.param(
            [*MET, plan("06-01", "06-05", missed={"recruited": ("06-24",)}), reported("report", "06-24")],
            "exception_report",
            id="a breach that is reported at once",
        ),
        pytest.param(
            [*MET, plan("06-01", "06-05", missed={"recruited": ("06-24",)}), reported("report", "06-23")],
            "remedial_plan",
            id="a report from before the breach",
        ),
        pytest.param(
            [*MET, plan("06-01", "06-05", missed={"recruited": ("06-16", "06-30")}), reported("report", "06-24")],
            "remedial_plan",
            id="a breach that is cured",
        ),
        pytest.param(
            [*MET, plan("06-01", "06-05", missed={"recruited": ("06-24",)}), reported("report", "06-24", about=3)],
            "remedial_plan",
            id="a report on another plan",
        ),
        pytest.param(
            [*MET, plan("06-01", "06-05", missed={"recruited": ("06-24",)}), reported("report", "06-24", about=2)],
            "exception_report",
            id="a report on this one",
        ),
        pytest.param(
            [notice("06-15"), reported("meeting", "06-16", about=9)],
            "governing_bodies",
            id="a meeting about another notice",
        ),
        pytest.param(
            [notice("06-15"), reported("meeting", "06-16", about=1)],
            "performance_notice",
            id="a meeting about this one",
        ),
        pytest.param([reported("report", "01-01", "06-30")], "termination_right", id="two reports in six months"),
        pytest.param([reported("report", "2025-12-31", "06-30")], "routine", id="two in more than six"),
        pytest.param(
            [reported("report", "01-05"), reported("report", "06-30", disputed=True)],
            "routine",
            id="a report that is disputed",
        ),
    ],
)
def test_the_gravest_stage_that_something_leads_to_is_stood_on(courses, rung):
    assert stands(*courses) == rung


def test_a_disputed_report_counts_where_the_contract_says_so():
    keys = KEYS.replace("over: 6 months", "over: 6 months, disputed: counted")

    assert stands(reported("report", "01-05", "06-30", disputed=True), keys=keys) == "termination_right"


@pytest.mark.parametrize(
    ("courses", "held", "rung"),
    [
        pytest.param([], "exception_report", "routine", id="all is closed"),
        pytest.param([*MET, KEPT], "exception_report", "remedial_plan", id="cured, the plan goes on"),
        pytest.param([*MET], "exception_report", "performance_notice", id="past what nothing leads to"),
        pytest.param([*MET, BREACHED], "exception_report", "exception_report", id="the breach lasts"),
        pytest.param([*MET, BREACHED], "performance_notice", "exception_report", id="up past what stands as well"),
        pytest.param([], "termination_right", "termination_right", id="a right ends by a person's decision alone"),
        pytest.param([notice("06-01")], "termination_right", "termination_right", id="whatever stands below it"),
    ],
)
def test_a_stage_is_left_for_the_next_one_that_something_leads_to(courses, held, rung):
    assert stands(*courses, rung=held) == rung


def test_a_stage_that_an_event_entered_is_not_left_in_that_period_semantics_22():
    withdrawn = notice("06-01", "06-12")

    assert stands(withdrawn, rung="performance_notice", entered_by_event=True) == "performance_notice"
    assert stands(withdrawn, rung="performance_notice") == "routine"


@pytest.mark.parametrize(
    ("holds", "held", "rung"),
    [
        pytest.param(True, "routine", "remedial_plan", id="a plan is owed"),
        pytest.param(False, "remedial_plan", "routine", id="owed no more"),
        pytest.param(Absence.UNKNOWN, "routine", "routine", id="unknown, nothing is entered"),
        pytest.param(Absence.UNKNOWN, "remedial_plan", "remedial_plan", id="unknown, nothing is left"),
        pytest.param(Absence.UNKNOWN, "exception_report", "exception_report", id="nor where it might lead below"),
    ],
)
def test_a_plan_may_be_owed_by_a_condition(holds, held, rung):
    keys = KEYS.replace("immediate: immediate_plan", "due_when: failing")

    assert stands(rung=held, keys=keys, holds={"failing": holds}) == rung


@pytest.mark.parametrize(
    ("disregard", "rung"),
    [pytest.param("", "termination_right", id="counted"), pytest.param(", disregard: relieved", "routine", id="not")],
)
def test_what_else_gives_the_right_may_leave_out_what_relief_disregards(disregard, rung):
    keys = KEYS.replace("reports: 2, over: 6 months", f"when: persistent{disregard}")

    assert stands(keys=keys, holds={"persistent": True}, without_relieved={"persistent": False}) == rung


def said(step):
    return [(check.rung, check.way, [one.text for one in check.verdict.examined]) for check in step.checks]


def test_each_move_says_why_no_graver_stage_was_entered():
    step = stepped(notice("06-16"), plan("06-24", "06-29"), rung="performance_notice")

    assert said(step) == [
        ("termination_right", "enter", ["the number of undisputed exception reports in the last 6 months >= 2"]),
        ("exception_report", "enter", ["the number of plans that are breached >= 1"]),
        ("governing_bodies", "enter", ["the last day for meeting about the notice of 2026-06-16 < 2026-06-30"]),
        ("remedial_plan", "enter", ["the number of plans that are not closed >= 1"]),
        ("joint_investigation", "enter", ["the number of joint investigations that run >= 1"]),
        ("performance_notice", "enter", ["the number of notices that stand >= 1"]),
        ("performance_notice", "leave", []),
    ]
    assert [check.verdict.holds for check in step.checks] == [False, False, False, True, False, True, False]


def test_a_breach_is_said_with_its_plan_its_day_and_its_clock():
    (_, breach, *_) = stepped(*MET, BREACHED, rung="remedial_plan").checks

    assert [(one.text, str(one.left), one.held) for one in breach.verdict.examined] == [
        ("the number of exception reports on the plan of 2026-06-01, breached since 2026-06-16, >= 1", "0", False),
        (
            "the last day for remedying the plan of 2026-06-01, breached since 2026-06-16, < 2026-06-30",
            "2026-06-23",
            True,
        ),
    ]


COURSES = st.lists(
    st.sampled_from(
        [
            notice("06-01"),
            notice("06-10", "06-20", matter=4),
            KEPT,
            plan("06-03", matter=5),
            plan("06-03", "06-05", missed={"a": ("06-08", "06-11"), "b": ("06-18",)}, matter=6),
            reported("meeting", "06-15"),
            reported("investigation", "06-02"),
            reported("investigation_report", "06-18"),
            reported("report", "06-12"),
            reported("report", "06-19"),
        ]
    ),
    unique_by=str,
)


@settings(max_examples=60, deadline=None)
@given(COURSES, st.sampled_from(RUNGS))
def test_where_a_contract_stands_hangs_on_what_is_the_case_and_on_no_path_to_it(courses, held):
    """Only a right to end the contract remembers: every other stage is the same from wherever one looks."""
    fresh = stands(*courses)

    assert stands(*courses, rung=held) == ("termination_right" if held == "termination_right" else fresh)
    assert stands(*reversed(courses), rung="routine") == fresh


NAMED = [ContractEvent(1, date(2026, 4, 7), "A. Officer", "late visits", Matter(Form.NOTICE, "notice"))]


def test_a_contract_climbs_by_the_real_rules():
    april, may = decided(RULES, figures(), figures(), events=NAMED)

    assert [one.moves[0].after for one in (april, may)] == ["governing_bodies", "governing_bodies"]
    assert [one.undecided for one in (april, may)] == [(), ()]


class TestAtADesk:
    """Notices, plans and reports as people record them, over a spring and a summer."""

    @pytest.fixture
    def desk(self):
        desk = Desk(RULES)
        desk.registers()
        return desk

    def happens(self, desk, what, on):
        desk.clock.is_on(max(on, desk.clock.now().date()))
        asked = EventRequest("cedar", on, what=what, by="A. Officer", why="as agreed")
        return desk.application.events.record(desk.call(), asked).event.version

    def reports(self, desk, period, on):
        desk.clock.is_on(on)
        return desk.submits(period, **figures()).decision

    def stands_on(self, desk):
        return desk.application.contracts.standing("cedar").standing.ladders["contract"].rung

    def breached(self, desk):
        """Serve a notice, meet, agree a plan, and miss its milestone of 5 June."""
        self.happens(desk, Matter(Form.NOTICE, "notice"), date(2026, 5, 5))
        self.happens(desk, Reported("meeting"), date(2026, 5, 11))
        version = self.happens(desk, Matter(Form.PLAN, "plan"), date(2026, 5, 11))
        self.happens(desk, Progress(version, Stage.SUBMITTED), date(2026, 5, 13))
        agreed = Progress(version, Stage.ACCEPTED, milestones={"recruited": date(2026, 6, 5)})
        self.happens(desk, agreed, date(2026, 5, 15))
        return version

    def test_a_plan_is_agreed_breached_reported_and_cured(self, desk):
        version = self.breached(desk)
        assert self.stands_on(desk) == "remedial_plan"
        self.reports(desk, "2026-04", date(2026, 6, 15))
        self.reports(desk, "2026-05", date(2026, 6, 15))
        self.happens(desk, Reported("report"), date(2026, 6, 15))
        assert self.stands_on(desk) == "exception_report"
        self.happens(desk, Progress(version, Stage.MILESTONE_MET, "recruited"), date(2026, 7, 2))
        assert self.stands_on(desk) == "remedial_plan"
        self.happens(desk, Progress(version, Stage.CLOSED), date(2026, 8, 3))

        assert self.stands_on(desk) == "routine"

    def test_two_reports_give_a_right_unless_one_is_disputed(self, desk):
        self.breached(desk)
        self.happens(desk, Reported("report"), date(2026, 6, 15))
        report = self.happens(desk, Reported("report"), date(2026, 7, 15))
        assert self.stands_on(desk) == "termination_right"

        other = Desk(RULES)
        other.registers()
        self.breached(other)
        report = self.happens(other, Reported("report"), date(2026, 6, 15))
        self.happens(other, Dispute(stands=True, event=report), date(2026, 6, 16))
        self.happens(other, Reported("report"), date(2026, 7, 15))

        assert self.stands_on(other) == "exception_report"

    def test_the_move_reads_well(self, desk):
        self.breached(desk)
        self.reports(desk, "2026-04", date(2026, 6, 20))
        self.reports(desk, "2026-05", date(2026, 6, 20))
        decision = self.reports(desk, "2026-06", date(2026, 7, 10))
        [rules] = desk.application.shelf.books["test"].versions

        told = [one.text for section in explained(decision, rules).sections for one in section.sentences]

        assert "Contract ladder: exception report is entered, from remedial plan; the outcome is escalation" in told
        assert (
            "The last day for remedying the plan of 2026-05-11, breached since 2026-06-06, is 12 June 2026, "
            "before 30 June 2026" in told
        )
        assert "Termination right is not entered" in told


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        pytest.param("event: plan,", "event: pla,", "did you mean `plan`", id="an event that is not declared"),
        pytest.param(
            "event: plan,", "event: meeting,", "expected an event that is a plan, not `meeting`", id="no plan"
        ),
        pytest.param("event: notice\n", "event: plan\n", "expected an event that is a notice", id="no notice"),
        pytest.param("immediate: immediate_plan", "immediate: plan", "expected another plan than", id="one plan twice"),
        pytest.param("reports: 2, ", "", "expected both of `reports` and `over`", id="a window of nothing"),
        pytest.param(
            "reports: 2, over: 6 months, ", "", "expected `reports` or `when`", id="a right that never arises"
        ),
        pytest.param("reports: 2, ", "reports: 0, ", "expected at least 1", id="a right from the start"),
        pytest.param(
            "over: 6 months", "over: 6 months, disregard: relieved", "expected a `when`", id="relief of no failure"
        ),
        pytest.param(
            '    exception_report: {event: report, remedied_within: 5 working days, clause: "9.18"}\n',
            "",
            "expected an `exception_report` beside it",
            id="no reports to count",
        ),
        pytest.param(
            '    governing_bodies: {clause: "9.14"}\n', "", "expected `governing_bodies`", id="a clock to nowhere"
        ),
        pytest.param('{clause: "9.14"}', '{clause: "9.14", rung: routine}', "expected each rung once", id="two rungs"),
        pytest.param("10 working days", "soon", "expected a deadline such as", id="no time"),
        pytest.param("event: report,", "", "expected the key `event`", id="no event"),
    ],
)
def test_wrong_keys_are_refused_with_words(before, after, complaint):
    assert before in RULES

    result = compiled("rules.yaml", RULES.replace(before, after, 1).encode(), policies_with())

    assert complaint in "\n".join(str(one) for one in result.diagnostics)


def test_working_days_need_a_calendar():
    result = compiled("rules.yaml", RULES.replace("calendar: england\n", "").encode(), policies_with())

    assert sum("calendar-missing" in str(one) for one in result.diagnostics) == 4


def test_bodies_to_whom_nothing_goes_are_refused():
    keys = "notice: {event: notice}\nplan: {event: plan}\ngoverning_bodies: {}"

    with pytest.raises(RuleSetError, match="no other time runs out"):
        parameters_of(NoticeAndPlan(), keys)


@pytest.mark.parametrize(
    ("courses", "asked_for"),
    [
        pytest.param((), (), id="no plan at all"),
        pytest.param((plan("06-01"),), ("plan",), id="a plan"),
        pytest.param((plan("06-01", name="immediate_plan"),), ("plan",), id="one for what cannot wait"),
        pytest.param((plan("06-01", "06-05", closed="06-08"),), (), id="one that is closed"),
    ],
)
def test_no_plan_is_asked_for_beside_one_that_is_open(courses, asked_for):
    assert stepped(*courses).asked_for == asked_for


def test_a_plan_that_is_owed_is_open_by_its_rung_unless_an_immediate_one_is():
    action = "actions: [{do: Submit a plan, by: provider, opens: plan}]"
    owed = f'agreed_within: 5 working days, due_when: "failures(last=1) >= 1", {action},'
    rules = RULES.replace("agreed_within: 5 working days,", owed)
    immediate = ContractEvent(2, date(2026, 4, 30), "A. Officer", "at once", Matter(Form.PLAN, "immediate_plan"))

    [by_figures] = decided(rules, figures(missed=5))
    [by_people] = decided(rules, figures(missed=5), events=[immediate])

    assert [one.moves[0].after for one in (by_figures, by_people)] == ["remedial_plan"] * 2
    assert [(one.kind, one.on) for one in by_figures.opened] == [("plan", by_figures.evidence.decided_on)]
    assert by_people.opened == ()
