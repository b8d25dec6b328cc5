"""Rows as requests give them: cells stay text, which the rules give a meaning."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import normalize

from engine.api import records_pb2 as wire
from engine.model.records import MOST_FIELDS, MOST_ROWS, MOST_TABLES
from engine.model.rows import GivenTable
from engine.service.translation.given import MOST_PLACES, check_key
from engine.service.translation.paths import at_key
from engine.service.translation.reading import Reading

# The longest that a cell of any type may be; how long each may be, the rules say.
_LONGEST_CELL = 1000
TOO_LONG = f"expected cells of at most {_LONGEST_CELL:,} characters"


def records(reading: Reading, given: Mapping[str, wire.Records]) -> dict[str, GivenTable]:
    """Return rows by the names of their records, in the order of the names."""
    if len(given) > MOST_TABLES:
        reading.note("records", f"expected rows of at most {MOST_TABLES} records, not {len(given):,}")
        return {}
    if sum(len(table.rows) for table in given.values()) > MOST_ROWS:
        reading.note("records", f"expected at most {MOST_ROWS:,} rows")
        return {}
    return {name: _table(reading, name, given[name]) for name in sorted(given)}


def _table(reading: Reading, name: str, given: wire.Records) -> GivenTable:
    path = at_key("records", name)
    reading.attempt(path, check_key, name)
    fields = tuple(given.fields)
    if len(fields) > MOST_FIELDS:
        reading.note(f"{path}.fields", f"expected at most {MOST_FIELDS} fields, not {len(fields):,}")
        return GivenTable((), [])
    rows = [_cells(reading, f"{path}.rows[{at}]", row) for at, row in enumerate(given.rows)]
    return GivenTable(fields, rows, MOST_PLACES)


def _cells(reading: Reading, path: str, row: wire.RecordRow) -> tuple[str, ...]:
    if not is_short(row):
        reading.note(path, TOO_LONG)
        return ()
    return cells(row)


def is_short(row: wire.RecordRow) -> bool:
    """Return whether no cell of *row* is longer than any may be."""
    return all(len(cell) <= _LONGEST_CELL for cell in row.cells)


def cells(row: wire.RecordRow) -> tuple[str, ...]:
    """Return the cells of *row*, in Unicode's composed form."""
    cells = tuple(row.cells)
    # As the record has them, so that the same request is known again however its text is composed.
    return cells if all(map(str.isascii, cells)) else tuple([normalize("NFC", cell) for cell in cells])
