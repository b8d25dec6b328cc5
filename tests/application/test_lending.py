"""What is lent to many at once is exchanged while nobody has it, and soon."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from engine.application.lending import Lending
from tests.service.serving import PATIENCE, soon


def _begins(work) -> Thread:
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


def _recalling(lending: Lending[str], new: str, told: list[str]) -> Thread:
    """A thread that exchanges what is lent, once it waits for it to come back."""

    def recall() -> None:
        with lending.recalled():
            told.append(f"exchanged for {new}")
            lending.lent = new

    thread = _begins(recall)
    assert soon(lambda: lending._recalled)
    return thread


def test_many_may_have_it_at_once():
    lending = Lending("books")

    with lending as one, lending as other:
        assert one is other is lending.lent


def test_it_is_exchanged_once_everybody_has_given_it_back():
    lending, told = Lending("old"), []

    with lending, lending:
        recalling = _recalling(lending, "new", told)
        assert lending.lent == "old"
        told.append("given back")
    recalling.join(PATIENCE)

    assert told == ["given back", "exchanged for new"]
    with lending as lent:
        assert lent == "new"


def test_who_comes_while_it_is_wanted_back_waits_until_it_is_exchanged():
    lending, told, has = Lending("old"), [], Event()

    def borrow() -> None:
        with lending as lent:
            told.append(f"borrowed {lent}")
            has.set()

    with lending:
        recalling = _recalling(lending, "new", told)
        borrowing = [_begins(borrow) for _ in range(3)]
        told.append("given back")
    assert has.wait(PATIENCE)
    for thread in (recalling, *borrowing):
        thread.join(PATIENCE)

    assert told == ["given back", "exchanged for new", *["borrowed new"] * 3]


def test_what_fails_while_it_is_recalled_does_not_keep_it_from_being_lent():
    lending = Lending("books")

    with pytest.raises(OSError, match="disk"), lending.recalled():
        raise OSError("disk")

    with lending as lent:
        assert lent == "books"
    with lending.recalled():
        pass


def test_one_who_wants_it_back_waits_for_another():
    lending, told = Lending("first"), []

    with lending:
        recalling = _recalling(lending, "second", told)
        other = _begins(lambda: _exchanged(lending, "third", told))
    recalling.join(PATIENCE)
    other.join(PATIENCE)

    assert sorted(told) == ["exchanged for second", "exchanged for third"]
    assert lending.lent == told[-1].removeprefix("exchanged for ")


def _exchanged(lending: Lending[str], new: str, told: list[str]) -> None:
    with lending.recalled():
        told.append(f"exchanged for {new}")
        lending.lent = new
