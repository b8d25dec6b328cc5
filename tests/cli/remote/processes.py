"""`plimsoll serve` as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Condition, Thread

PATIENCE = 30.0  # seconds; no test waits this long unless it fails


class Process:
    """A server process and the lines that it logs into a pipe, read as they come: a full pipe would stop it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[dict] = []
        self._arrived, self._ended = Condition(), False
        self._reader = Thread(target=self._read, args=(process.stderr or (),), daemon=True)
        self._reader.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.wait_for('serving')['port']}"

    def wait_for(self, event: str) -> dict:
        """The first line of that event, waited for."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: self._ended or self._first(event), PATIENCE), self.lines
            found = self._first(event)
        assert found, f"expected a line `{event}` before the server ended, not {self.lines}"
        return found

    def ends(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        """The exit status of the server once it is told to end, all its lines read."""
        self.process.send_signal(with_signal)
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status

    def _first(self, event: str) -> dict | None:
        return next((line for line in self.lines if line["event"] == event), None)

    def _read(self, log: Iterable[str]) -> None:
        for text in log:
            with self._arrived:
                self.lines.append(json.loads(text))
                self._arrived.notify_all()
        with self._arrived:
            self._ended = True
            self._arrived.notify_all()


def started(folder: Path, *more: str, log: Path | None = None, **environment: str) -> subprocess.Popen[str]:
    """`plimsoll serve` in *folder*, which holds `rules`, on a free port; its standard error is a pipe, or *log*."""
    command = [sys.executable, "-c", "from engine.cli.main import run; run()", "serve", "--address", "127.0.0.1:0"]
    with log.open("w") if log else nullcontext(subprocess.PIPE) as error:
        return subprocess.Popen(
            [*command, *more],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), **environment},
            stdout=subprocess.PIPE,
            stderr=error,
            text=True,
        )


@contextmanager
def serving(folder: Path, *more: str, log: Path | None = None, **environment: str) -> Iterator[Process]:
    """A server process, which is killed at the end if it lives."""
    with started(folder, *more, log=log, **environment) as process:
        try:
            yield Process(process)
        finally:
            process.kill()
