from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.period import Period
from tests.model.strategies import labelled_periods, periods

LABELS = [
    pytest.param("2026-04", date(2026, 4, 1), date(2026, 4, 30), id="a calendar month"),
    pytest.param("2026-12", date(2026, 12, 1), date(2026, 12, 31), id="the last month of a year"),
    pytest.param("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), id="the first calendar quarter"),
    pytest.param("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), id="the last calendar quarter"),
    pytest.param("2026-H2", date(2026, 7, 1), date(2026, 12, 31), id="a calendar half year"),
    pytest.param("2026", date(2026, 1, 1), date(2026, 12, 31), id="a calendar year"),
    pytest.param("2024-25", date(2024, 4, 1), date(2025, 3, 31), id="a financial year"),
    pytest.param("1999-00", date(1999, 4, 1), date(2000, 3, 31), id="the financial year into a new century"),
    pytest.param("2009-10", date(2009, 10, 1), date(2009, 10, 31), id="October, where a financial year reads the same"),
    pytest.param("2009-04-01 to 2010-03-31", date(2009, 4, 1), date(2010, 3, 31), id="and then that financial year"),
    pytest.param("2026-04-15 to 2026-05-14", date(2026, 4, 15), date(2026, 5, 14), id="a month from the 15th"),
    pytest.param("2026-04-15 to 2026-04-15", date(2026, 4, 15), date(2026, 4, 15), id="a single day"),
    pytest.param("2026-02-01 to 2026-04-30", date(2026, 2, 1), date(2026, 4, 30), id="a quarter of no calendar year"),
    pytest.param("2026-04-01 to 2026-09-30", date(2026, 4, 1), date(2026, 9, 30), id="half a financial year"),
]


@pytest.mark.parametrize(("label", "first", "last"), LABELS)
def test_a_period_is_known_by_its_shortest_label(label, first, last):
    assert Period.through(first, last).label == label


@pytest.mark.parametrize(("label", "first", "last"), LABELS)
def test_a_label_reads_as_its_period(label, first, last):
    assert Period.parse(label) == Period.through(first, last)


@given(periods | labelled_periods)
def test_every_label_reads_as_the_period_that_it_came_from(period):
    assert Period.parse(period.label) == period


@pytest.mark.parametrize("text", ["2026-04-15/2026-05-14", "2026-04-15..2026-05-14", "2026-04-15 / 2026-05-14"])
def test_two_dates_may_be_joined_otherwise(text):
    assert Period.parse(text).label == "2026-04-15 to 2026-05-14"


def test_a_financial_year_may_be_written_with_a_stroke():
    assert Period.parse("2009/10") == Period.through(date(2009, 4, 1), date(2010, 3, 31))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("April 2026", id="words"),
        pytest.param("2026-13", id="a thirteenth month that is no next year either"),
        pytest.param("2026-00", id="a month of 0"),
        pytest.param("2024-26", id="two years"),
        pytest.param("2024/26", id="two years with a stroke"),
        pytest.param("2026-Q5", id="a fifth quarter"),
        pytest.param("0000-01", id="a year that no calendar has"),
        pytest.param("9999-12", id="a month that ends past the calendar"),
        pytest.param("2026-4", id="a month of one digit"),
        pytest.param("\N{ARABIC-INDIC DIGIT TWO}026-04", id="digits of another script"),
        pytest.param("2026-04-15", id="one date"),
        pytest.param("2026-04\n", id="a line end"),
    ],
)
def test_what_is_no_label_is_refused_with_examples(text):
    with pytest.raises(ValueError, match=r"^expected a period such as `2026-04`, .*, not `") as refusal:
        Period.parse(text)

    assert str(refusal.value).endswith(f"not `{text}`")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("2026-02-30 to 2026-03-31", "expected a date on the calendar, not `2026-02-30`", id="30 February"),
        pytest.param(
            "2026-05-14 to 2026-04-15",
            "expected a last day no earlier than the first day `2026-05-14`, not `2026-04-15`",
            id="the wrong way round",
        ),
        pytest.param(
            "2026-04-15 to 9999-12-31",
            "expected a last day before `9999-12-31`, not `9999-12-31`",
            id="the calendar's last day",
        ),
    ],
)
def test_dates_that_make_no_period_are_refused_in_words(text, words):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  # the words are compared whole
        Period.parse(text)

    assert str(refusal.value) == words


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_a_value_error(text):
    try:
        period = Period.parse(text)
    except ValueError:
        return
    assert period.days > 0


def test_a_period_without_a_day_is_refused():
    with pytest.raises(ValueError, match="expected a period to end after its start `2026-04-01`, not `2026-04-01`"):
        Period(date(2026, 4, 1), date(2026, 4, 1))


def test_a_period_contains_its_first_and_last_day_and_not_its_end():
    april = Period.parse("2026-04")

    assert april.contains(date(2026, 4, 1))
    assert april.contains(april.last_day)
    assert not april.contains(april.end)
    assert (april.last_day, april.days) == (date(2026, 4, 30), 30)


def test_periods_sort_by_their_start():
    later, earlier = Period.parse("2026-05"), Period.parse("2026-04")

    assert sorted([later, earlier]) == [earlier, later]


def test_a_period_is_clipped_to_a_span():
    april = Period.parse("2026-04")

    assert april.clipped(Period.parse("2026-04-15 to 2027-04-14")) == Period.parse("2026-04-15 to 2026-04-30")
    assert april.clipped(Period.parse("2026")) == april
    assert april.clipped(Period.parse("2026-05")) is None
