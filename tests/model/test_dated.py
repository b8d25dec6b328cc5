from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.model.dated import Dated, highest_total, totals
from engine.model.dated_terms import moment

START = date(2026, 4, 1)
ACCEPTED_WITHIN_4_HOURS = Dated.stepped({1: 80, 2: 85, 3: 90})


@pytest.mark.parametrize(
    ("day", "target"),
    [
        pytest.param(date(2026, 4, 1), 80, id="AC-10: 80 in year 1"),
        pytest.param(date(2027, 3, 31), 80, id="AC-10: 80 to the eve of the anniversary"),
        pytest.param(date(2027, 4, 1), 85, id="AC-10: 85 from the anniversary"),
        pytest.param(date(2028, 4, 1), 90, id="AC-10: 90 in year 3"),
        pytest.param(date(2033, 4, 1), 90, id="the last stated year goes on"),
        pytest.param(date(2026, 3, 31), None, id="nothing before the contract"),
    ],
)
def test_semantics_3_a_value_goes_by_contract_year(day, target):
    assert ACCEPTED_WITHIN_4_HOURS.at(START, day) == target


@pytest.mark.parametrize(
    ("day", "target"),
    [
        pytest.param(date(2025, 2, 27), 80, id="29 February: the 27th is in year 1"),
        pytest.param(date(2025, 2, 28), 85, id="29 February: the 28th starts year 2"),
    ],
)
def test_semantics_3_a_value_changes_on_the_anniversary_of_29_february(day, target):
    assert ACCEPTED_WITHIN_4_HOURS.at(date(2024, 2, 29), day) == target


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        pytest.param(date(2026, 3, 31), None, id="nothing before the first date"),
        pytest.param(date(2026, 4, 1), "24.10", id="a value holds from its date"),
        pytest.param(date(2027, 3, 31), "24.10", id="and to the eve of the next"),
        pytest.param(date(2027, 4, 1), "24.95", id="from which the next holds"),
    ],
)
def test_semantics_7_a_value_goes_by_date_whenever_the_contract_started(day, rate):
    rates = Dated.stepped({date(2027, 4, 1): "24.95", date(2026, 4, 1): "24.10"})

    assert rates.at(date(2020, 1, 1), day) == rate


def test_a_value_that_starts_in_year_2_is_absent_in_year_1():
    assert Dated.stepped({2: 85}).at(START, date(2026, 12, 31)) is None


def test_a_constant_is_the_same_on_any_day():
    cap = Dated.always(50)

    assert cap.is_constant
    assert cap.constant == cap.at(START, date(1999, 1, 1)) == 50
    assert cap.points() == ()


def test_the_points_are_where_the_value_changes_in_order():
    assert Dated.stepped({3: 90, 1: 80}).points() == (1, 3)
    assert not ACCEPTED_WITHIN_4_HOURS.is_constant


def test_a_change_reaches_every_value_and_no_point():
    assert ACCEPTED_WITHIN_4_HOURS.map(str) == Dated.stepped({1: "80", 2: "85", 3: "90"})
    assert Dated.always(50).map(str) == Dated.always("50")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param({}, "expected a constant or steps, not both or neither", id="no step"),
        pytest.param({0: 1}, "expected a contract year from 1 to 99, not `0`", id="year 0"),
        pytest.param({100: 1}, "expected a contract year from 1 to 99, not `100`", id="year 100"),
        pytest.param(
            {date(2026, 4, 1): 1, 2: 2},
            "expected contract years or dates, not both",
            id="years beside dates",
        ),
    ],
)
def test_steps_that_mean_nothing_are_refused(values, words):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  # the words are compared whole
        Dated.stepped(values)

    assert str(refusal.value) == words


def test_steps_out_of_order_are_refused():
    backwards = tuple(reversed(ACCEPTED_WITHIN_4_HOURS.steps))

    with pytest.raises(ValueError, match="expected each step to be later than `3`, the one before, not `2`"):
        Dated(None, backwards)


@pytest.mark.parametrize(
    ("many", "highest"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param([60, 40], 100, id="constants"),
        pytest.param([{1: 60, 2: 50}, {1: 40, 2: 50}], 100, id="what one loses another may win"),
        pytest.param([{1: 60, 2: 50}, {1: 40, 3: 51}], 101, id="in the year in which they meet"),
        pytest.param([{1: 60, 3: 10}, {2: 45}, 5], 110, id="a value goes on until the next"),
        pytest.param([{date(2026, 4, 1): 60, date(2027, 4, 1): 70}, 40], 110, id="from a date"),
        pytest.param([{1: 60, 2: 50}, {date(2026, 4, 1): 41}], 101, id="years and dates may meet at their highest"),
    ],
)
def test_what_changes_is_added_up_at_its_highest_moment(many, highest):
    dated = [
        Dated.stepped({at: Decimal(value) for at, value in one.items()})
        if isinstance(one, dict)
        else Dated.always(Decimal(one))
        for one in many
    ]

    assert highest_total(dated) == highest


@pytest.mark.parametrize(
    ("many", "expected"),
    [
        pytest.param([], {0}, id="of nothing, nothing"),
        pytest.param([Dated.always(Decimal(3)), Dated.always(Decimal(4))], {7}, id="of constants, one"),
        pytest.param(
            [Dated.stepped({1: Decimal(3), 2: Decimal(5)}), Dated.always(Decimal(4))], {7, 9}, id="of each year, one"
        ),
        pytest.param(
            [Dated.stepped({2: Decimal(3), 3: Decimal(5)}), Dated.stepped({1: Decimal(1), 3: Decimal(2)})],
            {4, 7},
            id="before its first step a value is what it starts with",
        ),
        pytest.param(
            [Dated.stepped({1: Decimal(3), 2: Decimal(5)}), Dated.stepped({START: Decimal(1)})],
            {4, 6},
            id="and so it is where years meet dates",
        ),
    ],
)
def test_values_that_change_have_a_total_at_each_change(many, expected):
    assert {int(total) for total in totals(many)} == expected


@pytest.mark.parametrize("key", ["year 0", "year 100", "year 1\u0663", "year two", "2026-04-01", "from April"])
def test_a_key_that_writes_neither_a_contract_year_nor_a_date_is_refused(key):
    with pytest.raises(ValueError, match="as the key of a dated value"):
        moment(key)
