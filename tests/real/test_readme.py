"""The commands of the README on published figures, as they stand there."""

from __future__ import annotations

import shlex

import pytest
from typer.testing import CliRunner

from engine.cli.main import app
from tests.real.published import CHECKOUT, published

README = (CHECKOUT / "README.md").read_text(encoding="utf-8").replace("\\\n", " ")
COMMANDS = {
    file: shlex.split(line.removeprefix("$ "))
    for line in README.splitlines()
    for file in ("ascof_2024_25_2a.csv", "cqc_lincolnshire_asc_ratings.csv")
    if file in line and line.startswith("$ ")
}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        pytest.param(
            "ascof_2024_25_2a.csv", ["15 rows left out by --only", "153 rows decided: 153 no action"], id="ASCOF 2A"
        ),
        pytest.param("cqc_lincolnshire_asc_ratings.csv", ["356 rows decided: 356 no action"], id="the regulator"),
    ],
)
def test_the_readme_decides_published_figures(file, said):
    program, command, rules, *arguments = COMMANDS[file]
    here = [str(published(file)) if one.endswith(file) else one for one in arguments]

    result = CliRunner().invoke(app, [command, str(CHECKOUT / rules), *here])

    assert program == ".venv/bin/plimsoll"
    assert result.exit_code == 0
    assert set(said) <= set(result.stderr.splitlines())


def test_figures_that_are_absent_are_said_to_be(tmp_path):
    _, command, rules, *arguments = COMMANDS["ascof_2024_25_2a.csv"]
    there = [str(tmp_path / "absent.csv") if one.endswith(".csv") else one for one in arguments]

    result = CliRunner().invoke(app, [command, str(CHECKOUT / rules), *there])

    assert result.exit_code == 2
    assert "absent.csv`: no such file" in result.stderr
