from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.model.contract import Contract
from engine.model.dated import Dated
from engine.model.period import Period


def contract(**stated) -> Contract:
    given = {"id": "hc-north-1", "provider": "Acorn Care", "rule_set": "homecare-north", "start": date(2026, 4, 1)}
    return Contract(**given | stated)


def test_the_end_is_the_last_day_and_the_span_holds_it():
    span = contract(end=date(2029, 3, 31)).span

    assert span == Period(date(2026, 4, 1), date(2029, 4, 1))


def test_a_contract_without_an_end_spans_to_the_year_3000():
    assert contract().span == Period(date(2026, 4, 1), date(3000, 1, 1))


def test_a_contract_may_end_on_the_day_it_starts():
    assert contract(end=date(2026, 4, 1)).span.days == 1


@pytest.mark.parametrize(
    ("day", "year"),
    [
        pytest.param(date(2027, 3, 31), 1, id="the eve of the anniversary is in year 1"),
        pytest.param(date(2027, 4, 1), 2, id="the anniversary starts year 2"),
    ],
)
def test_semantics_3_a_contract_knows_its_year(day, year):
    assert contract().year_on(day) == year


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        pytest.param("exit_points", date(2026, 4, 30), Decimal(50), id="a constant holds on any day"),
        pytest.param("rate", date(2027, 3, 31), Decimal("24.10"), id="a dated one as it was on the day"),
        pytest.param("rate", date(2027, 4, 1), Decimal("24.95"), id="a dated one as updated from a date"),
        pytest.param("target", date(2027, 4, 1), Decimal(85), id="one by contract year goes by the contract's start"),
        pytest.param("rate", date(2026, 3, 31), None, id="none before its first date"),
        pytest.param("locality", date(2026, 4, 30), None, id="none where it is not set"),
    ],
)
def test_semantics_7_a_parameter_is_the_value_on_a_day(name, day, value):
    parameters = {
        "exit_points": Dated.always(Decimal(50)),
        "rate": Dated.stepped({date(2026, 4, 1): Decimal("24.10"), date(2027, 4, 1): Decimal("24.95")}),
        "target": Dated.stepped({1: Decimal(80), 2: Decimal(85)}),
    }

    assert contract(parameters=parameters).parameter(name, day) == value


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        pytest.param({"id": ""}, "expected the contract's id, not ``", id="no id"),
        pytest.param({"provider": " "}, "expected the contract's provider, not ` `", id="a blank provider"),
        pytest.param({"rule_set": ""}, "expected the contract's rule set, not ``", id="no rule set"),
        pytest.param(
            {"end": date(2026, 3, 31)},
            "expected a contract to end no earlier than its start `2026-04-01`, not `2026-03-31`",
            id="an end before the start",
        ),
        pytest.param(
            {"start": date(1899, 12, 31)},
            "expected the contract to start and end from 1900 to 2999, not `1899-12-31`",
            id="a start that must be a slip",
        ),
        pytest.param(
            {"end": date.max},
            "expected the contract to start and end from 1900 to 2999, not `9999-12-31`",
            id="an end that means none",
        ),
        pytest.param(
            {"time_zone": "Europe/Londn"},
            "expected a time zone such as `Europe/London`, not `Europe/Londn`",
            id="a misspelt time zone",
        ),
        pytest.param(
            {"time_zone": ""}, "expected a time zone such as `Europe/London`, not ``", id="an empty time zone"
        ),
        pytest.param(
            {"time_zone": "Europe"}, "expected a time zone such as `Europe/London`, not `Europe`", id="a continent"
        ),
        pytest.param(
            {"time_zone": "../etc/passwd"},
            "expected a time zone such as `Europe/London`, not `../etc/passwd`",
            id="a path for a time zone",
        ),
    ],
)
def test_a_contract_that_cannot_be_is_refused_in_words(stated, words):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  # the words are compared whole
        contract(**stated)

    assert str(refusal.value) == words


def test_parameters_cannot_be_changed_from_outside():
    given = {"exit_points": Dated.always(Decimal(50))}
    made = contract(parameters=given)

    given.clear()

    assert made.parameter("exit_points", date(2026, 4, 1)) == Decimal(50)
    with pytest.raises(TypeError):
        made.parameters["exit_points"] = Dated.always(Decimal(0))


def test_a_contract_travels_to_other_processes():
    sent = contract(parameters={"exit_points": Dated.always(Decimal(50))})

    received = pickle.loads(pickle.dumps(sent))

    assert received == sent
    assert hash(received) == hash(sent)
    assert received.span == sent.span


def test_an_extended_contract_spans_its_new_end():
    extended = replace(contract(end=date(2027, 3, 31)), end=date(2028, 3, 31))

    assert extended.span.last_day == date(2028, 3, 31)
