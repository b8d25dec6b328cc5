"""`plimsoll serve` as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PATIENCE = 30.0  # seconds; no test waits this long unless it fails


class Process(NamedTuple):
    """A server process and the lines that it has logged."""

    process: subprocess.Popen[str]
    lines: list[dict]

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.wait_for('serving')['port']}"

    def wait_for(self, event: str) -> dict:
        """The next line of that event that has not been waited for, or the last that has."""
        for line in self.lines:
            if line["event"] == event:
                return line
        for text in self.process.stderr:
            self.lines.append(json.loads(text))
            if self.lines[-1]["event"] == event:
                return self.lines[-1]
        raise AssertionError(f"expected a line `{event}` before the server ended, not {self.lines}")

    def ends(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(with_signal)
        self.lines.extend(map(json.loads, self.process.communicate(timeout=PATIENCE)[1].splitlines()))
        return self.process.returncode


def started(folder: Path, *more: str, **environment: str) -> subprocess.Popen[str]:
    """`plimsoll serve` in *folder*, which holds `rules`, on a free port."""
    command = [sys.executable, "-c", "from engine.cli.main import run; run()", "serve", "--address", "127.0.0.1:0"]
    return subprocess.Popen(
        [*command, *more],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(folder: Path, *more: str, **environment: str) -> Iterator[Process]:
    """A server process, which is killed at the end if it lives."""
    with started(folder, *more, **environment) as process:
        try:
            yield Process(process, [])
        finally:
            process.kill()
