"""A disk that takes no more: the log waits, says so once, and is whole when there is room again."""

from __future__ import annotations

import subprocess
import sys


def test_a_file_that_may_not_grow_is_made_up_for_when_it_may(tmp_path):
    path = tmp_path / "decisions.jsonl"

    run = subprocess.run(
        [sys.executable, "-m", "tests.decision_log.full_disk_process", path],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert run.stdout.splitlines() == [
        f"expected to write the decision log `{path}`: file too large",
        "None",
        "True",
        "2",
    ], run.stderr
