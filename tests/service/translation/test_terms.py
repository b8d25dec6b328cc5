"""A contract's terms are read with their dates, and what is no term is named with its path."""

from __future__ import annotations

import pytest

from engine.api import contract_service_pb2 as contracts
from tests.service.translation.asked import sound, the_violation, with_parameter


@pytest.mark.parametrize(
    ("terms", "path", "expected"),
    [
        pytest.param("", "", "either a value or steps", id="nothing"),
        pytest.param(
            'value { number: "1" } steps { contract_year: 1 value { number: "1" } }',
            "",
            "not both or neither",
            id="a value and steps",
        ),
        pytest.param('value { number: "x" }', ".value.number", "expected a number", id="no number"),
        pytest.param("value { }", ".value", "expected a number, a text", id="no value"),
        pytest.param("value { absence: ABSENCE_MISSING }", ".value.absence", "never absent", id="an absence"),
        pytest.param(
            'steps { value { number: "1" } }', ".steps[0]", "a contract year or a day", id="a step at no time"
        ),
        pytest.param("steps { contract_year: 1 }", ".steps[0].value", "expected a number", id="a step without a value"),
        pytest.param(
            'steps { contract_year: 100 value { number: "1" } }', ".steps[0].contract_year", "1 to 99", id="year 100"
        ),
        pytest.param(
            'steps { contract_year: 2 value { number: "1" } } steps { contract_year: 1 value { number: "1" } }',
            ".steps",
            "later than `2`",
            id="steps the wrong way round",
        ),
        pytest.param(
            'steps { contract_year: 1 value { number: "1" } } '
            'steps { since { year: 2027 month: 4 day: 1 } value { number: "1" } }',
            ".steps",
            "contract years or dates, not both",
            id="years and dates",
        ),
        pytest.param(
            'steps { contract_year: 1 value { number: "1" } } ' * 101, ".steps", "at most 100 steps", id="many steps"
        ),
    ],
)
def test_a_parameter_that_is_none_is_named(terms, path, expected):
    violation = the_violation(with_parameter(terms))

    assert violation.path == f"contract.parameters[rate]{path}"
    assert expected in violation.message


def test_too_many_parameters_are_refused():
    registered, changes = sound(contracts.RegisterContractRequest), sound(contracts.SetContractParametersRequest)
    for number in range(201):
        registered.contract.parameters[f"p{number}"].value.number = "1"
        changes.parameters[f"p{number}"].number = "1"

    assert the_violation(registered).path == "contract.parameters"
    assert the_violation(changes).path == "parameters"
