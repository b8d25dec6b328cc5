from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.days import (
    YearKind,
    anniversary,
    contract_year,
    months_between,
    months_later,
    stretch_containing,
    window_start,
    year_containing,
)
from engine.model.period import Period
from tests.model.strategies import contract_starts, days

LEAP_DAY = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        pytest.param(date(2025, 11, 9), 6, date(2026, 5, 9), id="AC-73: six months after 9 November is 9 May"),
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="a month after the 31st is the end of February"),
        pytest.param(date(2024, 1, 31), 1, LEAP_DAY, id="or the 29th in a leap year"),
        pytest.param(date(2026, 4, 30), 1, date(2026, 5, 30), id="the last of April does not become the last of May"),
        pytest.param(date(2026, 12, 15), 1, date(2027, 1, 15), id="December is followed by the next year"),
        pytest.param(date(2026, 3, 31), -1, date(2026, 2, 28), id="a month before the end of March"),
        pytest.param(date(2026, 1, 15), -13, date(2024, 12, 15), id="thirteen months before January"),
        pytest.param(date(2026, 1, 15), 0, date(2026, 1, 15), id="no month later is the same day"),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, later):
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        pytest.param(date(2026, 11, 20), 6, date(2026, 5, 21), id="six months to 20 November start after 20 May"),
        pytest.param(date(2027, 4, 30), 3, date(2027, 2, 1), id="the last day of a month ends any month"),
        pytest.param(date(2027, 2, 28), 12, date(2026, 3, 1), id="twelve months to the end of February"),
        pytest.param(date(2027, 1, 30), 2, date(2026, 12, 1), id="two to 30 January start after 30 November"),
        pytest.param(date(2027, 3, 28), 1, date(2027, 3, 1), id="one to 28 March starts after 28 February"),
        pytest.param(date(2027, 3, 30), 1, date(2027, 3, 1), id="or after its last, where it has no 30th"),
        pytest.param(date(2028, 2, 28), 1, date(2028, 1, 29), id="the 28th does not end a February of 29 days"),
    ],
)
def test_semantics_18_a_window_of_months_starts_after_the_same_day_so_many_months_before(day, months, first):
    assert window_start(day, months) == first


@given(days, st.integers(1, 24))
def test_semantics_18_windows_that_follow_each_other_never_share_a_day(day, months):
    first = window_start(day, months)

    assert months_later(day, -months) < first <= day
    assert window_start(day + timedelta(days=1), months) >= first


@pytest.mark.parametrize(
    ("years", "day"),
    [
        pytest.param(0, LEAP_DAY, id="the start itself"),
        pytest.param(1, date(2025, 2, 28), id="the 28th in a common year"),
        pytest.param(4, date(2028, 2, 29), id="the 29th where there is one"),
        pytest.param(76, date(2100, 2, 28), id="the 28th in 2100, which is no leap year"),
    ],
)
def test_semantics_3_the_anniversary_of_29_february_is_the_28th(years, day):
    assert anniversary(LEAP_DAY, years) == day


@pytest.mark.parametrize(
    ("start", "day", "year"),
    [
        pytest.param(date(2026, 4, 1), date(2026, 4, 1), 1, id="year 1 starts with the contract"),
        pytest.param(date(2026, 4, 1), date(2027, 3, 31), 1, id="the eve of the first anniversary is in year 1"),
        pytest.param(date(2026, 4, 1), date(2027, 4, 1), 2, id="year 2 starts on the first anniversary"),
        pytest.param(LEAP_DAY, date(2025, 2, 27), 1, id="29 February: the 27th is still in year 1"),
        pytest.param(LEAP_DAY, date(2025, 2, 28), 2, id="29 February: year 2 starts on the 28th"),
        pytest.param(LEAP_DAY, date(2028, 2, 28), 4, id="29 February: the 28th of a leap year is in the year before"),
        pytest.param(date(2026, 4, 1), date(2026, 3, 31), 0, id="there is no year 1 before the start"),
    ],
)
def test_semantics_3_contract_years_start_on_anniversaries(start, day, year):
    assert contract_year(start, day) == year


@pytest.mark.parametrize(
    ("kind", "day", "label"),
    [
        pytest.param(YearKind.CALENDAR, date(2026, 12, 31), "2026", id="31 December is in its calendar year"),
        pytest.param(YearKind.FINANCIAL, date(2026, 3, 31), "2025-26", id="31 March ends a financial year"),
        pytest.param(YearKind.FINANCIAL, date(2026, 4, 1), "2026-27", id="1 April starts a financial year"),
        pytest.param(YearKind.FINANCIAL, date(1999, 3, 31), "1998-99", id="a financial year before 2000"),
        pytest.param(
            YearKind.CONTRACT, date(2026, 11, 8), "2025-11-09 to 2026-11-08", id="the eve ends a contract year"
        ),
    ],
)
def test_semantics_3_a_day_is_in_one_year_of_each_kind(kind, day, label):
    year = year_containing(kind, day, contract_start=date(2025, 11, 9))

    assert year.label == label


def test_stretches_that_start_on_the_31st_start_on_the_last_day_of_shorter_months():
    anchor = date(2025, 1, 31)

    assert stretch_containing(anchor, 1, date(2025, 2, 27)) == Period(date(2025, 1, 31), date(2025, 2, 28))
    assert stretch_containing(anchor, 1, date(2025, 3, 1)) == Period(date(2025, 2, 28), date(2025, 3, 31))


@given(contract_starts, days)
def test_months_between_undoes_months_later(start, day):
    months = months_between(start, day)

    assert months_later(start, months) <= day < months_later(start, months + 1)


@given(contract_starts, st.integers(1, 20))
def test_semantics_3_each_contract_year_runs_from_anniversary_to_anniversary(start, year):
    span = Period(anniversary(start, year - 1), anniversary(start, year))

    assert contract_year(start, span.start) == contract_year(start, span.last_day) == year
    assert year_containing(YearKind.CONTRACT, span.last_day, start) == span
