"""Long files show how far they are to whoever watches, and to nobody else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.builders import RULES

SCRIPT = Path(sys.executable).with_name("plimsoll")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "short.csv").write_text("contract,period,missed\nOak,2026-04,3\n")
    rows = (f"c{number},2026-04,{number % 30}" for number in range(2500))
    (tmp_path / "long.csv").write_text("\n".join(["contract,period,missed", *rows]))
    return tmp_path


def shown(folder: Path, name: str, *arguments: str) -> str:
    """What a terminal on standard error shows while *name* is decided."""
    ours, theirs = pty.openpty()
    command = [str(SCRIPT), "evaluate", "rules.yaml", "--submissions", name, *arguments]
    surroundings = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=theirs, env=surroundings) as process:
        os.close(theirs)
        text = b"".join(iter(lambda: _read(ours), b""))
        process.wait()
    os.close(ours)
    return text.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that nobody writes any more
        return b""


@pytest.mark.parametrize("arguments", [(), ("--format", "json")], ids=["a table", "JSON"])
def test_a_long_file_shows_a_bar_to_whoever_watches(files, arguments):
    text = shown(files, "long.csv", *arguments)

    assert "deciding" in text
    assert "/2500" in text


def test_a_short_file_shows_none(files):
    assert "deciding" not in shown(files, "short.csv")


def test_a_file_of_messages_gets_no_bar(files):
    command = [str(SCRIPT), "evaluate", "rules.yaml", "--submissions", "long.csv"]

    done = subprocess.run(command, cwd=files, capture_output=True, text=True, check=True)

    assert done.stderr.startswith("2500 rows decided")
