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
    assert "its ledger is whole: 98 entries on 4 contracts, 47 decisions; the decision log has 47 lines" in told.stderr


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
