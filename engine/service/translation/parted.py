"""A submission whose rows come in parts: each is held against what it may be as it comes, and kept in few bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple, NoReturn

from engine.api import decision_service_pb2 as wire
from engine.api.records_pb2 import RecordsPart
from engine.application.requests import SubmissionRequest
from engine.diagnostics import did_you_mean
from engine.errors import Reason, SubmissionError, Violation
from engine.service.translation.paths import at_key
from engine.service.translation.reading import Reading, shown
from engine.service.translation.records import TOO_LONG, cells, is_short
from engine.service.translation.requests import submission as read_whole

_MOST_IN_PART = 1000


class Bounds(NamedTuple):
    """How many rows a stream may have, over all tables, and how many bytes, over all messages."""

    rows: int
    size: int


class PartedRows(Collection[tuple[str, ...]]):
    """Rows of one table in the parts that they came in, each of which is read when its rows are asked for.

    As bytes, rows take a fraction of what their cells would.
    """

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._rows = 0

    def add(self, part: RecordsPart) -> None:
        """Add the rows of *part* after those that came before."""
        self._parts.append(part.SerializeToString())
        self._rows += len(part.rows)

    def __len__(self) -> int:
        return self._rows

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for part in self._parts:
            yield from map(cells, RecordsPart.FromString(part).rows)

    def __contains__(self, row: object) -> bool:
        return any(row == one for one in self)


def submission(messages: Iterator[wire.StreamSubmitRequest], bounds: Bounds) -> SubmissionRequest:
    """Return the submission that *messages* are; its request id is checked and stays with the call.

    SubmissionError where one is not what it can be, at once, or where the end is missing.
    """
    first = next(messages)
    asked = _asked(first)
    coming = _Coming({name: PartedRows() for name in asked.records}, bounds, first.ByteSize())
    for message in messages:
        coming.take(message)
    coming.check_ended()
    tables = {name: table._replace(rows=coming.tables[name]) for name, table in asked.records.items()}
    return asked._replace(records=tables)


def _asked(first: wire.StreamSubmitRequest) -> SubmissionRequest:
    if not first.HasField("submission"):
        _refuse("submission", f"expected what is submitted in the first message, not `{_part(first)}`")
    reading = Reading()
    for name, table in sorted(first.submission.records.items()):
        if table.rows:
            reading.note(f"{at_key('records', name)}.rows", "expected rows in later messages, and none in the first")
    reading.check()
    return read_whole(first.submission)


class _Coming:
    """A stream while it comes in: the rows of its *tables* so far."""

    def __init__(self, tables: dict[str, PartedRows], bounds: Bounds, size: int) -> None:
        self.tables, self._bounds, self._size = tables, bounds, size
        self._rows, self._ended = 0, False

    def take(self, message: wire.StreamSubmitRequest) -> None:
        """Take the next message after the first."""
        if self._ended:
            _refuse(_part(message), "expected nothing after `end`")
        match _part(message):
            case "rows":
                self._add(message.rows, message.ByteSize())
            case "end":
                self._end(message.end.rows)
            case part:
                _refuse(part, "expected `rows` or `end` after the first message")

    def check_ended(self) -> None:
        """Raise SubmissionError where the stream is over, and did not say so."""
        if not self._ended:
            _refuse("end", "expected a last message that says how many rows there were; nothing was written")

    def _add(self, part: RecordsPart, size: int) -> None:
        self._rows += len(part.rows)
        self._size += size
        self._check_bounds(len(part.rows))
        table = self.tables.get(part.records)
        if table is None:
            name = shown(part.records)
            hint = did_you_mean(name.strip("`"), self.tables)
            _refuse("records", f"expected rows of records that the submission names, not {name}{hint}")
        _check_cells(part, len(table))
        table.add(part)

    def _check_bounds(self, rows: int) -> None:
        if not 1 <= rows <= _MOST_IN_PART:
            _refuse("rows", f"expected 1 to {_MOST_IN_PART:,} rows in a message, not {rows:,}")
        if self._rows > self._bounds.rows:
            _refuse("records", f"expected at most {self._bounds.rows:,} rows")
        if self._size > self._bounds.size:
            _refuse("records", f"expected at most {self._bounds.size:,} bytes in all messages together")

    def _end(self, rows: int) -> None:
        if rows != self._rows:
            _refuse("end.rows", f"expected {self._rows:,}, as many rows as came, not {rows:,}; nothing was written")
        self._ended = True


def _check_cells(part: RecordsPart, before: int) -> None:
    reading, path = Reading(), at_key("records", part.records)
    for at, row in enumerate(part.rows, start=before):
        if not is_short(row):
            reading.note(f"{path}.rows[{at}]", TOO_LONG)
    reading.check()


def _part(message: wire.StreamSubmitRequest) -> str:
    return message.WhichOneof("part") or "none"


def _refuse(path: str, message: str) -> NoReturn:
    raise SubmissionError(Violation(path, message), reason=Reason.REQUEST_INVALID)
