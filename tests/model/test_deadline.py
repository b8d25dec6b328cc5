from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.compiler.calendars import working_days
from engine.model.deadline import Deadline, Unit
from tests.model.strategies import deadlines

ENGLAND = working_days("england")
MEETING = date(2026, 3, 27)


@pytest.mark.parametrize(
    ("within", "day", "due"),
    [
        pytest.param("5 working days", MEETING, date(2026, 4, 7), id="AC-44: 5 working days over Easter"),
        pytest.param("10 working days", MEETING, date(2026, 4, 14), id="AC-44: 10 working days over Easter"),
        pytest.param("20 working days", MEETING, date(2026, 4, 28), id="AC-44: 20 working days over Easter"),
        pytest.param("20 working days", date(2026, 4, 1), date(2026, 5, 1), id="AC-72: the answer to a duty to warn"),
        pytest.param("6 months", date(2025, 11, 9), date(2026, 5, 9), id="AC-73: a review after six months"),
        pytest.param("1 month", date(2026, 1, 31), date(2026, 2, 28), id="a month from the 31st ends with February"),
        pytest.param("1 month", date(2026, 4, 30), date(2026, 5, 30), id="a month from 30 April ends on 30 May"),
        pytest.param("20 days", date(2026, 3, 10), date(2026, 3, 30), id="days count from the next day"),
        pytest.param("6 weeks", date(2026, 3, 10), date(2026, 4, 21), id="weeks end on the same day of the week"),
    ],
)
def test_semantics_2_the_day_that_sets_it_going_does_not_count(within, day, due):
    assert Deadline.parse(within).due(day, ENGLAND) == due


@pytest.mark.parametrize(
    ("within", "day", "due"),
    [
        pytest.param("30 days beginning with", date(2026, 3, 10), date(2026, 4, 8), id="AC-49: 30 days of a notice"),
        pytest.param("1 day beginning with", date(2026, 3, 10), date(2026, 3, 10), id="one day is the day itself"),
        pytest.param("2 weeks beginning with", date(2026, 3, 10), date(2026, 3, 23), id="weeks end on the day before"),
        pytest.param("1 month beginning with", date(2026, 5, 1), date(2026, 5, 31), id="a month from the 1st"),
        pytest.param("1 working day beginning with", MEETING, MEETING, id="a working day counts itself"),
        pytest.param(
            "1 working day beginning with", date(2026, 4, 3), date(2026, 4, 7), id="Good Friday cannot be counted"
        ),
    ],
)
def test_semantics_2_a_period_beginning_with_a_day_counts_it(within, day, due):
    assert Deadline.parse(within).due(day, ENGLAND) == due


@pytest.mark.parametrize(
    ("within", "read"),
    [
        pytest.param("10 working days", Deadline(10, Unit.WORKING_DAY), id="working days"),
        pytest.param("1 month", Deadline(1, Unit.MONTH), id="one of a unit"),
        pytest.param("30 days beginning with", Deadline(30, Unit.DAY, beginning_with=True), id="a first day counted"),
    ],
)
def test_a_deadline_is_read_as_contracts_write_it(within, read):
    assert Deadline.parse(within) == read
    assert str(read) == within


@given(deadlines)
def test_every_deadline_reads_as_it_is_written(deadline):
    assert Deadline.parse(str(deadline)) == deadline


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "10",
        "10 business days",
        "ten days",
        "-1 days",
        "1.5 days",
        "10 days ",
        "10  days",
        "3 years",
        "٣ days",
    ],
)
def test_what_is_no_deadline_is_refused_with_examples(text):
    with pytest.raises(ValueError, match=r"^expected a deadline such as `10 working days`, .*, not `") as refusal:
        Deadline.parse(text)

    assert str(refusal.value).endswith(f"not `{text}`")


@pytest.mark.parametrize("text", ["0 working days", "10000 working days"])
def test_a_deadline_has_a_sensible_number(text):
    with pytest.raises(ValueError, match=r"^expected a deadline of 1 to 9999 working days, not `\d+`$"):
        Deadline.parse(text)


@given(deadlines, st.dates(date(2000, 1, 1), date(2010, 12, 31)))
def test_a_longer_deadline_is_never_due_earlier(deadline, day):
    longer = Deadline(deadline.number + 1, deadline.unit, deadline.beginning_with)

    assert day <= deadline.due(day, ENGLAND) <= longer.due(day, ENGLAND)
