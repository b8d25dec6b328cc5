"""SEMANTICS 8 to 10: numbers, limits and money."""

from __future__ import annotations

from decimal import ROUND_UP, Context, Decimal, localcontext

import pytest

from engine.model.decision import DecisionOutcome
from tests.evaluation.builders import Provider, errors, kpi, ladder, lines, outcome, rating, rules


def test_semantics_8_the_context_of_the_calling_thread_does_not_matter():
    rule_set = rules(
        kpis=kpi(value="100 * missed / visits", precision="2 dp, half up", better="lower", bands="{good: 33.33}"),
        payment="- {policy: fixed_fee, amount: 33.335% of charges, short_periods: pro_rata}",
    )

    plain = Provider(rule_set).reports(missed=1, visits=3)
    with localcontext(Context(prec=3, rounding=ROUND_UP, traps=[])):
        rough = Provider(rule_set).reports(missed=1, visits=3)

    assert rough == plain
    assert outcome(rough).value == Decimal("33.33")


@pytest.mark.parametrize(
    ("value", "precision", "found"),
    [
        pytest.param("figure / 3 * 3", "0 dp, down", "1", id="a third times three is one"),
        pytest.param("0 - figure / 2", "0 dp, half up", "-1", id="half up goes away from zero"),
        pytest.param("0 - figure / 2", "0 dp, half even", "0", id="half even goes to the even neighbour"),
        pytest.param("0 - figure / 2", "0 dp, down", "0", id="down goes towards zero"),
        pytest.param("0 - figure / 5", "0 dp, up", "-1", id="up goes away from zero"),
    ],
)
def test_semantics_8_values_are_rounded_as_declared(value, precision, found):
    decision = Provider(rules(kpis=kpi(value=value, precision=precision))).reports(figure=1)

    assert outcome(decision).value == Decimal(found)


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        pytest.param("missed / visits > 0.5", {"unrounded-quotient"}, id="a quotient as it stands is refused"),
        pytest.param("round(missed / visits, 2) > 0.5", set(), id="a rounded one may be compared"),
    ],
)
def test_semantics_8_a_quotient_outside_a_kpi_passes_through_round(condition, codes):
    assert errors(escalation=ladder(condition)) == codes


@pytest.mark.parametrize(
    ("pays", "codes"),
    [
        pytest.param("10% of charges", set(), id="with its sign it is a percentage"),
        pytest.param("0.1 of charges", {"unexpected-value"}, id="as a fraction it is refused"),
    ],
)
def test_semantics_8_percentages_are_written_with_their_sign(pays, codes):
    assert errors(payment=f"- {{policy: fixed_fee, amount: {pays}, short_periods: whole}}") == codes


@pytest.mark.parametrize(
    ("better", "limit", "figure", "expected"),
    [
        pytest.param("higher", "90", "90", "good", id="on the limit is the better rating"),
        pytest.param("higher", "90", "89.999999999", "inadequate", id="a hair below is not"),
        pytest.param("higher", "more than 90", "90", "inadequate", id="more than 90 leaves 90 out"),
        pytest.param("higher", "more than 90", "90.000000001", "good", id="more than 90 takes what is above"),
        pytest.param("lower", "5", "5", "good", id="on the limit is the better rating, lower being better"),
        pytest.param("lower", "5", "5.000000001", "inadequate", id="a hair above is not"),
        pytest.param("lower", "less than 5", "5", "inadequate", id="less than 5 leaves 5 out"),
        pytest.param("lower", "less than 5", "4.999999999", "good", id="less than 5 takes what is below"),
    ],
)
def test_semantics_9_a_figure_on_a_limit_has_the_better_rating_unless_the_limit_is_strict(
    better, limit, figure, expected
):
    decision = Provider(rules(kpis=kpi(better=better, bands=f"{{good: {limit}}}"))).reports(figure=figure)

    assert rating(decision) == expected


@pytest.mark.parametrize(
    ("limit", "figure", "expected"),
    [
        pytest.param("95", "94.95", "good", id="the value is rounded before it meets the limit"),
        pytest.param("95.04", "95.04", "inadequate", id="a limit finer than the precision is never rounded"),
        pytest.param("95.04", "95.05", "good", id="95.05 is 95.1, above 95.04"),
    ],
)
def test_semantics_9_values_are_rounded_and_limits_are_not(limit, figure, expected):
    decision = Provider(rules(kpis=kpi(precision="1 dp, half up", bands=f"{{good: {limit}}}"))).reports(figure=figure)

    assert rating(decision) == expected


def test_semantics_9_a_limit_may_name_a_parameter():
    provider = Provider(
        rules(parameters="line: {type: number}", kpis=kpi(bands="{good: line}")), parameters={"line": Decimal(60)}
    )

    assert rating(provider.reports(figure=60)) == "good"


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        pytest.param({}, {"precision-missing"}, id="they need a precision"),
        pytest.param({"precision": "1 dp, half up"}, {"bands-gap"}, id="95.5 falls between 95 and 96 at 1 dp"),
        pytest.param({"precision": "0 dp, half up"}, set(), id="nothing falls between them at 0 dp"),
    ],
)
def test_semantics_9_gaps_between_printed_ranges_are_errors(keys, codes):
    printed = "{good: 96 or more, approaching_target: 90 to 95, inadequate: less than 90}"

    assert errors(kpis=kpi(bands=printed, **keys)) == codes


@pytest.mark.parametrize(
    ("overlap", "figure", "expected"),
    [
        pytest.param("best_band", "90", "good", id="the best band takes what two hold"),
        pytest.param("worst_band", "90", "approaching_target", id="the worst band takes what two hold"),
        pytest.param("worst_band", "91", "good", id="what one holds it has"),
    ],
)
def test_semantics_9_overlaps_are_settled_by_what_the_file_says(overlap, figure, expected):
    printed = "{good: 90 or more, approaching_target: 75 to 90, inadequate: less than 75}"
    shape = {"bands": printed, "precision": "0 dp, half up"}

    decision = Provider(rules(kpis=kpi(overlap=overlap, **shape))).reports(figure=figure)

    assert rating(decision) == expected
    assert errors(kpis=kpi(**shape)) == {"bands-overlap"}


def test_semantics_10_where_there_is_payment_the_rounding_of_money_is_required():
    assert errors(money="", payment="- {policy: fixed_fee, amount: 10, short_periods: whole}") == {"money-missing"}


def test_semantics_10_a_line_is_rounded_once_with_its_unrounded_parts_shown():
    two = kpi("late", points="{inadequate: 1}") + kpi("short", points="{inadequate: 1}")
    provider = Provider(rules(kpis=two, payment="- {policy: service_credits, per_point: 10.005}"))

    (credit,) = lines(provider.reports(figure=0))

    assert [part.amount for part in credit.parts] == [Decimal("10.005"), Decimal("10.005")]
    assert (credit.unrounded, credit.due) == (Decimal("20.010"), Decimal("20.01"))


@pytest.mark.parametrize(
    ("rounding", "due"),
    [("half up", "24.11"), ("half even", "24.10"), ("down", "24.10"), ("up", "24.11")],
)
def test_semantics_10_money_is_rounded_as_declared(rounding, due):
    provider = Provider(
        rules(
            money=f"{{precision: 2 dp, rounding: {rounding}}}",
            payment="- {policy: fixed_fee, amount: 24.105, short_periods: whole}",
        )
    )

    assert lines(provider.reports(figure=95))[0].due == Decimal(due)


def test_semantics_10_amounts_are_not_negative_and_payable_is_their_signed_sum():
    provider = Provider(
        rules(
            payment="""
                - {policy: fixed_fee, amount: 1000.00, short_periods: whole}
                - {policy: service_credits, by_rating: {inadequate: 10% of fixed_fee}}
            """
        )
    )

    decision = provider.reports(figure=0)

    assert [(line.kind.value, line.applied) for line in lines(decision)] == [("fee", 1000), ("deduction", 100)]
    assert decision.payment.payable == 900


def test_semantics_10_a_negative_amount_waits_for_a_person():
    rule_set = rules(
        measures="{figure: {type: number}, charges: {type: money, at_least: -5}}",
        payment="- {policy: fixed_fee, amount: charges, short_periods: whole}",
    )

    decision = Provider(rule_set).reports(figure=95, charges="-1.00")

    assert decision.outcome is DecisionOutcome.UNDECIDED
    assert "expected a fee of 0 or more" in decision.undecided[0]
