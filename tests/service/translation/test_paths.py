"""Paths lead to fields of the request, as the page of errors in the protos describes them."""

from __future__ import annotations

import pytest

from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from engine.errors import Reason, SubmissionError, Violation
from engine.service.translation.paths import at_key, placed

SUBMIT = decisions.SubmitRequest.DESCRIPTOR
REGISTER = contracts.RegisterContractRequest.DESCRIPTOR
SET = contracts.SetContractParametersRequest.DESCRIPTOR


@pytest.mark.parametrize(
    ("key", "path"),
    [
        pytest.param("visits_missed", "figures[visits_missed]", id="a name as it is"),
        pytest.param("a]b", 'figures["a]b"]', id="other characters in quotes"),
        pytest.param('"', 'figures["\\""]', id="a quote escaped"),
        pytest.param("", 'figures[""]', id="no name"),
        pytest.param("é", 'figures["é"]', id="a letter beyond ASCII in quotes"),
        pytest.param("x" * 61, f'figures["{"x" * 40} ... {"x" * 15}"]', id="a long one in part"),
    ],
)
def test_a_value_of_a_map_is_named_by_its_key(key, path):
    assert at_key("figures", key) == path


@pytest.mark.parametrize(
    ("request_", "path", "field"),
    [
        pytest.param(SUBMIT, "figures.visits_missed", "figures[visits_missed]", id="a figure"),
        pytest.param(SUBMIT, "period", "period", id="a field"),
        pytest.param(SUBMIT, "contract", "contract", id="the contract's id"),
        pytest.param(SUBMIT, "period.label", "period.label", id="a field of a message"),
        pytest.param(SUBMIT, "figures[a].number", "figures[a].number", id="what is a path of the request already"),
        pytest.param(SET, "parameters.exit_points", "parameters[exit_points]", id="a parameter that is set"),
        pytest.param(REGISTER, "parameters.a", "contract.parameters[a]", id="a parameter of a new contract"),
        pytest.param(REGISTER, "contract", "contract", id="a new contract as a whole"),
        pytest.param(REGISTER, "contract.parameters[a]", "contract.parameters[a]", id="a path with its contract"),
        pytest.param(REGISTER, "parameters[0]", "contract.parameters[0]", id="one of several"),
        pytest.param(SUBMIT, "parameters.a", "parameters.a", id="what the request has no field for"),
    ],
)
def test_what_the_application_names_is_named_as_a_field(request_, path, field):
    error = SubmissionError(Violation(path, "expected something else"), reason=Reason.PARAMETERS_INVALID)

    found = placed(error, request_)

    assert found.violations == (Violation(field, "expected something else"),)
    assert found.reason is Reason.PARAMETERS_INVALID
