"""Contracts and their parameters come back from the record as they were registered and set."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BrokenEntryError
from engine.model.contract import Contract
from engine.model.dated import Dated
from engine.model.ledger import EntryKind
from engine.model.recording import (
    canonical,
    parameters_body,
    parameters_of,
    parsed,
    registered_body,
    registered_of,
)
from tests.model.recording import strategies
from tests.model.recording.builders import entry

CEDAR = Contract(
    id="cedar",
    provider="Cedar Support Services",
    rule_set="homecare-north",
    start=date(2026, 4, 1),
    end=date(2031, 3, 31),
    parameters={
        "exit_points": Dated.always(Decimal("50.0")),
        "locality": Dated.always("north"),
        "rate": Dated.stepped({date(2026, 4, 1): Decimal("24.10"), date(2027, 4, 1): Decimal("24.95")}),
        "target": Dated.stepped({1: Decimal(80), 2: Decimal(85)}),
        "in_pilot": Dated.always(False),
    },
)
REGISTERED = {
    "provider": "Cedar Support Services",
    "rule_set": "homecare-north",
    "start": "2026-04-01",
    "end": "2031-03-31",
    "time_zone": "Europe/London",
    "parameters": {
        "exit_points": {"always": "50"},
        "locality": {"always": {"text": "north"}},
        "rate": {"steps": [{"from": "2026-04-01", "value": "24.1"}, {"from": "2027-04-01", "value": "24.95"}]},
        "target": {"steps": [{"year": 1, "value": "80"}, {"year": 2, "value": "85"}]},
        "in_pilot": {"always": False},
    },
}


def registered(body: object, contract: str = "cedar") -> Contract:
    return registered_of(entry(EntryKind.REGISTERED, canonical(body), contract=contract))


@given(strategies.contracts)
def test_a_contract_comes_back_as_it_was_registered(contract):
    back = registered(registered_body(contract), contract.id)

    assert back == contract
    assert canonical(registered_body(back)) == canonical(registered_body(contract))


def test_a_registration_is_written_like_this():
    assert parsed(canonical(registered_body(CEDAR))) == REGISTERED


def test_a_contract_without_an_end_says_so():
    assert registered(REGISTERED | {"end": None}).end is None


@given(strategies.days, st.dictionaries(strategies.names, strategies.terms, max_size=3))
def test_parameters_come_back_as_they_were_set(since, values):
    body = canonical(parameters_body(since, values))

    back = parameters_of(entry(EntryKind.PARAMETERS_SET, body))

    assert back == (since, values)
    assert {name: type(one) for name, one in back.values.items()} == {name: type(one) for name, one in values.items()}


def test_parameters_are_written_like_this():
    body = parameters_body(date(2026, 10, 1), {"exit_points": Decimal(60), "locality": "south"})

    assert body == {"from": "2026-10-01", "values": {"exit_points": "60", "locality": {"text": "south"}}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(
            {"start": None}, "start: expected a day such as `2026-04-01`, not null", id="a contract without a start"
        ),
        pytest.param(
            {"parameters": {"target": {"steps": [{"year": "2", "value": "80"}]}}},
            "parameters.target.steps[0].year: expected a whole number, not text",
            id="a year in words",
        ),
        pytest.param(
            {"parameters": {"target": {"steps": []}}},
            "parameters.target: expected a constant or steps, not both or neither",
            id="no step at all",
        ),
        pytest.param(
            {"parameters": {"target": {"always": {"rating": "good", "rank": 0}}}},
            "parameters.target.always: expected the value of a parameter, which the rating `good` is not",
            id="a rating",
        ),
        pytest.param(
            {"parameters": {"target": {"always": {"absent": "missing"}}}},
            "parameters.target.always: expected a value, which `missing` is none of",
            id="an absence",
        ),
        pytest.param(
            {"end": "2026-03-31"},
            "expected a contract to end no earlier than its start `2026-04-01`, not `2026-03-31`",
            id="an end before the start",
        ),
    ],
)
def test_a_broken_registration_is_refused_with_its_place(change, words):
    with pytest.raises(BrokenEntryError) as refusal:
        registered(REGISTERED | change)

    assert str(refusal.value) == f"entry 1 of the contract `cedar`, `registered`, cannot be read: {words}"
