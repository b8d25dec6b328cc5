"""What councils keep on record of a contract's life: each kind of record, with all that is asked of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.evaluation.reviewing import Topic
from engine.model.changes import Change
from engine.model.events import (
    Dispute,
    ExitChoice,
    ExitDecision,
    Form,
    Matter,
    Progress,
    Relief,
    Reported,
    Review,
    Stage,
    Transfer,
    Waiver,
)
from engine.model.exits import transferred
from engine.model.figures import Absence
from engine.model.matters import matters
from engine.model.period import Period
from tests.application.builders import Desk
from tests.application.test_matters import happens
from tests.evaluation.builders import kpi, rule_file

EVENTS = """
duty_to_warn: {is: warning, answer: 20 working days, clause: "12.4"}
improvement_notice: {is: notice, deemed_served: 2 working days, answer: 5 working days}
improvement_plan: {is: plan, within: 10 working days, answer: 10 working days}
achievable: {title: The provider confirms that it can achieve the outcomes}
exit_plan: {title: The exit plan is brought up to date}
"""
LADDER = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: plan, decision: remediation, enter: "failures() >= 1",
    actions: [{do: Submit a plan, by: provider, within: 10 working days}]},
   {rung: exit, decision: exit_trigger, enter: "points(last=3) >= 8"}]}
"""
EXIT = """{plan: exit_plan, clause: "40", obligations: [
  {do: Hand over care records, by: provider, within: 20 working days},
  {do: Keep helping the new providers, by: provider, within: 6 months}]}"""
PAYMENT = """
- {policy: fixed_fee, name: fee, amount: price, short_periods: whole}
- {policy: service_credits, name: credits, per_point: 1% of price}
"""
TERMS = """
target: {type: number, default: 75}
price: {type: money, default: 1000.00}
worth: {type: money, default: 1000000}
"""
BANDS = "{good: {year 1: 80, year 2: 85}, approaching_target: target, requires_improvement: 60}"
APRIL, MAY = Period.parse("2026-04"), Period.parse("2026-05")


@pytest.fixture
def desk():
    text = rule_file(
        kpis=kpi(bands=BANDS, points="{requires_improvement: 2, inadequate: 4}"),
        events=EVENTS,
        escalation=LADDER,
        exit=EXIT,
        payment=PAYMENT,
        parameters=TERMS,
        review="every 6 months",
        changes="{value_at_award: worth}",
        calendar="england",
    )
    desk = Desk(text)
    desk.registers(end=date(2029, 3, 31))
    return desk


def on_record(desk, what, on, **stated):
    """Record what happened, and return it as the record has it to a server that is started anew."""
    version = happens(desk, what, on, **stated)
    read = Desk(*desk.texts[0], ledger=desk.ledger)
    return next(event for event in read.application.events.of("cedar") if event.version == version)


def decided(desk, period, figure, on):
    """Submit a figure on a day, and return the decision."""
    desk.clock.is_on(on)
    return desk.submits(period, figure).decision


def outcomes(decision):
    [found] = decision.outcomes
    return found


def agenda(desk, topic):
    return [one.text for one in desk.application.contracts.standing("cedar").review.agenda if one.topic is topic]


WARNING = Matter(Form.WARNING, "duty_to_warn", None, ("kpi",), "stays take a week longer", "a second team from May")


class TestWarning:
    """Who warned of what, what follows, what is offered instead, what the council answered, and what came of it."""

    def test_it_says_what_cannot_be_achieved_what_follows_and_what_is_offered_instead(self, desk):
        kept = on_record(desk, WARNING, date(2026, 4, 1), by="Cedar", why="no therapists", evidence=("letter",))

        assert (kept.on, kept.by, kept.why) == (date(2026, 4, 1), "Cedar", "no therapists")
        assert kept.evidence == ("letter",)
        assert kept.what == replace(WARNING, due=date(2026, 5, 1))

    def test_what_can_be_achieved_is_said_as_well(self, desk):
        kept = on_record(desk, Reported("achievable"), date(2026, 4, 1), by="Cedar", why="outcomes 1 and 2")

        assert (kept.what.kind, kept.why) == ("achievable", "outcomes 1 and 2")

    def test_the_answer_has_its_day_and_words_and_by_itself_no_effect(self, desk):
        version = happens(desk, WARNING, date(2026, 4, 1))

        answer = on_record(desk, Progress(version, Stage.ANSWERED), date(2026, 4, 28), why="the target stands")

        assert (answer.on, answer.by, answer.why) == (date(2026, 4, 28), "A. Officer", "the target stands")
        assert outcomes(decided(desk, "2026-04", "72", date(2026, 5, 11))).rating.name == "requires_improvement"

    def test_its_effect_may_be_relief(self, desk):
        happens(desk, WARNING, date(2026, 4, 1))
        happens(desk, Relief(APRIL, "kpi"), date(2026, 4, 28), why="as was warned")

        assert outcomes(decided(desk, "2026-04", "72", date(2026, 5, 11))).absence is Absence.RELIEVED

    def test_its_effect_may_be_another_target(self, desk):
        happens(desk, WARNING, date(2026, 4, 1))
        happens(
            desk,
            Change("80", "70", effective=date(2026, 5, 1), parameters={"target": "70"}),
            date(2026, 4, 28),
            why="as was warned",
        )

        assert outcomes(decided(desk, "2026-04", "72", date(2026, 5, 11))).rating.name == "requires_improvement"
        assert outcomes(decided(desk, "2026-05", "72", date(2026, 6, 11))).rating.name == "approaching_target"


class TestExcuses:
    """Relief that was agreed, the council's discretion, and objections."""

    @pytest.mark.parametrize("what", [Relief(APRIL, "kpi"), Waiver(APRIL, "kpi")], ids=["relief", "a waiver"])
    def test_one_is_for_a_period_and_names_reason_and_approver(self, desk, what):
        kept = on_record(desk, what, date(2026, 5, 4), by="The director", why="floods", evidence=("minutes",))

        assert (kept.by, kept.why, kept.evidence, kept.what) == ("The director", "floods", ("minutes",), what)
        decision = decided(desk, "2026-04", "50", date(2026, 5, 11))
        assert [one.version for one in decision.excuses] == [kept.version]
        assert (decision.payment.payable, decision.moves[0].after) == (Decimal("1000.00"), "routine")
        may = decided(desk, "2026-05", "50", date(2026, 6, 11))
        assert (may.payment.payable, may.moves[0].after) == (Decimal("960.00"), "plan")

    @pytest.mark.parametrize(
        ("stands", "payable"),
        [
            pytest.param(True, "1000.00", id="stands, so that the credit stays"),
            pytest.param(False, "1040.00", id="has none, so that the credit is paid back"),
        ],
    )
    def test_a_dispute_says_whether_the_sanction_stands_meanwhile(self, desk, stands, payable):
        assert decided(desk, "2026-04", "50", date(2026, 5, 11)).payment.payable == Decimal("960.00")

        kept = on_record(desk, Dispute(stands, APRIL, "kpi"), date(2026, 5, 12), by="Cedar", why="visits count twice")

        assert (kept.by, kept.why, kept.what.stands) == ("Cedar", "visits count twice", stands)
        assert decided(desk, "2026-05", "95", date(2026, 6, 11)).payment.payable == Decimal(payable)


class TestChange:
    """What became of which clause, by whom, from when, what it costs, and what all come to."""

    CHANGE = Change("weekly", "daily", date(2026, 7, 1), Decimal(60_000), version=date(2020, 1, 1))

    def test_it_says_who_what_and_from_when_and_the_version_of_the_rules_that_it_made(self, desk):
        kept = on_record(desk, self.CHANGE, date(2026, 5, 4), by="The board", why="more people", clause="12.2")

        assert (kept.by, kept.why, kept.clause, kept.what) == ("The board", "more people", "12.2", self.CHANGE)

    def test_changes_are_added_up_against_term_and_value_at_award(self, desk):
        happens(desk, self.CHANGE, date(2026, 5, 4))
        happens(desk, Change("three years", "longer", ends=date(2029, 7, 18)), date(2026, 5, 5))

        found = desk.application.contracts.standing("cedar").changes

        assert (found.value, found.value_share, found.days) == (Decimal(60_000), Decimal(6), 109)
        assert found.days_share < 10
        assert not found.substantial


class TestReview:
    """What a six-monthly meeting is about."""

    def test_its_agenda_has_what_is_open(self, desk):
        happens(desk, WARNING, date(2026, 4, 1))
        happens(desk, Change("weekly", "daily"), date(2026, 4, 2), why="more people")
        happens(desk, Reported("exit_plan"), date(2026, 4, 10), evidence=("exit plan, version 2",))
        desk.clock.is_on(date(2026, 5, 11))

        assert len(agenda(desk, Topic.WARNING)) == 1
        assert agenda(desk, Topic.CHANGE)[0].endswith("; the rules do not have it yet")
        assert agenda(desk, Topic.TARGET)[0].startswith("Kpi: the limit of good is 80 now, and 85 from 1 April 2027")
        assert agenda(desk, Topic.EXIT_PLAN) == ["The exit plan is of 10 April 2026, 31 days old"]

    def test_one_that_was_held_has_its_day_people_and_papers(self, desk):
        kept = on_record(desk, Review(), date(2026, 4, 20), by="The board", why="six months", evidence=("minutes",))

        assert (kept.on, kept.by, kept.evidence) == (date(2026, 4, 20), "The board", ("minutes",))


class TestDecision:
    """What went in, what came out, by which rules, and what people must do by when."""

    def test_it_names_rules_figures_ratings_points_money_and_moves(self, desk):
        found = decided(desk, "2026-04", "50", date(2026, 5, 11))

        assert (found.rules.in_force, len(found.rules.digest)) == (date(2020, 1, 1), 64)
        assert found.rules.on == APRIL.last_day
        assert (outcomes(found).rating.name, outcomes(found).points) == ("inadequate", Decimal(4))
        assert found.payment.payable == Decimal("960.00")
        [move] = found.moves
        assert (move.before, move.after) == ("routine", "plan")
        assert [(one.do, one.by, one.due) for one in move.actions] == [
            ("Submit a plan", "provider", date(2026, 5, 26))  # 25 May is a bank holiday
        ]

    def test_what_went_in_is_hashed_with_what_came_out(self, desk):
        decided(desk, "2026-04", "50", date(2026, 5, 11))

        submitted, came = [one for one in desk.ledger.entries(0, 100) if one.kind.value in {"submitted", "decided"}]

        assert came.previous == submitted.hash
        assert len(came.hash) == len(submitted.hash) == 32


class TestNotice:
    """Which kind, when it was served and is deemed to be, by when an answer is due, and the answer."""

    NOTICE = Matter(Form.NOTICE, "improvement_notice")

    def test_it_has_its_kind_the_day_on_which_it_counts_as_served_and_time_for_an_answer(self, desk):
        kept = on_record(desk, self.NOTICE, date(2026, 4, 1), why="visits were missed", evidence=("letter",))

        assert (kept.on, kept.what.kind) == (date(2026, 4, 1), "improvement_notice")
        assert (kept.what.deemed_served, kept.what.due) == (date(2026, 4, 7), date(2026, 4, 14))  # over Easter

    def test_the_answer_has_its_day_and_words(self, desk):
        version = happens(desk, self.NOTICE, date(2026, 4, 1))
        happens(desk, Progress(version, Stage.ANSWERED), date(2026, 4, 9), by="Cedar", why="rotas are mended")

        [state] = matters(desk.application.events.of("cedar"))
        [answer] = state.progress
        assert (answer.on, answer.by, answer.why) == (date(2026, 4, 9), "Cedar", "rotas are mended")
        assert not state.is_open


class TestPlan:
    """Milestones, interim measures, and the papers that show each."""

    def test_interim_measures_stand_beside_milestones_with_days_of_their_own(self, desk):
        version = happens(desk, Matter(Form.PLAN, "improvement_plan"), date(2026, 4, 1))
        happens(desk, Progress(version, Stage.SUBMITTED), date(2026, 4, 10), evidence=("plan, version 1",))
        due = {"agency staff for mornings": date(2026, 4, 17), "a second manager": date(2026, 9, 30)}
        happens(desk, Progress(version, Stage.ACCEPTED, milestones=due), date(2026, 4, 14))
        met = Progress(version, Stage.MILESTONE_MET, milestone="agency staff for mornings")
        happens(desk, met, date(2026, 4, 16), evidence=("rota of 16 April",))

        [state] = matters(desk.application.events.of("cedar"))

        assert [(one.name, one.due, one.met) for one in state.milestones] == [
            ("agency staff for mornings", date(2026, 4, 17), date(2026, 4, 16)),
            ("a second manager", date(2026, 9, 30), None),
        ]
        assert [one.evidence for one in state.progress] == [("plan, version 1",), (), ("rota of 16 April",)]


class TestExit:
    """A right that arises, what is decided on it and why, the plan that is carried out, and the people who go over."""

    @pytest.fixture
    def arisen(self, desk):
        happens(desk, Reported("exit_plan"), date(2026, 4, 10), evidence=("exit plan, version 2",))
        decided(desk, "2026-04", "50", date(2026, 5, 11))
        decided(desk, "2026-05", "50", date(2026, 6, 11))
        return desk.application.contracts.standing("cedar").standing.rights["ladder"]

    def test_a_right_has_the_day_on_which_it_arose(self, arisen):
        assert (arisen.rung, arisen.arisen, arisen.evidence) == ("exit", MAY.last_day, (MAY.last_day,))

    @pytest.mark.usefixtures("arisen")
    def test_it_is_deferred_with_a_reason_to_a_day(self, desk):
        deferred = ExitDecision("ladder", ExitChoice.DEFERRED, date(2026, 12, 31))

        kept = on_record(desk, deferred, date(2026, 6, 15), by="The board", why="a new manager")

        assert (kept.by, kept.why, kept.what.until) == ("The board", "a new manager", date(2026, 12, 31))

    @pytest.mark.usefixtures("arisen")
    def test_it_is_exercised_and_people_go_over(self, desk):
        kept = on_record(desk, ExitDecision("ladder", ExitChoice.EXERCISED), date(2026, 6, 15), why="nothing changed")
        assert kept.what.obligations["Hand over care records"] == date(2026, 7, 13)

        happens(desk, Transfer(kept.version, 30, continuity_kept=True), date(2026, 7, 1))

        events = desk.application.events.of("cedar")
        assert transferred(events, kept.version) == (30, 30)
        assert next(one for one in events if one.what == Reported("exit_plan")).evidence == ("exit plan, version 2",)

    @pytest.mark.usefixtures("arisen")
    def test_what_is_owed_after_an_exit_outlasts_the_contract(self, desk):
        exercised = happens(desk, ExitDecision("ladder", ExitChoice.EXERCISED), date(2026, 6, 15))
        happens(desk, Change("to 2029", "to 30 June", ends=date(2026, 6, 30)), date(2026, 6, 16))
        owed = {"Hand over care records": date(2026, 7, 13), "Keep helping the new providers": date(2026, 12, 15)}

        [state] = matters(desk.application.events.of("cedar"))
        assert {one.name: one.due for one in state.milestones} == owed
        assert desk.application.contracts.one("cedar").contract.end == date(2026, 6, 30)
        helped = Progress(exercised, Stage.MILESTONE_MET, milestone="Keep helping the new providers")
        happens(desk, helped, date(2026, 12, 15))

        [state] = matters(desk.application.events.of("cedar"))
        assert (state.is_open, state.overdue(date(2026, 12, 16))) == (True, True)  # the records are still owed
