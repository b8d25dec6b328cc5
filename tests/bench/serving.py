"""The server that is measured: `plimsoll serve` with an echo beside it, on a core and in a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import grpc

from tests.bench import ten_kpis

PATIENCE = 60.0
_USUAL: Mapping[str, str] = MappingProxyType({})

# Callers on one connection would wait for each other.
_APART = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", -1)]


class Served:
    """The server's process, and where it listens."""

    def __init__(self, process: int, address: str) -> None:
        self._process, self._address = process, address

    def channel(self) -> grpc.Channel:
        return grpc.insecure_channel(self._address, options=_APART)

    def busy(self) -> float:
        """The seconds for which the process has had its core, by the clock that Linux keeps of every process."""
        return time.clock_gettime((~self._process << 3) | 2)

    def memory(self) -> tuple[float, float]:
        """The MiB that the process has in memory now, and those that it has had at most."""
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{self._process}/status").read_text().splitlines())
        return int(lines["VmRSS"].split()[0]) / 1024, int(lines["VmHWM"].split()[0]) / 1024


def cores() -> tuple[int, int]:
    """The core of the server and that of its callers: the same one where there is no other."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


@contextmanager
def served(rules: str | None = None, settings: Mapping[str, str] = _USUAL) -> Iterator[Served]:
    """A server on its core, and this process on another, with rules, ledger and logs in a temporary folder.

    *rules* are the text of its rule file, the ten KPIs unless they are given; *settings* are those of its environment.
    """
    usable = os.sched_getaffinity(0)
    core, other = cores()
    with TemporaryDirectory() as folder, _process(Path(folder), core, rules or ten_kpis.text(), settings) as server:
        os.sched_setaffinity(0, {other})
        try:
            yield server
        finally:
            os.sched_setaffinity(0, usable)


@contextmanager
def _process(folder: Path, core: int, text: str, settings: Mapping[str, str]) -> Iterator[Served]:
    rules = folder / "rules" / "measured"
    rules.mkdir(parents=True)
    (rules / "rules.yaml").write_text(text)
    address = f"127.0.0.1:{_free_port()}"
    command = [sys.executable, "-m", "tests.bench.echoing", str(core), "serve", "--address", address]
    paths = ["--rules", "rules", "--ledger", "ledger", "--decision-log", "decisions.jsonl"]
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PLIMSOLL_")}
    environment = {**outside, **settings, "PYTHONPATH": str(Path(__file__).parents[2])}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen([*command, *paths], cwd=folder, env=environment, stderr=log)
    try:
        server = Served(process.pid, address)
        with server.channel() as channel:
            grpc.channel_ready_future(channel).result(PATIENCE)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]
