from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts, Measured
from engine.model.payment import LineKind
from engine.model.period import Period
from engine.model.policy import AbsentFigureError
from engine.plugins.at_risk_incentive import AtRiskIncentive
from engine.plugins.testing import GivenView, decided, not_rated, parameters_of, rated
from tests.plugins.products import product
from tests.plugins.rule_texts import figures, paying

KEYS = """
amount: 80000000
short_periods: pro_rata
paid: {paid}
not_rated: {not_rated}
unmeasured_at_end: {at_end}
indicators:
  vaccination: {{share: 0.25%, {indicator}}}
"""
UP, DOWN = "minimum: 30, maximum: 60", "minimum: 12, maximum: 6"


def drafts(outcome, *, paid="in_arrears", not_rated="wait", at_end="wait", indicator=UP, **view):
    """Return what is drafted for one indicator, the arithmetic of each part checked."""
    policy = AtRiskIncentive()
    keys = KEYS.format(paid=paid, not_rated=not_rated, at_end=at_end, indicator=indicator)
    found = policy.drafts(parameters_of(policy, keys), GivenView(given=(outcome,), **view))
    for part in (part for draft in found for part in draft.parts):
        assert abs(product(part) - part.amount) < Decimal("1E-9")
    return found


def amounts(*args, **kwargs):
    """Return the amount of each draft by its kind, to the penny."""
    return {draft.kind: str(round(draft.amount, 2)) for draft in drafts(*args, **kwargs)}


def vaccination(value: str, rating: str = "good"):
    return rated("vaccination", rating, value)


@pytest.mark.parametrize(
    ("reached", "indicator", "paid"),
    [
        pytest.param("30", UP, "0.00", id="AC-43: the minimum earns nothing"),
        pytest.param("45", UP, "100000.00", id="AC-43: half of the way earns half"),
        pytest.param("52", UP, "146666.67", id="AC-43: 22 of 30"),
        pytest.param("60", UP, "200000.00", id="AC-43: the maximum earns all"),
        pytest.param("71", UP, "200000.00", id="AC-43: and no more than all"),
        pytest.param("12", UP, "0.00", id="nothing below the minimum, and never less"),
        pytest.param("9", DOWN, "100000.00", id="where lower is better the maximum is the lesser figure"),
        pytest.param("5", DOWN, "200000.00", id="beyond it no more than all"),
        pytest.param("13", DOWN, "0.00", id="and nothing above the minimum"),
        pytest.param("49.9", f"{UP}, floor: 50", "0.00", id="below the floor nothing"),
        pytest.param("50", f"{UP}, floor: 50", "133333.33", id="on the floor pro rata"),
        pytest.param("7", f"{DOWN}, floor: 6.5", "0.00", id="a floor where lower is better"),
    ],
)
def test_in_arrears_an_indicator_earns_pro_rata_between_minimum_and_maximum(reached, indicator, paid):
    assert amounts(vaccination(reached), indicator=indicator) == {LineKind.INCENTIVE: paid}


@pytest.mark.parametrize(
    ("reached", "deducted"),
    [
        pytest.param("45", "100000.00", id="AC-43: at 45, 100,000 of 200,000 are deducted"),
        pytest.param("30", "200000.00", id="at the minimum all of it"),
        pytest.param("52", "53333.33", id="8 of 30"),
    ],
)
def test_in_advance_all_is_paid_and_what_is_not_earned_deducted(reached, deducted):
    paid = amounts(vaccination(reached), paid="in_advance")

    assert paid == {LineKind.INCENTIVE: "200000.00", LineKind.DEDUCTION: deducted}


def test_in_advance_nothing_is_deducted_from_what_is_earned_whole():
    assert amounts(vaccination("60"), paid="in_advance") == {LineKind.INCENTIVE: "200000.00"}


def test_a_kpi_without_bands_may_be_an_indicator():
    assert amounts(Measured("vaccination", Decimal(45), Decimal(45), ())) == {LineKind.INCENTIVE: "100000.00"}


@pytest.mark.parametrize(
    ("word", "arrears", "advance"),
    [
        pytest.param("earns_nothing", {"incentive": "0.00"}, {"incentive": "200000.00", "deduction": "200000.00"}),
        pytest.param("earns_all", {"incentive": "200000.00"}, {"incentive": "200000.00"}),
        pytest.param("stays_at_risk", {}, {"incentive": "200000.00"}),
    ],
)
def test_what_an_indicator_without_rating_earns_is_the_contracts_to_say(word, arrears, advance):
    absent = not_rated("vaccination", Absence.SUPPRESSED)

    for paid, expected in (("in_arrears", arrears), ("in_advance", advance)):
        came = amounts(absent, paid=paid, not_rated=word)
        assert {kind.value: amount for kind, amount in came.items()} == expected


def test_where_the_contract_says_wait_a_person_judges_and_is_told_what_is_absent():
    with pytest.raises(AbsentFigureError, match="`vaccination` is sample too small"):
        drafts(not_rated("vaccination", Absence.SAMPLE_TOO_SMALL), not_rated="wait")


@pytest.mark.parametrize(
    ("outcome", "paid"),
    [
        pytest.param(vaccination("31", "inadequate")._replace(in_grace=True), "200000.00", id="in grace"),
        pytest.param(not_rated("vaccination", Absence.RELIEVED), "200000.00", id="under relief"),
    ],
)
def test_nothing_is_lost_in_grace_or_under_relief(outcome, paid):
    assert amounts(outcome) == {LineKind.INCENTIVE: paid}


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(vaccination("45")._replace(doubtful=True, counts=Counts.NEITHER), id="a doubtful figure"),
        pytest.param(not_rated("vaccination")._replace(due=False), id="an indicator between two measurements"),
    ],
)
def test_what_is_not_known_yet_stays_at_risk(outcome):
    assert drafts(outcome, not_rated="earns_nothing") == ()


def test_a_carried_outcome_is_as_good_as_not_rated():
    carried = vaccination("45")._replace(basis=Basis.CARRIED, counts=Counts.NEITHER)

    assert amounts(carried, not_rated="earns_nothing") == {LineKind.INCENTIVE: "0.00"}


def test_a_deemed_failure_is_priced_at_the_figure_that_the_contract_deems():
    deemed = vaccination("0", "inadequate")._replace(value=None, basis=Basis.DEEMED)

    assert amounts(deemed, indicator=f"{UP}, deemed: 33") == {LineKind.INCENTIVE: "20000.00"}
    with pytest.raises(AbsentFigureError, match="`vaccination` is missing"):
        drafts(deemed)


def test_a_choice_lies_between_no_figures():
    with pytest.raises(ValueError, match="expected `vaccination` to be a figure"):
        drafts(vaccination("45")._replace(value="Good"))


def test_a_minimum_and_a_maximum_that_meet_in_one_contract_leave_it_to_a_person():
    with pytest.raises(ValueError, match="expected a minimum and a maximum that differ, not `30` twice"):
        drafts(vaccination("45"), indicator="minimum: 30, maximum: agreed", figures={"agreed": "30"})


def test_semantics_3_a_short_period_is_paid_by_days_where_the_contract_says_so():
    april = Period.parse("2026-04")
    late = Period(date(2026, 4, 19), date(2026, 5, 1))

    assert amounts(vaccination("45"), period=late, whole=april) == {LineKind.INCENTIVE: "40000.00"}


ENTRY = """
- policy: at_risk_incentive
  clause: s1
  amount: 1000
  short_periods: whole
  paid: {paid}
  not_rated: earns_nothing
  unmeasured_at_end: earns_nothing
  indicators: {{yearly: {{share: 50%, minimum: 90, maximum: 100}}, calls: {{share: 30%, minimum: 0, maximum: 100}}}}
"""
QUARTERLY = "  yearly: {value: answered, every: quarter}\n"


def term(paid: str, *months: int) -> list[tuple[str, str]]:
    rules = paying(ENTRY.format(paid=paid)).replace("payment:", f"{QUARTERLY}payment:")
    decisions = decided(rules, *(figures(answered=one) for one in months))
    return [tuple(f"{line.kind.value} {line.applied}" for line in one.payment.lines) for one in decisions]


def test_what_is_measured_every_quarter_is_paid_for_the_three_months_then():
    # 30% of 1,000 by the month, and 50% of three months when the quarter is measured, at 96: six tenths.
    assert term("in_arrears", 50, 100, 96, 0) == [
        ("incentive 150.00",),
        ("incentive 300.00",),
        ("incentive 1188.00",),
        ("incentive 0.00",),
    ]


def test_what_was_paid_in_advance_for_three_months_is_deducted_when_the_quarter_is_measured():
    assert term("in_advance", 50, 100, 96, 100) == [
        ("incentive 800.00", "deduction 150.00"),
        ("incentive 800.00",),
        ("incentive 800.00", "deduction 612.00"),
        ("incentive 800.00",),
    ]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=7))
def test_in_arrears_and_in_advance_come_to_the_same_and_are_never_negative(months):
    def total(paid):
        decisions = decided(rules.replace("in_arrears", paid), *(figures(answered=one) for one in months))
        lines = [line for one in decisions for line in one.payment.lines if line.policy]
        assert all(line.applied >= 0 for line in lines)
        return sum(line.kind.sign * line.applied for line in lines)

    rules = paying(ENTRY.format(paid="in_arrears")).replace("payment:", f"{QUARTERLY}payment:")
    # Sums paid in advance for a quarter that is not over are still at risk.
    unmeasured = len(months) % 3 * 500
    assert total("in_advance") - unmeasured == total("in_arrears")


@given(st.decimals(-1000, 1000, places=3), st.integers(-50, 50), st.integers(-50, 50).filter(bool))
def test_what_is_earned_and_what_is_deducted_are_the_sum_whatever_is_reached(reached, least, span):
    indicator = f"minimum: {least}, maximum: {least + span}"
    outcome = vaccination(str(reached))

    (arrears,) = drafts(outcome, indicator=indicator)
    advance, *deducted = drafts(outcome, indicator=indicator, paid="in_advance")

    assert 0 <= arrears.amount <= 200000
    net = advance.amount - sum(draft.amount for draft in deducted)
    assert abs(net - arrears.amount) < Decimal("1E-20")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        pytest.param(
            "share: 50%, minimum: 90, maximum: 100",
            "share: 50%, minimum: 90, maximum: 90",
            "nothing lies",
            id="one figure for both",
        ),
        pytest.param("share: 50%", "share: 71%", "expected shares that total at most 100%", id="shares over 100%"),
        pytest.param("share: 50%", "share: 0%", "expected a share of more than 0%", id="a share of nothing"),
        pytest.param("share: 50%", "share: {year 1: 50%, year 2: 71%}", "at most 100%", id="over 100% in one year"),
        pytest.param("share: 50%", "share: 0.5", "expected a percentage such as", id="a share without its sign"),
        pytest.param("minimum: 90, ", "", "expected the key `minimum`", id="no minimum"),
        pytest.param("calls: {share", "cals: {share", "did you mean `calls`", id="a misspelt KPI"),
        pytest.param("minimum: 90", "minimum: mis", "mis", id="a minimum that nobody declares"),
        pytest.param(
            "    not_rated: earns_nothing\n", "", "expected the key `not_rated`", id="what a gap means unsaid"
        ),
        pytest.param("paid: in_arrears", "paid: later", "`later`", id="another time of payment"),
        pytest.param("amount: 1000", "amount: -1", "expected a sum of 0 or more", id="a sum below nothing"),
    ],
)
def test_terms_that_pay_nothing_or_too_much_are_refused(before, after, complaint):
    rules = paying(ENTRY.format(paid="in_arrears")).replace("payment:", f"{QUARTERLY}payment:")

    with pytest.raises(RuleSetError) as refusal:
        decided(rules.replace(before, after, 1))

    assert complaint in "\n".join(str(one) for one in refusal.value.diagnostics)


def test_a_part_shows_how_far_the_indicator_came():
    (draft,) = drafts(vaccination("52"))

    (part,) = draft.parts
    assert [(one.value, one.what, one.of) for one in part.factors] == [
        (80000000, "sum", None),
        (Decimal("0.0025"), "share", None),
        (22, "from minimum to maximum", 30),
    ]
