"""A process whose files may not grow beyond some bytes, and then may: says at each step how its decision log stands."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from tests.decision_log.builders import Told, deciding, log_to, whole


def run(path: Path) -> None:
    ledger, told = deciding(30), Told()
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    # In the middle of a line.
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole(ledger)) // 2 + 7, hard))
    log = log_to(path, ledger, told=told)
    log.start()
    told.waits_for(1)
    say(log.problem)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    told.waits_for(2)
    log.stop(20)
    say(log.problem)
    say(path.read_bytes() == whole(ledger))
    say(len(told.said))


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")


if __name__ == "__main__":
    run(Path(sys.argv[1]))
