"""What a measure of each type admits, and what it refuses in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example
from hypothesis import given as drawn
from hypothesis import strategies as st

from engine.model.dated import Dated
from engine.model.measures import Measure, MeasureType, Parameter

CHOICES = ("Good", "Requires improvement")
START, DAY = date(2026, 4, 1), date(2026, 4, 30)


def measure(kind, at_least=None, at_most=None):
    bounds = [None if bound is None else dated(bound) for bound in (at_least, at_most)]
    of = CHOICES if kind == "choice" else ()
    return Measure("figure", MeasureType(kind), "Figure", None, of, *bounds, None)


def dated(bound):
    if isinstance(bound, dict):
        return Dated.stepped({point: Decimal(value) for point, value in bound.items()})
    return Dated.always(Decimal(bound))


@pytest.mark.parametrize(
    ("kind", "given", "admitted"),
    [
        pytest.param("count", "97", Decimal(97), id="a count is whole"),
        pytest.param("count", "97.0", Decimal(97), id="a whole number may be written with a nought"),
        pytest.param("count", "0", Decimal(0), id="a count may be 0"),
        pytest.param("number", "-1.25", Decimal("-1.25"), id="a number may be below 0"),
        pytest.param("number", "77.099999999999994", Decimal("77.099999999999994"), id="no digit is lost"),
        pytest.param("percent", "99.5", Decimal("99.5"), id="a percentage is written plainly"),
        pytest.param("money", "240000.00", Decimal("240000.00"), id="money keeps its pennies"),
        pytest.param("flag", "true", True, id="true is a flag"),
        pytest.param("flag", "false", False, id="false is a flag"),
        pytest.param("flag", False, False, id="a flag may come as one"),
        pytest.param("choice", "Requires improvement", "Requires improvement", id="a choice is one of the list"),
        pytest.param("date", "2028-02-29", date(2028, 2, 29), id="a date is written year first"),
        pytest.param("date", date(2026, 4, 1), date(2026, 4, 1), id="a date may come as one"),
        pytest.param("text", "on the 3rd", "on the 3rd", id="text is any text"),
    ],
)
def test_a_measure_admits_what_fits_its_type(kind, given, admitted):
    found = measure(kind).admitted(given, START, DAY)

    assert found == admitted
    assert type(found) is type(admitted)


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        pytest.param("count", "1.5", "a whole number", id="half a visit"),
        pytest.param("count", "-1", "0 or more", id="fewer visits than none"),
        pytest.param("number", "1,000", "a number", id="thousands with a comma"),
        pytest.param("number", "O", "a number", id="the letter O"),
        pytest.param("count", "9" * 19, "a number", id="more digits than any count has"),
        pytest.param("count", "\u0661", "a number", id="digits of another script"),
        pytest.param("number", "NaN", "a number", id="what is no number"),
        pytest.param("number", Decimal("Infinity"), "a number", id="no end"),
        pytest.param("number", 1.5, "text", id="a binary float"),
        pytest.param("percent", "99.5 %%", "a number", id="two signs"),
        pytest.param("money", "£5", "a number", id="a currency sign"),
        pytest.param("flag", "yes", "true", id="yes"),
        pytest.param("flag", "1", "true", id="1 for true"),
        pytest.param("choice", "good", "did you mean `Good`", id="a choice in small letters"),
        pytest.param("date", "01/04/2026", "2026", id="a date the British way"),
        pytest.param("date", "2026-02-29", "2026-02-29", id="a day that there is not"),
        pytest.param("text", 3, "text", id="a number for a text"),
    ],
)
def test_a_measure_refuses_what_does_not_fit_and_says_what_would(kind, given, expected):
    with pytest.raises(ValueError, match="expected") as refused:
        measure(kind).admitted(given, START, DAY)

    assert expected in str(refused.value)


@pytest.mark.parametrize("kind", ["count", "number", "percent", "money"])
@pytest.mark.parametrize(
    ("given", "admitted"),
    [
        pytest.param("9", False, id="below"),
        pytest.param("10", True, id="on the lower bound"),
        pytest.param("20", True, id="on the upper bound"),
        pytest.param("21", False, id="above"),
    ],
)
def test_bounds_belong_to_what_they_bound(kind, given, admitted):
    bounded = measure(kind, at_least=10, at_most=20)

    if admitted:
        assert bounded.admitted(given, START, DAY) == Decimal(given)
    else:
        with pytest.raises(ValueError, match=r"expected (10 or more|20 or less)"):
            bounded.admitted(given, START, DAY)


@pytest.mark.parametrize(
    ("bound", "day", "least"),
    [
        pytest.param({1: 10, 2: 20}, date(2027, 3, 31), 10, id="the last day of the first contract year"),
        pytest.param({1: 10, 2: 20}, date(2027, 4, 1), 20, id="the first day of the second"),
        pytest.param({date(2026, 1, 1): 10, date(2026, 7, 1): 20}, date(2026, 6, 30), 10, id="the day before a date"),
        pytest.param({date(2026, 1, 1): 10, date(2026, 7, 1): 20}, date(2026, 7, 1), 20, id="the date itself"),
        pytest.param({date(2026, 7, 1): 10}, date(2026, 6, 30), None, id="no bound before the first step"),
    ],
)
def test_a_dated_bound_binds_on_the_days_that_it_says(bound, day, least):
    bounded = measure("number", at_least=bound)

    if least is None:
        assert bounded.admitted("-1", START, day) == -1
        return
    assert bounded.admitted(str(least), START, day) == least
    with pytest.raises(ValueError, match=f"expected {least} or more, not `{least - 1}`"):
        bounded.admitted(str(least - 1), START, day)


@pytest.mark.parametrize("kind", [kind.value for kind in MeasureType])
@drawn(
    bounds=st.sampled_from([(None, None), (0, None), (None, 20), (-1, 20), ({1: 10, 2: 20}, None)]),
    figure=st.from_regex(r"-?[0-9]{1,20}(\.[0-9]{1,21})?", fullmatch=True) | st.text() | st.decimals(),
)
@example(bounds=(None, None), figure="9" * 19)
@example(bounds=(None, None), figure="-1")
@example(bounds=(None, None), figure="\u0661")
@example(bounds=(None, 20), figure="21")
@example(bounds=(10, None), figure="9")
def test_what_admits_quickly_admits_the_same_in_the_same_words(kind, bounds, figure):
    one = measure(kind, *bounds)

    assert said(one.admitting(), figure) == said(one.admitted, figure)


def said(admit, figure):
    try:
        found = admit(figure, START, DAY)
    except ValueError as error:
        return str(error)
    return type(found), str(found)


def test_a_default_that_is_not_in_force_yet_is_none():
    default = Dated.stepped({2: Decimal(5)})
    term = Parameter("term", MeasureType.NUMBER, "Term", None, (), default)

    assert term.stand_in(START, date(2027, 3, 31)) is None
    assert term.lack(START, START) == "has no default before 2027-04-01"
    assert term.stand_in(START, date(2027, 4, 1)) == 5
    assert term.lack(START, date(2027, 4, 1)) is None
