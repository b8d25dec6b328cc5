"""The evidence beside the packs, decided as anybody would decide it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from engine.cli.main import app

RULES = Path(__file__).parents[2] / "rules"


def decided(pack: str, *options: str, **records: str) -> dict[str, list[dict]]:
    """Return what `plimsoll evaluate` makes of the evidence of *pack*, by contract; *records* are files beside it."""
    evidence = RULES / pack / "evidence"
    (figures,) = evidence.glob("20*.csv")
    files = ["--submissions", str(figures), "--contracts", str(evidence / "contracts.yaml")]
    files += [f"--records={name}={evidence / file}" for name, file in records.items()]
    result = CliRunner().invoke(app, ["evaluate", str(RULES / pack), *files, *options, "--format", "json"])
    assert result.exit_code == 0, result.stderr
    found: dict[str, list[dict]] = {}
    for one in map(json.loads, result.stdout.splitlines()):
        found.setdefault(one["contract"], []).append(one)
    return found
