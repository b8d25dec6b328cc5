"""Every figure that a decision can hold comes back as it was."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Context, Decimal, InvalidOperation, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.decimals import plain
from engine.model.figures import Absence
from engine.model.recording import canonical, parsed
from engine.model.recording.values import figure_json, figure_of, money_json, number_json
from engine.model.scale import Rating
from tests.model.recording import strategies


@given(strategies.figures)
def test_a_figure_comes_back_as_it_was_and_of_its_own_kind(figure):
    back = figure_of(parsed(canonical(figure_json(figure))))

    assert back == figure
    assert type(back) is type(figure)


@given(strategies.numbers)
def test_a_number_is_written_without_exponent_surplus_zeros_or_minus_zero(number):
    assert number_json(number) == plain(number)


@given(strategies.numbers)
def test_a_number_is_written_alike_whatever_the_thread_does_to_its_decimals(number):
    written = number_json(number)

    with localcontext(Context(prec=3, capitals=0, traps=[])):
        assert number_json(number) == written
        assert figure_of(written) == number


@given(strategies.money)
def test_money_keeps_its_minor_digits(amount):
    written = money_json(amount)

    assert Decimal(written).as_tuple().exponent == -2
    assert Decimal(written) == amount


@pytest.mark.parametrize(
    ("figure", "json"),
    [
        pytest.param(Decimal("12.50"), "12.5", id="a number"),
        pytest.param(Decimal("-0.00"), "0", id="minus zero is zero"),
        pytest.param(Decimal("3E+3"), "3000", id="thousands"),
        pytest.param(Decimal("1E-9"), "0.000000001", id="a billionth"),
        pytest.param("Outstanding", {"text": "Outstanding"}, id="text"),
        pytest.param("12.5", {"text": "12.5"}, id="text that looks like a number"),
        pytest.param(True, True, id="a flag"),
        pytest.param(date(2026, 4, 1), {"date": "2026-04-01"}, id="a day"),
        pytest.param(datetime(2026, 4, 1, 9, 30), {"date": "2026-04-01"}, id="of a moment, the day"),  # noqa: DTZ001
        pytest.param(Rating("good", 0), {"rating": "good", "rank": 0}, id="a rating"),
        pytest.param(Absence.SAMPLE_TOO_SMALL, {"absent": "sample too small"}, id="an absence"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_a_figure_is_written_like_this(figure, json):
    assert figure_json(figure) == json


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        pytest.param(Decimal("12.50"), "12.50", id="pence"),
        pytest.param(Decimal("-0.00"), "0.00", id="minus nothing is nothing"),
        pytest.param(Decimal("0E-9"), "0.000000000", id="nothing, exactly"),
        pytest.param(Decimal("1.2E+3"), "1200", id="whole thousands"),
        pytest.param(Decimal("-132000.00"), "-132000.00", id="taken back"),
    ],
)
def test_money_is_written_like_this(amount, written):
    assert money_json(amount) == written


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "sNaN"])
def test_what_is_no_number_is_never_written(text):
    with pytest.raises(ValueError, match="expected a finite number"):
        number_json(Decimal(text))


@pytest.mark.parametrize(
    ("json", "words"),
    [
        pytest.param("twelve", "expected a number as text, such as `12.5`, not other text", id="words"),
        pytest.param("NaN", "expected a number as text, such as `12.5`, not other text", id="no number"),
        pytest.param("Infinity" + " " * 20, "expected a number as text, such as `12.5`, not other text", id="no end"),
        pytest.param(12, "expected fields, not a number", id="a number that is not text"),
        pytest.param({"date": "2026-02-30"}, "date: expected a day such as `2026-04-01`, not other text", id="no day"),
        pytest.param({"date": "20260401"}, "date: expected a day such as `2026-04-01`, not text", id="a day unlike it"),
        pytest.param({"rating": "good"}, "rank: expected a whole number, found nothing", id="a rating without rank"),
        pytest.param({"rating": "good", "rank": True}, "rank: expected a whole number, not true or false", id="a flag"),
        pytest.param({"text": None}, "text: expected text, not null", id="no text"),
        pytest.param({}, "expected a number, true, false, or one of `absent`, `date`, `rating`, `text`", id="nothing"),
    ],
)
def test_what_is_no_figure_is_refused_in_words(json, words):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  # the words are compared whole
        figure_of(json)

    assert str(refusal.value) == words


@given(st.text(max_size=12))
def test_no_text_is_read_as_a_number_that_decimals_do_not_know(text):
    try:
        expected = Decimal(text)
    except InvalidOperation:
        expected = Decimal("NaN")

    if expected.is_finite():
        assert figure_of(text) == expected
    else:
        with pytest.raises(ValueError, match="expected a number"):
            figure_of(text)


def test_an_absence_that_nobody_knows_is_refused_with_those_that_are_known():
    with pytest.raises(ValueError, match="not `mising`; did you mean `missing`"):
        figure_of({"absent": "mising"})
