"""Contracts are registered once, with the terms that their rules leave to them."""

from datetime import date
from decimal import Decimal

import pytest

from engine.errors import ConflictError, NotFoundError, PreconditionError, Reason, SubmissionError
from engine.model.dated import Dated
from engine.model.ledger import ContractQuery, EntryKind
from engine.model.period import Period
from tests.application.builders import LADDER, Desk
from tests.evaluation.builders import kpi, rating, rule_file

FLOOR = {
    "parameters": "{floor: {type: number}, exit_points: {type: number, default: 50}}",
    "kpis": kpi(bands="{good: floor, approaching_target: 20, requires_improvement: 10}"),
}


def test_a_contract_is_what_was_registered():
    desk = Desk(rule_file(**FLOOR))

    made = desk.registers(parameters={"floor": "90"}, end=date(2028, 3, 31))

    assert made.version == 1
    assert desk.application.contracts.one("cedar").contract == made.contract
    assert made.contract.parameters["floor"] == Dated.always(Decimal(90))


def test_registering_the_same_again_changes_nothing():
    desk = Desk()
    first = desk.registers()

    again = desk.registers()

    assert (again.repeated, again.version, again.contract) == (True, 1, first.contract)
    assert desk.ledger.head() == 1


def test_a_name_that_is_taken_by_other_content_is_refused():
    desk = Desk()
    desk.registers()

    with pytest.raises(ConflictError, match="`cedar` is registered already") as caught:
        desk.registers(provider="Somebody Else")

    assert caught.value.reason is Reason.CONTRACT_EXISTS


@pytest.mark.parametrize(
    ("stated", "path", "message"),
    [
        pytest.param({"parameters": {}}, "parameters.floor", "no default", id="a term without a default is missing"),
        pytest.param(
            {"parameters": {"flor": "1", "floor": "90"}},
            "parameters.flor",
            "did you mean `floor`",
            id="mistyped",
        ),
        pytest.param({"parameters": {"floor": "high"}}, "parameters.floor", "expected a number", id="no number"),
        pytest.param({"end": date(2026, 3, 31)}, "contract", "no earlier than its start", id="an end before the start"),
        pytest.param({"time_zone": "Europe/Lodnon"}, "contract", "expected a time zone", id="no time zone"),
        pytest.param({"contract": "ce#dar"}, "contract", "without `#`", id="a name with the sign of decisions"),
        pytest.param({"contract": " "}, "contract", "expected a contract's name", id="an empty name"),
        pytest.param({"provider": ""}, "contract", "expected the contract's provider", id="no provider"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(stated, path, message):
    desk = Desk(rule_file(**FLOOR))

    with pytest.raises(SubmissionError) as caught:
        desk.registers(**{"parameters": {"floor": "90"}, **stated})

    assert [one.path for one in caught.value.violations] == [path]
    assert message in caught.value.violations[0].message
    assert desk.ledger.head() == 0


def test_an_unknown_rule_set_is_not_found_with_the_one_that_was_meant():
    with pytest.raises(NotFoundError, match="unknown rule set `tset`; did you mean `test`") as caught:
        Desk().registers(rule_set="tset")

    assert caught.value.reason is Reason.RULE_SET_UNKNOWN


def test_a_parameter_changes_from_a_day_on_semantics_7():
    desk = Desk(rule_file(**FLOOR))
    desk.registers(parameters={"floor": "90"})

    changed = desk.sets(date(2026, 5, 1), floor="80")
    april, may = desk.submits_each(["85", "85"])

    assert changed.contract.parameters["floor"] == Dated.stepped(
        {date(2026, 4, 1): Decimal(90), date(2026, 5, 1): Decimal(80)}
    )
    assert [rating(one.decision) for one in (april, may)] == ["approaching_target", "good"]
    assert desk.ledger.stream("cedar")[1].kind is EntryKind.PARAMETERS_SET


def test_the_value_on_the_periods_last_day_applies_semantics_7():
    desk = Desk(rule_file(**FLOOR))
    desk.registers(parameters={"floor": "90"})
    desk.sets(date(2026, 4, 30), floor="80")

    assert rating(desk.submits("2026-04", "85").decision) == "good"


def test_a_change_keeps_what_was_agreed_to_begin_later():
    desk = Desk(rule_file(**FLOOR))
    desk.registers(parameters={"floor": Dated.stepped({1: "70", 2: "75", 3: "80"})})

    changed = desk.sets(date(2026, 10, 1), floor="72")

    steps = {step.point: step.value for step in changed.contract.parameters["floor"].steps}
    assert steps == {
        date(2026, 4, 1): Decimal(70),
        date(2026, 10, 1): Decimal(72),
        date(2027, 4, 1): Decimal(75),
        date(2028, 4, 1): Decimal(80),
    }


def test_a_change_does_not_reach_into_what_is_decided():
    desk = Desk(rule_file(**FLOOR))
    desk.registers(parameters={"floor": "90"})
    desk.submits("2026-04", "85")

    with pytest.raises(PreconditionError, match="expected a day after 2026-04-30") as caught:
        desk.sets(date(2026, 4, 30), floor="80")

    assert caught.value.reason is Reason.PERIOD_DECIDED


@pytest.mark.parametrize(
    ("since", "values", "path"),
    [
        pytest.param(date(2026, 5, 1), {"flor": "1"}, "parameters.flor", id="an unknown name"),
        pytest.param(date(2026, 5, 1), {"floor": "low"}, "parameters.floor", id="no number"),
        pytest.param(date(2026, 3, 31), {"floor": "1"}, "since", id="before the contract"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(since, values, path):
    desk = Desk(rule_file(**FLOOR))
    desk.registers(parameters={"floor": "90"})

    with pytest.raises(SubmissionError) as caught:
        desk.sets(since, **values)

    assert [one.path for one in caught.value.violations] == [path]


def test_contracts_are_listed_by_name_and_found_by_provider_and_rules():
    desk = Desk()
    for name, provider in (("oak", "Cedar Support"), ("alder", "Alder Homecare"), ("ash", "Cedar Support")):
        desk.registers(name, provider=provider)

    def names(query: ContractQuery, after: str = "", limit: int = 10) -> list[str]:
        return [one.contract.id for one in desk.application.contracts.some(query, after, limit)]

    assert names(ContractQuery()) == ["alder", "ash", "oak"]
    assert names(ContractQuery(provider="Cedar Support")) == ["ash", "oak"]
    assert names(ContractQuery(), after="alder", limit=1) == ["ash"]
    assert names(ContractQuery(rule_set="another")) == []


def test_standing_says_the_rung_and_what_is_open():
    desk = Desk(rule_file(escalation=LADDER))
    desk.registers()
    made = desk.submits_each(["75", "75"])

    stood = desk.application.contracts.standing("cedar")

    assert stood.standing.ladders["ladder"].rung == "plan"
    assert (stood.open, stood.latest, stood.version) == (Period.parse("2026-06"), made[-1].name, 5)


def test_nothing_is_open_after_the_contracts_last_period():
    desk = Desk()
    desk.registers(end=date(2026, 4, 30))
    desk.submits("2026-04", "95")

    assert desk.application.contracts.standing("cedar").open is None
