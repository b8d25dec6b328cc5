"""A program whose files may not grow any more after a while, as on a full disk, and then may again.

What it finds stands in assertions: it ends with 0 where all of them hold.
"""

from __future__ import annotations

import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.errors import UnavailableError
from engine.ledger.sqlite.backup import backup
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.ledger.sqlite.verification import verify
from tests.ledger.builders import a_year, decision, recorded, registration, request

_NO_LIMIT = resource.getrlimit(resource.RLIMIT_FSIZE)


@contextmanager
def full(size: int):
    """No file grows beyond *size*."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, _NO_LIMIT[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, _NO_LIMIT)


def no_ledger_is_made_without_room(path: Path) -> None:
    with full(0), pytest.raises(UnavailableError, match=str(path)):
        SqliteLedger(path)


def nothing_is_half_recorded_without_room(ledger: SqliteLedger, log: Path) -> None:
    a_year(ledger)
    # A connection that reads keeps the log as long as it is: written from its start again, it would have room.
    assert ledger.entries(0, 1)
    with full(log.stat().st_size):
        for _ in range(3):
            with pytest.raises(UnavailableError, match="expected to write the ledger"):
                ledger.append(decision(after=25, request=request()))
            with pytest.raises(UnavailableError, match=r"has room|make room"):
                ledger.check_writable()
        assert ledger.head() == ledger.version("cedar") == len(ledger.stream("cedar")) == 25
        assert ledger.answered(request()) is None


def everybody_who_writes_is_told(ledger: SqliteLedger, log: Path) -> None:
    recorded(ledger, *(registration(f"c{number}") for number in range(8)))
    with full(log.stat().st_size), ThreadPoolExecutor(8) as pool:
        refused = [pool.submit(ledger.append, decision(f"c{number}")) for number in range(8)]
        assert all(isinstance(one.exception(60), UnavailableError) for one in refused)


def the_next_is_recorded_once_there_is_room(ledger: SqliteLedger) -> None:
    ledger.check_writable()
    assert not ledger.append(decision(after=25, request=request())).repeated
    assert all(ledger.append(decision(f"c{number}")).entries[-1].version == 3 for number in range(8))


def no_backup_is_left_without_room(path: Path) -> None:
    target = path.with_name("backup.db")
    with full(8192), pytest.raises(UnavailableError, match=r"expected to copy to .*backup.db"):
        backup(path, target)
    assert not list(path.parent.glob("backup.db*"))


def main(path: Path) -> None:
    no_ledger_is_made_without_room(path)
    ledger = SqliteLedger(path)
    log = Path(f"{path}-wal")
    nothing_is_half_recorded_without_room(ledger, log)
    everybody_who_writes_is_told(ledger, log)
    the_next_is_recorded_once_there_is_room(ledger)
    no_backup_is_left_without_room(path)
    ledger.close()
    assert verify(path, read=None).entries == 25 + 2 + 8 * 3


if __name__ == "__main__":
    main(Path(sys.argv[1]))
