from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts
from engine.model.payment import LineKind
from engine.model.period import Period
from engine.model.policy import AbsentFigureError
from engine.plugins.capitation import Capitation
from engine.plugins.testing import GivenView, decided, not_rated, parameters_of, rated
from tests.plugins.products import product
from tests.plugins.rule_texts import figures, paying

KEYS = """
people: people
rate: 650.25
short_periods: pro_rata
at_risk: {at_risk}
score:
  not_rated: {not_rated}
  unmeasured_at_end: {at_end}
  {floor}
  indicators:
    reviews: {{weight: 60%, minimum: 60, maximum: 90{more}}}
    satisfied: {{weight: 40%, minimum: 50, maximum: 80}}
"""
PEOPLE = {"people": "12000"}
AT_RISK = Decimal("780300")


def fee(reviews, satisfied, *, at_risk="10%", not_rated="leave_out", at_end="wait", floor="", more="", **view):
    """Return the one draft of capitation, the arithmetic of each part checked."""
    policy = Capitation()
    keys = KEYS.format(at_risk=at_risk, not_rated=not_rated, at_end=at_end, floor=floor, more=more)
    given = GivenView(given=(reviews, satisfied), **({"figures": PEOPLE} | view))
    (draft,) = policy.drafts(parameters_of(policy, keys), given)
    assert draft.kind is LineKind.FEE
    for part in draft.parts:
        assert abs(product(part) - part.amount) < Decimal("1E-9")
    return draft


def at_risk_earned(*outcomes, **terms):
    """Return what of the 780,300 at risk is earned."""
    return fee(*outcomes, **terms).amount - 7022700


def reviews(value):
    return rated("reviews", "good", value)


def satisfied(value):
    return rated("satisfied", "good", value)


def test_ac_55_capitation_with_a_tenth_at_risk_and_a_score_of_82_5_percent():
    keys = """
    people: people
    rate: 650.25
    short_periods: whole
    at_risk: 10%
    score: {not_rated: wait, unmeasured_at_end: wait, indicators: {score: {weight: 100%, minimum: 0, maximum: 100}}}
    """
    view = GivenView(given=(rated("score", "good", "82.5"),), figures=PEOPLE)

    (draft,) = Capitation().drafts(parameters_of(Capitation(), keys), view)

    assert [part.amount for part in draft.parts] == [Decimal("7022700"), Decimal("643747.50")]
    assert draft.amount == Decimal("7666447.50")


@pytest.mark.parametrize(
    ("reviewed", "content", "score"),
    [
        pytest.param("90", "80", "1", id="both at their maximum earn all"),
        pytest.param("99", "100", "1", id="and no more than all"),
        pytest.param("60", "50", "0", id="at their minimum nothing"),
        pytest.param("75", "50", "0.3", id="half of the way of 60%"),
        pytest.param("75", "65", "0.5", id="and half of the way of 40%"),
        pytest.param("20", "80", "0.4", id="one that fails takes nothing from the other"),
    ],
)
def test_the_score_weighs_how_far_each_indicator_came(reviewed, content, score):
    assert at_risk_earned(reviews(reviewed), satisfied(content)) == AT_RISK * Decimal(score)


@pytest.mark.parametrize(
    ("floor", "score"),
    [
        pytest.param("floor: 51%", "0", id="a score below the floor earns nothing"),
        pytest.param("floor: 50%", "0.5", id="on the floor it earns what it is"),
        pytest.param("floor: {year 1: 40%, year 2: 60%}", "0.5", id="a floor may rise by year"),
    ],
)
def test_a_score_below_its_floor_earns_nothing(floor, score):
    assert at_risk_earned(reviews("75"), satisfied("65"), floor=floor) == AT_RISK * Decimal(score)


def test_an_indicator_below_its_own_floor_earns_nothing_of_its_weight():
    assert at_risk_earned(reviews("75"), satisfied("80"), more=", floor: 76") == AT_RISK * Decimal("0.4")


@pytest.mark.parametrize(
    ("year", "safe"),
    [
        pytest.param(1, "7803000", id="nothing at risk in the first year"),
        pytest.param(2, "7412850", id="a twentieth in the second"),
        pytest.param(3, "6632550", id="and 15% from the third"),
        pytest.param(5, "6632550", id="the last share goes on"),
    ],
)
def test_the_share_at_risk_grows_by_contract_year(year, safe):
    draft = fee(
        reviews("50"),
        satisfied("50"),
        at_risk="{year 1: 0%, year 2: 5%, year 3: 15%}",
        contract_start=date(2026 - year + 1, 4, 1),
    )

    assert draft.amount == Decimal(safe)


@pytest.mark.parametrize(
    ("word", "score"),
    [
        pytest.param("leave_out", "1", id="left out, the other weighs all"),
        pytest.param("earns_nothing", "0.4", id="or it earns nothing"),
    ],
)
def test_what_an_indicator_without_rating_does_is_the_contracts_to_say(word, score):
    absent = not_rated("reviews", Absence.SUPPRESSED)

    assert at_risk_earned(absent, satisfied("80"), not_rated=word) == AT_RISK * Decimal(score)


def test_where_the_contract_says_wait_a_person_judges():
    with pytest.raises(AbsentFigureError, match="`reviews` is no activity"):
        fee(not_rated("reviews", Absence.NO_ACTIVITY), satisfied("80"), not_rated="wait")


def test_a_score_of_nothing_at_all_is_none():
    with pytest.raises(ValueError, match="expected at least one indicator of the score to be rated"):
        fee(not_rated("reviews"), not_rated("satisfied"))


def test_nothing_is_lost_in_grace_or_under_relief():
    graced, relieved = reviews("10")._replace(in_grace=True), not_rated("satisfied", Absence.RELIEVED)

    assert at_risk_earned(graced, relieved, not_rated="earns_nothing") == AT_RISK


def test_a_deemed_failure_is_priced_at_the_figure_that_the_contract_deems():
    deemed = reviews("0")._replace(value=None, basis=Basis.DEEMED, counts=Counts.FAILURE)

    assert at_risk_earned(deemed, satisfied("50"), more=", deemed: 75") == AT_RISK * Decimal("0.3")
    with pytest.raises(AbsentFigureError, match="`reviews` is missing"):
        fee(deemed, satisfied("50"))


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(not_rated("reviews")._replace(due=False), id="between two measurements"),
        pytest.param(reviews("75")._replace(doubtful=True), id="while a figure is doubtful"),
    ],
)
def test_what_is_at_risk_waits_until_every_indicator_is_known(outcome):
    policy = Capitation()
    keys = parameters_of(policy, KEYS.format(at_risk="10%", not_rated="leave_out", at_end="wait", floor="", more=""))
    view = GivenView(given=(outcome, satisfied("80")), figures=PEOPLE, memory={"at risk": Decimal(5)})

    (draft,) = policy.drafts(keys, view)

    assert draft.amount == 7022700
    assert policy.remembers(keys, view, ()) == {"at risk": 780305}


def test_without_anything_at_risk_people_are_paid_for_and_that_is_all():
    policy = Capitation()
    view = GivenView(figures={"people": "310.5"})

    (draft,) = policy.drafts(parameters_of(policy, "{people: people, rate: 400, short_periods: whole}"), view)

    assert draft.amount == 124200
    assert policy.remembers(parameters_of(policy, "{people: people, rate: 400, short_periods: whole}"), view, ()) == {}


def test_semantics_3_a_short_period_is_paid_by_days_with_what_is_at_risk():
    late = Period(date(2026, 4, 16), date(2026, 5, 1))

    draft = fee(reviews("90"), satisfied("80"), period=late, whole=Period.parse("2026-04"))

    assert draft.amount == 3901500


def test_each_part_shows_the_weight_and_how_far_the_indicator_came():
    _, part, _ = fee(reviews("75"), satisfied("70")).parts

    assert part.what == "reviews"
    assert [(one.value, one.what, one.of) for one in part.factors] == [
        (12000, "people", None),
        (Decimal("650.25"), "sum", None),
        (Decimal("0.1"), "share of it at risk", None),
        (60, "weight", 100),
        (15, "from minimum to maximum", 30),
    ]


@given(st.integers(0, 10**6), st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_what_is_paid_lies_between_what_is_safe_and_the_whole(people, share, reviewed, content):
    whole = people * Decimal("650.25")

    draft = fee(
        reviews(str(reviewed)), satisfied(str(content)), at_risk=f"{share}%", figures={"people": Decimal(people)}
    )

    assert whole * (100 - share) / 100 <= draft.amount <= whole


ENTRY = """
- policy: capitation
  clause: s1
  people: people
  rate: 100
  short_periods: whole
  at_risk: {year 1: 10%, year 2: 20%}
  score:
    not_rated: leave_out
    unmeasured_at_end: earns_nothing
    indicators: {yearly: {weight: 50%, minimum: 0, maximum: 100}, calls: {weight: 50%, minimum: 0, maximum: 100}}
"""
MORE = "  yearly: {value: answered, every: quarter}\n"
RULES = paying(ENTRY).replace("payment:", f"{MORE}payment:").replace("measures:", "measures:\n  people: {type: count}")


def term(*months: tuple[int, int]):
    return decided(RULES, *(figures(answered=answered) | {"people": str(people)} for people, answered in months))


def test_a_quarterly_score_decides_what_was_at_risk_in_its_three_months():
    decisions = term((10, 0), (20, 0), (30, 80), (10, 0))

    # 900, 1,800 and 2,700 are safe; 600 were at risk, of which 80% are earned.
    assert [str(one.payment.payable) for one in decisions] == ["900.00", "1800.00", "3180.00", "900.00"]
    assert [dict(one.payment.remembered) for one in decisions] == [
        {"capitation": {"at risk": 100}},
        {"capitation": {"at risk": 300}},
        {"capitation": {"at risk": None}},
        {"capitation": {"at risk": 100}},
    ]


def test_people_that_are_not_reported_leave_the_fee_to_a_person():
    (decision,) = decided(RULES, figures() | {"people": Absence.MISSING})

    assert decision.undecided == ("payment: `people` is missing",)


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        pytest.param("weight: 50%", "weight: 49%", "expected weights that total 100%, not 99%", id="too little weight"),
        pytest.param("weight: 50%", "weight: {year 1: 50%, year 2: 60%}", "not 110%", id="too much in one year"),
        pytest.param("weight: 50%", "weight: 0%", "expected a weight of more than 0%", id="no weight"),
        pytest.param("20%}", "101%}", "expected a percentage from 0% to 100%", id="more at risk than there is"),
        pytest.param("10%,", "-1%,", "expected a percentage from 0% to 100%", id="less than nothing at risk"),
        pytest.param("maximum: 100}, calls", "maximum: 0}, calls", "expected a maximum other than", id="one figure"),
        pytest.param("    at_risk: {year 1: 10%, year 2: 20%}\n", "", "expected both of `at_risk`", id="no share"),
        pytest.param("      not_rated: leave_out\n", "", "expected the key `not_rated`", id="what a gap means unsaid"),
        pytest.param("people: people\n", "people: peple\n", "did you mean `people`", id="a misspelt measure"),
        pytest.param("rate: 100", "rate: -1", "expected a sum of 0 or more", id="a rate below nothing"),
    ],
)
def test_terms_that_score_nothing_or_too_much_are_refused(before, after, complaint):
    assert before in RULES

    with pytest.raises(RuleSetError) as refusal:
        decided(RULES.replace(before, after, 1))

    assert complaint in "\n".join(str(one) for one in refusal.value.diagnostics)


@pytest.mark.parametrize("word", ["wait", "leave_out"])
def test_where_nothing_is_at_risk_an_indicator_without_rating_stops_no_payment(word):
    unrated = [not_rated(kpi, Absence.SUPPRESSED) for kpi in ("reviews", "satisfied")]

    assert sum(part.amount for part in fee(*unrated, at_risk="0%", not_rated=word).parts) > 0


@pytest.mark.parametrize("floor", ["150%", "-5%"])
def test_a_floor_that_no_score_can_reach_is_refused(floor):
    with pytest.raises(RuleSetError, match="expected a percentage from 0% to 100%"):
        fee(reviews("90"), satisfied("80"), floor=f"floor: {floor}")
