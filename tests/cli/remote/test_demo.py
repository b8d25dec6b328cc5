"""`plimsoll demo`: the year of the shipped evidence, through a real server."""

import shutil

import pytest
from typer.testing import CliRunner

from engine.cli.main import app
from tests.cli.remote.conftest import PACK


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return CliRunner().invoke(app, ["demo", str(PACK)])


def test_the_year_of_every_provider_is_shown(told):
    assert told.exit_code == 0, told.output
    rows = [line for line in told.stdout.splitlines() if line[:6].strip() in {"alder", "birch", "cedar", "damson"}]
    assert len(rows) == 47


def test_the_mistyped_row_is_refused_by_its_line(told):
    assert "2026-27.csv:43: damson 2026-10: figures[visits_logged]: expected a number" in told.stderr


def test_one_decision_is_explained_with_the_due_dates_of_its_year(told):
    assert "Council, by Wednesday 7 October 2026: Decide, with reasons" in told.stdout


def test_what_was_recorded_is_verified_at_the_end(told):
    assert "its ledger is whole: 115 entries on 5 contracts, 56 decisions; the decision log has 56 lines" in told.stderr


def test_a_life_is_told_from_a_failure_to_the_relief_that_corrects_it(told):
    days = {line[:10]: " ".join(line[10:].split()) for line in told.stdout.splitlines() if line.startswith("2027-0")}

    assert days["2027-07-08"] == (
        "elm#7: 2027-06, missed_visits severe, safety severe 106,380.00 rectification_plan, routine"
    )
    # The rung opened the plan, which came four days late.
    assert days["2027-07-28"].startswith("elm#8: progress, elm#7.1, submitted")
    assert days["2027-07-28"].endswith("default_notice, routine")
    assert "decides again 2027-06, 2027-07" in days["2027-08-16"]
    # 3 points at 0.5% of 108,000.00 are given back.
    assert days["2027-09-08"].startswith("elm#17: 2027-08, nothing failed 109,620.00, +1,620.00 of 2027-06")


def test_the_standing_at_its_end_is_shown_on_one_screen(told):
    screen = told.stdout[told.stdout.index("\ncontract   ") :].splitlines()

    assert len(screen) < 20
    shown = " ".join("\n".join(screen).split())
    assert "submitted: waits for the council by 2027-08-25; OVERDUE" in shown
    assert "the bridge was closed by the flood of 12 June" in shown
    assert "MADE ON FIGURES SINCE CORRECTED by elm#13, for a person to judge" in shown


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("steps: [", "while parsing", id="no YAML"),
        pytest.param("steps: []", "'contract'", id="no contract"),
        pytest.param(
            "{contract: {id: elm, provider: Elm, start: 2027-04-31, end: 2032-03-31}, figures: {}, steps: []}",
            "day is out of range for month",
            id="a day that there is not",
        ),
        pytest.param(
            "{contract: {id: elm, provider: Elm, start: 2027-04-01, end: 2032-03-31}, figures: {}, "
            "steps: [{on: 2027-05-10, by: A, why: b, event: {plann: {}}}]}",
            'no field named "plann"',
            id="a kind of event that there is not",
        ),
    ],
)
def test_a_life_that_is_not_written_as_one_is_said_so_before_anything_is_told(plimsoll, tmp_path, written, said):
    pack = shutil.copytree(PACK, tmp_path / PACK.name)
    (pack / "evidence" / "life.yaml").write_text(written)

    result = plimsoll("demo", str(pack))

    assert (result.exit_code, result.stdout) == (2, "")
    assert "expected the life of a contract in" in result.stderr
    assert said in result.stderr


def test_a_pack_without_a_life_has_its_year_alone(plimsoll, tmp_path):
    pack = shutil.copytree(PACK, tmp_path / PACK.name)
    (pack / "evidence" / "life.yaml").unlink()

    result = plimsoll("demo", str(pack))

    assert result.exit_code == 0
    assert "its ledger is whole: 98 entries on 4 contracts" in result.stderr


def test_the_year_is_what_evaluate_makes_of_the_same_file(told, plimsoll):
    evidence = PACK / "evidence"
    stated = ("--contracts", str(evidence / "contracts.yaml"), "--received-column", "received")
    alone = plimsoll("evaluate", str(PACK), "--submissions", str(evidence / "2026-27.csv"), *stated)

    def table(text: str) -> list[str]:
        return [line for line in text.splitlines() if line[:6].strip() in {"alder", "birch", "cedar", "damson"}]

    assert table(told.stdout) == table(alone.stdout)


def test_a_folder_without_evidence_is_said_so(plimsoll, homecare):
    result = plimsoll("demo", str(homecare))

    assert result.exit_code == 2
    assert "expected `evidence/` with a year of figures" in result.stderr


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param(
            ["--contract", "ceder"],
            "expected a contract of `2026-27.csv`, not `ceder`; did you mean `cedar`?",
            id="no such contract",
        ),
        pytest.param(
            ["--period", "2031-01"],
            "expected a period of `cedar` in `2026-27.csv`, from 2026-04 to 2027-03, not `2031-01`",
            id="no such period",
        ),
    ],
)
def test_what_the_year_does_not_hold_is_said_before_it_is_told(plimsoll, asked, said):
    result = plimsoll("demo", str(PACK), *asked)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"plimsoll: {said}\n"


def test_a_period_whose_figures_were_refused_has_no_decision_to_be_explained(plimsoll, tmp_path):
    pack = shutil.copytree(PACK, tmp_path / PACK.name)
    year = pack / "evidence" / "2026-27.csv"
    header, *rows = year.read_text().splitlines(keepends=True)
    damson = [row for row in rows if row.startswith("damson,2026-10")]
    year.write_text(header + damson[0])

    result = plimsoll("demo", str(pack), "--contract", "damson", "--period", "2026-10")

    assert len(damson) == 2
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        "plimsoll: expected a decision on `damson` for 2026-10: what came for that period was refused"
    )
