"""The log follows the ledger: every decision once and in order, whatever fails on the way."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from engine.decision_log import DecisionLog, LogFile, LogMismatchError, LogPlaceError, Masking
from engine.decision_log.written import Written
from engine.errors import UnavailableError
from engine.ledger.memory import MemoryLedger
from engine.model.ledger import Ledger
from tests.decision_log.builders import (
    QUICK,
    SMALL,
    Told,
    Watched,
    deciding,
    lines_in,
    log_to,
    recorded,
    whole,
    written_out,
)
from tests.evaluation.builders import Provider


@pytest.fixture
def path(tmp_path):
    return tmp_path / "decisions.jsonl"


def test_the_log_of_a_ledger_has_a_line_for_each_decision_in_order(path):
    ledger = deciding(10)

    written_out(path, ledger)

    assert path.read_bytes() == whole(ledger)
    assert [one["version"] for one in lines_in(path)] == list(range(3, 23, 2))


def test_an_empty_ledger_has_an_empty_log(path):
    written_out(path, MemoryLedger())

    assert path.read_bytes() == b""


def test_what_is_decided_meanwhile_is_written_before_the_log_stops(path):
    ledger, provider = MemoryLedger(), Provider(SMALL)
    log = log_to(path, ledger)
    log.start()

    deciding(25, ledger=ledger, provider=provider)

    assert log.stop(20)
    assert path.read_bytes() == whole(ledger)


def test_a_restart_goes_on_where_the_log_ended(path):
    ledger, provider = MemoryLedger(), Provider(SMALL)

    for count in (1, 4, 0, 7):
        deciding(count, ledger=ledger, provider=provider)
        written_out(path, ledger)

    assert path.read_bytes() == whole(ledger)
    assert len(lines_in(path)) == 12


def test_decisions_of_many_writers_are_written_in_the_order_of_their_positions(path):
    ledger = MemoryLedger()
    log = log_to(path, ledger)
    log.start()

    writers = [
        Thread(target=deciding, args=(8,), kwargs={"ledger": ledger, "provider": Provider(SMALL, id=f"c-{number}")})
        for number in range(4)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert log.stop(20)
    assert path.read_bytes() == whole(ledger)
    positions = [one["position"] for one in lines_in(path)]
    assert positions == sorted(positions)
    assert len(positions) == 32


def test_a_file_moved_away_while_the_server_runs_is_followed_by_a_new_one(path):
    ledger, provider = MemoryLedger(), Provider(SMALL)
    file = Watched(path)
    log = DecisionLog(ledger, file, Masking(), Told(), pace=QUICK)
    log.start()
    moved = []

    for number in range(3):
        deciding(5, ledger=ledger, provider=provider)
        file.waits_for(ledger.head())
        moved.append(path.rename(path.with_suffix(f".{number}")))
    deciding(5, ledger=ledger, provider=provider)

    assert log.stop(20)
    assert [len(lines_in(file)) for file in (*moved, path)] == [5, 5, 5, 5]
    assert b"".join(file.read_bytes() for file in (*moved, path)) == whole(ledger)


def test_a_log_that_is_ahead_of_its_ledger_is_refused(path):
    written_out(path, deciding(5))
    older = deciding(2)

    with pytest.raises(LogMismatchError, match=r"the ledger ends at position 5.* restored from an older backup"):
        log_to(path, older).start()


def test_the_log_of_another_ledger_is_refused(path):
    written_out(path, deciding(2))
    other = deciding(5, provider=Provider(SMALL, id="another"))

    with pytest.raises(LogMismatchError, match="the ledger has another there"):
        log_to(path, other).start()


def test_a_mark_of_another_ledger_is_refused(path):
    written_out(path, deciding(5))
    path.unlink()

    with pytest.raises(LogMismatchError, match="restored from an older backup"):
        log_to(path, deciding(2)).start()


def test_a_folder_that_is_missing_at_the_start_is_refused(path):
    inside = path.parent / "logs" / "decisions.jsonl"

    with pytest.raises(LogPlaceError) as refused:
        log_to(inside, deciding(3)).start()

    assert str(refused.value) == (
        f"expected to write the decision log `{inside}`: no such file or directory; "
        "see that its folder is there, and that this user may write it"
    )


def test_a_folder_that_goes_away_is_a_problem_until_it_is_back(path):
    folder, away = path.parent / "logs", path.parent / "away"
    folder.mkdir()
    ledger, told, provider = MemoryLedger(), Told(), Provider(SMALL)
    inside = folder / "decisions.jsonl"
    log = log_to(inside, ledger, told=told)

    log.start()
    deciding(3, ledger=ledger, provider=provider)
    folder.rename(away)
    told.waits_for(1)
    assert log.problem == f"expected to write the decision log `{inside}`: no such file or directory"
    deciding(2, ledger=ledger, provider=provider)
    away.rename(folder)
    told.waits_for(2)

    assert log.stop(20)
    assert log.problem is None
    assert inside.read_bytes() == whole(ledger)
    assert [said for said, _ in told.said] == [
        "the decision log cannot be written",
        "the decision log is written again",
    ]


def test_a_log_that_cannot_be_written_and_lacks_nothing_is_not_waited_for(path):
    folder = path.parent / "logs"
    folder.mkdir()
    ledger, told, sink = deciding(3), Told(), Watched(folder / "decisions.jsonl")
    log = DecisionLog(ledger, sink, Masking(), told, pace=QUICK)

    log.start()
    sink.waits_for(ledger.head())
    folder.rename(path.parent / "away")
    told.waits_for(1)

    assert log.stop(20)


class FullAtFirst(LogFile):
    """A log on a disk that has no room when it is opened first."""

    opened = 0

    def open(self) -> Written | None:
        self.opened += 1
        if self.opened == 1:
            raise OSError(28, "No space left on device")
        return super().open()


def test_a_disk_that_is_full_at_the_start_is_a_problem_until_there_is_room(path):
    ledger, told = deciding(3), Told()
    log = DecisionLog(ledger, FullAtFirst(path), Masking(), told, pace=QUICK)

    log.start()
    told.waits_for(2)

    assert log.stop(20)
    assert path.read_bytes() == whole(ledger)


class FullDisk(LogFile):
    """A log on a disk that takes so many bytes, and then no more until there is room."""

    def __init__(self, path, room: int) -> None:
        super().__init__(path)
        self.room, self.refused = room, Event()

    def write(self, lines: bytes, last: Written) -> None:
        if len(lines) <= self.room:
            self.room -= len(lines)
            super().write(lines, last)
            return
        self.refused.set()
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_said_once_and_made_up_for_when_there_is_room(path):
    ledger, told = deciding(20), Told()
    disk = FullDisk(path, room=10_000)
    log = DecisionLog(ledger, disk, Masking(), told, pace=QUICK)

    log.start()
    assert disk.refused.wait(20)
    told.waits_for(1)
    assert log.problem == f"expected to write the decision log `{path}`: no space left on device"
    disk.refused.clear()
    assert disk.refused.wait(20)
    assert len(told.said) == 1
    disk.room = 10**9
    told.waits_for(2)

    assert log.stop(20)
    assert path.read_bytes() == whole(ledger)
    assert len(told.said) == 2


def test_a_log_that_cannot_be_written_does_not_keep_the_server_from_stopping(path):
    log = DecisionLog(deciding(3), FullDisk(path, room=0), Masking(), Told(), pace=QUICK)
    log.start()

    assert not log.stop(0.2)
    assert not log._thread.is_alive()


class Failing(MemoryLedger):
    """A ledger that cannot be read for a while."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error: Exception | None = error

    def entries(self, *asked: object) -> object:
        if self.error:
            raise self.error
        return super().entries(*asked)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        pytest.param(UnavailableError("the ledger is closed"), "the ledger is closed", id="the ledger is away"),
        pytest.param(KeyError("x"), "KeyError: 'x'", id="a mistake of ours"),
    ],
)
def test_whatever_is_raised_is_a_problem_and_never_the_end(path, error, problem):
    ledger, told = Failing(error), Told()
    log = log_to(path, ledger, told=told)

    log.start()
    [(_, said)] = told.waits_for(1)
    deciding_after(ledger)
    told.waits_for(2)

    assert said["problem"] == problem
    assert said["exc_info"] is isinstance(error, KeyError)
    assert log.stop(20)
    assert path.read_bytes() == whole(ledger)


def deciding_after(ledger: Failing) -> Ledger:
    deciding(2, ledger=ledger)
    ledger.error = None
    return ledger


def test_an_entry_that_cannot_be_read_is_not_passed_over(path):
    ledger, told = MemoryLedger(), Told()
    entry = recorded(ledger, Provider(SMALL).reports(figure=95))
    ledger._record.entries[entry.position - 1] = entry._replace(kind_version=9)
    log = log_to(path, ledger, told=told)

    log.start()
    told.waits_for(1)

    assert "of a later Plimsoll" in log.problem
    assert not log.stop(0.1)
    assert path.read_bytes() == b""


def test_a_log_that_never_began_can_be_stopped(path):
    log = log_to(path, MemoryLedger())

    assert not log.stop(1)
