"""Submissions whose rows travel in parts, made as rows are iterated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from plimsoll_client.records import Row, row_of
from plimsoll_client.requests import Submission, submit_request
from plimsoll_client.v1.decision_service_pb2 import StreamSubmitEnd, StreamSubmitRequest, SubmitRequest
from plimsoll_client.v1.records_pb2 import RecordRow, RecordsPart

# A server takes 1,000 rows a part, and 16 MiB a message unless it is set otherwise.
_MOST = 1000
_LARGEST = 1024 * 1024

Fields = Mapping[str, Sequence[str]]


class Streaming:
    """The messages of *submission*, made anew for each try; *fields* are those of its records, where they are named.

    *failed* is what went wrong while rows were iterated: the messages then lack their end, and nothing is recorded.
    """

    def __init__(self, submission: Submission, fields: Fields) -> None:
        self._rows, self._fields = submission.records, fields
        self.asked: SubmitRequest = submit_request(replace(submission, records={}))
        self.failed: Exception | None = None

    @property
    def repeatable(self) -> bool:
        """Whether all rows can be iterated more than once."""
        return not any(isinstance(rows, Iterator) for rows in self._rows.values())

    def messages(self) -> Iterator[StreamSubmitRequest]:
        """Yield what is submitted, its rows in parts, and the end."""
        try:
            yield from self._messages()
        except Exception as error:  # noqa: BLE001  # raised where the call ends, not in a thread of gRPC's
            self.failed = error

    def _messages(self) -> Iterator[StreamSubmitRequest]:
        tables = {name: _begun(rows, self._fields.get(name)) for name, rows in self._rows.items()}
        first = SubmitRequest()
        first.CopyFrom(self.asked)
        for name, (fields, _) in tables.items():
            first.records[name].fields.extend(fields)
        yield StreamSubmitRequest(submission=first)
        sent = 0
        for name, (fields, rows) in tables.items():
            for part in _parts(name, fields, rows):
                sent += len(part.rows)
                yield StreamSubmitRequest(rows=part)
        yield StreamSubmitRequest(end=StreamSubmitEnd(rows=sent))


def _begun(rows: Iterable[Row], fields: Sequence[str] | None) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the fields of *rows*, those of the first unless they are named or all rows are at hand, and the rows."""
    if fields is not None:
        return tuple(fields), iter(rows)
    if isinstance(rows, Sequence):
        return tuple(dict.fromkeys(field for row in rows for field in row)), iter(rows)
    waiting = iter(rows)
    first = next(waiting, None)
    return ((), iter(())) if first is None else (tuple(first), chain([first], waiting))


def _parts(name: str, fields: tuple[str, ...], rows: Iterator[Row]) -> Iterator[RecordsPart]:
    part, size = RecordsPart(records=name), 0
    for place, row in enumerate(rows):
        made = _made(f"{name}[{place}]", fields, row)
        adds = made.ByteSize()
        if part.rows and (len(part.rows) == _MOST or size + adds > _LARGEST):
            yield part
            part, size = RecordsPart(records=name), 0
        part.rows.append(made)
        size += adds
    if part.rows:
        yield part


def _made(place: str, fields: tuple[str, ...], row: Row) -> RecordRow:
    for field in row:
        if field not in fields:
            known = ", ".join(f"`{one}`" for one in fields)
            raise ValueError(f"{place}: expected no fields but {known}, the first row's or those named, not `{field}`")
    return row_of(place, fields, row)
