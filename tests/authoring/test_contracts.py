from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.authoring.contracts import Contracts, contracts
from engine.model.dated import Dated
from tests.authoring.builders import RULES, book, written

REQUIRED = RULES.replace("exit_points: {type: number, default: 50}", "exit_points: {type: number}")


def read(text: str, *versions: str, starts: dict[str, date] | None = None) -> Contracts:
    return contracts("contracts.yaml", written(text).encode(), book(*versions), starts or {})


def test_a_contract_says_who_when_and_on_which_terms():
    found, diagnostics = read("""
        contracts:
          north-1: {provider: Example Care, start: 2026-04-15, end: 2031-03-31, parameters: {exit_points: 40}}
        """)

    assert not diagnostics
    assert found["north-1"].provider == "Example Care"
    assert (found["north-1"].start, found["north-1"].end) == (date(2026, 4, 15), date(2031, 3, 31))
    assert found["north-1"].parameters == {"exit_points": Dated.always(Decimal(40))}
    assert found["north-1"].time_zone == "Europe/London"


# SEMANTICS 7
def test_a_term_may_change_from_a_date_or_by_contract_year():
    found, _ = read("""
        contracts:
          north-1: {start: 2026-04-01, parameters: {exit_points: {from 2026-04-01: 40, from 2027-01-01: 30}}}
          north-2: {start: 2026-04-01, parameters: {exit_points: {year 1: 40, year 2: 30}}}
        """)

    for name, day in (("north-1", date(2027, 1, 1)), ("north-2", date(2027, 4, 1))):
        assert found[name].parameter("exit_points", day) == Decimal(30)


# SEMANTICS 7
def test_a_term_whose_default_begins_later_is_asked_of_the_contracts_that_begin_before():
    later = RULES.replace("default: 50}", "default: {from 2027-04-01: 50}}")

    found, diagnostics = read("contracts: {early: {start: 2026-04-01}, late: {start: 2027-04-01}}\n", later)

    (one,) = diagnostics
    assert one.message == "expected a value for the parameter `exit_points`, which has no default before 2027-04-01"
    assert not found


def test_who_is_not_said_is_the_contract_and_when_is_its_first_report():
    found, diagnostics = read("contracts: {north-1: {}, silent: {}}\n", starts={"north-1": date(2026, 5, 1)})

    assert not diagnostics
    assert list(found) == ["north-1"]
    assert (found["north-1"].provider, found["north-1"].start) == ("north-1", date(2026, 5, 1))


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        pytest.param("{start: 2026-04-01}", "expected a value for the parameter `exit_points`", id="a term left open"),
        pytest.param(
            "{start: 2026-04-01, parameters: {exit_points: 5, exit_pionts: 4}}",
            "unknown parameter `exit_pionts`; did you mean `exit_points`?",
            id="a term that the rules have not",
        ),
        pytest.param(
            "{start: 2026-04-01, parameters: {exit_points: many}}", "expected a number", id="a term of another type"
        ),
        pytest.param(
            "{start: 2026-04-01, end: 2026-03-01, parameters: {exit_points: 5}}",
            "expected a contract to end no earlier than its start",
            id="an end before the start",
        ),
        pytest.param(
            "{start: 2026-04-01, time_zone: Mars, parameters: {exit_points: 5}}",
            "expected a time zone",
            id="a time zone",
        ),
        pytest.param("{strat: 2026-04-01}", "unknown key `strat`; did you mean `start`?", id="a key"),
    ],
)
def test_a_mistake_is_shown_with_its_line(contract, expected):
    found, diagnostics = read(f"contracts:\n  fine: {{}}\n  north-1: {contract}\n", REQUIRED)

    assert not found
    assert any(expected in one.message and one.place.line == 3 for one in diagnostics)


def test_terms_of_any_version_are_known_and_only_those_of_all_are_required():
    later = REQUIRED.replace("in_force: 2026-04-01", "in_force: 2027-04-01").replace(
        "exit_points: {type: number}", "exit_points: {type: number}\n  grace: {type: count}"
    )

    found, diagnostics = read(
        "contracts: {north-1: {start: 2026-04-01, parameters: {exit_points: 5}}}\n", REQUIRED, later
    )
    both, _ = read(
        "contracts: {north-1: {start: 2026-04-01, parameters: {exit_points: 5, grace: 3}}}\n", REQUIRED, later
    )

    assert not diagnostics
    assert set(found["north-1"].parameters) == {"exit_points"}
    assert set(both["north-1"].parameters) == {"exit_points", "grace"}
