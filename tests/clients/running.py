"""A server in a process of its own, as an operator starts it, and what it has recorded once it has stopped."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Self

from engine.ledger.sqlite.ledger import SqliteLedger
from engine.model.decision import Decision
from engine.model.ledger import Entry, EntryKind
from engine.model.recording import decision_of

CHECKOUT = Path(__file__).parents[2]
CLIENTS = CHECKOUT / "clients"

# No test waits this long unless it fails, in seconds.
PATIENCE = 60.0


class Running:
    """`plimsoll serve` over the shipped rules and a ledger in *folder*; started again, it has the same address.

    Its clock stands after the shipped year of figures, so that all of it has come, unless it is set to another day.
    """

    def __init__(self, folder: Path) -> None:
        self.today = date(2027, 5, 3)
        self.ledger = folder / "plimsoll.ledger"
        self._log = folder / "decisions.jsonl"
        self.address = "127.0.0.1:0"
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self.kill()

    def start(self) -> None:
        """Start it, and return once it serves."""
        files = ["--rules", CHECKOUT / "rules", "--ledger", self.ledger, "--decision-log", self._log]
        plimsoll = [sys.executable, "-m", "tests.clients.on_a_day", str(self.today)]
        command = [*plimsoll, "serve", "--address", self.address, *files]
        settings = {name: value for name, value in os.environ.items() if not name.startswith("PLIMSOLL_")}
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=settings, cwd=CHECKOUT)
        ports: Queue[int | str] = Queue()
        Thread(target=_read, args=(self._process, ports), daemon=True).start()
        port = ports.get(timeout=PATIENCE)
        assert isinstance(port, int), port
        self.address = f"127.0.0.1:{port}"

    def stop(self) -> None:
        """Stop it as an operator does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Stop it as a power cut does."""
        self._end(signal.SIGKILL)

    def recorded(self, contract: str) -> Sequence[Entry]:
        """What is recorded about *contract*; the server must have stopped."""
        ledger = SqliteLedger(self.ledger)
        try:
            return ledger.stream(contract)
        finally:
            ledger.close()

    def decided(self, contract: str) -> list[Decision]:
        """The decisions that are recorded about *contract*; the server must have stopped."""
        return [decision_of(entry) for entry in self.recorded(contract) if entry.kind is EntryKind.DECIDED]

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        assert process is not None
        process.send_signal(how)
        process.wait(PATIENCE)


def told(decisions: Sequence[Decision]) -> list[str]:
    """What each client's example prints of *decisions*: the period, the outcome, the money and the rungs."""
    return [
        " ".join(
            (
                one.evidence.period.label,
                one.outcome.value,
                str(one.payment.payable),
                "GBP",
                ", ".join(f"{move.ladder}: {move.after}" for move in one.moves),
            )
        )
        for one in decisions
    ]


def _read(process: "subprocess.Popen[str]", ports: "Queue[int | str]") -> None:
    """Read the application log to its end, so that the server never waits for it, and tell the port."""
    said = ""
    with process.stderr as lines:
        for line in lines:
            said += line
            event = json.loads(line) if line.startswith("{") else {}
            if event.get("event") == "serving":
                ports.put(event["port"])
    ports.put(said)
