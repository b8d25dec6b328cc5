"""The arithmetic of payment lines, what caps took off, and the totals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.evaluation.explanation import Code, explained
from engine.evaluation.explanation.lexicon import lexicon
from engine.evaluation.explanation.products import product
from engine.model.payment import Factor, LineState, Part
from tests.evaluation.builders import Provider, kpi
from tests.evaluation.explanation.readers import read, rules, sentences

MEASURES = """
    figure: {type: number}
    second: {type: number, default: 95}
    charges: {type: money, title: Charges before deductions}
"""
POINTED = kpi(title="Visits kept", points="{inadequate: 8}")
FEE = "- {policy: fixed_fee, amount: 300000.00, short_periods: pro_rata}\n"
CREDITS = "- {policy: service_credits, per_point: 0.5% of charges, clause: 'Schedule 5, paragraph 1'"


def paid(payment: str, about: str = "service_credits", kpis: str = POINTED, **figures: object) -> list[str]:
    """The sentences about the payment entry *about* in a month in which visits kept earned 8 points."""
    rule_set = rules(measures=MEASURES, kpis=kpis, payment=payment)
    decision = Provider(rule_set).reports(**{"figure": 10, "charges": 240000} | figures)
    return read(decision, rule_set, about)


def test_points_times_a_share_of_charges_are_shown_with_their_arithmetic():
    assert paid(CREDITS + "}") == [
        "Service credits: a deduction of £9,600.00 (Schedule 5, paragraph 1).",
        "Visits kept: 8 points x 0.5% x £240,000.00 charges = £9,600.00.",
    ]


def test_each_kpi_that_brings_some_has_its_part():
    two = POINTED + kpi("plans", value="second", title="Plans reviewed", points="{requires_improvement: 1}")

    assert paid(CREDITS + "}", kpis=two, second=75)[1:] == [
        "Visits kept: 8 points x 0.5% x £240,000.00 charges = £9,600.00.",
        "Plans reviewed: 1 point x 0.5% x £240,000.00 charges = £1,200.00.",
        "In all: 9 points x 0.5% x £240,000.00 charges = £10,800.00.",
    ]


def test_rounding_is_shown_where_it_mattered():
    assert paid(CREDITS + "}", charges="1000.10")[1:] == [
        "Visits kept: 8 points x 0.5% x £1,000.10 charges = £40.004.",
        "£40.004 is £40.00 when rounded to 2 decimal places, half up.",
    ]


@pytest.mark.parametrize(
    ("cap", "sentence"),
    [
        pytest.param(
            "2% of charges",
            "The cap of 2% of charges (£240,000.00) is £4,800.00, and took off £4,800.00 (Paragraph 2).",
            id="a share",
        ),
        pytest.param("5000.00", "The cap is £5,000.00, and took off £4,600.00 (Paragraph 2).", id="a sum"),
        pytest.param(
            "{limit: 1% of charges, basis: twelve months}",
            "The cap of 1% of charges of twelve months, counted over twelve months (April 2026), is £2,400.00, "
            "and took off £7,200.00 "
            "(Paragraph 2).",
            id="a share of twelve months",
        ),
        pytest.param(
            "{limit: 1% of charges, basis: twelve months before, first_year: 100}",
            "The cap for the first contract year, counted over twelve months (April 2026), is £100.00, "
            "and took off £9,500.00 (Paragraph 2).",
            id="another in the first year",
        ),
        pytest.param(
            "{limit: {year 1: 1000, year 2: 2000}, over: contract}",
            "The cap in contract year 1, counted over the contract, is £1,000.00, "
            "and took off £8,600.00 (Paragraph 2).",
            id="a sum by contract year",
        ),
    ],
)
def test_a_cap_that_bound_says_what_it_took_off(cap, sentence):
    cap = cap if cap.startswith("{") else f"{{limit: {cap}}}"
    found = paid(f"{CREDITS}, cap: {cap.replace('{limit', '{clause: Paragraph 2, limit', 1)}}}")

    assert found[0].startswith("Service credits: a deduction of £9,600.00, of which £")
    assert found[-1] == sentence


def test_a_cap_used_before_says_how_much_was_left():
    rule_set = rules(measures=MEASURES, kpis=POINTED, payment=CREDITS + ", cap: {limit: 12000, over: contract}}")
    provider = Provider(rule_set)
    provider.reports(figure=10, charges=240000)

    found = read(provider.reports(figure=10, charges=240000), rule_set, "service_credits", Code.CAPPED)

    assert found == [
        "The cap, counted over the contract, is £12,000.00, of which £9,600.00 was used before, and took off £7,200.00 "
        "(Schedule 5, paragraph 1)."
    ]


def test_a_cap_that_did_not_bind_is_not_mentioned():
    assert len(paid(CREDITS + ", cap: 10% of charges}")) == 2


@pytest.mark.parametrize(
    ("payment", "sentence"),
    [
        pytest.param(
            "{by_rating: {inadequate: 3% of charges}}",
            "Visits kept: 3% x £240,000.00 charges = £7,200.00.",
            id="by rating",
        ),
        pytest.param("{by_rating: {inadequate: 250.00}}", "Visits kept: £250.00.", id="a sum by rating"),
        pytest.param(
            "{percentage_gap: {kpi: kpi, required: 98, of: charges}}",
            "Visits kept: 88% x £240,000.00 charges = £211,200.00.",
            id="by percentage gap",
        ),
        pytest.param(
            "{at_risk: {amount: 10% of charges, pools: {quality: {share: 50%, kpis: {kpi: 40%}}}}}",
            "Visits kept: 10% x £240,000.00 charges x 50% of quality x 40% allocated = £4,800.00.",
            id="from a pool at risk",
        ),
        pytest.param("{per_point: 25.00}", "Visits kept: 8 points x £25.00 = £200.00.", id="a sum a point"),
    ],
)
def test_every_way_of_pricing_shows_its_factors(payment, sentence):
    assert paid(f"- {payment.replace('{', '{policy: service_credits, ', 1)}")[1] == sentence


def test_a_fee_for_a_short_month_is_shared_by_days():
    rule_set = rules(measures=MEASURES, payment=FEE)

    decision = Provider(rule_set, start=date(2026, 4, 16)).reports(figure=95, charges=0)

    assert read(decision, rule_set, "fixed_fee") == [
        "Fixed fee: a fee of £150,000.00.",
        "Fee: £300,000.00 x 15 of 30 days = £150,000.00.",
    ]


def test_a_fee_that_is_a_measure_names_it():
    found = paid("- {policy: fixed_fee, amount: charges, short_periods: whole}", about="fixed_fee")

    assert found == ["Fixed fee: a fee of £240,000.00.", "Fee: charges of £240,000.00."]


def test_a_share_of_an_earlier_line_names_it():
    found = paid(FEE + "- {policy: service_credits, per_point: 1% of fixed_fee}")

    assert found[1] == "Visits kept: 8 points x 1% x £300,000.00 fixed fee = £24,000.00."


def test_an_entry_without_a_line_says_that_nothing_is_due():
    assert paid(CREDITS + "}", figure=95) == ["Service credits: nothing is due (Schedule 5, paragraph 1)."]


def test_the_totals_are_by_kind_and_end_with_what_is_payable():
    found = paid(FEE + CREDITS + ", cap: 2% of charges}", about="")

    assert found[-3:] == [
        "Fees in all: £300,000.00.",
        "Deductions in all: £9,600.00, of which caps took off £4,800.00 and £4,800.00 is applied.",
        "Payable to the provider: £295,200.00.",
    ]


def test_what_cannot_be_borne_is_carried_forward():
    rule_set = rules(measures=MEASURES, kpis=POINTED, payment=CREDITS + "}")
    provider = Provider(rule_set)

    first = provider.reports(figure=10, charges=240000)
    second = provider.reports(figure=95, charges=240000)

    assert read(first, rule_set, "")[-2:] == [
        "Payable to the provider: £0.00.",
        "Deductions of £9,600.00 are more than there is to pay, and are carried forward to the next period.",
    ]
    assert read(second, rule_set, "carried_forward") == [
        "Carried forward: an adjustment of -£9,600.00.",
        "Deductions that the period before could not bear: -£9,600.00.",
    ]


def test_what_cannot_be_borne_at_the_end_is_a_debt():
    rule_set = rules(measures=MEASURES, kpis=POINTED, payment=CREDITS + "}")

    last = Provider(rule_set, end=date(2026, 4, 30)).reports(figure=10, charges=240000)

    assert read(last, rule_set, "")[-1] == (
        "Deductions of £9,600.00 are more than there is to pay, and are a debt, as the contract ends."
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        pytest.param(LineState.DUE, ["It is due, and not applied yet."], id="due"),
        pytest.param(LineState.SUSPENDED, ["It is suspended, and moves no money until it is upheld."], id="suspended"),
        pytest.param(LineState.APPLIED, [], id="applied goes without saying"),
        pytest.param(LineState.WAIVED, ["It is waived, and moves no money."], id="waived"),
    ],
)
def test_a_line_says_where_it_stands(state, said):
    rule_set = rules(measures=MEASURES, payment=FEE)
    decision = Provider(rule_set).reports(figure=95, charges=0)
    line = decision.payment.lines[0]._replace(state=state)
    decision = replace(decision, payment=decision.payment._replace(lines=(line,)))

    assert sentences(explained(decision, rule_set), "fixed_fee", Code.STATE) == said


def test_factors_that_are_no_product_are_listed():
    part = Part("kpi", (Factor(Decimal(3), "visits"), Factor(Decimal(100), "charges")), Decimal("7"))

    assert product(part, lexicon(rules(measures=MEASURES, kpis=POINTED))) == (
        "Visits kept: £7.00, from 3 visits, £100.00 charges"
    )


def test_rules_without_payment_have_no_section_of_it():
    rule_set = rules()

    titles = [section.title for section in explained(Provider(rule_set).reports(figure=95), rule_set).sections]

    assert titles == ["Decision", "What was measured"]


def capped(cap: str, year: int, **figures: object) -> str:
    """What a cap is said to be in that year of a contract that sets its own first-year cap."""
    rule_set = rules(
        measures=MEASURES,
        kpis=POINTED,
        parameters="first_cap: {type: money, default: 700}",
        payment=f"{CREDITS}, cap: {{{cap}}}}}",
    )
    provider = Provider(rule_set, start=date(2026, 4, 1))
    for _ in range(12 * (year - 1)):
        provider.reports(figure=95, charges=240000)
    decision = provider.reports(**{"figure": 10, "charges": 240000} | figures)
    return read(decision, rule_set, "service_credits", Code.CAPPED)[0]


@pytest.mark.parametrize(
    ("cap", "year", "said"),
    [
        pytest.param(
            "limit: 1% of charges, basis: twelve months before, first_year: first_cap",
            1,
            "The cap for the first contract year (the contract's first cap), counted over twelve months (April 2026), "
            "is £700.00",
            id="the first year's, which the contract sets",
        ),
        pytest.param(
            "limit: 0.1% of charges, basis: twelve months before, first_year: first_cap",
            2,
            "The cap of 0.1% of charges of the twelve months before (April 2026 to March 2027), "
            "counted over twelve months (May 2026 to April 2027), is £2,880.00",
            id="the share after it",
        ),
        pytest.param(
            "limit: 0.1% of charges, basis: twelve months, over: contract",
            2,
            "The cap of 0.1% of charges of twelve months (May 2026 to April 2027), counted over the contract, "
            "is £2,880.00",
            id="a share of twelve months that is counted over another time",
        ),
        pytest.param(
            "limit: first_cap", 1, "The cap (the contract's first cap) is £700.00", id="a sum that the contract sets"
        ),
        pytest.param(
            "limit: {year 1: 1% of charges, year 2: 2% of charges}",
            2,
            "The cap of 2% of charges (£240,000.00) in contract year 2 is £4,800.00",
            id="a share by contract year, with what it is a share of",
        ),
    ],
)
def test_a_cap_says_where_it_comes_from(cap, year, said):
    assert capped(cap, year).startswith(f"{said}, and took off ")


def test_parts_that_differ_in_more_than_their_number_have_no_product_in_all():
    two = POINTED + kpi("plans", value="second", points="{requires_improvement: 1}")
    payment = "- {policy: service_credits, by_rating: {inadequate: 3% of charges, requires_improvement: 250}}"

    assert not [one for one in paid(payment, kpis=two, second=75) if one.startswith("In all")]


def test_sums_are_no_counts_and_are_not_added_up_before_their_share_is_taken():
    two = POINTED + kpi("plans", value="second", title="Plans reviewed")
    incentive = (
        "- {policy: at_risk_incentive, amount: 8000, short_periods: whole, paid: in_advance, not_rated: earns_all,"
        " unmeasured_at_end: wait,"
        " indicators: {kpi: {share: 1%, minimum: 0, maximum: 1}, plans: {share: 1%, minimum: 0, maximum: 1}}}"
    )

    assert paid(incentive, "at_risk_incentive", two, second=75) == [
        "At risk incentive: an incentive of £160.00.",
        "Visits kept: £8,000.00 x 1% = £80.00.",
        "Plans reviewed: £8,000.00 x 1% = £80.00.",
    ]
