"""`plimsoll benefits` on files."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.evaluation.builders import rule_file

BENEFITS = """
helped:
  title: People helped
  clause: Business case, section 2
  value: visits
  over_the_year: added_up
  unit: people
  better: higher
  planned: {year 1: 100, year 2: 120}
"""
RULES = rule_file(
    in_force="2026-01-01",
    reporting="{every: half year, starting: contract}",
    measures="figure: {type: number}\nvisits: {type: count}",
    benefits=BENEFITS,
)
FIGURES = """\
contract,period,figure,visits
alder,2026-04-01 to 2026-09-30,95,60
alder,2026-10-01 to 2027-03-31,95,55
birch,2026-04-01 to 2026-09-30,95,
"""


@pytest.fixture
def measures(plimsoll, tmp_path):
    """Holds *figures* against the benefits of *rules*."""

    def run(*arguments, figures=FIGURES, rules=RULES):
        (tmp_path / "rules.yaml").write_text(rules)
        (tmp_path / "figures.csv").write_text(figures)
        return plimsoll("benefits", "rules.yaml", "--submissions", "figures.csv", *arguments)

    return run


def test_each_year_of_each_contract_has_its_row(measures):
    result = measures("--format", "csv")

    found = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 0
    assert [
        (one["contract"], one["year"], one["planned"], one["actual"], one["difference"], one["reached"])
        for one in found
    ] == [
        ("alder", "1", "100", "115", "15", "yes"),
        ("alder", "2", "120", "", "", ""),
        ("birch", "1", "100", "", "", ""),
        ("birch", "2", "120", "", "", ""),
    ]
    assert found[2]["unknown"] == "2026-04-01 to 2026-09-30: `visits` is missing"
    assert found[2]["open"] == "2026-10-01 to 2027-03-31"


def test_json_has_the_sentence_and_the_reasons(measures):
    found = json.loads(measures("--format", "json").stdout)

    assert found[0]["sentence"].endswith("115 people, 15 more than the 100 planned, and the plan is reached.")
    assert found[2]["unknown"] == [{"period": "2026-04-01 to 2026-09-30", "why": "`visits` is missing"}]
    assert (found[0]["first"], found[0]["last"]) == ("2026-04-01", "2027-03-31")


def test_the_table_says_each_year_in_a_sentence(measures):
    shown = measures().stdout

    assert "alder: People helped. Year 1 (2026-04-01 to 2027-03-31): 115 people" in shown
    assert "not known, since in 2026-04-01 to 2026-09-30 `visits` is missing" in shown


def test_a_refused_row_is_told_and_leaves_its_period_open(measures):
    result = measures("--format", "json", figures=FIGURES.replace("95,55", "95,much"))

    assert result.exit_code == 1
    assert "expected a number" in result.stderr
    assert json.loads(result.stdout)[0]["open"] == ["2026-10-01 to 2027-03-31"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("benefits", "rules.yaml"), "either `--submissions FILE` or `--contract NAME`", id="no evidence"),
        pytest.param(("benefits", "--submissions", "figures.csv"), "expected RULES", id="no rules"),
        pytest.param(("benefits", "bare.yaml", "--submissions", "figures.csv"), "`test` has none", id="no benefits"),
        pytest.param(
            ("benefits", "rules.yaml", "--contract", "cedar"), "expected no RULES beside `--contract", id="rules unread"
        ),
        pytest.param(
            ("benefits", "--contract", "cedar", "--records", "v=v.csv"),
            "expected no --records beside",
            id="rows unread",
        ),
        pytest.param(
            ("benefits", "--contract", "cedar", "--period-column", "month"),
            "expected no --period-column",
            id="a column",
        ),
        pytest.param(
            ("price", "rules.yaml", "--contract", "cedar", "--input", "csv"), "expected no --input", id="a form unread"
        ),
    ],
)
def test_what_does_not_fit_together_ends_the_command_with_2(plimsoll, tmp_path, arguments, message):
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "bare.yaml").write_text(rule_file())
    (tmp_path / "figures.csv").write_text(FIGURES)

    result = plimsoll(*arguments)

    assert (result.exit_code, message in result.stderr) == (2, True)
