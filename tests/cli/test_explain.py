from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.batch.builders import RULES
from tests.cli.conftest import Command

FIGURES = """\
contract,period,missed
Oak,2026-04,3
Oak,2026-05,30
Ash,2026-04,x
"""


@pytest.fixture
def explain(plimsoll: Command, tmp_path: Path):
    """Runs `explain` on files of the test, the small rule set and a few rows unless it says otherwise."""

    def run(*arguments: str, figures: str = FIGURES, name: str = "figures.csv"):
        (tmp_path / "rules.yaml").write_text(RULES)
        (tmp_path / name).write_text(figures)
        return plimsoll("explain", "rules.yaml", "--submissions", name, *arguments)

    return run


def test_the_last_decision_of_a_contract_is_explained_in_sentences(explain):
    result = explain("--contract", "Oak")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Oak, May 2026"
    assert lines[lines.index("What was measured") + 1 :][:6] == [
        "  Missed visits: 30.",
        "    The limit for good is at most 5: missed by 25.",
        "    The limit for approaching target is at most 10: missed by 20.",
        "    The limit for requires improvement is at most 20: missed by 10.",
        "    Rated inadequate, a failure (Schedule 2).",
        "    4 points.",
    ]


def test_a_period_can_be_asked_for(explain):
    assert explain("--contract", "Oak", "--period", "2026-04").stdout.startswith("Oak, April 2026\n")


def test_where_no_column_holds_the_period_it_is_that_of_all_rows(explain):
    result = explain("--period", "2026-04", figures="contract,missed\nOak,3\n")

    assert result.stdout.startswith("Oak, April 2026\n")


def test_the_only_contract_need_not_be_named(explain):
    assert explain(figures="contract,period,missed\nOak,2026-04,3\n").stdout.startswith("Oak, April 2026\n")


def test_json_has_every_sentence_with_its_code(explain):
    found = json.loads(explain("--contract", "Oak", "--format", "json").stdout)

    assert (found["contract"], found["period"], found["outcome"]) == ("Oak", "2026-05", "no_action")
    codes = [one["code"] for section in found["sections"] for one in section["sentences"]]
    assert codes[-5:] == ["limit_missed", "rated", "points", "value", "measured"]
    assert found["reasons"][0].startswith("Missed visits: 30. ")


def test_markdown_is_a_document(explain):
    assert explain("--contract", "Oak", "--format", "markdown").stdout.startswith("# Oak, May 2026\n\n## Decision\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(["--contract", "Ash"], 1, "figures.csv:4: figures.missed: expected a number", id="a refused row"),
        pytest.param([], 2, "expected `--contract`, since the file has 2; known: `Ash`, `Oak`", id="which contract"),
        pytest.param(["--contract", "Oka"], 2, "not `Oka`; did you mean `Oak`?", id="another contract"),
        pytest.param(["--contract", "Oak", "--period", "soon"], 2, "--period: expected a period", id="no period"),
        pytest.param(
            ["--contract", "Oak", "--period", "2027-01"],
            2,
            "expected after `--period` one that was decided, not `2027-01`",
            id="a period that nothing was decided for",
        ),
        pytest.param(["--test", "a"], 2, "expected either `--test NAME` or `--submissions FILE`", id="two sources"),
        pytest.param(
            ["--contract", "Oak", "--period", "2026-04", "--period-column", "month"],
            2,
            "expected a column `month`",
            id="a period column that is not there",
        ),
    ],
)
def test_what_cannot_be_explained_says_why(explain, arguments, code, message):
    result = explain(*arguments)

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_a_test_beside_the_rules_is_explained(plimsoll: Command, homecare: Path):
    result = plimsoll("explain", str(homecare), "--test", "a bad month")

    assert result.exit_code == 0
    assert "  Service credits: a deduction of £4,800.00 (Schedule 5, paragraph 1).\n" in result.stdout


def test_part_of_a_tests_name_is_enough(plimsoll: Command, homecare: Path):
    assert plimsoll("explain", str(homecare / "rules.yaml"), "--test", "GOOD").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--test", "month"], "which 2 names hold: a good month; a bad month", id="several tests"),
        pytest.param(["--test", "year"], "which no name holds: a good month; a bad month", id="no test"),
        pytest.param(["--test", "a bad month", "--period", "2026-05"], "not `2026-05`", id="another period"),
        pytest.param(["--test", "a bad month", "--contract", "Oak"], "expected `--contract` beside", id="a contract"),
        pytest.param(
            ["--test", "a bad month", "--contracts", "c.yaml"], "expected no --contracts", id="a file that is not read"
        ),
        pytest.param(["--test", "a bad month", "--only", "a=b"], "expected no --only", id="rows that are not read"),
        pytest.param([], "expected either `--test NAME` or `--submissions FILE`", id="nothing asked for"),
    ],
)
def test_a_test_that_cannot_be_explained_says_why(plimsoll: Command, homecare: Path, arguments, message):
    result = plimsoll("explain", str(homecare), *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_test_whose_submission_is_refused_says_why(plimsoll: Command, homecare: Path):
    (homecare / "tests.yaml").write_text(
        "tests:\n"
        "  - name: a mistyped figure\n"
        "    periods:\n"
        "      - {period: 2026-04, figures: {visits_planned: many}, expect: {outcome: refused}}\n"
    )

    result = plimsoll("explain", str(homecare), "--test", "a mistyped figure")

    assert result.exit_code == 1
    assert "figures.visits_planned: expected a number" in result.stderr
