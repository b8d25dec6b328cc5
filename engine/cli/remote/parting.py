"""Rows of record files, sent to a server in parts: no message holds more than one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.api.decision_service_pb2 import StreamSubmitEnd, StreamSubmitRequest, SubmitRequest
from engine.api.records_pb2 import RecordRow, Records, RecordsPart
from engine.batch.record_files import FiledTable
from engine.model.figures import Absence

# A server takes as many rows in a part; long ones are sent in smaller parts.
_MOST = 1000
_LARGEST = 1024 * 1024

_LEFT_OUT = (None, Absence.MISSING)


def fields_message(records: Mapping[str, FiledTable]) -> dict[str, Records]:
    """Return the fields of *records* as messages; their rows are sent after them."""
    return {name: Records(fields=filed.table.fields) for name, filed in records.items()}


def messages(asked: SubmitRequest, records: Mapping[str, FiledTable]) -> Iterator[StreamSubmitRequest]:
    """Yield *asked*, which names the fields of *records*, then their rows in parts, then how many there were."""
    yield StreamSubmitRequest(submission=asked)
    for name, filed in records.items():
        for part in _parts(name, _rows(filed)):
            yield StreamSubmitRequest(rows=part)
    sent = sum(len(filed.table.rows) for filed in records.values())
    yield StreamSubmitRequest(end=StreamSubmitEnd(rows=sent))


def rows_written(records: Mapping[str, FiledTable]) -> Iterator[bytes]:
    """Yield what the rows of *records* say, whichever parts they are sent in."""
    for name, filed in sorted(records.items()):
        yield f"{name}: {len(filed.table.rows)}".encode()
        yield from (row.SerializeToString() for row in _rows(filed))


def _parts(name: str, rows: Iterable[RecordRow]) -> Iterator[RecordsPart]:
    part, size = RecordsPart(records=name), 0
    for row in rows:
        adds = row.ByteSize()
        if part.rows and (len(part.rows) == _MOST or size + adds > _LARGEST):
            yield part
            part, size = RecordsPart(records=name), 0
        part.rows.append(row)
        size += adds
    if part.rows:
        yield part


def _rows(filed: FiledTable) -> Iterator[RecordRow]:
    """Yield the rows of *filed* as messages; what one leaves out is an empty cell."""
    for row in filed.table.rows:
        yield RecordRow(cells=["" if cell in _LEFT_OUT else str(cell) for cell in row])
