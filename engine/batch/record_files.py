"""Files of records: a line for each row, with its contract and period, beside the file of figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from engine.batch.rows import Cell, Header, MismatchError, Read, Row, Unreadable
from engine.errors import Violation
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.rows import GivenTable, given_table

_NO_LINE = (
    "expected a line of headings or a row, found nothing; where nothing happened, a row of contract and period alone"
)

# As the engine and as the wire have it, which counts rows from 0.
_ROW = re.compile(r"records\.\w+\[(\d+)\].*")
_ROW_OF_WIRE = re.compile(r"records\[\w+\]\.rows\[(\d+)\].*")


class FiledTable(NamedTuple):
    """The rows of one contract and period, and the *lines* of the *file* that they stand on."""

    table: GivenTable
    file: str
    lines: Sequence[int]

    def placed(self, violation: Violation) -> Violation:
        """Return *violation* with the line of the row that it is about."""
        number = _number(violation.path)
        if not 1 <= number <= len(self.lines):
            return violation
        return violation._replace(message=f"{violation.message} ({self.file}, line {self.lines[number - 1]})")


def _number(path: str) -> int:
    if match := _ROW_OF_WIRE.fullmatch(path):
        return int(match[1]) + 1
    match = _ROW.fullmatch(path)
    return int(match[1]) if match else 0


class RecordFile(NamedTuple):
    """One file, its rows by contract and period; a file of headings alone says *nothing* for all of them."""

    records: str
    tables: dict[tuple[str, Period], FiledTable]
    nothing: FiledTable | None


class Headings(NamedTuple):
    """The columns that say whose a row is; *period* is that of all rows where no column says it."""

    contract: str
    period_column: str | None
    period: Period | None

    @property
    def own(self) -> tuple[str | None, ...]:
        """The columns that are no fields."""
        return self.contract, self.period_column


def record_file(records: str, file: str, rows: Iterable[Read], headings: Headings) -> RecordFile:
    """Return the *rows* of the records so called; MismatchError where one cannot be read, or is nobody's.

    A row left aside would be one that is not counted, and nobody would know.
    """
    grouped: dict[tuple[str, Period], list[Row]] = {}
    header: Header | None = None
    for read in _sound(file, rows, headings):
        if isinstance(read, Header):
            header = read
        else:
            grouped.setdefault(_owner(file, read, headings), []).append(read)
    if not grouped and header is None:
        raise MismatchError(f"{file}: {_NO_LINE}")
    filed = {owner: FiledTable(_table(found, headings.own), file, _lines(found)) for owner, found in grouped.items()}
    alone = None if grouped or header is None else FiledTable(_no_rows(header.names, headings.own), file, ())
    return RecordFile(records, filed, alone)


def _sound(file: str, rows: Iterable[Read], headings: Headings) -> Iterator[Header | Row]:
    for read in rows:
        match read:
            case Unreadable(line=line, message=message):
                raise MismatchError(f"{file}, line {line}: {message}")
            case Header(names=names):
                for name in filter(None, headings.own):
                    if name not in names:
                        raise MismatchError(f"{file}: expected a column `{name}`, which there is not")
                yield read
            case Row():
                yield read


def _owner(file: str, row: Row, headings: Headings) -> tuple[str, Period]:
    contract = _cell(file, row, headings.contract)
    if headings.period is not None:
        return contract, headings.period
    try:
        return contract, _period(_cell(file, row, headings.period_column or "period"))
    except ValueError as error:
        raise MismatchError(f"{file}, line {row.line}: {error}") from None


def _cell(file: str, row: Row, name: str) -> str:
    cell = row.cells[row.names.index(name)] if name in row.names else ""
    if isinstance(cell, Absence) or not cell:
        raise MismatchError(f"{file}, line {row.line}: expected something in `{name}`, found nothing")
    return cell


def _table(rows: list[Row], own: tuple[str | None, ...]) -> GivenTable:
    names = rows[0].names
    if len(rows) == 1 and not any(_says(cell) for name, cell in _pairs(rows[0]) if name not in own):
        return _no_rows(names, own)
    if any(row.names != names for row in rows):
        return given_table([{name: cell for name, cell in _pairs(row) if name not in own} for row in rows])
    kept = [place for place, name in enumerate(names) if name not in own]
    fields = tuple(names[place] for place in kept)
    return GivenTable(fields, [tuple([row.cells[place] for place in kept]) for row in rows])


def _no_rows(names: Iterable[str], own: tuple[str | None, ...]) -> GivenTable:
    """Return that nothing happened; the names of fields, where there are any, are still to be those of the table."""
    return GivenTable(tuple(name for name in names if name not in own), [])


def _says(cell: Cell) -> bool:
    return cell is not Absence.MISSING and cell != ""


def _pairs(row: Row) -> Iterator[tuple[str, Cell]]:
    return zip(row.names, row.cells, strict=True)


def _lines(rows: list[Row]) -> list[int]:
    return [row.line for row in rows]


_period = lru_cache(maxsize=4096)(Period.parse)
