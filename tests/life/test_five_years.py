"""Five years of one contract over gRPC: what was decided, what was paid, what stands, and that it all stays so."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from plimsoll_client import Client, InvalidError, Submission, amount, day, outcome, value
from plimsoll_client.v1.contract_service_pb2 import RegisterContractResponse
from plimsoll_client.v1.decision_pb2 import Decision
from plimsoll_client.v1.escalation_pb2 import EXIT_RIGHT_STATE_DEFERRED, EXIT_RIGHT_STATE_EXERCISED
from plimsoll_client.v1.outcome_pb2 import BASIS_DEEMED, BASIS_MEASURED
from plimsoll_client.v1.payment_pb2 import LINE_KIND_RELEASED, LINE_KIND_WITHHELD
from plimsoll_client.v1.standing_pb2 import AGENDA_TOPIC_CHANGE, AGENDA_TOPIC_WARNING, Standing
from typer.testing import CliRunner

from engine.cli.main import app
from tests.life import five_years
from tests.life.telling import CONTRACT, GOOD, Told, months, served

# --- The money, by hand. A point is 0.5% of the fee: 100.00 until September 2028, 103.00 from then on.
CREDITS = {
    "2026-07": 500,  # late: deemed, 4 points for visits missed and 1 for those on time
    "2026-10": 100,  # 78.0% on time: 1
    "2026-11": 200,  # again: 1, doubled
    "2027-01": 400,  # 5.0% missed: 4; none of it was due, as is agreed in March
    "2027-05": 200,  # 2.8% missed: 2
    "2027-06": 400,  # again: 2, doubled
    "2027-11": 200,  # 2.8% missed: 2; in dispute until January
    "2028-01": 100,  # 78.0% on time: 1, which is waived in February
    "2028-06": 500,  # nothing came: deemed, 4 and 1
    "2028-12": 206,  # 2.2% missed: 2
    "2029-11": 412,  # the regulator's lowest rating: 4, which never double
    "2029-12": 412,
    "2030-01": 412,
    "2030-02": 206,  # the regulator's next one: 2
    "2030-03": 309,  # 78.0% on time: by now 3, which stand, but do not count towards exit
    "2030-04": 412,  # 3.2% missed: 4
    "2030-05": 824,  # again: 4, doubled
    "2030-06": 1030,  # again, and 78.0% on time, 3: 11 points are 1,133.00, and a month bears 5% of its fee
    "2030-07": 824,
    "2030-08": 103,  # 824.00, of which 2% of twelve fees, 4,944.00, leave what eleven months had not used: 4,841.00
}
# What is paid beside fee and credits, with its sign.
BESIDE = {
    "2027-02": 400,  # what January was relieved of
    "2027-12": 200,  # November's credit is in dispute, and does not stand meanwhile
    "2028-01": -200,  # the dispute is rejected
    "2028-02": 100,  # what January's figures cost is waived
    "2029-02": -412 - 206,  # November 2028 is 3.2%, 4 points, by now; so December's 2 are a repeat
    "2029-05": -412,  # one milestone missed: 2% of the fee withheld
    "2029-06": 412,  # it is met: released
}
ENDED = "2031-03-01 to 2031-03-14"


def fee(period: str) -> Decimal:
    if period == ENDED:
        return Decimal("9303.23")  # 14 of 31 days of 20,600.00: 9,303.2258...
    return Decimal(20_000 if period < "2028-10" else 20_600)


class Life(NamedTuple):
    """What a second server says, started anew on the ledger of the one that the five years were told to."""

    told: Told
    client: Client
    folder: Path
    decisions: list[Decision]
    first: Standing  # of the first server, when it was told everything

    @property
    def stands(self) -> Standing:
        return self.client.standing(CONTRACT)

    def of(self, period: str) -> Decision:
        """The first decision on *period*."""
        return next(one for one in self.decisions if one.evidence.period.label == period)

    def again(self, period: str) -> list[Decision]:
        """The decisions that took the place of earlier ones on *period*."""
        found = [one for one in self.decisions if one.HasField("supersedes")]
        return [one for one in found if one.evidence.period.label == period]

    def seen(self, on: date) -> Standing:
        """How the contract stood on a day on which somebody looked."""
        return self.told.seen[on].standing


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    folder, told = tmp_path_factory.mktemp("life"), Told()
    with served(folder, told) as client:
        five_years.is_told(told)
        first = client.standing(CONTRACT)
    with served(folder, told) as client:
        yield Life(told, client, folder, [*client.decisions(contract=CONTRACT)], first)


def stood(decision):
    """What was decided about: a period, or the day of an event."""
    about = decision.evidence
    return about.period.label or str(day(about.happened_on))


def moved(life, ladder):
    """The moves on a ladder by the decisions that stand, in the order of their days."""
    superseded = {one.supersedes.decision for one in life.decisions}
    standing = sorted((one for one in life.decisions if one.id not in superseded), key=last_day)
    moves = ((stood(one), move) for one in standing for move in one.moves if move.ladder == ladder)
    return [(about, move.after) for about, move in moves if move.before != move.after]


def last_day(decision):
    about = decision.evidence
    return (day(about.period.last), True) if about.period.label else (day(about.happened_on), False)


def bases(decision):
    return {one.kpi: one.basis for one in decision.kpis}


def rating(decision, kpi):
    return next(one.rating for one in decision.kpis if one.kpi == kpi)


def lines(decision):
    """The lines that are neither fee nor credits."""
    found = (one for one in decision.payment.lines if one.entry not in {"fee", "credits"})
    return [(one.entry, one.adjusts.label, amount(one.applied)) for one in found]


def matter(standing):
    [found] = standing.matters
    return found


# --- What was paid


def test_every_month_pays_its_fee_less_its_credits_to_the_penny(life):
    periods = [*months("2026-04", "2031-02"), ENDED]
    expected = {one: fee(one) - CREDITS.get(one, 0) + BESIDE.get(one, 0) for one in periods}

    paid = {stood(one): amount(one.payment.payable) for one in booked(life)}

    assert len(paid) == 60
    assert paid == expected


def booked(life):
    """The decisions that pay: on periods, and in nobody's place."""
    return [one for one in life.decisions if one.HasField("payment") and not one.HasField("supersedes")]


def test_the_final_statement_is_the_sum_of_the_decisions(life):
    made = life.told.asks("statement", "--format", "json")

    assert Decimal(made["payable"]) == sum(amount(one.payment.payable) for one in booked(life))
    # 30 fees of 20,000.00, 29 of 20,600.00 and a last one, less credits: 800 in the first year (January's was given
    # back), 800 (and another January's waived), 500 + 824, 1,236 + 206 + 309, and 3,193 in the fifth.
    assert made["payable"] == life.stands.payable_to_date == "1198835.23"
    owed = {name: made[name] for name in ("carried_forward", "debt", "to_be_adjusted", "to_be_settled")}
    assert owed == {"carried_forward": "0.00", "debt": "0.00", "to_be_adjusted": [], "to_be_settled": []}


@pytest.mark.parametrize(
    ("period", "due", "cap"),
    [
        pytest.param("2030-06", Decimal("1133.00"), "monthly", id="a month bears 5% of its fee"),
        pytest.param("2030-08", Decimal("824.00"), "yearly", id="twelve months bear 2% of theirs"),
    ],
)
def test_credits_name_the_cap_that_bound_them(life, period, due, cap):
    [found] = [one for one in life.of(period).payment.lines if one.entry == "credits"]

    assert amount(found.due) == due
    assert [one.cap for one in found.caps if one.bound] == [cap]
    assert amount(found.applied) == CREDITS[period]


def test_what_a_missed_milestone_withholds_is_released_when_it_is_met(life):
    kept, paid = (one for period in ("2029-05", "2029-06") for one in life.of(period).payment.lines[1:])

    assert (kept.kind, paid.kind) == (LINE_KIND_WITHHELD, LINE_KIND_RELEASED)
    assert amount(kept.applied) == amount(paid.applied) == Decimal("412.00")


# --- Where it stood


def test_the_contract_ladder_moved_with_plans_and_points(life):
    assert moved(life, "contract") == [
        ("2027-06", "improvement_plan"),
        ("2027-07", "default_notice"),  # the plan was due on 27 July
        ("2027-10-25", "routine"),
        ("2028-12", "improvement_plan"),  # upon the correction of November
        ("2029-05-28", "default_notice"),  # a milestone was due on 30 April
        ("2029-06-25", "routine"),
        ("2030-05", "improvement_plan"),
        ("2030-06", "exit_right"),  # 4 + 2 + 8 + 11 points of this year and 4 of January are 29, of 24
    ]


def test_the_regulators_rating_stopped_new_packages_at_once(life):
    assert moved(life, "packages") == [("2029-11-15", "suspended"), ("2030-03-04", "open")]
    assert {one.ladder: one.rung for one in life.seen(date(2029, 11, 16)).ladders} == {
        "contract": "routine",
        "packages": "suspended",
    }


def test_outcomes_follow_the_gravest_rung(life):
    found = {period: outcome(life.of(period).outcome) for period in ("2027-05", "2027-06", "2027-08", "2030-06")}

    assert [*found.values()] == ["no_action", "remediation", "escalation", "exit_trigger"]


@pytest.mark.parametrize(
    ("period", "in_force", "rating_"),
    [
        pytest.param("2027-05", date(2026, 4, 1), "requires_improvement", id="2.8% by the rules of the start"),
        pytest.param("2028-12", date(2028, 4, 1), "requires_improvement", id="2.2% by those of the third year"),
    ],
)
def test_the_rules_of_the_day_decided(life, period, in_force, rating_):
    assert day(life.of(period).rules.in_force) == in_force
    assert rating(life.of(period), "missed_visits") == rating_


def test_the_same_figure_is_worse_by_the_targets_of_a_later_year(life):
    of_time = [(value(one), one.rating) for period in ("2026-10", "2030-06") for one in life.of(period).kpis[1:2]]

    assert of_time == [(78, "requires_improvement"), (78, "inadequate")]


# --- What came late, or not at all


def test_what_came_late_and_what_never_came_is_deemed(life):
    late, missing, in_time = life.of("2026-07"), life.of("2028-06"), life.of("2026-08")

    assert [bases(one)["missed_visits"] for one in (late, missing, in_time)] == [
        BASIS_DEEMED,
        BASIS_DEEMED,
        BASIS_MEASURED,
    ]
    assert bases(missing)["regulator"] == BASIS_MEASURED  # which the council knows itself


def test_a_warning_without_an_answer_flags_the_decision_made_meanwhile_and_no_other(life):
    flagged = [stood(one) for one in life.decisions if one.unanswered]
    agenda = [one.topic for one in life.seen(date(2026, 11, 9)).review.agenda]

    assert flagged == ["2026-10"]
    assert AGENDA_TOPIC_WARNING in agenda
    assert rating(life.of("2026-10"), "on_time") == rating(life.of("2026-11"), "on_time") == "requires_improvement"


def test_a_plan_that_is_owed_is_overdue_the_day_after(life):
    owed = matter(life.seen(date(2027, 7, 28)))

    assert (owed.overdue, owed.owed_by_provider, day(owed.due)) == (True, True, date(2027, 7, 27))
    assert not life.seen(date(2027, 8, 4)).matters[0].overdue


def test_a_milestone_that_is_missed_is_overdue(life):
    state = matter(life.seen(date(2029, 5, 9)))

    assert state.overdue
    assert [(one.name, day(one.due)) for one in state.milestones] == [
        ("logs are checked", date(2029, 4, 30)),
        ("staff are trained", date(2029, 5, 31)),
    ]


def test_a_review_that_is_forgotten_warns_the_council_and_means_nothing_for_the_provider(life):
    seen = life.seen(date(2028, 10, 10))

    assert (seen.review.overdue, day(seen.review.due)) == (True, date(2028, 10, 1))
    assert AGENDA_TOPIC_CHANGE in [one.topic for one in seen.review.agenda]
    assert {one.rung for one in seen.ladders} == {"routine", "open"}
    assert not life.seen(date(2029, 2, 9)).review.overdue


# --- What was agreed, and what was corrected


def test_relief_decides_the_snow_again_and_the_next_decision_adjusts(life):
    [again] = life.again("2027-01")

    assert [dict(one.relief.excluded) for one in again.excuses] == [{"visits_planned": "430", "visits_missed": "430"}]
    assert (rating(life.of("2027-01"), "missed_visits"), rating(again, "missed_visits")) == ("inadequate", "good")
    assert lines(life.of("2027-02")) == [("adjustment", "2027-01", Decimal("400.00"))]


def test_a_credit_in_dispute_does_not_stand_until_the_dispute_is_rejected(life):
    meanwhile, rejected = life.again("2027-11")

    assert [amount(one.payment.payable) for one in (meanwhile, rejected)] == [20_000, 19_800]
    assert [one.why for one in meanwhile.excuses] == ["visits cancelled by families were counted"]
    assert not rejected.excuses
    assert lines(life.of("2027-12")) == [("adjustment", "2027-11", Decimal("200.00"))]
    assert lines(life.of("2028-01")) == [("adjustment", "2027-11", Decimal("-200.00"))]


def test_what_is_waived_costs_nothing_and_the_next_decision_pays_it_back(life):
    [waived] = life.again("2028-01")

    assert (rating(life.of("2028-01"), "on_time"), rating(waived, "on_time")) == ("requires_improvement", "")
    [pending] = life.seen(date(2028, 2, 17)).pending
    assert (pending.should, pending.booked) == ("20000", "19900")
    assert lines(life.of("2028-02")) == [("adjustment", "2028-01", Decimal("100.00"))]


def test_points_that_are_disregarded_for_exit_cost_their_credit_and_bring_no_right(life):
    [again] = life.again("2030-03")
    [exit_right] = [one for one in life.of("2030-05").moves[0].checks if one.rung == "exit_right"]

    assert [(rating(one, "on_time"), amount(one.payment.payable)) for one in (life.of("2030-03"), again)] == [
        ("inadequate", 20_600 - 309)
    ] * 2
    # 4 and 4 and 2 of the regulator's ratings, 4 and 8 for missed visits; with March's 3 there would be 25, of 24.
    assert exit_right.comparisons[0].left.number == "22"
    assert not life.seen(date(2030, 6, 10)).rights


def test_the_price_changed_with_the_next_quarter(life):
    [uplift] = [one.change for one in life.client.list_events(CONTRACT) if one.change.parameters]

    assert day(uplift.effective) == date(2028, 10, 1)
    totals = life.stands.changes
    assert (totals.value, totals.value_share, totals.substantial) == ("18000", "1.5", False)


def test_a_correction_decides_all_that_followed_again(life):
    again = [life.again(period) for period in ("2028-11", "2028-12", "2029-01")]

    assert [[one.supersedes.why for one in found] for found in again] == [
        ["the figures of 2028-11 were revised: call monitoring had lost a week"]
    ] * 3
    assert [amount(one.payment.payable) for [one] in again] == [20600 - 412, 20600 - 412, 20600]
    assert [(one.period.label, one.should, one.booked) for one in life.seen(date(2029, 2, 12)).pending] == [
        ("2028-11", "20188", "20600"),
        ("2028-12", "20188", "20394"),
    ]


def test_the_difference_is_booked_once_where_it_belongs(life):
    assert lines(life.of("2029-02")) == [
        ("adjustment", "2028-11", Decimal("-412.00")),
        ("adjustment", "2028-12", Decimal("-206.00")),
    ]
    assert not any(one[0] == "adjustment" for period in months("2029-03", "2031-02") for one in lines(life.of(period)))


def test_what_was_known_before_the_correction_can_still_be_asked(life):
    known = life.client.standing(CONTRACT, as_of=date(2028, 11, 30), as_known_at=datetime(2029, 2, 10, tzinfo=UTC))
    by_now = life.client.standing(CONTRACT, as_of=date(2028, 11, 30))

    def november(standing):
        return {one.kpi: one.rating for one in standing.periods[-1].kpis}["missed_visits"]

    assert (november(known), november(by_now)) == ("good", "inadequate")


# --- How it ended


def test_the_right_to_exit_is_one_right_that_was_deferred_and_then_exercised(life):
    states = [right.state for on in (date(2030, 9, 9), date(2030, 10, 15)) for right in life.seen(on).rights]
    [right] = life.stands.rights

    assert states == [EXIT_RIGHT_STATE_DEFERRED, EXIT_RIGHT_STATE_EXERCISED]
    assert (day(right.arisen), day(right.evidence[0])) == (date(2030, 6, 30), date(2030, 6, 30))
    # The sums of six months to July and August are 8 + 8 + 11 + 8 + 2 or more, and so on until November's 27.
    assert [day(one).month for one in right.evidence] == [6, 7, 8, 9, 10, 11]
    assert [stood(one) for one in life.decisions if one.rights] == months("2030-06", "2030-11")
    decided = [one.exit_decision for one in life.client.list_events(CONTRACT) if one.HasField("exit_decision")]
    assert day(decided[0].until) == date(2030, 10, 31)


def test_the_exit_obliged_people_and_moved_people(life):
    begun = matter(life.seen(date(2030, 10, 15)))
    [exit_] = [one for one in life.client.list_events(CONTRACT) if one.id == life.stands.rights[0].decision.id]

    assert [(one.name, day(one.due)) for one in begun.milestones] == [
        ("Hand over care records", date(2030, 11, 11)),
        ("Find new providers", date(2031, 1, 14)),
    ]
    assert {one.name for one in exit_.exit_decision.obligations} == {one.name for one in begun.milestones}
    before = life.client.standing(CONTRACT, as_of=date(2031, 3, 13))
    assert (matter(before).transferred, matter(before).transferred_unbroken) == (43, 40)


def test_the_contract_has_ended_and_owes_nothing(life):
    assert day(life.client.contract(CONTRACT).end) == date(2031, 3, 14)
    assert not life.stands.HasField("open_period")
    assert not life.stands.matters
    assert not life.stands.HasField("review")  # the next one would have been due on 1 April
    assert not [*life.client.due(date(2031, 4, 30), contract=CONTRACT)]
    with pytest.raises(InvalidError, match="the nearest being `2031-03-01 to 2031-03-14`"):
        life.client.submit(Submission(CONTRACT, "2031-04", GOOD))


# --- That it stays so


def test_a_server_that_is_started_anew_answers_the_same_standing(life):
    assert life.stands == life.first


def test_everything_that_somebody_looked_at_can_be_asked_as_it_was_known(life):
    assert len(life.told.seen) >= 10
    for seen in life.told.seen.values():
        assert life.client.standing(CONTRACT, as_known_at=seen.at) == seen.standing, seen.at


@pytest.mark.parametrize("on", [date(2028, 1, 10), date(2029, 2, 9), date(2030, 9, 9)], ids=str)
def test_so_can_what_was_decided_and_the_statement_also_as_of_that_day(life, on):
    seen = life.told.seen[on]

    for vantage in ({"as_known_at": seen.at}, {"as_of": on, "as_known_at": seen.at}):
        again = life.told.sees(**vantage)
        assert again.decisions == seen.decisions
        assert (again.standing, again.statement) == (seen.standing, seen.statement)


@pytest.mark.parametrize(
    "on",
    [
        pytest.param(date(2026, 11, 9), id="while a warning is not answered"),
        pytest.param(date(2027, 7, 28), id="while a plan is overdue"),
        pytest.param(date(2028, 10, 10), id="while a review is forgotten"),
        pytest.param(date(2030, 7, 9), id="once a right to exit has arisen"),
        pytest.param(date(2030, 9, 9), id="while it is deferred"),
    ],
)
def test_what_was_not_corrected_since_is_said_of_a_day_as_it_was_then(life, on):
    then, by_now = life.seen(on), life.client.standing(CONTRACT, as_of=on)

    by_now.version = then.version  # which numbers what is recorded, whenever it happened
    assert by_now == then


def test_every_request_said_again_is_answered_as_before(life):
    before = life.stands.version

    for said in life.told.said:
        again = said.again()
        assert again.answered_before
        if not isinstance(again, RegisterContractResponse):  # which answers the contract as it stands
            again.answered_before = False
            assert again == said.answer

    assert life.stands.version == before


def test_the_ledger_and_the_decision_log_are_whole(life):
    log = str(life.folder / "decisions.jsonl")
    result = CliRunner().invoke(app, ["ledger", "verify", str(life.folder / "plimsoll.ledger"), "--log", log])

    assert result.exit_code == 0, result.output
    assert f"{life.stands.version} entries on 1 contract, {len(life.decisions)} decisions, all as recorded" in (
        result.stdout
    )
    assert f"decision log: {len(life.decisions)} decisions as the ledger has them" in result.stdout


def test_the_last_decision_says_why(life):
    said = life.client.explain(life.of("2030-06").id).text

    assert "29" in said
    assert "Schedule 4, paragraph 8" in said
