"""A program that writes a ledger until it is killed, and says what it was told is recorded.

Each of its threads decides period after period of contracts of its own, and prints the request and the position of each
answer, a line each, in one piece.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Thread

from engine.ledger.sqlite.ledger import SqliteLedger
from engine.model.ledger import Append
from tests.ledger.builders import decision, registration, request

_WRITERS = 4
_CONTRACTS = 3


def said(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def period(contract: str, version: int) -> Append:
    """The append that a writer makes after *version* of *contract*; the same whenever it is asked for."""
    asked = request(f"{contract}-{version}")
    if version == 0:
        return registration(contract, request=asked)
    return decision(contract, version, request=asked)


def write(ledger: SqliteLedger, writer: int) -> None:
    versions = {name: ledger.version(name) for name in (f"{writer}-{number}" for number in range(_CONTRACTS))}
    while True:
        for contract, version in versions.items():
            entries = ledger.append(period(contract, version)).entries
            versions[contract] = entries[-1].version
            said(f"{contract} {version} {entries[0].position}")


def main(path: Path) -> None:
    said("opening")
    ledger = SqliteLedger(path)
    for writer in range(_WRITERS):
        Thread(target=write, args=(ledger, writer)).start()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
