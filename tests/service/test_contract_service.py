"""Contracts are found again by what they were registered under."""

from __future__ import annotations

import pytest

from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from tests.service.serving import PATIENCE, day

COMPOSED, DECOMPOSED = "Caf\u00e9 Care", "Cafe\u0301 Care"


@pytest.mark.parametrize("asked", [pytest.param(COMPOSED, id="composed"), pytest.param(DECOMPOSED, id="decomposed")])
@pytest.mark.parametrize("registered", [COMPOSED, DECOMPOSED], ids=["registered composed", "registered decomposed"])
def test_a_provider_is_found_in_whatever_form_of_unicode_its_name_is_written(server, registered, asked):
    server.registers("oak", provider=registered)
    server.submits("2026-04", "96", contract="oak")

    listed = server.contracts.ListContracts(contracts.ListContractsRequest(provider=asked), timeout=PATIENCE)
    due = server.contracts.ListDue(contracts.ListDueRequest(by=day(2026, 5, 31), provider=asked), timeout=PATIENCE)
    decided = server.decisions.ListDecisions(decisions.ListDecisionsRequest(provider=asked), timeout=PATIENCE)
    watched = next(server.watches(provider=asked, after_position=0))

    assert [one.id for one in listed.contracts] == ["oak"]
    assert [(one.contract, one.period.label) for one in due.reports] == [("oak", "2026-05")]
    assert [one.id for one in decided.decisions] == ["oak#3"]
    assert watched.decision.id == "oak#3"
