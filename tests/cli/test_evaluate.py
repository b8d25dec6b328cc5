from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.batch.builders import RULES
from tests.cli.conftest import Command

FIGURES = """\
contract,period,missed,area
Oak,2026-04,3,North
Oak,2026-05,30,North
Ash,2026-04,x,South
Ash,2026-05,3,South
"""


@pytest.fixture
def evaluate(plimsoll: Command, tmp_path: Path):
    """Runs `evaluate` on files of the test, the small rule set and four rows unless it says otherwise."""

    def run(*arguments: str, figures: str = FIGURES, rules: str = RULES, name: str = "figures.csv"):
        (tmp_path / "rules.yaml").write_text(rules)
        (tmp_path / name).write_text(figures)
        return plimsoll("evaluate", "rules.yaml", "--submissions", name, *arguments)

    return run


def objects(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_table_has_a_line_for_each_contract_and_period(evaluate):
    result = evaluate()

    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[1:4] == [
        ["contract", "period", "visits", "points", "outcome"],
        ["Oak", "2026-04", "good", "3", "0", "no", "action"],
        ["Oak", "2026-05", "inadequate", "30", "4", "no", "action"],
    ]


def test_refused_rows_and_what_is_left_aside_stand_on_standard_error(evaluate):
    result = evaluate()

    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "columns that are no measure, left aside: area",
        "figures.csv:4: Ash 2026-04: figures.missed: expected a number such as `12` or `0.5`, not `x`: "
        "`--marker` says what a text such as `[c]` means",
        "figures.csv:5: Ash 2026-05: period: the period 2026-04 is open: neither decided nor recorded as not submitted",
        "2 rows decided, 2 refused: 2 no action",
    ]


def test_programs_get_a_decision_a_line_and_refusals_as_objects_too(evaluate):
    result = evaluate("--format", "json")

    decided, other = objects(result.stdout)
    assert (decided["contract"], decided["period"]) == ("Oak", "2026-04")
    assert {"outcome", "rung", "move", "kpis", "payment", "reasons"} <= decided.keys()
    assert (
        decided["kpis"]["missed_visits"] | {"rating": "good", "value": "3", "reason": "measured"}
        == decided["kpis"]["missed_visits"]
    )
    assert any("30" in reason for reason in other["reasons"])
    refused = [one for one in objects(result.stderr) if "error" in one]
    assert [(one["line"], one["file"], one["contract"], one["period"]) for one in refused] == [
        (4, "figures.csv", "Ash", "2026-04"),
        (5, "figures.csv", "Ash", "2026-05"),
    ]
    assert refused[0]["violations"][0]["path"] == "figures.missed"


def test_rows_left_out_are_counted(evaluate):
    result = evaluate("--only", "area=N.*")

    assert result.exit_code == 0
    assert "2 rows left out by --only\n" in result.stderr
    assert "Ash" not in result.stdout


def test_choosing_no_row_at_all_is_a_finding(evaluate):
    result = evaluate("--only", "area=Nrth")

    assert result.exit_code == 1
    assert "expected rows that --only takes, found none: 4 rows left out\n" in result.stderr


def test_decisions_may_go_to_a_file(evaluate, tmp_path):
    result = evaluate("--format", "json", "--output", "decisions.jsonl")

    assert result.stdout == ""
    assert len(objects((tmp_path / "decisions.jsonl").read_text())) == 2


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        pytest.param("figures.jsonl", '{"contract": "Oak", "period": "2026-04", "missed": 3}\n', id="JSON lines"),
        pytest.param("figures.yaml", "- {contract: Oak, period: 2026-04, figures: {missed: 3}}\n", id="YAML"),
    ],
)
def test_the_name_of_a_file_says_how_it_is_written(evaluate, name, figures):
    result = evaluate("--format", "json", figures=figures, name=name)

    assert result.exit_code == 0, result.output
    assert objects(result.stdout)[0]["kpis"]["missed_visits"]["value"] == "3"


def test_how_a_file_is_written_may_be_said(evaluate):
    assert evaluate("--input", "csv", name="figures.txt").exit_code == 1


def test_published_headings_are_mapped(evaluate):
    result = evaluate(
        *("--column", "missed=Calls not made", "--contract-column", "Provider", "--period", "2026-04"),
        *("--marker", "[c]=suppressed", "--format", "json"),
        figures="Provider,Calls not made\nOak,3\nAsh,[c]\n",
    )

    assert [one["kpis"]["missed_visits"]["reason"] for one in objects(result.stdout)] == ["measured", "suppressed"]
    assert [one["kpis"]["missed_visits"]["rating"] for one in objects(result.stdout)] == ["good", "other"]


CONTRACTS = """\
contracts:
  Oak: {provider: Oak Ltd, start: 2026-04-01, parameters: {limit: {from 2026-04-01: 2, from 2026-05-01: 30}}}
  Ash: {parameters: {limit: 5}}
  Elm: {start: 2026-04-01, parameters: {limit: 5}}
"""
PARAMETRIC = RULES.replace("measures:", "parameters:\n  limit: {type: number}\nmeasures:", 1).replace(
    "bands: {good: 5, approaching_target: 10, requires_improvement: 20}", "bands: {good: limit}"
)


def test_contracts_have_a_file_of_their_own(evaluate, tmp_path):
    (tmp_path / "contracts.yaml").write_text(CONTRACTS)

    result = evaluate("--contracts", "contracts.yaml", "--format", "json", rules=PARAMETRIC)

    decided = objects(result.stdout)
    assert [(one["provider"], one["kpis"]["missed_visits"]["rating"]) for one in decided] == [
        ("Oak Ltd", "inadequate"),
        ("Oak Ltd", "good"),
    ]
    assert {"note": "contracts without a row: Elm", "contracts": ["Elm"]} in objects(result.stderr)


def test_a_mistake_in_the_file_of_contracts_is_shown_where_it_stands(evaluate, tmp_path):
    (tmp_path / "contracts.yaml").write_text(CONTRACTS.replace("limit: 5", "limti: 5"))

    result = evaluate("--contracts", "contracts.yaml", rules=PARAMETRIC)

    assert result.exit_code == 1
    assert "contracts.yaml:3:22: unknown parameter `limti`; did you mean `limit`?" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["--column", "mised=x"], "`mised` is none; did you mean `missed`?", id="an unknown measure"),
        pytest.param(
            ["--column", "missed=Missed"], "a column `Missed`, which there is not; did you mean", id="a column"
        ),
        pytest.param(["--column", "missed"], "expected two texts joined by `=`", id="a mapping without a heading"),
        pytest.param(["--only", "area=["], "expected a regular expression after `area=`", id="a pattern that is none"),
        pytest.param(["--marker", "[c]"], "expected a text and what it means", id="a marker without a meaning"),
        pytest.param(["--marker", "[c]=hidden"], "expected an absence, not `hidden`", id="a meaning that there is not"),
        pytest.param(["--period", "April"], "expected a period such as `2026-04`", id="a period that is none"),
        pytest.param(["--period", "2026-04", "--period-column", "area"], "not both", id="a period twice"),
        pytest.param(["--decided-on", "1 May"], "expected a date such as `2026-04-01`", id="a day that is none"),
        pytest.param(["--period-column", "priod"], "did you mean `period`", id="a period column that is not there"),
    ],
)
def test_what_cannot_be_done_as_asked_says_why(evaluate, arguments, expected):
    result = evaluate(*arguments)

    assert result.exit_code == 2
    assert expected in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_rules_that_leave_something_to_each_contract_need_a_file_of_contracts(evaluate):
    result = evaluate(rules=PARAMETRIC)

    assert result.exit_code == 2
    assert "expected --contracts FILE: each contract sets `limit`" in result.stderr


def test_a_file_that_does_not_say_how_it_is_written_is_asked_about(evaluate):
    result = evaluate(name="figures.txt")

    assert result.exit_code == 2
    assert "or say which with --input" in result.stderr


def test_rules_with_mistakes_are_shown_and_nothing_is_decided(evaluate):
    result = evaluate(rules=RULES.replace("value: missed", "value: mised"))

    assert result.exit_code == 1
    assert "did you mean `missed`?" in result.stderr
    assert result.stdout == ""


def test_a_file_without_rows_decides_nothing(evaluate):
    result = evaluate(figures="contract,period,missed\n")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "no rows decided\n")


PUBLISHABLE = RULES.replace("  missed_visits:\n", "  missed_visits:\n    publishable: true\n", 1)


def test_what_may_be_published_is_shown_by_itself(evaluate):
    result = evaluate("--publishable", rules=PUBLISHABLE)

    assert [line.split() for line in result.stdout.splitlines()] == [
        ["contract", "provider", "period", "KPI", "value", "rating", "flags"],
        ["Oak", "Oak", "2026-04", "missed", "visits", "3", "good"],
        ["Oak", "Oak", "2026-05", "missed", "visits", "30", "inadequate"],
    ]


def test_programs_get_what_may_be_published_a_line_for_each_kpi_and_nothing_beside_it(evaluate):
    result = evaluate("--publishable", "--format", "json", rules=PUBLISHABLE)

    first, _ = objects(result.stdout)
    assert first == {
        "contract": "Oak",
        "provider": "Oak",
        "rule_set": "visits",
        "period": "2026-04",
        "first": "2026-04-01",
        "last": "2026-04-30",
        "kpi": "missed_visits",
        "title": "missed visits",
        "clause": "Schedule 2",
        "unit": "",
        "rating": "good",
        "value": "3",
        "reason": "",
        "flags": [],
    }


@pytest.mark.parametrize("said", ["", "    publishable: false\n"])
def test_rules_that_do_not_say_so_let_nothing_be_published(evaluate, said):
    rules = RULES.replace("  missed_visits:\n", f"  missed_visits:\n{said}", 1)

    result = evaluate("--publishable", rules=rules)

    assert result.stdout == ""


def test_a_decision_says_of_a_kpi_whether_it_may_be_published_where_the_rules_do(evaluate):
    said, _ = objects(evaluate("--format", "json", rules=PUBLISHABLE).stdout)
    unsaid, _ = objects(evaluate("--format", "json").stdout)

    assert said["kpis"]["missed_visits"]["publishable"] is True
    assert "publishable" not in unsaid["kpis"]["missed_visits"]
