from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from random import Random

from engine.ledger.sqlite.ledger import SqliteLedger
from engine.ledger.sqlite.verification import Verified, verify
from tests.ledger.sqlite.writers import period

KILLS = 20


def acknowledged(path, answers):
    """What a program that writes the ledger was told is recorded, until it was killed after so many answers."""
    program = [sys.executable, "-m", "tests.ledger.sqlite.writers", str(path)]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as writing:
        lines = [writing.stdout.readline() for _ in range(1 + answers)]
        writing.kill()
        lines += writing.stdout.readlines()
    assert lines[0] == b"opening\n"
    # The last line may be torn: nobody was told then.
    told = (line.split() for line in lines[1:] if line.endswith(b"\n"))
    return [(contract.decode(), int(version), int(position)) for contract, version, position in told]


def check_recorded(path, told):
    with closing(SqliteLedger(path)) as ledger:
        for contract, version, position in told:
            again = ledger.append(period(contract, version))
            assert again.repeated
            assert again.entries[0].position == position
            assert again.entries == tuple(ledger.stream(contract, version)[: len(again.entries)])


def test_what_was_acknowledged_survives_every_kill(path):
    random = Random(20260514)
    told = []

    for kill in range(KILLS):
        # The first is killed while it makes the file.
        since = acknowledged(path, random.randrange(1, 60) if kill else 0)
        check_recorded(path, since)
        found = verify(path, read=None)
        assert isinstance(found, Verified), found
        told += since

    assert len(told) > KILLS
    assert verify(path, read=None).entries >= len(told)
    check_recorded(path, told)
