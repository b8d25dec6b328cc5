from __future__ import annotations

import subprocess
import sys


def test_a_full_disk_refuses_and_loses_nothing_and_is_written_again_once_there_is_room(path):
    program = [sys.executable, "-m", "tests.ledger.sqlite.full_disk", str(path)]

    done = subprocess.run(program, check=False, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
