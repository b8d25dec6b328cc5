"""Rows about people and visits: from plain Python to the messages of the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from plimsoll_client.figures import plain
from plimsoll_client.v1 import records_pb2

# A number, text, a choice or a pseudonym, yes or no, a day, an instant, a time of day; None where the row has none.
# An instant without an offset is what the clocks of the contract's time zone show.
Cell: TypeAlias = Decimal | int | str | bool | date | datetime | time | None
Row: TypeAlias = Mapping[str, Cell]


def records_of(given: Mapping[str, Iterable[Row]]) -> dict[str, records_pb2.Records]:
    """Return the rows of each table for the wire; TypeError or ValueError names the first cell that is none."""
    return {name: _table(name, list(rows)) for name, rows in given.items()}


def row_of(place: str, fields: Iterable[str], row: Row) -> records_pb2.RecordRow:
    """Return the cells that *row* has for *fields*, for the wire; errors name the cell, and *place*."""
    return records_pb2.RecordRow(cells=[_named(f"{place}.{field}", row.get(field)) for field in fields])


def _table(name: str, rows: Sequence[Row]) -> records_pb2.Records:
    fields = tuple(dict.fromkeys(field for row in rows for field in row))
    made = (row_of(f"{name}[{place}]", fields, row) for place, row in enumerate(rows))
    return records_pb2.Records(fields=fields, rows=made)


def _named(place: str, given: Cell) -> str:
    try:
        return _text(given)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{place}: {error}") from None


def _text(given: Cell) -> str:
    match given:
        case None:
            return ""
        case bool():
            return "true" if given else "false"
        case str():
            return given
        case datetime() | time():
            return given.isoformat(timespec="seconds" if given.microsecond == 0 else "auto")
        case date():
            return given.isoformat()
    return plain(given)
