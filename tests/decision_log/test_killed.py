"""Killed at any moment, moved away at any moment: the log is an exact image of the ledger, none lost and none twice."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from engine.decision_log import verified
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.model.ledger import EntryKind, all_entries
from engine.model.recording import canonical, decision_body, evidence_body, registered_body
from tests.decision_log.builders import lines_in, whole, written_out
from tests.evaluation.builders import Provider, rules

KILLS = 24


@pytest.fixture
def prepared(tmp_path):
    provider = Provider(rules())
    decision = provider.reports(figure=95)
    path = tmp_path / "prepared.json"
    bodies = {
        "registered": canonical(registered_body(provider.contract)),
        "submitted": canonical(evidence_body(decision.evidence)),
        "decided": canonical(decision_body(decision)),
    }
    path.write_text(json.dumps(bodies))
    return path


def runs_and_is_killed(command: list[str], after: float, move: Path | None, to: Path) -> None:
    """Run *command* and kill it so long *after* it began to decide; half way, move a file away."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "deciding\n"
        with suppress(subprocess.TimeoutExpired):
            process.wait(after / 2)
        if move:
            move.rename(to)
        with suppress(subprocess.TimeoutExpired):
            process.wait(after / 2)
        process.kill()


def test_killed_at_random_moments_the_log_is_the_image_of_the_ledger(tmp_path, prepared):
    chance = random.Random(7)
    ledger_path, log = tmp_path / "plimsoll.ledger", tmp_path / "decisions.jsonl"
    moved: list[Path] = []

    for number in range(KILLS):
        command = [sys.executable, "-m", "tests.decision_log.deciding_process", ledger_path, log, prepared, str(number)]
        while_it_runs, while_it_does_not = chance.random() < 0.3, chance.random() < 0.3
        to = tmp_path / f"decisions.jsonl.{len(moved)}"
        runs_and_is_killed(command, chance.random() * 0.2, log if while_it_runs else None, to)
        moved += [to] if while_it_runs else []
        if chance.random() < 0.5 and log.exists() and log.stat().st_size:
            # A kill tears a line only where the system was in the middle of writing it, which is rare.
            with log.open("ab") as torn:
                torn.write(b'{"schema":1,"kind":"decision","posi')
        if while_it_does_not and log.exists():
            moved.append(log.rename(tmp_path / f"decisions.jsonl.{len(moved)}"))

    ledger = SqliteLedger(ledger_path)
    written_out(log, ledger)
    files = [*moved, log]
    positions = [line["position"] for file in files for line in lines_in(file)]
    assert positions == [entry.position for entry in all_entries(ledger, kind=EntryKind.DECIDED)]
    assert b"".join(file.read_bytes() for file in files) == whole(ledger)
    assert verified(files, ledger).mistake is None
    assert len(positions) > KILLS
    assert len(moved) > KILLS / 4
    ledger.close()
