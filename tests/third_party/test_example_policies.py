import ast
import json
import subprocess
import sys

import pytest

from tests.third_party.care_home import FIGURES, RULES
from tests.third_party.conftest import PACKAGE


@pytest.fixture(scope="session")
def decided(plimsoll, tmp_path_factory):
    """The decisions of the real command about the four months."""
    return decisions(plimsoll, tmp_path_factory.mktemp("care_home"))[0]


def decisions(plimsoll, folder, rules=RULES, figures=FIGURES):
    """Return the decisions of the real command on *rules* and *figures*, and what it said besides."""
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    (folder / "figures.csv").write_text(figures, encoding="utf-8")
    run = plimsoll("evaluate", "rules.yaml", "--submissions", "figures.csv", "--format", "json", folder=folder)
    return [json.loads(line) for line in run.stdout.splitlines()], run


def test_a_strangers_policies_decide_a_contract(decided):
    # 7 days beyond the free ones, 2 beds, 48.50 each, and 100 for a month without complaints; then 2 days; then
    # none, since referrals were closed; then 28 days at the dated rate, capped.
    assert [one["payment"]["payable"] for one in decided] == ["779.00", "194.00", "0.00", "1500.00"]
    assert [one["rung"] for one in decided] == ["clear", "warned", "warned", "out"]
    assert [one["outcome"] for one in decided] == ["no_action", "remediation", "remediation", "exit_trigger"]


def test_the_core_caps_and_shows_a_strangers_line_like_its_own(decided):
    (line,) = decided[-1]["payment"]["lines"]
    assert (line["due"], line["capped_off"], line["applied"]) == ("2800.00", "1300.00", "1500.00")
    assert line["clause"] == "Schedule 3, paragraph 1"
    assert [(one["value"], one["what"]) for one in line["parts"][0]["factors"]] == [
        *(("2", "beds"), ("28", "days"), ("50", "sum")),
    ]


def test_a_strangers_move_carries_its_reasons_and_actions(decided):
    move = decided[1]["ladders"]["contract"]
    assert [(check["rung"], check["holds"]) for check in move["checks"]] == [("out", False), ("warned", True)]
    assert move["checks"][0]["conditions"][0] | {"text": ""} == {
        "text": "",
        "left": "1",
        "operator": ">=",
        "right": "3",
        "held": False,
    }
    # Decided on 1 June 2026, a Monday.
    assert move["actions"] == [{"do": "Explain each strike", "by": "provider", "due": "2026-06-15", "clause": ""}]


def test_the_name_and_version_of_a_strangers_policies_are_in_the_decision(decided):
    assert decided[0]["rules"]["plugins"] == [
        {"name": "bed_retainer", "version": "0.3.0"},
        {"name": "three_strikes", "version": "0.3.0"},
    ]


# What the author wrote, and what is said of it: the place and the words, then the line with its caret.
WRONG = {
    "a misspelt key": (
        ("    beds: vacant_beds", "    bed: vacant_beds"),
        ":30:5: unknown key `bed`; did you mean `beds`? [unknown-key]",
        "    bed: vacant_beds",
        "    ^",
    ),
    "a misspelt name inside a formula": (
        ("beds: vacant_beds", "beds: 2 * vacant_bed"),
        ":30:15: unknown name `vacant_bed`; did you mean `vacant_beds`? [unknown-name]",
        "    beds: 2 * vacant_bed",
        "              ^",
    ),
    "a number where a condition belongs": (
        ("provided: referrals_open", "provided: vacant_beds"),
        ":34:15: expected flag, not number [wrong-type]",
        "    provided: vacant_beds",
        "              ^",
    ),
    "a misspelt parameter": (
        ("unpaid_days: free_days", "unpaid_days: fre_days"),
        ":32:18: unknown parameter `fre_days`; did you mean `free_days`? [unknown-name]",
        "    unpaid_days: fre_days",
        "                 ^",
    ),
    "an unknown sum inside a dated rate": (
        ("48.50,", "10% of chargs,"),
        ":33:29: unknown sum of money `chargs` [unknown-name]",
        "    rate: {from 2026-04-01: 10% of chargs, from 2026-06-01: 50.00}",
        "                            ^",
    ),
    "a misspelt KPI": (
        ("kpi: complaints_upheld", "kpi: complaints_uphold"),
        ":36:18: unknown KPI `complaints_uphold`; did you mean `complaints_upheld`? [unknown-name]",
        "    bonus: {kpi: complaints_uphold, rating: good, sum: 100}",
        "                 ^",
    ),
    "a misspelt rating": (
        ("rating: good, sum", "rating: god, sum"),
        ":36:45: unknown rating `god`; did you mean `good`? [unknown-rating]",
        "    bonus: {kpi: complaints_upheld, rating: god, sum: 100}",
        "                                            ^",
    ),
    "a part of a number where a whole one belongs": (
        ("blocks_of: 1", "blocks_of: 1.5"),
        ":35:16: expected a whole number such as `3`, not `1.5` [unexpected-value]",
        "    blocks_of: 1.5",
        "               ^",
    ),
    "a number out of bounds": (
        ("strikes: 3", "strikes: 0"),
        ":44:14: expected at least 1, not `0` [unexpected-value]",
        "    strikes: 0",
        "             ^",
    ),
    "a window in other words": (
        ("over: 6 months", "over: half a year"),
        ":45:11: expected a window such as `3 periods` or `6 months`, `calendar year`, `contract year`, "
        "`financial year` or `contract`, not `half a year` [unexpected-value]",
        "    over: half a year",
        "          ^",
    ),
}


@pytest.fixture(scope="session")
def reports(plimsoll, tmp_path_factory):
    """What the real command says of each of the wrong files, in one go, by their names."""
    folder = tmp_path_factory.mktemp("wrong")
    for name, ((old, new), *_) in WRONG.items():
        assert RULES.count(old) == 1
        (folder / name).mkdir()
        (folder / name / "rules.yaml").write_text(RULES.replace(old, new), encoding="utf-8")
    return plimsoll("check", ".", folder=folder).stdout


@pytest.mark.parametrize("name", WRONG)
def test_wrong_parameters_of_a_strangers_policy_are_reported_with_line_and_caret(reports, name):
    _, headline, line, caret = WRONG[name]

    said = reports.splitlines()

    place = next((at for at, one in enumerate(said) if f"{name}/rules.yaml{headline}" in one), None)
    assert place is not None, reports
    assert said[place + 1 : place + 3] == [f"   | {line}", f"   | {caret}"]


def test_each_wrong_file_has_the_one_mistake(reports):
    assert f"{len(WRONG)} errors" in reports


def test_a_strangers_exception_makes_that_one_decision_undecided_and_names_it(plimsoll, tmp_path):
    rules = RULES.replace("blocks_of: 1", "blocks_of: 0").replace(
        "provided: referrals_open", "provided: referrals_open and complaints > 3"
    )

    figures = FIGURES + "the-oaks,2026-04,0,0,false,0\n"

    decided, run = decisions(plimsoll, tmp_path, rules, figures)

    by_month = {(one["contract"], one["period"]): one for one in decided}
    failed = by_month["the-elms", "2026-05"]
    assert failed["outcome"] == "undecided"
    assert "the policy `bed_retainer` 0.3.0 failed: decimal.InvalidOperation" in str(failed["reasons"])
    assert by_month["the-elms", "2026-04"]["outcome"] == "no_action"
    assert by_month["the-oaks", "2026-04"]["outcome"] == "no_action"
    assert "Traceback" not in run.stderr


def test_figures_that_a_strangers_formula_reads_may_be_absent_and_are_named(plimsoll, tmp_path):
    decided, _ = decisions(plimsoll, tmp_path, figures=FIGURES.replace("2026-04,2,10", "2026-04,2,"))

    assert decided[0]["outcome"] == "undecided"
    assert "`days_vacant` is missing" in str(decided[0]["reasons"])


def test_a_strangers_parameters_are_in_the_schema_that_editors_use(plimsoll, tmp_path):
    schema = plimsoll("schema", folder=tmp_path).stdout

    assert "bed_retainer" in schema
    assert "plan_within" in schema


def test_without_the_package_its_policies_are_unknown(tmp_path):
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")

    command = [sys.executable, "-c", "from engine.cli.main import run; run()", "check", "rules.yaml"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run.returncode == 1
    assert "unknown policy `bed_retainer`" in run.stdout


def test_a_stranger_imports_only_what_is_public():
    public = ("engine.model.", "engine.plugins.hookspecs")

    imported = {
        node.module
        for file in (PACKAGE / "src").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("engine")
    }

    assert imported
    assert [module for module in imported if not module.startswith(public)] == []
