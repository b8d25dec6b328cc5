"""Rows as they are recorded: by table, the fields and what their cells are, then each row's cells in that order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from engine.model.document import Json
from engine.model.figures import Absence
from engine.model.recording.canonical import Items, Long
from engine.model.recording.fields import Fields, day_of, fields, number_of, text_of
from engine.model.recording.nested import by_name, several
from engine.model.recording.values import number_json
from engine.model.rows import Cell, Row


class _Kind(NamedTuple):
    """How cells of one kind are written and read."""

    write: Callable[[Any], Json]
    read: Callable[[Json], Cell]


def records_json(records: Mapping[str, tuple[Row, ...]]) -> Fields:
    """Return *records* by table; a cell that a row leaves out is null."""
    tables = {name: _heads_and_rows(rows) for name, rows in records.items()}
    return {name: {"fields": heads, "rows": list(rows)} for name, (heads, rows) in tables.items()}


def long_records(records: Mapping[str, tuple[Row, ...]]) -> Long:
    """Return what `records_json` does, its rows to be written one by one."""
    tables = {name: _heads_and_rows(rows) for name, rows in records.items()}
    return {name: {"fields": heads, "rows": Items(rows)} for name, (heads, rows) in tables.items()}


def records_of(body: Fields) -> dict[str, tuple[Row, ...]]:
    """Return the rows of each table below `records`; none where the body has no such field."""
    return by_name(body, "records", _table_of) if "records" in body else {}


def _heads_and_rows(rows: tuple[Row, ...]) -> tuple[Json, Iterator[Json]]:
    """Return the fields of *rows* with what their cells are, and each row as JSON, made as it is asked for."""
    names = tuple(rows[0].places) if rows else ()
    kinds = [_kind_of(name, rows) for name in names]
    heads: list[Json] = [[name, kind] for name, kind in zip(names, kinds, strict=True)]
    return heads, _rows_json(rows, [_KINDS[kind].write for kind in kinds])


def _rows_json(rows: tuple[Row, ...], writers: Sequence[Callable[[Any], Json]]) -> Iterator[Json]:
    for row in rows:
        yield [None if cell is Absence.MISSING else write(cell) for write, cell in zip(writers, row.cells, strict=True)]


def _kind_of(name: str, rows: tuple[Row, ...]) -> str:
    """Return what the cells of the field *name* are, which are all of one kind but for those left out."""
    cell = next((row[name] for row in rows if row[name] is not Absence.MISSING), "")
    return _BY_CLASS[cell.__class__]


def _table_of(json: Json) -> tuple[Row, ...]:
    body = fields(json)
    heads = several(body, "fields", _head_of)
    places = {name: place for place, (name, _) in enumerate(heads)}
    readers = [_KINDS[kind].read for _, kind in heads]

    def row_of(written: Json) -> Row:
        if not isinstance(written, list) or len(written) != len(readers):
            raise ValueError(f"expected {len(readers)} cells")
        cells = [_MISSING if cell is None else read(cell) for read, cell in zip(readers, written, strict=True)]
        return Row(places, tuple(cells))

    return several(body, "rows", row_of)


def _head_of(json: Json) -> tuple[str, str]:
    match json:
        case [str(name), str(kind)] if kind in _KINDS:
            return name, kind
    raise ValueError(f"expected the name of a field and one of {', '.join(_KINDS)}")


def _flag_of(json: Json) -> bool:
    if isinstance(json, bool):
        return json
    raise ValueError("expected true or false")


def _instant_json(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _instant_of(json: Json) -> datetime:
    found = datetime.fromisoformat(text_of(json))
    if found.tzinfo is None:
        raise ValueError("expected an instant in UTC such as `2026-04-01T07:30:00Z`")
    return found.astimezone(UTC)


_MISSING = Absence.MISSING
_KINDS: Mapping[str, _Kind] = {
    "number": _Kind(number_json, number_of),
    "text": _Kind(str, text_of),
    "flag": _Kind(bool, _flag_of),
    "date": _Kind(date.isoformat, day_of),
    "instant": _Kind(_instant_json, _instant_of),
    "time": _Kind(time.isoformat, lambda json: time.fromisoformat(text_of(json))),
}
_BY_CLASS: Mapping[type, str] = {
    Decimal: "number",
    str: "text",
    bool: "flag",
    date: "date",
    datetime: "instant",
    time: "time",
}
