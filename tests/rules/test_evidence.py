"""The year of evidence beside the homecare pack: a good provider, a drifting, a failing and a careless one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli.main import app

PACK = Path(__file__).parents[2] / "rules" / "homecare-service-points"


@pytest.fixture(scope="module")
def year():
    """What `plimsoll evaluate` makes of the year: its exit code, its decisions by contract, and what it refused."""
    evidence = PACK / "evidence"
    files = ["--submissions", str(evidence / "2026-27.csv"), "--contracts", str(evidence / "contracts.yaml")]
    result = CliRunner().invoke(
        app, ["evaluate", str(PACK), *files, "--received-column", "received", "--format", "json"]
    )
    objects = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    decided = {}
    for one in objects:
        if one.get("kpis"):
            decided.setdefault(one["contract"], []).append(one)
    return result, decided


def rungs(decisions):
    return [one["ladders"]["contract"]["after"] for one in decisions]


def test_every_month_of_every_provider_is_decided(year):
    _, decided = year

    assert {name: len(months) for name, months in decided.items()} == {
        "alder": 12,
        "birch": 12,
        "cedar": 12,
        "damson": 11,
    }


def test_the_good_provider_never_leaves_routine(year):
    _, decided = year

    assert set(rungs(decided["alder"])) == {"routine"}


def test_the_drifting_provider_gets_a_plan_and_leaves_it(year):
    _, decided = year

    assert rungs(decided["birch"]) == ["routine"] * 4 + ["rectification_plan"] * 4 + ["routine"] * 4


def test_the_failing_provider_reaches_the_right_to_exit_and_both_caps(year):
    _, decided = year

    bound = {
        cap["cap"]
        for one in decided["cedar"]
        for line in one["payment"]["lines"]
        for cap in line["caps"]
        if cap["bound"]
    }
    assert rungs(decided["cedar"])[2:5] == ["rectification_plan", "default_notice", "exit_right"]
    assert set(rungs(decided["cedar"])[4:]) == {"exit_right"}
    assert bound == {"monthly_cap", "yearly_cap"}


def test_the_careless_provider_starts_in_mid_month_and_misses_one(year):
    _, decided = year

    periods = [one["period"] for one in decided["damson"]]
    missed = [one["period"] for one in decided["damson"] if one["evidence"] == "non_submission"]
    assert periods[0] == "2026-05-18 to 2026-05-31"
    assert missed == ["2026-08"]


def test_a_letter_for_a_digit_is_refused_with_its_line_and_the_mended_row_decided(year):
    result, decided = year

    assert result.exit_code == 1
    refused = json.loads(result.stderr.splitlines()[0])
    assert (refused["line"], refused["contract"], refused["period"]) == (43, "damson", "2026-10")
    assert refused["error"].startswith("figures.visits_logged: expected a number")
    assert "2026-10" in [one["period"] for one in decided["damson"]]
