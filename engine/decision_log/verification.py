"""Holds a decision log against its ledger: every decision once, in order, and saying what the ledger says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import orjson

from engine.decision_log.fields import Line
from engine.decision_log.line import SCHEMA, unmasked
from engine.decision_log.masking import PLAIN
from engine.decision_log.places import ANY, at
from engine.decision_log.written import written_by
from engine.model.document import Json
from engine.model.ledger import Entry, EntryKind

_AT_ONCE = 1000


class Recorded(Protocol):
    """A ledger, as far as it is read here; it may be written meanwhile."""

    def entries(self, after: int, limit: int, kind: EntryKind | None = None) -> Sequence[Entry]:
        """Return at most *limit* entries, of *kind* where given, after position *after*, in order."""


class Mistake(NamedTuple):
    """The first line that is not as it should be, from 1 within its file, and what was expected."""

    file: Path
    line: int
    message: str


class Verified(NamedTuple):
    """What was found: how many *lines*, from which position to which, 0 where there are none.

    *from_start* says whether the ledger decided nothing before the first line, *waiting* how many of its decisions come
    after the last, *torn* how many files end within a line, which is written again after it.
    """

    lines: int
    first: int
    last: int
    from_start: bool
    waiting: int
    torn: int
    mistake: Mistake | None


def verified(files: Sequence[Path], ledger: Recorded) -> Verified:
    """Hold the log in *files*, the oldest first, against *ledger*, up to the first mistake; OSError, UnavailableError.

    It may be written meanwhile. What a line lists as masked is not compared, nor what lines of another schema hold.
    """
    return _Walk(ledger).along(files)


class _Walk:
    """One pass along the files, beside the ledger."""

    def __init__(self, ledger: Recorded) -> None:
        self._ledger = ledger
        self._expected: Iterator[Entry] = iter(())
        self._lines = self._first = self._last = self._torn = 0

    def along(self, files: Sequence[Path]) -> Verified:
        mistakes = (mistake for file in files for mistake in self._mistakes(file))
        mistake = next(mistakes, None)
        if not self._lines:
            self._expected = _decided(self._ledger)
        earliest = self._ledger.entries(0, 1, EntryKind.DECIDED)
        from_start = not self._lines or earliest[0].position == self._first
        waiting = 0 if mistake else sum(1 for _ in self._expected)
        return Verified(self._lines, self._first, self._last, from_start, waiting, self._torn, mistake)

    def _mistakes(self, file: Path) -> Iterator[Mistake]:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.endswith(b"\n"):
                    self._torn += 1
                elif message := self._wrong(line):
                    yield Mistake(file, number, message)

    def _wrong(self, line: bytes) -> str | None:
        """Return what is wrong with *line*, the next one."""
        written = written_by(line)
        if written is None:
            return "expected a line of the decision log"
        if not self._lines:
            self._first = written.position
            self._expected = _decided(self._ledger, written.position - 1)
        entry = next(self._expected, None)
        if entry is None or entry.position != written.position:
            return self._misplaced(written.position, entry)
        self._lines, self._last = self._lines + 1, written.position
        return _difference(orjson.loads(line), entry)

    def _misplaced(self, position: int, entry: Entry | None) -> str:
        if self._lines and position <= self._last:
            return f"expected a position after {self._last}, not {position}: it is there twice, or out of order"
        if entry is None:
            return f"expected no more lines: the ledger has no decision at position {position}, nor after it"
        return (
            f"expected the decision at position {entry.position} (version {entry.version} of `{entry.contract}`), "
            f"not {position}: it is missing, or the ledger has none at {position}"
        )


def _decided(ledger: Recorded, after: int = 0) -> Iterator[Entry]:
    while found := ledger.entries(after, _AT_ONCE, EntryKind.DECIDED):
        yield from found
        after = found[-1].position


def _difference(found: Line, entry: Entry) -> str | None:
    """Return in which field *found* does not say what *entry* records."""
    if found.get("hash") != entry.hash.hex():
        return f"expected the hash of the decision at position {entry.position}: it is of another ledger"
    if found.get("schema") != SCHEMA:
        return None
    expected = unmasked(entry)
    masked = found.pop("masked", None)
    if not isinstance(masked, list):
        return "expected the paths of what is masked as `masked`"
    for path in masked:
        if not isinstance(path, str) or path in PLAIN or ANY in path:
            return f"expected paths of what can be masked in `masked`, not `{path}`"
        _leave_out(found, path)
        _leave_out(expected, path)
    path = next(_differing(found, expected), None)
    return path and f"expected what the ledger records as `{path}`"


def _leave_out(line: Line, path: str) -> None:
    for holder, key, _ in list(at(line, tuple(path.split(".")))):
        if isinstance(holder, dict):
            del holder[str(key)]
        else:
            holder[int(key)] = None


def _differing(found: Json, expected: Json, path: str = "") -> Iterator[str]:
    """Yield the paths at which *found* differs."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in expected | found:
            below = f"{path}.{key}" if path else key
            if key in found and key in expected:
                yield from _differing(found[key], expected[key], below)
            else:
                yield below
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for number, (one, other) in enumerate(zip(found, expected, strict=True)):
            yield from _differing(one, other, f"{path}.{number}")
    # True is 1 to Python, and not to a reader.
    elif found != expected or type(found) is not type(expected):
        yield path
