"""A log on a stream says every decision at least once, and its position tells what is said again."""

from __future__ import annotations

import io
import json

import pytest

from engine.decision_log import DecisionLog, LogMismatchError, LogStream, Masking
from engine.ledger.memory import MemoryLedger
from tests.decision_log.builders import QUICK, SMALL, Told, deciding, whole
from tests.evaluation.builders import Provider


class Gone(io.BytesIO):
    """A stream whose reader went away after so many bytes."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def write(self, content: bytes) -> int:
        if self.tell() + len(content) > self.after:
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(content)


@pytest.fixture
def mark(tmp_path):
    return tmp_path / "plimsoll.ledger.position"


def streamed(ledger, stream, mark, seconds=20) -> bool:
    log = DecisionLog(ledger, LogStream(stream, mark), Masking(), Told(), pace=QUICK)
    log.start()
    return log.stop(seconds)


def test_a_restart_goes_on_after_the_mark(mark):
    ledger, provider, stream = MemoryLedger(), Provider(SMALL), io.BytesIO()

    for count in (3, 2):
        deciding(count, ledger=ledger, provider=provider)
        assert streamed(ledger, stream, mark)

    assert stream.getvalue() == whole(ledger)


def test_without_its_mark_everything_is_said_again(mark):
    ledger, stream = deciding(3), io.BytesIO()

    assert streamed(ledger, stream, mark)
    mark.unlink()
    assert streamed(ledger, stream, mark)

    assert stream.getvalue() == whole(ledger) * 2


def test_positions_tell_what_is_said_again(mark):
    ledger = deciding(5)
    first, second = Gone(after=len(whole(ledger)) // 2), io.BytesIO()

    assert not streamed(ledger, first, mark, seconds=0.2)
    assert streamed(ledger, second, mark)

    said = {json.loads(one)["position"]: one for one in (first.getvalue() + second.getvalue()).splitlines()}
    assert list(said.values()) == whole(ledger).splitlines()


def test_a_mark_of_another_ledger_is_refused(mark):
    assert streamed(deciding(3), io.BytesIO(), mark)

    with pytest.raises(LogMismatchError, match="ends at position 3"):
        streamed(deciding(1), io.BytesIO(), mark)


def test_what_is_marked_has_left_the_server(mark, tmp_path):
    ledger = deciding(3)

    with (tmp_path / "out").open("wb") as stream:
        assert streamed(ledger, stream, mark)

        assert (tmp_path / "out").read_bytes() == whole(ledger)
