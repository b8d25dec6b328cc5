from __future__ import annotations

import errno
import os
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import UnavailableError
from engine.ledger.sqlite import backup as backing_up
from engine.ledger.sqlite.backup import backup
from engine.ledger.sqlite.connections import open_to_read
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.ledger.sqlite.verification import verify
from tests.ledger.builders import decision, recorded, registration
from tests.ledger.sqlite.outside import connection, tamper


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "monday.db"


def files(target):
    return [one.name for one in target.parent.iterdir()]


def test_a_copy_holds_what_the_ledger_holds(kept, target):
    found = backup(kept, target)

    assert found == verify(target, read=None) == verify(kept, read=None)
    assert files(target) == ["monday.db"]


def test_a_copy_is_one_file_that_nothing_is_written_beside(kept, target):
    backup(kept, target)

    with connection(target) as opened:
        assert opened.execute("PRAGMA journal_mode").fetchall() == [("delete",)]
    assert verify(target, read=None)
    assert files(target) == ["monday.db"]


def test_a_copy_goes_on_as_a_ledger(kept, target):
    backup(kept, target)

    with closing(SqliteLedger(target)) as ledger:
        assert ledger.append(decision(after=25)).entries[0].position == 29


class Interrupted:
    """A connection whose backup is interrupted after every page."""

    def __init__(self, opened, interrupt) -> None:
        self._opened, self._interrupt = opened, interrupt

    def __getattr__(self, name):
        return getattr(self._opened, name)

    def backup(self, copy, **_):
        self._opened.backup(copy, pages=1, progress=lambda *_: self._interrupt(), sleep=0)


def test_a_copy_holds_one_moment_whatever_is_recorded_meanwhile(path, target, monkeypatch):
    with closing(SqliteLedger(path)) as ledger:
        ledger.append(registration())

        def interrupt():
            ledger.append(decision(after=ledger.version("cedar")))

        monkeypatch.setattr(backing_up, "open_to_read", lambda path: Interrupted(open_to_read(path), interrupt))
        found = backup(path, target)

        assert found.entries == 1
        assert ledger.head() > 10


def test_a_file_is_not_written_over_unless_told(kept, target):
    target.write_text("last monday's")

    with pytest.raises(UnavailableError, match=f"expected a new file for the backup, found one at `{target}`"):
        backup(kept, target)
    assert target.read_text() == "last monday's"
    assert backup(kept, target, replace=True).entries == 28
    assert verify(target, read=None).entries == 28


def test_a_file_that_came_up_meanwhile_is_not_written_over(kept, target, monkeypatch):
    def sync(path):
        if path != target.parent:
            target.write_text("somebody else's")

    monkeypatch.setattr(backing_up, "_sync", sync)

    with pytest.raises(UnavailableError, match="file exists"):
        backup(kept, target)
    assert target.read_text() == "somebody else's"
    assert files(target) == ["monday.db"]


def test_a_ledger_is_not_copied_onto_itself_or_another_that_is_in_use(kept, target):
    with pytest.raises(UnavailableError, match="expected another file for the backup than the ledger"):
        backup(kept, kept, replace=True)
    with closing(SqliteLedger(target)) as other:
        other.append(registration())
        with pytest.raises(UnavailableError, match=r"monday.db-wal`: a ledger is in use there, or was"):
            backup(kept, target, replace=True)
        assert other.head() == 1


def test_a_ledger_with_a_mistake_is_not_backed_up(kept, target):
    tamper(kept, "UPDATE entries SET body = '{}' WHERE position = 4")

    with pytest.raises(UnavailableError, match=f"without mistakes to back up, found in `{kept}`: position 4: contract"):
        backup(kept, target)
    assert not files(target)


def test_a_backup_that_has_no_room_leaves_nothing(kept, target, monkeypatch):
    def full(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(backing_up, "_sync", full)

    with pytest.raises(UnavailableError, match="no space left on device; make room on its disk"):
        backup(kept, target)
    assert not files(target)


@pytest.mark.parametrize("place", ["missing/monday.db", "a file/monday.db"])
def test_a_place_where_no_copy_can_be_is_refused(kept, tmp_path, place):
    (tmp_path / "a file").touch()

    with pytest.raises(UnavailableError, match="unable to open database file"):
        backup(kept, tmp_path / place)


def test_there_is_no_backup_of_a_ledger_that_is_not_there(path, target):
    with pytest.raises(UnavailableError, match="found no such file"):
        backup(path, target)
    assert not files(target)


def test_what_is_logged_ahead_is_in_the_copy(path, target):
    with closing(SqliteLedger(path)) as ledger:
        recorded(ledger, registration(), decision())
        assert Path(f"{path}-wal").stat().st_size > 0

        assert backup(path, target).entries == 3
