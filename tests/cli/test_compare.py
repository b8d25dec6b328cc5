"""`plimsoll compare` ranks the contracts of a file, with reasons, as a table, CSV and JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

RULES = """\
rule_set: framework
in_force: 2026-01-01
reporting: {every: month}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
parameters:
  price: {type: money}
measures:
  planned: {type: count}
  missed: {type: count}
kpis:
  missed_visits: {value: 100 * missed / planned, unit: percent, precision: "1 dp, half up"}
  hourly_price: {value: price, title: Price of an hour}
ranking:
  title: Ranked list
  clause: Schedule 2, paragraph 9
  precision: 2 dp, half up
  criteria:
    visits: {kpi: missed_visits, weight: 50%, full_at: 0, none_at: 10, rate: {of: planned}}
    price: {kpi: hourly_price, weight: 50%, full_at: lowest}
  confidence: 95%
  not_returned: 0
  missing: 0
  suppressed: leave_out
  not_rated: leave_out
"""
CONTRACTS = """\
contracts:
  alder: {provider: Alder Care, start: 2026-01-01, parameters: {price: 25.00}}
  birch: {provider: Birch Care, start: 2026-01-01, parameters: {price: 20.00}}
  cedar: {provider: Cedar Care, start: 2026-01-01, parameters: {price: 22.00}}
"""
FIGURES = """\
contract,period,planned,missed,not_submitted
alder,2026-01,1000,10,
birch,2026-01,,,true
cedar,2026-01,40,1,
"""


@pytest.fixture
def compare(plimsoll: Command, tmp_path: Path):
    """Runs `compare` on files of the test."""

    def run(*arguments: str, figures: str = FIGURES, rules: str = RULES):
        for name, text in (("rules.yaml", rules), ("contracts.yaml", CONTRACTS), ("figures.csv", figures)):
            (tmp_path / name).write_text(text)
        given = ("--submissions", "figures.csv", "--contracts", "contracts.yaml")
        return plimsoll("compare", "rules.yaml", *given, *arguments)

    return run


def test_a_table_shows_the_places_and_the_reasons_for_each(compare):
    result = compare()

    assert result.exit_code == 0, result.stderr
    assert [line.rstrip() for line in result.stdout.splitlines()] == [
        "Ranked list, 2026-01 (Schedule 2, paragraph 9)",
        "place  contract  provider    score  may lie         missed visits  Price of an hour  new packages",
        "1      alder     Alder Care  85     80.84 to 87.28  90             80                1",
        "2      cedar     Cedar Care  82.96  45.45 to 93.25  75             90.91             2",
        "3      birch     Birch Care  50                     0 deemed       100               3",
        "",
        "alder",
        "  place 1 of 3: 85.00, between 80.84 and 87.28 (Schedule 2, paragraph 9)",
        "  missed visits: 1% of 1,000 planned scores 90.00, between 81.69 and 94.56, 100 at 0 and 0 at 10, weighs 50%",
        "  Price of an hour: 25 scores 80.00, 100 for the lowest of all, weighs 50%",
        "  cannot be told apart from cedar at 95%: what may be chance is as large as the difference",
        "",
        "cedar",
        "  place 2 of 3: 82.96, between 45.45 and 93.25 (Schedule 2, paragraph 9)",
        "  missed visits: 2.5% of 40 planned scores 75.00, between 0.00 and 95.58, 100 at 0 and 0 at 10, weighs 50%",
        "  Price of an hour: 22 scores 90.91, 100 for the lowest of all, weighs 50%",
        "  cannot be told apart from alder and birch at 95%: what may be chance is as large as the difference",
        "",
        "birch",
        "  place 3 of 3: 50.00 (Schedule 2, paragraph 9)",
        "  missed visits: deemed 0.00, weighs 50%; 2026-01 is deemed 0.00: nothing was returned",
        "  Price of an hour: 20 scores 100.00, 100 for the lowest of all, weighs 50%",
        "  cannot be told apart from cedar at 95%: what may be chance is as large as the difference",
    ]
    assert result.stderr == "by `framework` in force from 2026-01-01; 3 places\n"


def test_csv_has_a_row_for_each_contract(compare):
    rows = list(csv.DictReader(compare("--format", "csv").stdout.splitlines()))

    assert [(one["contract"], one["place"], one["score"], one["visits_basis"]) for one in rows] == [
        ("alder", "1", "85", "measured"),
        ("cedar", "2", "82.96", "measured"),
        ("birch", "3", "50", "deemed"),
    ]
    assert rows[0]["alike"] == "cedar"


def test_json_has_everything_that_a_program_needs(compare):
    found = json.loads(compare("--format", "json").stdout)

    alder = found["contracts"][0]
    assert (found["framework"], found["period"], found["confidence"]) == ("framework", "2026-01", "0.95")
    assert (alder["place"], alder["offered"], alder["low"], alder["high"]) == (1, 1, "80.84", "87.28")
    assert alder["criteria"][0]["cases"] == "1000"
    assert alder["criteria"][1] == {
        "criterion": "price",
        "title": "Price of an hour",
        "weight": "0.5",
        "share": "0.5",
        "basis": "measured",
        "score": "80",
        "low": "80",
        "high": "80",
        "value": "25",
        "cases": "",
    }


def test_a_refused_row_is_reported_and_its_contract_is_not_ranked(compare):
    result = compare(figures=FIGURES.replace("40,1", "40,x"))

    assert result.exit_code == 1
    assert "figures.csv:4: cedar 2026-01: figures.missed: expected a number" in result.stderr
    assert "  not ranked: nothing is decided for 2026-01" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "rules", "said"),
    [
        pytest.param(("--period", "April"), RULES, "--period", id="no period"),
        pytest.param(
            ("--period", "2025-12"), RULES, "no version of `framework` is in force on 2025-12-31", id="no rules"
        ),
        pytest.param(
            (), RULES.partition("ranking:")[0], "expected a rule set with a `ranking`", id="rules that rank nobody"
        ),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_says_why(compare, arguments, rules, said):
    result = compare(*arguments, rules=rules)

    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("unread", "option"),
    [
        pytest.param(("--contracts", "contracts.yaml"), "--contracts", id="a file"),
        pytest.param(("--gaps", "not-submitted"), "--gaps", id="what rows are lacking"),
        pytest.param(("--period-column", "month"), "--period-column", id="a column"),
    ],
)
def test_beside_the_evidence_of_a_server_nothing_is_given_that_it_would_not_read(plimsoll, unread, option):
    result = plimsoll("compare", "framework", *unread)

    assert result.exit_code == 2
    assert f"expected no {option} beside the name of a framework, whose evidence a server has" in result.stderr


def test_a_period_that_none_of_the_contracts_reports_by_is_refused_with_the_nearest(compare):
    result = compare("--period", "2026-Q1")

    assert result.exit_code == 2
    assert "expected a period of the contract, the nearest being `2026-02`, not `2026-Q1`" in result.output
