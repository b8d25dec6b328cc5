"""`plimsoll price` on files: the page's example, what is shown, and what ends the command."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli.main import app
from tests.batch.test_pricing import GRADED, MONTHLY
from tests.evaluation.builders import kpi, rule_file
from tests.test_documents import blocks

CHECKOUT = Path(__file__).parents[2]
PAGE = CHECKOUT / "docs" / "pricing.md"
SHOWN = [*zip(blocks(PAGE, "console"), blocks(PAGE, "text"), strict=True)]


@pytest.mark.parametrize(("command", "shown"), [pytest.param(*one, id=one[0].split()[2]) for one in SHOWN])
def test_every_command_of_the_page_answers_what_it_shows(command, shown, monkeypatch):
    monkeypatch.chdir(CHECKOUT)
    _, _, *arguments = shlex.split(command.replace("\\\n", " "))

    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 0
    assert "".join(f"{line.rstrip()}\n" for line in result.stdout.splitlines()) == shown


def test_the_page_names_every_column():
    page = PAGE.read_text(encoding="utf-8")

    assert all(f"`{word}`" in page for word in ("due", "capped off", "applied", "payable", "difference"))
    assert all(f"--{option}" in page for option in ("contracts", "since", "until", "format", "contract"))


@pytest.fixture
def prices(plimsoll, tmp_path):
    """Prices *figures* under the rule files given by name."""

    def run(figures, *arguments, **files):
        for name, text in files.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / "rules.yaml").write_text(text)
        (tmp_path / "figures.csv").write_text(figures)
        return plimsoll("price", *files, "--submissions", "figures.csv", *arguments)

    return run


YEAR = "contract,period,figure,extra\nalder,2026-04,95,60\nalder,2026-05,95,\nbirch,2026-04,95,95\n"


def test_csv_has_a_row_for_each_period_and_rule_set_and_then_the_totals(prices):
    result = prices(YEAR, "--format", "csv", first=MONTHLY, other=GRADED)

    found = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 0
    assert [
        (one["row"], one["contract"], one["period"], one["rules"], one["payable"], one["difference"])
        for one in found[:6]
    ] == [
        ("period", "alder", "2026-04", "monthly", "1000.00", "0.00"),
        ("period", "alder", "2026-04", "graded", "900.00", "-100.00"),
        ("period", "alder", "2026-05", "monthly", "1000.00", "0.00"),
        ("period", "alder", "2026-05", "graded", "", ""),
        ("period", "birch", "2026-04", "monthly", "1000.00", "0.00"),
        ("period", "birch", "2026-04", "graded", "1000.00", "0.00"),
    ]
    assert "does not have the figure `extra`" in found[3]["why"]
    everybody = found[-1]
    assert [everybody[one] for one in ("row", "provider", "rules", "periods", "priced", "compared", "difference")] == [
        "total",
        "all",
        "graded",
        "3",
        "2",
        "2",
        "-100.00",
    ]


def test_json_says_null_where_nothing_could_be_priced(prices):
    result = prices(YEAR, "--format", "json", first=MONTHLY, other=GRADED)

    found = json.loads(result.stdout)
    may = found["periods"][1]["costs"][1]
    assert found["currency"] == "GBP"
    assert (may["payable"], may["difference"]) == (None, None)
    assert may["why"] == ["2026-05: payment: the evidence does not have the figure `extra`"]
    assert found["totals"][-1]["costs"][0]["payable"] == "3000.00"


def test_lines_are_chosen_by_their_last_days(prices):
    result = prices(YEAR, "--since", "2026-05-01", "--format", "json", first=MONTHLY, other=GRADED)

    assert [one["period"] for one in json.loads(result.stdout)["periods"]] == ["2026-05"]


def test_a_period_that_the_rules_in_force_cannot_decide_ends_the_command_with_1(prices):
    result = prices("contract,period,figure\nalder,2026-04,much\n", first=MONTHLY, other=GRADED)

    assert result.exit_code == 1
    assert "expected a number" in result.stdout


def test_a_row_that_is_nobodys_is_told_and_ends_the_command_with_1(prices):
    result = prices("contract,period,figure\n,2026-04,95\nalder,2026-04,95\n", first=MONTHLY)

    assert result.exit_code == 1
    assert "figures.csv:2: contract: expected something" in result.stderr


def test_columns_that_no_rule_set_reads_are_told(prices):
    result = prices("contract,period,figure,colour\nalder,2026-04,95,red\n", first=MONTHLY, other=GRADED)

    assert "left aside: colour" in result.stderr


def test_that_only_takes_no_row_ends_the_command_with_1(prices):
    result = prices(YEAR, "--only", "contract=cedar", first=MONTHLY)

    assert (result.exit_code, "3 rows left out" in result.stderr) == (1, True)


def test_rule_sets_of_one_name_go_by_their_paths(prices):
    dearer = MONTHLY.replace("1000.00", "1200.00")

    result = prices(YEAR, "--format", "json", first=MONTHLY, dearer=dearer)

    costs = json.loads(result.stdout)["periods"][0]["costs"]
    assert [(one["rules"], one["payable"]) for one in costs] == [("first", "1000.00"), ("dearer", "1200.00")]


AGREED = rule_file(
    rule_set="agreed",
    in_force="2026-01-01",
    parameters="fee_agreed: {type: money}",
    measures="figure: {type: number}",
    kpis=kpi(),
    payment="- {policy: fixed_fee, name: fee, amount: fee_agreed, short_periods: whole, clause: Schedule 5}\n",
)
CONTRACTS = "contracts:\n  alder: {provider: Alder Care, start: 2026-04-01, parameters: {fee_agreed: 800}}\n"
CHEAPER = AGREED.replace("rule_set: agreed", "rule_set: cheaper").replace(
    "amount: fee_agreed", "amount: 50% of fee_agreed"
)
ALDER = "contract,period,figure\nalder,2026-04,95\n"


def test_one_file_of_contracts_serves_every_rule_set(prices, tmp_path):
    (tmp_path / "contracts.yaml").write_text(CONTRACTS)

    result = prices(ALDER, "--contracts", "contracts.yaml", "--format", "json", first=MONTHLY, agreed=AGREED)

    [period] = json.loads(result.stdout)["periods"]
    assert (period["provider"], [one["payable"] for one in period["costs"]]) == ("Alder Care", ["1000.00", "800.00"])


def test_a_rule_set_may_have_contracts_of_its_own(prices, tmp_path):
    (tmp_path / "contracts.yaml").write_text(CONTRACTS)
    (tmp_path / "others.yaml").write_text(CONTRACTS.replace("800", "900"))

    result = prices(
        ALDER,
        *("--contracts", "contracts.yaml", "--contracts", "cheaper=others.yaml", "--format", "json"),
        agreed=AGREED,
        cheaper=CHEAPER,
    )

    [period] = json.loads(result.stdout)["periods"]
    assert [one["payable"] for one in period["costs"]] == ["800.00", "450.00"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param((), "each contract under `agreed` sets `fee_agreed`", id="a term without a file of contracts"),
        pytest.param(
            ("--contracts", "chaper=c.yaml"), "did you mean `cheaper`", id="contracts of rules that are not compared"
        ),
        pytest.param(
            ("--since", "2026-05-01", "--until", "2026-04-30"),
            "expected --since no later than --until, 2026-04-30, not 2026-05-01",
            id="lines of no days",
        ),
        pytest.param(("agreed",), "expected each rule set once", id="a rule set beside itself"),
        pytest.param(
            ("--contract", "alder"), "either `--submissions FILE` or `--contract NAME`", id="two kinds of evidence"
        ),
    ],
)
def test_what_does_not_fit_together_ends_the_command_with_2(prices, arguments, message):
    result = prices(ALDER, *arguments, agreed=AGREED, cheaper=CHEAPER)

    assert result.exit_code == 2
    assert message in re.sub(r"\s+", " ", result.stderr)


def test_records_that_no_rule_set_declares_end_the_command_with_2(prices, tmp_path):
    (tmp_path / "visits.csv").write_text("contract,period,visit\nalder,2026-04,v-1\n")

    result = prices(ALDER, "--records", "visits=visits.csv", first=MONTHLY)

    assert (result.exit_code, "not `visits`" in result.stderr) == (2, True)
