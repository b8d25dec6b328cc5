"""A log in a file goes on where it ended: whatever was torn off it, and wherever the file was moved."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.decision_log import LogFile, LogMismatchError
from engine.decision_log.rendering import Lines
from engine.decision_log.written import Written

HASH = "ab" * 32


def text(position: int) -> bytes:
    return Lines().rendered(
        [{"schema": 1, "kind": "decision", "position": position, "hash": HASH, "outcome": "é" * 20}]
    )


WHOLE = b"".join(text(number) for number in (3, 5, 7))
LENGTHS = [len(text(number)) for number in (3, 5, 7)]


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "decisions.jsonl"


def opened(path: Path) -> tuple[LogFile, Written | None]:
    log = LogFile(path)
    return log, log.open()


def writes(log: LogFile, *positions: int) -> None:
    for position in positions:
        log.write(text(position), Written(position, HASH))


def positions_in(path: Path) -> list[int]:
    return [int(line.split(b'"position":')[1].split(b",")[0]) for line in path.read_bytes().splitlines()]


def killed(log: LogFile) -> None:
    """Let go of the file as the system does when a process is killed."""
    os.close(log._file)
    log._file = -1


def test_a_new_log_begins_at_the_beginning(path):
    log, written = opened(path)

    assert written is None
    log.close()
    assert path.read_bytes() == b""


def test_a_log_goes_on_after_its_last_line(path):
    path.write_bytes(WHOLE)

    log, written = opened(path)
    writes(log, 9)
    log.close()

    assert written == Written(7, HASH)
    assert positions_in(path) == [3, 5, 7, 9]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=len(WHOLE) + 1)
@given(length=st.integers(0, len(WHOLE)))
def test_a_torn_line_of_any_length_is_cut_off(length, tmp_path):
    path = tmp_path / f"{length}.jsonl"
    path.write_bytes(WHOLE[:length])
    whole = sum(length >= sum(LENGTHS[: number + 1]) for number in range(3))

    log, written = opened(path)
    log.close()

    assert path.read_bytes() == WHOLE[: sum(LENGTHS[:whole])]
    assert written == (Written((3, 5, 7)[whole - 1], HASH) if whole else None)


@pytest.mark.parametrize("zeros", [1, 4096, 100_000], ids=lambda count: f"{count} zeros")
def test_zeros_that_a_power_cut_left_at_the_end_are_cut_off(path, zeros):
    path.write_bytes(WHOLE + bytes(zeros))

    log, written = opened(path)
    log.close()

    assert written == Written(7, HASH)
    assert path.read_bytes() == WHOLE


def test_a_line_longer_than_what_is_read_at_once_is_found(path):
    long = text(3)[:-2] + b',"more":"' + b"x" * 300_000 + b'"}\n'
    path.write_bytes(text(2) + long)

    log, written = opened(path)
    log.close()

    assert written == Written(3, HASH)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"root:x:0:0\nbin:x:1:1\n", id="another file of lines"),
        pytest.param(b"SQLite format 3\0", id="a file without lines"),
        pytest.param(b'{"event": "started"}\n', id="another log"),
        pytest.param(b'{"schema":1,"kind":"decision","position":"3"}\n', id="a line without a position"),
        pytest.param(b'{"schema":1,"kind":"decision","position":0,"hash":"a"}\n', id="a position before the first"),
        pytest.param(WHOLE + b"\n", id="an empty line at the end"),
    ],
)
def test_a_file_that_is_no_decision_log_is_refused_and_left_as_it_is(path, content):
    path.write_bytes(content)

    with pytest.raises(LogMismatchError, match="decision log"):
        LogFile(path).open()

    assert path.read_bytes() == content


def test_a_log_that_another_process_writes_is_refused(path):
    log, _ = opened(path)

    with pytest.raises(LogMismatchError, match="another process"):
        LogFile(path).open()

    log.close()
    opened(path)[0].close()


def test_what_is_no_plain_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "fifo")

    with pytest.raises(LogMismatchError, match="expected a plain file"):
        LogFile(tmp_path / "fifo").open()


def test_a_file_that_was_moved_away_is_noticed(path):
    log, _ = opened(path)
    assert not log.has_moved

    path.rename(path.with_suffix(".1"))
    assert log.has_moved

    path.touch()
    assert log.has_moved
    log.close()


@pytest.mark.parametrize("after", ["moved", "moved far away", "compressed", "removed"])
def test_after_the_file_was_moved_a_new_one_goes_on_without_a_gap_or_a_repeat(path, tmp_path, after):
    log, _ = opened(path)
    writes(log, 3, 5)

    is_gone(path, after, tmp_path)
    written = log.open()
    writes(log, 7)
    log.close()

    assert written == Written(5, HASH)
    assert positions_in(path) == [7]


@pytest.mark.parametrize("after", ["moved", "moved far away", "compressed", "removed"])
def test_a_restart_finds_where_a_log_ended_that_was_moved_while_nobody_wrote(path, tmp_path, after):
    log, _ = opened(path)
    writes(log, 3, 5)
    log.close()

    is_gone(path, after, tmp_path)
    log, written = opened(path)
    log.close()

    assert written == Written(5, HASH)


def test_after_a_kill_what_the_moved_file_holds_counts_and_not_the_mark_that_lags_behind(path):
    log, _ = opened(path)
    writes(log, 3)
    log.settle()
    writes(log, 5, 7)
    killed(log)
    moved = path.with_suffix(".1")
    with path.open("ab") as torn:
        torn.write(text(9)[:30])
    path.rename(moved)

    log, written = opened(path)
    log.close()

    assert written == Written(7, HASH)
    assert positions_in(moved) == [3, 5, 7]


def test_after_a_kill_and_a_move_out_of_sight_lines_repeat_from_the_mark_on_and_none_is_lost(path, tmp_path):
    log, _ = opened(path)
    writes(log, 3)
    log.settle()
    writes(log, 5)
    killed(log)

    is_gone(path, "removed", tmp_path)
    log, written = opened(path)
    log.close()

    assert written == Written(3, HASH)


def test_a_file_that_was_emptied_goes_on_after_what_was_safely_written(path):
    log, _ = opened(path)
    writes(log, 3, 5)
    log.close()

    os.truncate(path, 0)
    log, written = opened(path)
    log.close()

    assert written == Written(5, HASH)


def test_another_file_that_got_the_number_of_the_old_one_is_left_as_it_is(path):
    log, _ = opened(path)
    writes(log, 3)
    log.close()
    moved = path.with_suffix(".1")
    path.rename(moved)
    moved.write_bytes(b"\0\0\0")

    log, written = opened(path)
    log.close()

    assert written == Written(3, HASH)
    assert moved.read_bytes() == b"\0\0\0"


@pytest.mark.parametrize("content", [b"", b"{", b'{"position": "x"}', b"[]", b"\0" * 64], ids=repr)
def test_a_mark_that_cannot_be_read_means_that_lines_repeat(path, content):
    path.with_name("decisions.jsonl.position").write_bytes(content)

    log, written = opened(path)
    log.close()

    assert written is None


def test_the_mark_never_runs_ahead_of_what_is_safely_written(path, monkeypatch):
    log, _ = opened(path)
    writes(log, 3)
    log.settle()
    mark = path.with_name("decisions.jsonl.position")
    before = mark.read_bytes()

    writes(log, 5)
    with monkeypatch.context() as disk:
        disk.setattr(os, "fdatasync", no_disk)
        with pytest.raises(OSError, match="Input/output"):
            log.settle()
        assert mark.read_bytes() == before
    log.close()

    assert b'"position":5' in mark.read_bytes()


def no_disk(_file: int) -> None:
    raise OSError(5, "Input/output error")


def test_files_moved_one_after_the_other_are_told_apart_after_a_kill(path):
    log, _ = opened(path)
    writes(log, 3)
    path.rename(path.with_suffix(".2"))
    log.open()
    writes(log, 5)
    killed(log)
    path.rename(path.with_suffix(".1"))

    log, written = opened(path)
    log.close()

    assert written == Written(5, HASH)


def test_a_first_file_that_was_moved_after_a_kill_is_found(path):
    log, _ = opened(path)
    writes(log, 3)
    killed(log)
    path.rename(path.with_suffix(".1"))

    log, written = opened(path)
    log.close()

    assert written == Written(3, HASH)


def is_gone(path: Path, how: str, tmp_path: Path) -> None:
    """Take the log away as an operator or a rotating program does."""
    if how == "moved":
        path.rename(path.with_suffix(".1"))
    elif how == "moved far away":
        (tmp_path / "archive").mkdir()
        path.rename(tmp_path / "archive" / "log")
    elif how == "compressed":
        shutil.copy(path, path.with_suffix(".gz"))
        path.unlink()
    else:
        path.unlink()
