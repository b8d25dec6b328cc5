"""Holds the rows of a submission against the tables that the rules declare: which row and field, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from engine.diagnostics import did_you_mean
from engine.errors import Violation
from engine.model.figures import Absence
from engine.model.records import MOST_ROWS, Table
from engine.model.rows import Cell, GivenTable, Row

# Whoever sent a hundred wrong cells learns more from the first few than from a message that no transport carries.
MOST_TOLD = 20
# So many texts of a field are remembered with what they mean: equal cells of many rows are read once and are one.
_REMEMBERED = 20_000
# What stands for a cell that a row does not have.
_LEFT_OUT = (None, "", Absence.MISSING)
_MISSING = Absence.MISSING

Reader: TypeAlias = Callable[[object], Cell]


def admitted_records(
    tables: Mapping[str, Table], zone: ZoneInfo, given: Mapping[str, GivenTable], violations: list[Violation]
) -> dict[str, tuple[Row, ...]]:
    """Return those of *given* that fit *tables*, and add to *violations* why others do not."""
    admitted: dict[str, tuple[Row, ...]] = {}
    for name, rows in given.items():
        if name not in tables:
            violations.append(Violation(f"records.{name}", f"unknown records `{name}`{did_you_mean(name, tables)}"))
            continue
        room = MOST_ROWS - sum(map(len, admitted.values()))
        admission = _Admission(tables[name], zone)
        admitted[name] = admission.rows(rows, room)
        violations += admission.told()
    return admitted


class _Column(NamedTuple):
    """One field of the table: where its cells stand in what came, if anywhere, and what reads them."""

    name: str
    place: int | None
    read: Reader
    optional: bool


class _Admission:
    """One table while its rows are read."""

    def __init__(self, table: Table, zone: ZoneInfo) -> None:
        self._table, self._zone = table, zone
        self._violations: list[Violation] = []
        self._untold = 0

    def told(self) -> list[Violation]:
        """Return what was wrong, and how much more there was than is told one by one."""
        more = Violation(self._path(), f"expected cells that fit, and {self._untold:,} more do not")
        return [*self._violations, more] if self._untold else self._violations

    def rows(self, given: GivenTable, room: int) -> tuple[Row, ...]:
        """Return the rows of *given*, of which there may be as many as there is *room* for."""
        if not given.fields and not len(given.rows):
            return ()  # nothing happened, which needs no names of fields to be said
        columns = list(self._columns(given))
        if self._violations:
            return ()
        places = {column.name: place for place, column in enumerate(columns)}
        waiting, width = iter(given.rows), len(given.fields)
        found = []
        for number, cells in enumerate(islice(waiting, room), start=1):
            if len(cells) == width:
                found.append(Row(places, self._cells(number, columns, cells)))
            else:
                self._tell(self._path(number), f"expected a cell for each of {width} fields, not {len(cells)}")
        if next(waiting, None) is not None:
            self._tell(self._path(), f"expected at most {MOST_ROWS:,} rows in a submission")
        self._check_key(found)
        return tuple(found)

    def _columns(self, given: GivenTable) -> Iterator[_Column]:
        declared, fields = self._table.fields, given.fields
        for place, name in enumerate(fields):
            if name not in declared:
                self._tell(self._path(), f"unknown field `{name}`{did_you_mean(name, declared)}")
            elif name in fields[:place]:
                self._tell(self._path(), f"expected each field once, found `{name}` again")
        for name, field in declared.items():
            if name not in fields and not field.optional:
                self._tell(self._path(), f"expected the field `{name}`, which every row must have")
            at = fields.index(name) if name in fields else None
            yield _Column(name, at, _remembering(field.reader(self._zone, given.places)), field.optional)

    def _cells(self, number: int, columns: list[_Column], cells: tuple[object, ...]) -> tuple[Cell, ...]:
        found: list[Cell] = []
        for name, place, read, optional in columns:
            given = None if place is None else cells[place]
            try:
                if given not in _LEFT_OUT:
                    found.append(read(given))
                    continue
                found.append(_MISSING)
                if not optional:
                    self._tell(self._path(number, name), "expected a value, which every row must have")
            except ValueError as error:
                self._tell(self._path(number, name), str(error))
        return tuple(found)

    def _check_key(self, rows: list[Row]) -> None:
        """Report rows that nothing tells apart: what is counted or paid twice must not come twice."""
        if self._violations:
            return
        key = self._table.key
        places = [rows[0].places[name] for name in key] if rows else []
        first: dict[tuple[Cell, ...], int] = {}
        for number, row in enumerate(rows, start=1):
            before = first.setdefault(tuple([row.cells[place] for place in places]), number)
            if before != number:
                self._tell(self._path(number), f"expected each {' and '.join(key)} once: row {before} has the same")

    def _path(self, number: int | None = None, field: str = "") -> str:
        row = "" if number is None else f"[{number}]"
        return f"records.{self._table.name}{row}{f'.{field}' if field else ''}"

    def _tell(self, path: str, message: str) -> None:
        if len(self._violations) < MOST_TOLD:
            self._violations.append(Violation(path, message))
        else:
            self._untold += 1


def _remembering(read: Reader) -> Reader:
    known: dict[str, Cell] = {}

    def remembered(given: object) -> Cell:
        if not isinstance(given, str):  # a number that equals another is not written as it is
            return read(given)
        cell = known.get(given)
        if cell is None:
            cell = read(given)
            if len(known) < _REMEMBERED:
                known[given] = cell
        return cell

    return remembered
