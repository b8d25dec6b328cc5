"""A process that decides without end, with a decision log, until it is killed: `LEDGER LOG PREPARED NUMBER`.

PREPARED holds bodies of entries as JSON; NUMBER keeps its contracts apart from those of other runs.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from threading import Thread

import structlog

from engine.decision_log import DecisionLog, LogFile, Masking, Pace
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.model.ledger import Append, Beside, Draft, EntryKind, FiledContract, FiledDecision

WRITERS = 3


def decides(ledger: SqliteLedger, prepared: dict[str, str], name: str) -> None:
    """Register the contract *name*, and decide it again and again."""
    day = date(2026, 4, 30)
    filed = FiledContract("Example Care", "test")
    ledger.append(Append(name, 0, (Draft(EntryKind.REGISTERED, prepared["registered"], filed=filed),), now()))
    decided = Draft(
        EntryKind.DECIDED, prepared["decided"], filed=FiledDecision("Example Care", "test", day, day, "no_action")
    )
    drafts = (Draft(EntryKind.SUBMITTED, prepared["submitted"]), decided)
    for done in count():
        ledger.append(Append(name, 1 + done * 2, drafts, now(), beside=Beside(f"{name}-{done}", "a caller")))


def now() -> datetime:
    return datetime.now(UTC)


def run(ledger_path: Path, log_path: Path, prepared: dict[str, str], number: str) -> None:
    ledger = SqliteLedger(ledger_path)
    pace = Pace(at_once=20, linger=0.001, settle=0.05)
    log = DecisionLog(ledger, LogFile(log_path), Masking(), structlog.get_logger(), pace=pace)
    log.start()
    writers = [Thread(target=decides, args=(ledger, prepared, f"c-{number}-{one}")) for one in range(WRITERS)]
    for writer in writers:
        writer.start()
    ledger.wait(ledger.head() + 10, 60)
    sys.stdout.write("deciding\n")
    sys.stdout.flush()
    for writer in writers:
        writer.join()


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text()), sys.argv[4])
