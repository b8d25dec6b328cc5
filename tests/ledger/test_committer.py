from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from engine.errors import UnavailableError
from engine.ledger import committer
from engine.ledger.committer import Committer
from engine.model.ledger import Appended
from tests.ledger.builders import change

SOON = 60


class Record:
    """Notes what it is handed, and answers with what the test says; waits at the first until it is let go."""

    def __init__(self, answer=lambda _: Appended(())) -> None:
        self.answer = answer
        self.groups = []
        self.begun, self.go_on = Event(), Event()

    def __call__(self, appends):
        self.groups.append([wanted.contract for wanted in appends])
        self.begun.set()
        assert self.go_on.wait(SOON)
        return [self.answer(wanted) for wanted in appends]


@contextmanager
def waiting(record, *contracts):
    """One append that is being recorded, and one for each of *contracts* that waits meanwhile."""
    committing = Committer(record, "the ledger")
    with ThreadPoolExecutor(1 + len(contracts)) as pool:
        first = pool.submit(committing.append, change("first"))
        assert record.begun.wait(SOON)
        others = [pool.submit(committing.append, change(contract)) for contract in contracts]
        until(lambda: committing._queue.qsize() == len(contracts))
        yield committing, [first, *others]
        record.go_on.set()
    committing.close()


def until(holds):
    never = Event()
    for _ in range(SOON * 1000):
        if holds():
            return
        never.wait(0.001)
    raise AssertionError("expected it to hold by now")


def test_whatever_waits_is_recorded_together():
    record = Record()

    with waiting(record, "cedar", "oak", "elm"):
        record.go_on.set()

    [first, together] = record.groups
    assert first == ["first"]
    assert sorted(together) == ["cedar", "elm", "oak"]


def test_nobody_lingers_for_more():
    record = Record()
    record.go_on.set()
    committing = Committer(record, "the ledger")

    for contract in ("cedar", "oak"):
        committing.append(change(contract))
    committing.close()

    assert record.groups == [["cedar"], ["oak"]]


def test_no_more_is_recorded_at_once_than_meant(monkeypatch):
    monkeypatch.setattr(committer, "_AT_ONCE", 2)
    record = Record()

    with waiting(record, "cedar", "oak", "elm"):
        record.go_on.set()

    assert [len(group) for group in record.groups] == [1, 2, 1]


def test_what_waits_is_recorded_before_it_closes():
    record = Record()

    with waiting(record, "cedar") as (committing, appends), ThreadPoolExecutor(1) as pool:
        closing = pool.submit(committing.close)
        record.go_on.set()
        closing.result(SOON)

        assert [one.result(SOON) for one in appends] == [Appended(())] * 2
    with pytest.raises(UnavailableError, match="the ledger is closed"):
        committing.append(change())


def test_each_is_answered_for_itself():
    def answer(wanted):
        return ValueError(wanted.contract) if wanted.contract == "oak" else Appended((wanted.contract,))

    record = Record(answer)

    with waiting(record, "cedar", "oak") as (_, appends):
        record.go_on.set()

        assert appends[1].result(SOON).entries == ("cedar",)
        with pytest.raises(ValueError, match="oak"):
            appends[2].result(SOON)


def test_what_fails_for_all_is_raised_to_each_and_the_next_are_recorded():
    def answer(_):
        raise UnavailableError("the disk is full")

    record = Record(answer)
    with waiting(record, "cedar", "oak") as (committing, appends):
        record.go_on.set()
        errors = [one.exception(SOON) for one in appends]
        record.answer = lambda _: Appended(())
        after = committing.append(change())

    assert [str(one) for one in errors] == ["the disk is full"] * 3
    assert len({id(one) for one in errors}) == 3
    assert after == Appended(())


def test_a_mistake_of_ours_is_raised_and_the_next_are_recorded():
    record = Record(lambda _: 1 / 0)
    with waiting(record) as (committing, [first]):
        record.go_on.set()

        assert isinstance(first.exception(SOON), ZeroDivisionError)
        record.answer = lambda _: Appended(())
        assert committing.append(change()) == Appended(())
