from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from engine.cli.main import app
from tests.authoring.builders import RULES

Command = Callable[..., Result]


@pytest.fixture
def plimsoll(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command in an empty folder, with no settings but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in ("PLIMSOLL_RULES", "PLIMSOLL_PLUGINS", "PLIMSOLL_REFERENCE_EVALUATOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


@pytest.fixture
def homecare(tmp_path: Path) -> Path:
    """A folder `rules/homecare` with a rule set and two tests that pass."""
    folder = tmp_path / "rules" / "homecare"
    folder.mkdir(parents=True)
    (folder / "rules.yaml").write_text(RULES)
    (folder / "tests.yaml").write_text(TESTS)
    return folder


TESTS = """\
tests:
  - name: a good month
    periods:
      - period: 2026-04
        figures: {visits_planned: 3000, visits_missed: 3, charges: 240000}
        expect: {outcome: no_action, rung: routine}
  - name: a bad month
    periods:
      - period: 2026-04
        figures: {visits_planned: 3000, visits_missed: 97, charges: 240000}
        expect:
          ratings: {missed_visits: inadequate}
          due: {deduction: 4800.00}
"""
