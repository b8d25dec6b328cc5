"""Contracts that were running before Plimsoll: how they stand is stated, with its sources, and decisions go on."""

from datetime import date
from decimal import Decimal

import pytest

from engine.application.requests import EventRequest, OpeningRequest, StatedKpi, StatedPeriod, StatedRung
from engine.errors import PreconditionError, SubmissionError
from engine.model.events import Confirmation, Relief, Waiver
from engine.model.ledger import EntryKind
from engine.model.period import Period
from tests.application.builders import Desk
from tests.evaluation.builders import kpi, rule_file, rung

LADDER = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: plan, decision: remediation, enter: failures(last=3) >= 2,
    leave: consecutive_passes() >= 2 and on_rung() >= 3},
   {rung: exit, decision: exit_trigger, enter: points(last=3) >= 12}]}
"""
PAYMENT = """
- {policy: fixed_fee, name: fee, clause: s1, amount: charges, short_periods: whole}
- {policy: service_credits, clause: s2, per_point: 1% of charges, cap: yearly}
"""
RULES = rule_file(
    kpis=kpi(points="{requires_improvement: 4, inadequate: 8}", repeat="double"),
    escalation=LADDER,
    payment=PAYMENT,
    caps="yearly: {limit: 100, over: twelve months, clause: s3}",
)


def stated(label, rating="good", points="0", credits_="0", **more):
    """Return a month before Plimsoll, of one KPI."""
    kpis = more.pop("kpis", {"kpi": StatedKpi(rating, points)})
    return StatedPeriod(Period.parse(label), kpis, {"service_credits": credits_}, {})


@pytest.fixture
def desk():
    desk = Desk(RULES)
    desk.registers(start=date(2024, 4, 1))
    return desk


def opens(desk, *periods, request_id=None, **more):
    """State how the contract stands after *periods*."""
    given = {"on": date(2026, 5, 11), "by": "A. Officer", "why": "taken over", "source": "contract file 17"} | more
    asked = OpeningRequest("cedar", periods=periods, **given)
    return desk.application.contracts.open(desk.call(request_id), asked)


def test_the_next_period_follows_those_that_were_stated(desk):
    opens(desk, stated("2026-02"), stated("2026-03"))

    april = desk.submits("2026-04", "95")

    assert april.decision.period == Period.parse("2026-04")
    assert desk.application.contracts.standing("cedar").standing.stated == 2


def test_failures_before_plimsoll_count_and_repeat(desk):
    opens(desk, stated("2026-02"), stated("2026-03", "requires_improvement", "4", "40"))

    april = desk.submits("2026-04", "75")

    (outcome,) = april.decision.outcomes
    assert (outcome.repeat, outcome.points) == (True, 8)
    assert rung(april.decision) == "exit"


def test_what_was_used_of_a_cap_before_plimsoll_is_used(desk):
    opens(desk, stated("2026-03", "good", "0", "70"))

    april = desk.submits("2026-04", "75")

    (credits_,) = [line for line in april.decision.payment.lines if line.entry == "service_credits"]
    assert (credits_.caps[0].used_before, credits_.due, credits_.applied) == (70, 40, 30)


@pytest.mark.parametrize(
    ("binds", "used"),
    [
        pytest.param("deductions", 70, id="credits are deductions"),
        pytest.param("additions", None, id="and no additions"),
    ],
)
def test_what_was_taken_before_plimsoll_used_the_caps_that_bind_deductions(binds, used):
    desk = Desk(RULES.replace("limit: 100,", f"limit: 100, binds: {binds},"))
    desk.registers(start=date(2024, 4, 1))
    opens(desk, stated("2026-03", "good", "0", "70"))

    (before,) = desk.application.contracts.standing("cedar").standing.records

    assert before.entries["service_credits"].caps.get("yearly") == used


def test_a_rung_was_held_for_as_long_as_is_said(desk):
    opens(desk, stated("2026-02"), stated("2026-03"), ladders={"ladder": StatedRung("plan", 1)})

    april = desk.submits("2026-04", "95")

    assert (april.decision.moves[0].before, rung(april.decision)) == ("plan", "plan")
    assert rung(desk.submits("2026-05", "95").decision) == "routine"


def test_a_right_that_stands_gathers_evidence(desk):
    rights = {"ladder": date(2026, 2, 28)}
    opens(desk, stated("2026-03", "inadequate", "16"), ladders={"ladder": StatedRung("exit", 1)}, rights=rights)

    april = desk.submits("2026-04", "60")

    right = april.decision.rights["ladder"]
    assert (right.arisen, right.evidence) == (date(2026, 2, 28), (date(2026, 2, 28), date(2026, 4, 30)))


def test_what_was_carried_is_taken_from_the_next_period(desk):
    opens(desk, stated("2026-03"), carried="150.00")

    assert desk.submits("2026-04", "95").decision.payment.payable == Decimal("850.00")


def test_what_is_stated_is_kept_through_corrections(desk):
    opens(desk, stated("2026-03", "requires_improvement", "4"), carried="150.00")
    desk.submits_each(["75", "95"])

    desk.submits("2026-04", "95", reason="misread")

    standing = desk.application.contracts.standing("cedar").standing
    assert ([record.period.label for record in standing.records], standing.stated) == (
        ["2026-03", "2026-04", "2026-05"],
        1,
    )
    assert Desk(RULES, ledger=desk.ledger).application.contracts.standing("cedar").standing == standing


RENAMED = (
    RULES.replace("in_force: 2020-01-01", "in_force: 2026-04-01")
    .replace("\n  kpi:\n", "\n  quality:\n")
    .replace("rung: plan", "rung: improvement")
    + "was: {kpis: {kpi: quality}, rungs: {ladder: {plan: improvement}}}\n"
)
RENAMED_AGAIN = (
    RENAMED.replace("2026-04-01", "2026-05-01")
    .replace("\n  quality:\n", "\n  standard:\n")
    .replace("was: {kpis: {kpi: quality}, rungs: {ladder: {plan: improvement}}}", "was: {kpis: {quality: standard}}")
)


@pytest.mark.parametrize(
    "periods",
    [
        pytest.param([stated("2026-03", "requires_improvement", "4")], id="before the names changed"),
        pytest.param(
            [
                stated("2026-03", "requires_improvement", "4"),
                stated("2026-04", kpis={"quality": StatedKpi("inadequate", "8")}),
            ],
            id="before and after they changed, each by the names of its time",
        ),
    ],
)
def test_what_is_stated_is_read_by_the_names_of_its_time_and_renamed_like_what_was_decided(periods):
    desk = Desk(RULES, RENAMED, RENAMED_AGAIN)
    desk.registers(start=date(2024, 4, 1))
    held = "plan" if len(periods) == 1 else "improvement"
    opens(desk, *periods, ladders={"ladder": StatedRung(held, 0)})

    first = desk.submits(f"2026-{3 + len(periods):02}", "75").decision

    (outcome,) = first.outcomes
    assert (outcome.repeat, first.moves[0].before) == (True, "improvement")
    if len(periods) == 1:
        (second,) = desk.submits("2026-05", "75").decision.outcomes
        assert (second.kpi, second.repeat) == ("standard", True)
    standing = desk.application.contracts.standing("cedar").standing
    assert {name for record in standing.records for name in record.kpis} == {"standard"}
    again = Desk(RULES, RENAMED, RENAMED_AGAIN, ledger=desk.ledger)
    assert again.application.contracts.standing("cedar").standing == standing


def test_which_rules_decided_last_is_not_said_of_what_was_stated(desk):
    opens(desk, stated("2026-03"))

    stood = desk.application.contracts.standing("cedar")

    assert (stood.standing.version, stood.latest) == (date(2020, 1, 1), None)


def test_every_figure_has_its_source(desk):
    opens(
        desk, stated("2026-03"), ladders={"ladder": StatedRung("plan")}, sources={"ladders.ladder": "letter of 2 March"}
    )

    (entry,) = [one for one in desk.ledger.stream("cedar") if one.kind is EntryKind.OPENED]
    assert '"ladders.ladder":"letter of 2 March"' in entry.body
    assert '"periods.2026-03":"contract file 17"' in entry.body


def test_what_was_decided_cannot_be_stated_any_more(desk):
    opens(desk, stated("2026-03"), request_id="once")

    assert opens(desk, stated("2026-03"), request_id="once").repeated
    with pytest.raises(PreconditionError, match="without periods, rungs or events"):
        opens(desk, stated("2026-03"))


@pytest.mark.parametrize(
    ("periods", "more", "said"),
    [
        pytest.param([stated("2026-01"), stated("2026-03")], {}, "the period that begins on 2026-02-01", id="a gap"),
        pytest.param([stated("2026-05")], {}, "a period that ended before 2026-05-11", id="a month that is not over"),
        pytest.param([], {}, "expected something that is stated", id="nothing"),
        pytest.param([stated("2026-Q1")], {}, "expected a period of the contract", id="a quarter"),
        pytest.param([stated("2026-03", "goood")], {}, "did you mean `good`", id="a rating mistyped"),
        pytest.param(
            [stated("2026-03", kpis={"kp": StatedKpi("good")})], {}, "did you mean `kpi`", id="a KPI mistyped"
        ),
        pytest.param([stated("2026-03", points="-1")], {}, "expected 0 or more", id="points below zero"),
        pytest.param([stated("2026-03", points="many")], {}, "expected a number", id="points in words"),
        pytest.param([], {"ladders": {"laddr": StatedRung("plan")}}, "did you mean `ladder`", id="a ladder mistyped"),
        pytest.param([], {"ladders": {"ladder": StatedRung("plans")}}, "did you mean `plan`", id="a rung mistyped"),
        pytest.param([], {"rights": {"ladder": date(2026, 2, 1)}}, "such as `exit`", id="a right without its rung"),
        pytest.param([stated("2026-03")], {"source": ""}, "the paper that this is taken from", id="no source"),
        pytest.param([], {"sources": {"ladder": "x"}}, "the path of something stated", id="a source of nothing"),
        pytest.param([], {"why": ""}, "nothing is recorded without who and why", id="no reason"),
        pytest.param([], {"on": date(2026, 5, 12)}, "no later than 2026-05-11", id="tomorrow"),
        pytest.param([], {"withheld": {"fees": {"2026-03": "5"}}}, "did you mean `fee`", id="withheld by nobody"),
        pytest.param(
            [],
            {"withheld": {"fee": {"withheld 2026-03-31": "5"}}},
            "withheld.fee: expected an entry that remembers sums, which `fixed_fee` does not",
            id="withheld by what never withholds",
        ),
        pytest.param(
            [],
            {"carried": "150.005"},
            "carried_forward: expected at most 2 decimal places, as money has, not `150.005`",
            id="half a penny carried",
        ),
        pytest.param(
            [stated("2026-03", credits_="0.001")],
            {},
            "periods.2026-03.credits.service_credits: expected at most 2 decimal places",
            id="a part of a penny credited",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_path(desk, periods, more, said):
    with pytest.raises(SubmissionError) as caught:
        opens(desk, *periods, **more)

    assert said in str(caught.value)
    assert desk.ledger.version("cedar") == 1


@pytest.mark.parametrize("what", [Relief, Waiver, Confirmation])
@pytest.mark.parametrize("month", ["2026-03", "2026-01"])
def test_what_was_stated_cannot_be_excused(desk, what, month):
    opens(desk, stated("2026-02"), stated("2026-03", "requires_improvement", "4"))
    excuse = EventRequest("cedar", date(2026, 5, 11), "A. Officer", "snow", what(Period.parse(month), "kpi"))

    with pytest.raises(SubmissionError) as caught:
        desk.application.events.record(desk.call(), excuse)

    expected = "period: expected a period after 2026-03-31, until which the contract's standing was stated"
    assert f"{expected}, not `{month}`" in str(caught.value)


def test_a_period_that_was_stated_cannot_be_submitted(desk):
    opens(desk, stated("2026-03"))

    with pytest.raises(PreconditionError, match="the period 2026-03 was stated when the contract was taken over"):
        desk.submits("2026-03", "95", reason="misread")
