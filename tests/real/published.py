"""Where published figures lie, and what Plimsoll decides on them by the commands that the README shows."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli.main import app

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
FOLDER = Path(os.environ.get("PLIMSOLL_DATA") or CHECKOUT.parent / "shared" / "data")


def published(name: str) -> Path:
    """The published file *name*; a test that asks for one that is not there is skipped, and says so."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"the published figures are absent: no {name} in {FOLDER} (PLIMSOLL_DATA names another folder)")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a published table, by its headings."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Evaluated:
    """What `plimsoll evaluate RULES --submissions FILE ...` says."""

    def __init__(self, rules: Path, figures: Path, *arguments: str) -> None:
        command = ["evaluate", str(rules), "--submissions", str(figures), "--format", "json", *arguments]
        result = CliRunner().invoke(app, command)
        self.status = result.exit_code
        self.decisions = [json.loads(line) for line in result.stdout.splitlines()]
        self.notes = [json.loads(line) for line in result.stderr.splitlines()]

    def of(self, contract: str) -> dict[str, dict[str, object]]:
        """What the KPIs of *contract* came to."""
        return next(one["kpis"] for one in self.decisions if one["contract"] == contract)
