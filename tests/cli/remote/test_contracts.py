"""`plimsoll contracts`: registered from a file, listed, changed."""

import json
from datetime import date

import pytest

from tests.cli.remote.conftest import RULES


def test_the_contracts_of_a_file_are_registered_once(office):
    first, again = office.registers(), office.registers()

    assert (first.exit_code, first.stdout) == (0, "cedar: registered\noak: registered\n")
    assert again.stdout == "cedar: registered already\noak: registered already\n"


def test_contracts_are_listed_with_their_providers(office):
    office.registers()

    result = office.asks("contracts", "list")

    assert [line.split() for line in result.stdout.splitlines()[1:]] == [
        ["cedar", "Cedar", "Support", "homecare", "2026-04-01", "1"],
        ["oak", "Oak", "Homecare", "homecare", "2026-04-01", "1"],
    ]


def test_contracts_are_json_for_programs(office):
    office.registers()

    [oak] = json.loads(office.asks("contracts", "list", "--provider", "Oak Homecare", "--format", "json").stdout)

    assert (oak["id"], oak["rule_set"]) == ("oak", "homecare")
    assert [one["value"]["number"] for one in oak["parameters"]["exit_points"]["steps"]] == ["40", "30"]


def test_a_contract_that_does_not_fit_is_named_and_does_not_stop_the_others(office):
    result = office.registers(
        "contracts:\n  ash: {start: 2026-04-01, parameters: {exit_point: 5}}\n  elm: {start: 2026-04-01}\n"
    )

    assert (result.exit_code, result.stdout) == (1, "elm: registered\n")
    assert "contracts.ash: contract.parameters[exit_point]: unknown" in result.stderr
    assert "did you mean `exit_points`?" in result.stderr


def test_a_mistake_in_the_file_is_shown_with_its_place(office):
    result = office.registers("contracts:\n  ash: {provider: Ash}\n")

    assert result.exit_code == 1
    assert "contracts.yaml:2:3: expected `start:`, the first day of the contract" in result.stderr


def test_an_unknown_rule_set_is_said_with_the_one_that_was_meant(office):
    (office.folder / "c.yaml").write_text("contracts:\n  ash: {start: 2026-04-01}\n")

    result = office.asks("contracts", "register", str(office.folder / "c.yaml"), "--rule-set", "homecar")

    assert result.exit_code == 1
    assert "did you mean `homecare`?" in result.stderr


def test_a_parameter_is_set_from_a_day_on(office):
    office.registers()

    result = office.asks("contracts", "set", "cedar", "exit_points=30", "--since", "2026-06-01")

    assert (result.exit_code, result.stdout) == (0, "cedar: version 2\n")


@pytest.mark.parametrize(
    "rules",
    [
        RULES.replace("failures(last=2) >= 2", "events(concern) >= exit_points").replace("default: 50", "default: 1")
        + "events: {concern: {}}\n"
    ],
)
def test_a_parameter_that_is_set_names_what_is_decided_again(office):
    office.registers()
    office.clock.is_on(date(2026, 5, 20))
    office.asks(
        "events", "report", "cedar", "--kind", "concern", "--on", "2026-05-12", "--by", "A. Officer", "--why", "w"
    )

    result = office.asks("contracts", "set", "cedar", "exit_points=2", "--since", "2026-05-01")

    assert (result.exit_code, result.stderr) == (0, "decided again: cedar#5\n")


def test_what_is_no_assignment_is_refused(office):
    result = office.asks("contracts", "set", "cedar", "exit_points", "--since", "2026-06-01")

    assert result.exit_code == 2
    assert "expected NAME=VALUE, not `exit_points`" in result.stderr


def test_no_server_is_said_in_one_line(plimsoll):
    result = plimsoll("contracts", "list", "--server", "127.0.0.1:1")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "plimsoll: expected a Plimsoll server at `127.0.0.1:1`, and none answers; `plimsoll serve` starts one\n"
    )
