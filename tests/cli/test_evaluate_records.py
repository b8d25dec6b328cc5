from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

RULES = """\
rule_set: visits
in_force: 2026-04-01
reporting: {every: month}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
measures:
  travel_claims: {type: count}
records:
  visits:
    key: visit
    fields:
      visit: {type: text}
      minutes: {type: count, at_most: 600}
      note: {type: text, optional: true, personal: true}
kpis:
  short: {clause: "1", value: "count(visits, minutes < 20)", better: lower, bands: {good: 0, inadequate: otherwise}}
  claims: {value: travel_claims}
"""
FIGURES = "contract,period,travel_claims\nOak,2026-04,3\nOak,2026-05,4\nAsh,2026-04,0\n"
VISITS = """\
contract,period,visit,minutes,note
Oak,2026-04,v-1,19,Mrs Smith was out
Oak,2026-04,v-2,30,
Ash,2026-04,v-1,45,
Oak,2026-05,v-1,20,
"""
LINES = "\n".join(
    json.dumps(dict(zip(("contract", "period", "visit", "minutes"), line.split(","), strict=False)))
    for line in VISITS.splitlines()[1:]
)


@pytest.fixture
def evaluate(plimsoll: Command, tmp_path: Path):
    """Runs `evaluate` on figures and a file of visits."""

    def run(visits: str = VISITS, *arguments: str, name: str = "visits.csv"):
        (tmp_path / "rules.yaml").write_text(RULES)
        (tmp_path / "figures.csv").write_text(FIGURES)
        (tmp_path / name).write_text(visits)
        given = ("--submissions", "figures.csv", "--records", f"visits={name}")
        return plimsoll("evaluate", "rules.yaml", *given, *arguments)

    return run


@pytest.mark.parametrize(("visits", "name"), [(VISITS, "visits.csv"), (LINES, "visits.jsonl")])
def test_rows_are_counted_beside_the_figures_of_their_contract_and_period(evaluate, visits, name):
    result = evaluate(visits, "--format", "json", name=name)

    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(one["contract"], one["period"], one["kpis"]["short"]["value"]) for one in found] == [
        ("Oak", "2026-04", "1"),
        ("Oak", "2026-05", "0"),
        ("Ash", "2026-04", "0"),
    ]
    assert found[0]["kpis"]["short"]["read"] == {"count(visits, minutes < 20)": "1", "count(visits)": "2"}
    assert "Smith" not in result.stdout


def test_a_row_that_does_not_fit_is_told_with_its_line(evaluate):
    result = evaluate(VISITS.replace("v-1,45", "v-1,601"))

    assert result.exit_code == 1
    assert (
        "figures.csv:4: Ash 2026-04: records.visits[1].minutes: expected 600 or less, not `601` (visits.csv, line 4)"
        in result.stderr.splitlines()
    )


def test_rows_of_a_period_that_nothing_was_reported_for_are_refused(evaluate):
    result = evaluate(VISITS + "Ash,2026-05,v-1,20,\n")

    assert result.exit_code == 1
    assert "Ash 2026-05: records.visits: expected a row of figures for this contract and period" in result.stderr


@pytest.mark.parametrize(
    ("visits", "told"),
    [
        pytest.param("contract,visit\nOak,v-1\n", "visits.csv: expected a column `period`", id="no period"),
        pytest.param(VISITS + "Oak,2026-04,v-9\n", "visits.csv, line 6: expected 5 cells", id="a torn line"),
        pytest.param(VISITS + ",2026-04,v-9,1,\n", "visits.csv, line 6: expected something in `contract`", id="whose"),
    ],
)
def test_a_file_of_rows_is_read_whole_or_not_at_all(evaluate, visits, told):
    result = evaluate(visits)

    assert result.exit_code != 0
    assert told in result.output
    assert result.stdout.count("Oak") == 0
