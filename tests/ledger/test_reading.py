"""Of every adapter: what was recorded is found again, in order and in pages."""

from __future__ import annotations

from datetime import date

import pytest

from engine.model.ledger import ContractQuery, DecisionQuery, EntryKind, all_entries
from tests.ledger.builders import a_year, change, decision, recorded, registration, request

BEYOND = 2**64 - 1


def names(entries):
    return [(one.contract, one.version) for one in entries]


def test_an_empty_ledger_has_nothing(ledger):
    assert ledger.head() == 0
    assert ledger.version("cedar") == 0
    assert ledger.entry("cedar", 1) is None
    assert ledger.answered(request()) is None
    assert ledger.rules("0" * 64) is None
    for found in (
        ledger.stream("cedar"),
        ledger.entries(0, 10),
        ledger.decisions(DecisionQuery(), 0, 10),
        ledger.contracts(ContractQuery(), "", 10),
        ledger.rules_used(),
    ):
        assert not found


def test_a_contract_is_at_the_version_of_its_last_entry(ledger):
    recorded(ledger, registration(), decision(), registration("oak"))

    assert (ledger.version("cedar"), ledger.version("oak"), ledger.version("ash")) == (3, 1, 0)


def test_a_stream_goes_on_after_a_version(ledger):
    a_year(ledger)
    registered = ledger.append(registration("oak"))

    assert [one.version for one in ledger.stream("cedar")] == list(range(1, 26))
    assert [one.version for one in ledger.stream("cedar", 23)] == [24, 25]
    assert not ledger.stream("cedar", BEYOND)
    assert tuple(ledger.stream("oak")) == registered.entries


def test_an_entry_is_found_by_its_contract_and_version(ledger):
    a_year(ledger)

    assert ledger.entry("cedar", 7).version == 7
    for version in (0, 26, -1, BEYOND):
        assert ledger.entry("cedar", version) is None


def test_entries_come_in_pages(ledger):
    a_year(ledger, "cedar")
    a_year(ledger, "oak")

    assert [one.position for one in ledger.entries(0, 3)] == [1, 2, 3]
    assert [one.position for one in ledger.entries(48, 3)] == [49, 50]
    assert not ledger.entries(BEYOND, 10)
    assert [one.position for one in all_entries(ledger, at_once=7)] == list(range(1, 51))


def test_entries_of_one_kind_come_in_pages(ledger):
    a_year(ledger, "cedar")
    recorded(ledger, registration("oak"), change("oak"))

    assert [one.position for one in ledger.entries(3, 2, EntryKind.DECIDED)] == [5, 7]
    assert names(ledger.entries(0, 10, EntryKind.REGISTERED)) == [("cedar", 1), ("oak", 1)]
    assert names(ledger.entries(0, 10, EntryKind.PARAMETERS_SET)) == [("oak", 2)]
    assert not ledger.entries(0, 10, EntryKind.NOT_SUBMITTED)


APRIL, MAY = date(2026, 4, 30), date(2026, 5, 31)
ASKED = [
    pytest.param(DecisionQuery(), ["cedar#3", "cedar#5", "oak#3", "elm#3"], id="any"),
    pytest.param(DecisionQuery(contract="cedar"), ["cedar#3", "cedar#5"], id="of one contract"),
    pytest.param(DecisionQuery(provider="Cedar Homes"), ["cedar#3", "cedar#5", "oak#3"], id="of one provider"),
    pytest.param(DecisionQuery(rule_set="reablement"), ["oak#3"], id="by one rule set"),
    pytest.param(DecisionQuery(outcome="remediation"), ["cedar#5", "elm#3"], id="of one outcome"),
    pytest.param(DecisionQuery(since=MAY), ["cedar#5", "elm#3"], id="of periods that end on a day or later"),
    pytest.param(DecisionQuery(until=APRIL), ["cedar#3", "oak#3"], id="of periods that end on a day or before"),
    pytest.param(DecisionQuery(since=APRIL, until=APRIL), ["cedar#3", "oak#3"], id="of periods that end on one day"),
    pytest.param(DecisionQuery(provider="Cedar Homes", outcome="remediation"), ["cedar#5"], id="of both"),
    pytest.param(DecisionQuery("cedar", "Cedar Homes", "homecare", "remediation", MAY, MAY), ["cedar#5"], id="of all"),
    pytest.param(DecisionQuery(provider="Cedar Homes", rule_set="dayservice"), [], id="of neither"),
    pytest.param(DecisionQuery(contract="ash"), [], id="of a contract that is not there"),
]


@pytest.mark.parametrize(("query", "expected"), ASKED)
def test_decisions_are_found_by_what_they_are_filed_under(ledger, query, expected):
    recorded(
        ledger,
        registration("cedar"),
        registration("oak", rule_set="reablement"),
        registration("elm", provider="Elm Care"),
        decision("cedar", last=APRIL),
        decision("cedar", 3, last=MAY, outcome="remediation"),
        decision("oak", rule_set="reablement", last=APRIL),
        decision("elm", provider="Elm Care", last=MAY, outcome="remediation"),
    )

    found = ledger.decisions(query, 0, 10)

    assert [f"{one.contract}#{one.version}" for one in found] == expected
    assert all(one.kind is EntryKind.DECIDED for one in found)


def test_decisions_come_in_pages(ledger):
    a_year(ledger, "cedar")
    a_year(ledger, "oak", provider="Oak House")
    query = DecisionQuery(provider="Oak House")

    first = ledger.decisions(query, 0, 5)
    second = ledger.decisions(query, first[-1].position, 100)

    assert [one.version for one in (*first, *second)] == list(range(3, 26, 2))
    assert not ledger.decisions(query, second[-1].position, 5)
    assert not ledger.decisions(query, BEYOND, 10)


def test_contracts_are_found_by_provider_and_rule_set_in_order_of_names(ledger):
    recorded(
        ledger,
        registration("oak", provider="Oak House"),
        registration("Éden", provider="Oak House", rule_set="reablement"),
        registration("Zoo"),
        registration("ash"),
    )

    def found(after="", limit=10, **query):
        return list(ledger.contracts(ContractQuery(**query), after, limit))

    assert found() == ["Zoo", "ash", "oak", "Éden"]
    assert found(provider="Oak House") == ["oak", "Éden"]
    assert found(rule_set="homecare") == ["Zoo", "ash", "oak"]
    assert found(provider="Oak House", rule_set="reablement") == ["Éden"]
    assert found(after="ash", limit=1) == ["oak"]
    assert found(after="ash", rule_set="homecare") == ["oak"]


def test_a_request_is_answered_with_all_that_it_made(ledger):
    ledger.append(registration())
    made = ledger.append(decision(request=request()))

    assert ledger.answered(request()) == made.entries
    assert ledger.answered(request("may")) is None
