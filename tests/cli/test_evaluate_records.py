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

    def run(visits: str = VISITS, *arguments: str, name: str = "visits.csv", figures: str = FIGURES):
        (tmp_path / "rules.yaml").write_text(RULES)
        (tmp_path / "figures.csv").write_text(figures)
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


def test_two_files_of_the_same_records_are_refused(evaluate):
    result = evaluate(VISITS, "--records", "visits=more.csv")

    assert result.exit_code == 2
    assert "expected one file of `visits`, found `visits.csv` and `more.csv`" in result.output


def test_rows_beside_a_period_that_nothing_was_submitted_for_are_refused_with_their_line(evaluate):
    figures = "contract,period,travel_claims,not_submitted\nOak,2026-04,3,\nOak,2026-05,,true\n"

    result = evaluate(VISITS.replace("Ash,2026-04,v-1,45,\n", ""), figures=figures)

    assert result.exit_code == 1
    assert (
        "figures.csv:3: Oak 2026-05: records.visits: expected no rows where nothing was submitted (visits.csv, line 4)"
        in result.stderr.splitlines()
    )


@pytest.mark.parametrize(
    ("visits", "name"),
    [
        pytest.param(VISITS.splitlines()[0] + "\n", "visits.csv", id="headings alone, for all"),
        pytest.param("contract,period\nOak,2026-04\nOak,2026-05\nAsh,2026-04\n", "visits.csv", id="a line for each"),
        pytest.param(
            VISITS.splitlines()[0] + "\nOak,2026-04,,,\nOak,2026-05,,,\nAsh,2026-04,,,\n",
            "visits.csv",
            id="blank cells",
        ),
        pytest.param(
            "".join(
                json.dumps({"contract": contract, "period": period}) + "\n"
                for contract, period in (("Oak", "2026-04"), ("Oak", "2026-05"), ("Ash", "2026-04"))
            ),
            "visits.jsonl",
            id="an object for each",
        ),
    ],
)
def test_a_file_can_say_that_there_were_no_rows(evaluate, visits, name):
    result = evaluate(visits, "--format", "json", name=name)

    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["kpis"]["short"]["value"] for one in found] == ["0", "0", "0"], result.output


def test_headings_alone_say_nothing_of_a_period_that_nothing_was_submitted_for(evaluate):
    figures = "contract,period,travel_claims,not_submitted\nOak,2026-04,,true\n"

    result = evaluate(VISITS.splitlines()[0], figures=figures)

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("visits", "name", "told"),
    [
        pytest.param(
            VISITS + "Ash,2026-04,,,\n", "visits.csv", "records.visits[2].visit: expected a value", id="beside rows"
        ),
        pytest.param("contract,period,visits\n", "visits.csv", "unknown field `visits`", id="headings of other fields"),
        pytest.param("", "visits.jsonl", "expected a line of headings or a row, found nothing", id="an empty file"),
    ],
)
def test_what_may_be_a_torn_export_says_not_that_there_were_no_rows(evaluate, visits, name, told):
    result = evaluate(visits, name=name)

    assert result.exit_code != 0
    assert told in result.output


def test_rows_of_contracts_that_are_left_out_are_left_out_with_them(evaluate):
    result = evaluate(VISITS, "--only", "contract=Oak", "--format", "json")

    assert result.exit_code == 0, result.output
    assert [json.loads(line)["contract"] for line in result.stdout.splitlines()] == ["Oak", "Oak"]


def test_rows_of_nobody_are_told_with_their_own_file_and_line(evaluate):
    result = evaluate(VISITS + "Elm,2026-04,v-1,20,\n", "--only", "contract=Oak")

    assert "visits.csv:6: Elm 2026-04: records.visits: expected a row of figures" in result.stderr


def test_one_of_the_decisions_is_explained_with_its_rows(plimsoll, evaluate):
    evaluate()

    result = plimsoll(
        *("explain", "rules.yaml", "--submissions", "figures.csv", "--records", "visits=visits.csv"),
        *("--contract", "Oak", "--period", "2026-04"),
    )

    assert result.exit_code == 0, result.output
    assert "Rated inadequate, a failure (1)." in result.stdout


def test_a_test_has_its_own_rows(plimsoll, evaluate):
    evaluate()

    result = plimsoll("explain", "rules.yaml", "--test", "one", "--records", "visits=visits.csv")

    assert result.exit_code == 2
    assert "expected no --records beside `--test NAME`, which has a contract, figures and rows" in result.output
