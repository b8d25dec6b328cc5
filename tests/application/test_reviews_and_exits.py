"""The contract's own life: reviews with their agenda, and an exit from its exercise to the contract's end."""

from datetime import date, timedelta

import pytest

from engine.errors import PreconditionError, SubmissionError
from engine.evaluation.reviewing import Topic
from engine.model.changes import Change
from engine.model.events import ExitChoice, ExitDecision, Lapse, Progress, Reported, Review, Stage, Transfer
from engine.model.exits import transferred
from engine.model.matters import matters
from engine.model.reviews import review_due
from tests.application.builders import Desk
from tests.application.test_events import EXIT, POINTED
from tests.application.test_matters import EVENTS, WARNING, happens
from tests.evaluation.builders import errors, kpi, rule_file

START = date(2025, 11, 9)
KPI = kpi(bands="{good: {year 1: 80, year 2: 85, year 3: 90}, approaching_target: 70, requires_improvement: 60}")
PLAN = """{plan: exit_plan, clause: "40", obligations: [
  {do: Hand over care records, by: provider, within: 20 working days},
  {do: Find new providers, by: council, within: 3 months}]}"""


@pytest.fixture
def desk():
    text = rule_file(kpis=KPI, review="every 6 months", events=EVENTS + "exit_plan: {}\n", exit=PLAN)
    desk = Desk(text)
    desk.registers(start=START)
    return desk


def review(desk, on):
    desk.clock.is_on(on)
    return desk.application.contracts.standing("cedar").review


def agenda(desk, topic, on=date(2026, 5, 1)):
    return [one.text for one in review(desk, on).agenda if one.topic is topic]


@pytest.mark.parametrize(
    ("held", "due"),
    [
        pytest.param([], date(2026, 5, 9), id="AC-73: six months after 9 November"),
        pytest.param([date(2026, 5, 9)], date(2026, 11, 9), id="held on the day"),
        pytest.param([date(2026, 4, 20)], date(2026, 11, 9), id="held before it"),
        pytest.param([date(2026, 7, 1)], date(2026, 11, 9), id="held late, the rhythm stays"),
        pytest.param([date(2026, 11, 20)], date(2027, 5, 9), id="one that makes up for two"),
        pytest.param([date(2026, 5, 9), date(2026, 11, 1)], date(2027, 5, 9), id="one after the other"),
        pytest.param([date(2026, 5, 4), date(2026, 5, 4)], date(2026, 11, 9), id="said twice"),
        pytest.param([date(2026, 5, 4), date(2026, 5, 5)], date(2026, 11, 9), id="said twice, with another day"),
        pytest.param([date(2026, 5, 12), date(2026, 5, 12)], date(2026, 11, 9), id="held late and said twice"),
        pytest.param([date(2026, 5, 12), date(2026, 10, 1)], date(2027, 5, 9), id="one late, the next early"),
    ],
)
def test_the_next_review(held, due):
    assert review_due(START, 6, held) == due


@pytest.mark.parametrize(("on", "overdue"), [(date(2026, 5, 9), False), (date(2026, 5, 10), True)])
def test_ac_73_an_overdue_review_warns_the_council_and_means_nothing_for_the_provider(desk, on, overdue):
    found = review(desk, on)

    assert (found.due, found.overdue, found.last) == (date(2026, 5, 9), overdue, None)
    assert desk.application.contracts.standing("cedar").standing.ladders == {}


def test_a_review_that_is_held_makes_the_next_one_due(desk):
    happens(desk, Review(), date(2026, 5, 4))

    assert review(desk, date(2026, 6, 1)).due == date(2026, 11, 9)


def test_a_review_cannot_be_held_before_the_contract_begins(desk):
    with pytest.raises(
        SubmissionError, match="expected a day since 2025-11-09, when the contract began, not 2025-05-04"
    ):
        happens(desk, Review(), date(2025, 5, 4))


def test_ac_72_an_open_warning_joins_the_agenda_until_it_is_answered(desk):
    version = happens(desk, WARNING, date(2026, 4, 1))
    (said,) = agenda(desk, Topic.WARNING, date(2026, 5, 5))
    assert said.endswith("it is not answered, which was due by 1 May 2026, 4 days ago")

    happens(desk, Progress(version, Stage.ANSWERED), date(2026, 5, 6))

    assert agenda(desk, Topic.WARNING, date(2026, 5, 6)) == []


def test_changes_since_the_last_review_are_on_the_agenda(desk):
    happens(desk, Change("weekly", "daily", version=date(2020, 1, 1)), date(2026, 4, 1), why="more people")
    assert agenda(desk, Topic.CHANGE) == ["weekly became daily from 1 April 2026: more people"]

    happens(desk, Review(), date(2026, 5, 4))

    assert agenda(desk, Topic.CHANGE, date(2026, 5, 5)) == []


def test_a_change_in_practice_that_the_rules_do_not_have_is_said_to_be_one(desk):
    happens(desk, Change("weekly", "daily"), date(2026, 4, 1), why="more people")

    assert agenda(desk, Topic.CHANGE) == [
        "weekly became daily from 1 April 2026: more people; the rules do not have it yet"
    ]


def test_targets_that_are_due_to_rise_are_on_the_agenda(desk):
    assert agenda(desk, Topic.TARGET) == ["Kpi: the limit of good is 80 now, and 85 from 9 November 2026"]


def test_the_age_of_the_exit_plan_is_on_the_agenda(desk):
    assert agenda(desk, Topic.EXIT_PLAN) == ["There is no exit plan on record"]

    happens(desk, Reported("exit_plan"), date(2026, 5, 2))

    assert agenda(desk, Topic.EXIT_PLAN, date(2026, 5, 12)) == ["The exit plan is of 2 May 2026, 10 days old"]


def test_benefits_against_the_business_case_are_on_the_agenda():
    bought = """
    fewer:
      title: Fewer visits are missed
      value: figure
      over_the_year: average
      precision: 1 dp, half up
      better: higher
      planned: 90
    """
    desk = Desk(rule_file(kpis=kpi(), review="every 6 months", benefits=bought))
    desk.registers(start=date(2026, 4, 1))
    desk.submits("2026-04", "95")

    (said,) = agenda(desk, Topic.BENEFIT, date(2026, 5, 11))

    assert said.startswith("Fewer visits are missed. Year 1 (2026-04-01 to 2027-03-31): 1 of 12 periods come to 95")


@pytest.mark.parametrize(
    ("end", "due"),
    [
        pytest.param(date(2026, 5, 8), None, id="it ended the day before"),
        pytest.param(date(2026, 5, 9), date(2026, 5, 9), id="it was due on the last day, and not held"),
        pytest.param(date(2026, 7, 1), date(2026, 5, 9), id="it runs"),
    ],
)
def test_a_contract_that_has_ended_is_not_to_be_reviewed_any_more(end, due):
    desk = Desk(rule_file(kpis=KPI, review="every 6 months"))
    desk.registers(start=START, end=end)

    found = review(desk, date(2026, 6, 1))

    assert (found and found.due) == due


def test_a_contract_that_is_about_to_end_keeps_its_agenda():
    desk = Desk(rule_file(kpis=KPI, review="every 6 months"))
    desk.registers(start=START, end=date(2026, 5, 8))

    assert review(desk, date(2026, 5, 8)).due == date(2026, 5, 9)


def test_rules_without_reviews_have_none():
    desk = Desk(rule_file(kpis=kpi()))
    desk.registers()

    assert desk.application.contracts.standing("cedar").review is None


class TestExit:
    """An exit that is exercised obliges people, moves people, and ends the contract."""

    @pytest.fixture
    def desk(self):
        desk = Desk(rule_file(kpis=POINTED, escalation=EXIT, events="exit_plan: {}", exit=PLAN, calendar="england"))
        desk.registers(end=date(2029, 3, 31))
        desk.submits("2026-04", "60")
        return desk

    @pytest.fixture
    def exercised(self, desk):
        return happens(desk, ExitDecision("ladder", ExitChoice.EXERCISED), date(2026, 5, 11))

    def state(self, desk):
        [found] = matters(desk.application.events.of("cedar"))
        return found

    def test_it_sets_going_what_the_exit_plan_obliges(self, desk, exercised):
        state = self.state(desk)

        assert [(one.name, one.due) for one in state.milestones] == [
            ("Hand over care records", date(2026, 6, 9)),
            ("Find new providers", date(2026, 8, 11)),
        ]
        assert (state.event.version, state.is_open) == (exercised, True)
        assert state.overdue(date(2026, 6, 10))

    def test_what_is_met_is_owed_no_more(self, desk, exercised):
        met = Progress(exercised, Stage.MILESTONE_MET, milestone="Hand over care records")
        happens(desk, met, date(2026, 6, 9))

        assert not self.state(desk).overdue(date(2026, 6, 10))

    def test_people_go_over_with_their_care_unbroken_or_not(self, desk, exercised):
        happens(desk, Transfer(exercised, 30, continuity_kept=True), date(2026, 6, 1))
        happens(desk, Transfer(exercised, 2, continuity_kept=False), date(2026, 6, 8))

        assert transferred(desk.application.events.of("cedar"), exercised) == (32, 30)

    def test_it_ends_the_contract(self, desk, exercised):
        desk.clock.is_on(date(2026, 7, 20))
        desk.submits_each(["95", "95"], first="2026-05")
        closed = happens(desk, Progress(exercised, Stage.CLOSED), date(2026, 7, 15))

        contract = desk.application.contracts.one("cedar").contract
        assert contract.end == date(2026, 7, 15)
        last = desk.submits("2026-07", "95").decision
        assert last.period.last_day == date(2026, 7, 15)
        with pytest.raises((PreconditionError, SubmissionError)):
            desk.submits("2026-08", "95")
        assert not self.state(desk).is_open
        assert closed > exercised

    def test_it_cannot_end_before_what_is_decided(self, desk, exercised):
        desk.clock.is_on(date(2026, 7, 20))
        desk.submits("2026-05", "95")

        with pytest.raises(SubmissionError, match="no earlier than 2026-05-31"):
            happens(desk, Progress(exercised, Stage.CLOSED), date(2026, 5, 20))

    def test_a_close_that_lapses_gives_the_contract_its_end_back(self, desk, exercised):
        closed = happens(desk, Progress(exercised, Stage.CLOSED), date(2026, 5, 20))

        happens(desk, Lapse(closed), date(2026, 5, 21))

        assert desk.application.contracts.one("cedar").contract.end == date(2029, 3, 31)

    def test_an_exercise_that_lapses_gives_the_contract_its_end_back(self, desk, exercised):
        happens(desk, Progress(exercised, Stage.CLOSED), date(2026, 5, 20))

        happens(desk, Lapse(exercised), date(2026, 5, 21))

        for read in (desk, Desk(*desk.texts[0], ledger=desk.ledger)):
            assert read.application.contracts.one("cedar").contract.end == date(2029, 3, 31)

    def test_an_end_that_was_agreed_before_an_exit_is_given_back_too(self, desk, exercised):
        happens(desk, Change("three years", "four", ends=date(2030, 3, 31)), date(2026, 5, 12))
        happens(desk, Progress(exercised, Stage.CLOSED), date(2026, 5, 20))

        happens(desk, Lapse(exercised), date(2026, 5, 21))

        assert desk.application.contracts.one("cedar").contract.end == date(2030, 3, 31)

    def test_the_end_that_it_brings_is_no_change_of_the_term(self, desk, exercised):
        happens(desk, Change("weekly", "daily"), date(2026, 5, 12))
        happens(desk, Progress(exercised, Stage.CLOSED), date(2026, 5, 20))

        found = desk.application.contracts.standing("cedar").changes

        assert (found.days, found.substantial) == (0, False)

    @pytest.mark.parametrize("choice", [ExitChoice.DEFERRED, ExitChoice.WAIVED])
    def test_a_right_that_is_not_exercised_obliges_nobody(self, desk, choice):
        until = date(2026, 12, 31) if choice is ExitChoice.DEFERRED else None
        decided = happens(desk, ExitDecision("ladder", choice, until), date(2026, 5, 11))

        assert matters(desk.application.events.of("cedar")) == ()
        with pytest.raises(SubmissionError, match="expected a right to exit that was exercised"):
            happens(desk, Transfer(decided, 1, continuity_kept=True), date(2026, 5, 11) + timedelta(days=1))


@pytest.mark.parametrize(
    ("exit_", "code"),
    [
        pytest.param("{plan: exit_plan}", "unknown-name", id="an event that there is not"),
        pytest.param(
            "{obligations: [{do: a, by: b, within: 1 working day}]}", "calendar-missing", id="no calendar to count by"
        ),
        pytest.param(
            "{obligations: [{do: a, by: b, within: 1 day}, {do: a, by: c, within: 1 day}]}",
            "repeated-name",
            id="an obligation twice",
        ),
    ],
)
def test_what_an_exit_obliges_is_checked(exit_, code):
    assert code in errors(kpis=kpi(), exit=exit_, calendar="")
