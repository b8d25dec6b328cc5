"""Every command ends with 0 where all is fine, 1 where there is something to look at, 2 where it was asked wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.builders import RULES
from tests.cli.conftest import Command

TESTS = """\
tests:
  - name: {name}
    periods:
      - {{period: 2026-04, figures: {{missed: 3}}, expect: {{ratings: {{missed_visits: {rating}}}}}}}
"""
FIGURES = "contract,period,missed\nOak,2026-04,{missed}\n"


@pytest.fixture
def desk(tmp_path: Path) -> None:
    """In the folder of the test: sound rules, their tests and figures, and beside each something not in order."""
    for folder, rules, rating in (("sound", RULES, "good"), ("broken", RULES.replace("missed\n", "mised\n"), "good")):
        _pack(tmp_path / folder, rules, rating)
    _pack(tmp_path / "failing", RULES, "inadequate")
    (tmp_path / "fine.csv").write_text(FIGURES.format(missed=3))
    (tmp_path / "mistyped.csv").write_text(FIGURES.format(missed="O"))


def _pack(folder: Path, rules: str, rating: str) -> None:
    folder.mkdir()
    (folder / "rules.yaml").write_text(rules)
    (folder / "tests.yaml").write_text(TESTS.format(name="three missed visits", rating=rating))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("check sound", 0, id="check: no mistakes"),
        pytest.param("check sound broken", 1, id="check: mistakes"),
        pytest.param("check nowhere", 2, id="check: no such folder"),
        pytest.param("test sound", 0, id="test: all pass"),
        pytest.param("test sound failing", 1, id="test: one fails"),
        pytest.param("test broken", 1, id="test: rules with mistakes"),
        pytest.param("test sound --filter nothing", 2, id="test: none of that name"),
        pytest.param("evaluate sound --submissions fine.csv", 0, id="evaluate: all rows decided"),
        pytest.param("evaluate sound --submissions mistyped.csv", 1, id="evaluate: a row refused"),
        pytest.param("evaluate sound --submissions fine.csv --only contract=Oak", 0, id="evaluate: a row chosen"),
        pytest.param("evaluate sound --submissions fine.csv --only contract=Elm", 1, id="evaluate: no row chosen"),
        pytest.param("evaluate broken --submissions fine.csv", 1, id="evaluate: rules with mistakes"),
        pytest.param("evaluate sound --submissions nowhere.csv", 2, id="evaluate: no such file"),
        pytest.param("evaluate sound", 2, id="evaluate: no figures"),
        pytest.param("evaluate sound --submissions fine.csv --marker x=gone", 2, id="evaluate: no such absence"),
        pytest.param("explain sound --submissions fine.csv", 0, id="explain: a decision"),
        pytest.param("explain sound --test three", 0, id="explain: a test"),
        pytest.param("explain sound --submissions mistyped.csv", 1, id="explain: a row refused"),
        pytest.param("explain sound", 2, id="explain: nothing asked for"),
        pytest.param("schema", 0, id="schema: printed"),
        pytest.param("schema --output nowhere/schema.json", 2, id="schema: no such folder"),
        pytest.param("settings", 0, id="settings: shown"),
        pytest.param("settings --format yaml", 2, id="settings: no such format"),
    ],
)
@pytest.mark.parametrize("layout", ["table", "json"])
@pytest.mark.usefixtures("desk")
def test_a_command_ends_as_its_findings_say(plimsoll: Command, line: str, code: int, layout: str):
    arguments = line.split()

    result = plimsoll(*arguments, *(() if "--format" in arguments else ("--format", layout)))

    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
