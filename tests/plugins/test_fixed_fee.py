from datetime import date
from decimal import Decimal

import pytest

from engine.errors import RuleSetError
from engine.model.days import months_later
from engine.model.figures import Absence
from engine.model.payment import LineKind
from engine.model.period import Period
from engine.plugins.fixed_fee import FixedFee
from engine.plugins.testing import GivenView, decided, parameters_of
from tests.plugins.products import product
from tests.plugins.rule_texts import figures, paying

APRIL = Period.parse("2026-04")
LATE_APRIL = Period(date(2026, 4, 19), date(2026, 5, 1))


def fee(keys: str, **view: object):
    """Return the one draft of a fixed fee with *keys*."""
    (draft,) = FixedFee().drafts(parameters_of(FixedFee(), keys), GivenView(**view))
    return draft


@pytest.mark.parametrize(
    ("amount", "paid"),
    [
        pytest.param("81103.45", "81103.45", id="a sum"),
        pytest.param("charges", "240000", id="a named sum"),
        pytest.param("12.5% of charges", "30000", id="a share of a named sum"),
        pytest.param("{year 1: 100, year 2: 110}", "110", id="a sum by contract year"),
        pytest.param("{from 2025-04-01: 100, from 2026-05-01: 110}", "100", id="a sum from a date"),
    ],
)
def test_a_fee_is_paid_as_the_contract_writes_it(amount, paid):
    draft = fee(
        f"amount: {amount}\nshort_periods: whole",
        figures={"charges": "240000"},
        period=APRIL,
        contract_start=date(2025, 4, 1),
    )

    assert draft.kind is LineKind.FEE
    assert draft.amount == Decimal(paid)


@pytest.mark.parametrize(
    ("period", "short_periods", "paid"),
    [
        pytest.param(LATE_APRIL, "pro_rata", "1200", id="12 of 30 days"),
        pytest.param(LATE_APRIL, "whole", "3000", id="the whole sum where the contract says so"),
        pytest.param(APRIL, "pro_rata", "3000", id="a whole month is paid whole"),
    ],
)
def test_semantics_3_a_short_month_is_paid_as_declared(period, short_periods, paid):
    draft = fee(f"amount: 3000\nshort_periods: {short_periods}", period=period, whole=APRIL)

    assert draft.amount == Decimal(paid)


def test_the_arithmetic_of_a_short_month_can_be_read_from_its_factors():
    (part,) = fee("amount: 3000\nshort_periods: pro_rata", period=LATE_APRIL, whole=APRIL).parts

    assert [(factor.value, factor.what, factor.of) for factor in part.factors] == [
        (3000, "sum", None),
        (12, "days", 30),
    ]
    assert product(part) == part.amount


@pytest.mark.parametrize(
    ("amount", "factors"),
    [
        pytest.param("charges", [("charges", 240000)], id="a named sum stands alone"),
        pytest.param("10% of charges", [("share", Decimal("0.1")), ("charges", 240000)], id="a share has two factors"),
    ],
)
def test_a_fee_shows_the_numbers_that_it_was_made_of(amount, factors):
    (part,) = fee(f"amount: {amount}\nshort_periods: whole", figures={"charges": "240000"}).parts

    assert [(factor.what, factor.value) for factor in part.factors] == factors


def test_first_and_last_months_are_short_and_the_months_between_are_not():
    rules = paying("- {policy: fixed_fee, clause: s1, amount: 3100, short_periods: pro_rata}")

    decisions = decided(rules, *[figures()] * 3, start=date(2026, 4, 16))

    # 15 of 30 days of April: 1,550.00; then whole months.
    assert [str(one.payment.payable) for one in decisions] == ["1550.00", "3100.00", "3100.00"]


def test_pennies_of_a_short_month_are_rounded_once_by_the_core():
    rules = paying("- {policy: fixed_fee, clause: s1, amount: 1000, short_periods: pro_rata}")

    (decision,) = decided(rules, figures(), start=date(2026, 4, 24))

    (line,) = decision.payment.lines
    assert str(line.due) == "233.33"
    assert line.unrounded.quantize(Decimal("1E-20")) == Decimal("233.33333333333333333333")


def test_a_fee_that_is_a_share_of_an_absent_figure_waits_for_a_person():
    rules = paying("- {policy: fixed_fee, clause: s1, amount: 10% of charges, short_periods: whole}")

    (decision,) = decided(rules, figures(charges=Absence.MISSING))

    assert decision.undecided == ("payment: `charges` is missing",)
    assert decision.payment is None


def test_a_fee_of_nothing_is_a_line_of_nothing():
    rules = paying("- {policy: fixed_fee, clause: s1, amount: charges, short_periods: whole}")

    (decision,) = decided(rules, figures(charges=0))

    assert [str(line.due) for line in decision.payment.lines] == ["0.00"]


def test_what_a_short_month_means_must_be_declared():
    with pytest.raises(RuleSetError, match="expected the key `short_periods`"):
        decided(paying("- {policy: fixed_fee, clause: s1, amount: 100}"))


def test_a_fee_below_nothing_is_refused():
    with pytest.raises(RuleSetError, match="expected a sum of 0 or more, not `-100`"):
        decided(paying("- {policy: fixed_fee, clause: s1, amount: -100, short_periods: whole}"))


def test_a_dated_fee_changes_with_the_contract_year():
    rules = paying("- {policy: fixed_fee, clause: s1, amount: {year 1: 100, year 2: 110}, short_periods: whole}")

    decisions = decided(rules, *[figures()] * 13)

    assert decisions[-1].period.start == months_later(date(2026, 4, 1), 12)
    assert [str(one.payment.payable) for one in decisions[-2:]] == ["100.00", "110.00"]
