"""Numbers, sums and figures arrive exactly as they are."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, localcontext

import pytest
from google.type.money_pb2 import Money
from hypothesis import given
from hypothesis import strategies as st

from engine.api.figure_pb2 import ABSENCE_SUPPRESSED, DatedValue, Figure, NamedFigure
from engine.model.dated import Dated
from engine.model.decimals import plain, settled
from engine.model.figures import Absence
from engine.model.scale import Rating
from engine.service.translation.figures import number, write_dated, write_figure, write_money, write_named
from tests.model.recording.strategies import dated, figures, numbers
from tests.service.translation.reading_back import day, figure

IN_PLAIN_DIGITS = re.compile(r"-?[0-9]+(\.[0-9]{1,20})?")
WIDEST = 10**27 - 1


@given(numbers)
def test_a_number_is_said_in_plain_digits_to_20_places(value):
    text = number(value)

    assert text == plain(settled(value))
    assert IN_PLAIN_DIGITS.fullmatch(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("0E+3", "0"),
        ("-0.00", "0"),
        ("1E+3", "1000"),
        ("1E-9", "0.000000001"),
        ("10", "10"),
        ("100.0", "100"),
        ("-12.50", "-12.5"),
        ("999999999999999999.999999999", "999999999999999999.999999999"),
        ("0.33333333333333333333333333333333333333333333333333", "0.33333333333333333333"),
        ("0.99999999999999999999999", "1"),
    ],
)
def test_a_number_has_no_exponent_no_surplus_zero_and_no_minus_zero(value, text):
    assert number(Decimal(value)) == text


@given(st.integers(-WIDEST, WIDEST), st.integers(0, 9))
def test_a_sum_of_18_digits_and_9_places_arrives_to_the_billionth(digits, places):
    amount = Decimal(digits).scaleb(-max(places, len(str(abs(digits))) - 18))
    money = Money()
    with localcontext(prec=3):
        # Whatever the thread keeps of its own decimals.
        write_money(money, amount, "GBP")

    assert money.currency_code == "GBP"
    assert money.units * 10**9 + money.nanos == int(amount.scaleb(9))
    assert abs(money.nanos) < 10**9
    assert money.units * money.nanos >= 0


@pytest.mark.parametrize(
    ("amount", "units", "nanos"),
    [
        pytest.param("24000.00", 24000, 0, id="whole pounds"),
        pytest.param("-0.05", 0, -50_000_000, id="five pence less than nothing"),
        pytest.param("-1.75", -1, -750_000_000, id="both parts have the sign"),
        pytest.param("0.00", 0, 0, id="nothing"),
    ],
)
def test_a_sum_is_whole_units_and_billionths(amount, units, nanos):
    money = Money()
    write_money(money, Decimal(amount), "GBP")

    assert (money.units, money.nanos) == (units, nanos)


@given(figures)
def test_a_figure_says_exactly_one_thing(value):
    message = Figure()
    write_figure(message, value)

    assert message.WhichOneof("figure")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("97.50"), Figure(number="97.5")),
        (Rating("good", 0), Figure(text="good")),
        ("Good", Figure(text="Good")),
        ("", Figure(text="")),
        (False, Figure(flag=False)),
        (Absence.SUPPRESSED, Figure(absence=ABSENCE_SUPPRESSED)),
    ],
)
def test_a_figure_arrives_as_what_it_is(value, expected):
    message = Figure()
    write_figure(message, value)

    assert message == expected
    assert message.WhichOneof("figure") == expected.WhichOneof("figure")


def test_a_day_arrives_as_year_month_and_day():
    message = Figure()
    write_figure(message, date(2026, 4, 30))

    assert (message.date.year, message.date.month, message.date.day) == (2026, 4, 30)


def test_named_figures_keep_their_order_and_their_absences():
    written: list[NamedFigure] = []

    def add():
        written.append(NamedFigure())
        return written[-1]

    write_named(add, [("b", Decimal(1)), ("a", Absence.MISSING)])

    assert [(one.name, figure(one)) for one in written] == [("b", "1"), ("a", {"absent": "missing"})]


@given(dated)
def test_a_dated_value_arrives_with_its_steps(value):
    message = DatedValue()
    write_dated(message, value)

    assert message.HasField("value") == value.is_constant
    assert [start(step) for step in message.steps] == [
        point if isinstance(point, int) else point.isoformat() for point in value.points()
    ]


def start(step):
    return step.contract_year if step.WhichOneof("start") == "contract_year" else day(step.since)


def test_a_value_by_contract_year_arrives_by_contract_year():
    message = DatedValue()
    write_dated(message, Dated.stepped({1: Decimal("21.50"), 2: Decimal(22)}))

    assert [(step.contract_year, step.value.number) for step in message.steps] == [(1, "21.5"), (2, "22")]
