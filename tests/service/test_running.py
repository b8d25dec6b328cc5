"""A server in a process of its own does what signals say, and loses nothing that it acknowledged."""

from __future__ import annotations

import ctypes
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Semaphore

import grpc
import pytest

from engine.api.contract_service_pb2 import RegisterContractRequest
from engine.api.contract_service_pb2_grpc import ContractServiceStub
from engine.api.decision_service_pb2_grpc import DecisionServiceStub
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.model.ledger import EntryKind, all_entries
from tests.application.builders import months_from
from tests.service.serving import PATIENCE, day, request_id, submission

CHECKOUT = Path(__file__).parents[2]


class Program:
    """A server that runs as a program of its own, and the lines that it logs."""

    def __init__(self, running: subprocess.Popen) -> None:
        self._running = running

    @property
    def number(self) -> int:
        return self._running.pid

    def threads(self) -> list[int]:
        """The threads of the program, its main one first."""
        return sorted(int(one.name) for one in Path(f"/proc/{self.number}/task").iterdir())

    def hears(self, event: str) -> dict:
        for line in self._running.stdout:
            said = json.loads(line)
            if said["event"] == event:
                return said
        raise AssertionError(f"expected `{event}` to be logged")

    def told(self, number: signal.Signals) -> None:
        self._running.send_signal(number)

    def ends(self) -> int:
        self.hears("closed")
        return self._running.wait(PATIENCE)


@contextmanager
def program(path: Path) -> Iterator[Program]:
    command = [sys.executable, "-u", "-m", "tests.service.signalled", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as running:
        try:
            yield Program(running)
        finally:
            running.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name)
def test_a_server_that_is_told_to_stop_stops_in_order(tmp_path, number):
    with program(tmp_path / "ledger") as server:
        server.hears("serving")
        server.told(number)

        assert server.hears("stopped")["finished"]
        assert server.ends() == 0


def test_a_signal_that_the_system_hands_to_another_thread_is_heard(tmp_path):
    tgkill = getattr(ctypes.CDLL(None), "tgkill", None)
    if tgkill is None:
        pytest.skip("expected a C library with `tgkill`, such as glibc 2.30 or newer, to signal one thread")

    with program(tmp_path / "ledger") as server:
        server.hears("serving")
        server.told(signal.SIGHUP)
        server.hears("rules loaded")  # the main thread waits for what comes next
        tgkill(server.number, server.threads()[-1], signal.SIGTERM)

        assert server.ends() == 0


def test_nothing_that_was_acknowledged_is_lost_when_a_busy_server_is_told_to_stop(tmp_path):
    names = [f"contract-{number}" for number in range(4)]
    answered = Semaphore(0)
    with program(tmp_path / "ledger") as server, ThreadPoolExecutor(4) as callers:
        address = f"127.0.0.1:{server.hears('serving')['port']}"
        busy = [callers.submit(submits_until_stopped, address, name, answered) for name in names]
        for _ in range(25):
            assert answered.acquire(timeout=PATIENCE)
        server.told(signal.SIGTERM)
        acknowledged = {decision for one in busy for decision in one.result(PATIENCE)}
        assert server.ends() == 0

    ledger = SqliteLedger(tmp_path / "ledger")
    recorded = {f"{one.contract}#{one.version}" for one in all_entries(ledger, kind=EntryKind.DECIDED)}
    ledger.close()
    assert len(acknowledged) >= 25
    assert acknowledged <= recorded


def submits_until_stopped(address, name, answered):
    acknowledged = []
    with grpc.insecure_channel(address) as channel:
        contract = {"id": name, "provider": "Care", "rule_set": "test", "start": day(2026, 4, 1)}
        registering = RegisterContractRequest(request_id=request_id(), contract=contract)
        ContractServiceStub(channel).RegisterContract(registering, timeout=PATIENCE)
        for month in islice(months_from("2026-04"), 600):
            try:
                answer = DecisionServiceStub(channel).Submit(submission(month, "96", name), timeout=PATIENCE)
            except grpc.RpcError as error:
                # A machine that is too busy for the server's last moment of quiet ends a call as cancelled.
                assert error.code() in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}  # noqa: PT017
                break
            acknowledged.append(answer.decision.id)
            answered.release()
    return acknowledged


def test_rules_are_read_again_on_a_hangup_and_the_server_serves_on(tmp_path):
    with program(tmp_path / "ledger") as server:
        server.hears("serving")
        server.told(signal.SIGHUP)
        loaded = server.hears("rules loaded")
        server.told(signal.SIGTERM)

        assert loaded["rule_sets"] == ["test"]
        assert server.ends() == 0
