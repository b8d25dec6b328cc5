from __future__ import annotations

from decimal import Decimal, DivisionByZero, FloatOperation, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.decimals import Precision, Rounding, exactly, plain, settled

figures = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18)


@pytest.mark.parametrize(
    ("value", "places", "rounding", "rounded"),
    [
        pytest.param("24.105", 2, Rounding.HALF_UP, "24.11", id="AC-59: a half penny goes up"),
        pytest.param("24.105", 2, Rounding.HALF_EVEN, "24.10", id="AC-59: or to the even penny"),
        pytest.param("-24.105", 2, Rounding.HALF_UP, "-24.11", id="half up goes away from zero"),
        pytest.param("95.5", 0, Rounding.HALF_UP, "96", id="AC-02: 95.5 is 96"),
        pytest.param("95.5", 0, Rounding.DOWN, "95", id="AC-02: or 95 cut off"),
        pytest.param("95.4", 0, Rounding.HALF_UP, "95", id="AC-02: 95.4 is 95"),
        pytest.param("95.1", 0, Rounding.UP, "96", id="up takes any part as a whole"),
        pytest.param("-95.1", 0, Rounding.UP, "-96", id="up goes away from zero too"),
        pytest.param("77.099999999999994", 1, Rounding.HALF_UP, "77.1", id="AC-07: a published figure with float dust"),
        pytest.param("2", 2, Rounding.HALF_UP, "2.00", id="a whole number gains places"),
    ],
)
def test_semantics_9_a_value_is_rounded_as_declared(value, places, rounding, rounded):
    assert str(Precision(places, rounding).rounded(Decimal(value))) == rounded


@pytest.mark.parametrize("rounding", [Rounding.DOWN, Rounding.UP, Rounding.HALF_UP, Rounding.HALF_EVEN])
def test_semantics_8_a_third_times_three_is_one(rounding):
    with exactly():
        value = Decimal(1) / 3 * 3

    assert Precision(0, rounding).rounded(value) == 1


@pytest.mark.parametrize(
    ("value", "left"),
    [
        pytest.param("0.33333333333333333333333333333", "0.33333333333333333333", id="more than 20 places"),
        pytest.param("0.000000000000000000005", "0E-20", id="a half goes to the even digit"),
        pytest.param("1.10", "1.10", id="fewer stay as written"),
        pytest.param("1E+3", "1E+3", id="an exponent stays"),
    ],
)
def test_semantics_8_dust_beyond_20_places_goes(value, left):
    assert str(settled(Decimal(value))) == left


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("1E+3", "1000", id="no exponent"),
        pytest.param("1E-7", "0.0000001", id="no exponent of a small number"),
        pytest.param("24.10", "24.1", id="no surplus zero"),
        pytest.param("24.00", "24", id="no surplus point"),
        pytest.param("100", "100", id="the zeros of a whole number stay"),
        pytest.param("-0", "0", id="no minus zero"),
        pytest.param("-0.00", "0", id="no minus zero with places"),
        pytest.param("0E+5", "0", id="no zero with an exponent"),
        pytest.param("-1.50", "-1.5", id="a minus stays"),
    ],
)
def test_plain_text_has_one_form(value, text):
    assert plain(Decimal(value)) == text


@given(figures)
def test_plain_text_is_the_same_number(value):
    assert Decimal(plain(value)) == value


@given(figures)
def test_equal_numbers_have_equal_plain_text(value):
    with localcontext(prec=100):
        padded = value.quantize(value.scaleb(-5)) if value else Decimal("-0.000")

    assert plain(padded) == plain(value)


@given(figures, st.integers(0, 9), st.sampled_from(Rounding))
def test_rounding_twice_is_rounding_once(value, places, rounding):
    precision = Precision(places, rounding)

    assert precision.rounded(precision.rounded(value)) == precision.rounded(value)


@given(figures, st.integers(0, 9), st.sampled_from(Rounding))
def test_rounding_mirrors_at_zero(value, places, rounding):
    precision = Precision(places, rounding)

    assert precision.rounded(value.copy_negate()) == -precision.rounded(value)


def test_semantics_8_the_context_is_the_same_whatever_the_thread_had():
    with localcontext(prec=3), exactly() as context:
        third = Decimal(1) / 3

    assert context.prec == 50
    assert len(third.as_tuple().digits) == 50


@pytest.mark.parametrize("meets", [Decimal(1).__lt__, Decimal(1).__ge__, Decimal], ids=["below", "at least", "made of"])
def test_semantics_8_a_float_never_meets_a_decimal(meets):
    with exactly(), pytest.raises(FloatOperation):
        meets(1.0)


def test_semantics_8_a_division_by_zero_is_trapped():
    with exactly(), pytest.raises(DivisionByZero):
        Decimal(1) / 0


def test_a_precision_says_itself_as_rule_files_do():
    assert str(Precision(1, Rounding.HALF_UP)) == "1 dp, half up"
    assert Precision(2, Rounding.DOWN).step == Decimal("0.01")
