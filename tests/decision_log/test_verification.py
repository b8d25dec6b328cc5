"""A log held against its ledger: what was lost, doubled, moved or changed is found, and where."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.decision_log import Masking, verified
from engine.ledger.memory import MemoryLedger
from tests.decision_log.builders import SMALL, deciding, everything, recorded, whole, written_out
from tests.evaluation.builders import Provider

LEDGER = deciding(6)
POSITIONS = [3, 5, 7, 9, 11, 13]
LINES = whole(LEDGER).splitlines(keepends=True)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "decisions.jsonl"


def of(path, lines, ledger=LEDGER):
    path.write_bytes(b"".join(lines))
    return verified([path], ledger)


def changed(line: bytes, **fields: object) -> bytes:
    return json.dumps(json.loads(line) | fields, separators=(",", ":")).encode() + b"\n"


def test_a_whole_log_is_as_the_ledger_has_it(path):
    found = of(path, LINES)

    assert found.mistake is None
    assert (found.lines, found.first, found.last) == (6, 3, 13)
    assert (found.from_start, found.waiting, found.torn) == (True, 0, 0)


def test_what_is_not_written_yet_waits(path):
    found = of(path, LINES[:4])

    assert found.mistake is None
    assert (found.lines, found.last, found.waiting) == (4, 9, 2)


def test_an_empty_log_waits_for_everything(path):
    found = of(path, [])

    assert found.mistake is None
    assert (found.lines, found.from_start, found.waiting) == (0, True, 6)


def test_files_that_follow_each_other_are_one_log(tmp_path):
    files = [tmp_path / name for name in ("log.2", "log.1", "log")]
    for file, lines in zip(files, (LINES[:2], LINES[2:5], LINES[5:]), strict=True):
        file.write_bytes(b"".join(lines))

    found, newest = verified(files, LEDGER), verified(files[1:], LEDGER)

    assert (found.mistake, found.lines, found.from_start) == (None, 6, True)
    assert (newest.mistake, newest.lines, newest.from_start) == (None, 4, False)


def test_a_torn_line_is_no_mistake_where_it_is_written_again(tmp_path):
    files = [tmp_path / "log.1", tmp_path / "log"]
    files[0].write_bytes(b"".join(LINES[:2]) + LINES[2][:40])
    files[1].write_bytes(b"".join(LINES[2:]) + b'{"schema')

    found = verified(files, LEDGER)

    assert (found.mistake, found.lines, found.torn) == (None, 6, 2)


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        pytest.param(LINES[:2] + LINES[3:], 3, "the decision at position 7.*is missing", id="a line is missing"),
        pytest.param(LINES[:2] + LINES[1:], 3, "is there twice, or out of order", id="a line is there twice"),
        pytest.param([LINES[1], LINES[0]], 2, "is there twice, or out of order", id="two lines changed places"),
        pytest.param([*LINES[:2], b"\n", *LINES[2:]], 3, "expected a line of the decision log", id="an empty line"),
        pytest.param([*LINES[:2], b"\0" * 99 + b"\n"], 3, "expected a line of the decision log", id="a hole"),
        pytest.param([*LINES, changed(LINES[5], position=15)], 7, "no decision at position 15", id="one too many"),
        pytest.param([changed(LINES[0], position=2)], 1, "the decision at position 3", id="a position of no decision"),
        pytest.param([changed(LINES[0], hash="00")], 1, "expected the hash", id="another ledger's"),
        pytest.param([changed(LINES[0], outcome="escalation")], 1, "records as `outcome`", id="a changed outcome"),
        pytest.param([changed(LINES[0], revision=True)], 1, "records as `revision`", id="true in place of 1"),
        pytest.param([changed(LINES[0], more=1)], 1, "records as `more`", id="something added"),
        pytest.param([changed(LINES[0], masked=None)], 1, "the paths of what is masked", id="nothing about masks"),
        pytest.param([changed(LINES[0], masked=["position"])], 1, "what can be masked", id="a mask on the position"),
        pytest.param([changed(LINES[0], masked=["*"])], 1, "what can be masked", id="a mask on everything"),
    ],
)  # fmt: skip
def test_the_first_mistake_is_found(path, lines, line, message):
    mistake = of(path, lines).mistake

    assert mistake is not None
    assert (mistake.file, mistake.line) == (path, line)
    assert pytest.raises(AssertionError, match=message).matches(AssertionError(mistake.message))


def test_a_changed_margin_deep_inside_is_found_and_not_repeated(path):
    line = json.loads(LINES[2])
    line["outcomes"][0]["limits"][1]["margin"] = "99"

    mistake = of(path, [*LINES[:2], json.dumps(line).encode() + b"\n"]).mistake

    assert mistake.message == "expected what the ledger records as `outcomes.0.limits.1.margin`"


@pytest.mark.parametrize("names", [(), ("caller", "text"), ("figures.*", "payment", "contract"), ("outcomes.*.value",)])
def test_whatever_was_masked_the_rest_is_compared(path, names):
    ledger = MemoryLedger()
    for decision in everything():
        recorded(ledger, decision)
    path.write_bytes(whole(ledger, Masking(names)))

    found = verified([path], ledger)

    assert found.mistake is None
    assert found.lines == len(everything())


def test_what_could_not_be_masked_and_was_dropped_is_no_mistake(path):
    def fails(_value: object) -> str:
        raise RuntimeError("no key")

    path.write_bytes(whole(LEDGER, Masking(("caller", "figures.figure", "outcomes.*.rating"), fails)))

    assert verified([path], LEDGER).mistake is None


def test_lines_of_a_later_schema_are_held_against_their_position_and_hash_alone(path):
    assert of(path, [changed(LINES[0], schema=2, outcome="renamed"), *LINES[1:]]).mistake is None
    assert of(path, [changed(LINES[0], schema=2, hash="00"), *LINES[1:]]).mistake is not None


def test_a_log_is_verified_while_it_is_written(path):
    ledger, provider = MemoryLedger(), Provider(SMALL)
    deciding(3, ledger=ledger, provider=provider)
    written_out(path, ledger)
    deciding(2, ledger=ledger, provider=provider)

    found = verified([path], ledger)

    assert (found.mistake, found.lines, found.waiting) == (None, 3, 2)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, sum(map(len, LINES)) - 1), byte=st.integers(0, 255))
def test_no_byte_changes_unseen(tmp_path, place, byte):
    path = tmp_path / "log"
    content = bytearray(b"".join(LINES))
    before = content[place]
    content[place] = byte
    path.write_bytes(content)

    found = verified([path], LEDGER)

    same = [json.loads(one) for one in LINES] == loaded(content)
    masked = in_masks(place) and loaded(content) is not None
    assert (found.mistake is None and not found.waiting) is (same or masked) or byte == before


def loaded(content: bytes) -> list | None:
    try:
        return [json.loads(one) for one in content.split(b"\n")[:-1]]
    except ValueError:
        return None


def in_masks(place: int) -> bool:
    """Whether *place* is inside what is shown in place of a caller, which nobody can hold against anything."""
    content, shown = b"".join(LINES), b'"caller":"[masked]"'
    start = content.rfind(shown, 0, place + len(shown))
    return start >= 0 and start + len(b'"caller":"') <= place < start + len(shown) - 1


def test_the_report_tells_apart_a_decision_changed_in_the_ledger(path):
    ledger, provider = MemoryLedger(), Provider(SMALL)
    entry = recorded(ledger, provider.reports(figure=95))
    path.write_bytes(whole(ledger))
    other = MemoryLedger()
    recorded(other, replace(provider.reports(figure=20), contract=entry.contract))

    assert "is of another ledger" in verified([path], other).mistake.message
