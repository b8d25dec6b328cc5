"""The evidence beside the pack that pays by people's outcomes: a year of plans of two providers."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli.main import app

PACK = Path(__file__).parents[2] / "rules" / "help-to-live-at-home"


@pytest.fixture(scope="module")
def year():
    """What `plimsoll evaluate` makes of the year, by contract."""
    evidence = PACK / "evidence"
    files = [*("--submissions", str(evidence / "2026-27.csv")), *("--contracts", str(evidence / "contracts.yaml"))]
    plans = f"plans={evidence / 'plans-2026-27.csv'}"
    result = CliRunner().invoke(app, ["evaluate", str(PACK), *files, "--records", plans, "--format", "json"])
    assert result.exit_code == 0
    found: dict[str, list[dict]] = {}
    for one in map(json.loads, result.stdout.splitlines()):
        found.setdefault(one["contract"], []).append(one)
    return found


def test_nothing_is_paid_while_the_provider_is_inadequate_and_all_of_it_when_it_is_not(year):
    paid = [Decimal(one["payment"]["payable"]) for one in year["hawthorn"]]

    assert paid[5:7] == [0, 0]
    assert paid[7] > max(paid[:7])


def test_less_is_taken_back_than_was_paid(year):
    for decisions in year.values():
        sums = [
            sum(Decimal(one["payment"]["applied"].get(kind, "0")) for one in decisions) for kind in ("fee", "clawback")
        ]
        assert sums[0] > sums[1] > 0
