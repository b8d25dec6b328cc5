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
    """One file, its rows by contract and period."""

    records: str
    tables: dict[tuple[str, Period], FiledTable]


class Headings(NamedTuple):
    """The columns that say whose a row is; *period* is that of all rows where no column says it."""

    contract: str
    period_column: str | None
    period: Period | None


def record_file(records: str, file: str, rows: Iterable[Read], headings: Headings) -> RecordFile:
    """Return the *rows* of the records so called; MismatchError where one cannot be read, or is nobody's.

    A row left aside would be one that is not counted, and nobody would know.
    """
    grouped: dict[tuple[str, Period], list[Row]] = {}
    for row in _sound(file, rows, headings):
        grouped.setdefault(_owner(file, row, headings), []).append(row)
    own = (headings.contract, headings.period_column)
    filed = {owner: FiledTable(_table(found, own), file, _lines(found)) for owner, found in grouped.items()}
    return RecordFile(records, filed)


def _sound(file: str, rows: Iterable[Read], headings: Headings) -> Iterator[Row]:
    for read in rows:
        match read:
            case Unreadable(line=line, message=message):
                raise MismatchError(f"{file}, line {line}: {message}")
            case Header(names=names):
                for name in filter(None, (headings.contract, headings.period_column)):
                    if name not in names:
                        raise MismatchError(f"{file}: expected a column `{name}`, which there is not")
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
    if any(row.names != names for row in rows):
        return given_table([{name: cell for name, cell in _pairs(row) if name not in own} for row in rows])
    kept = [place for place, name in enumerate(names) if name not in own]
    fields = tuple(names[place] for place in kept)
    return GivenTable(fields, [tuple([row.cells[place] for place in kept]) for row in rows])


def _pairs(row: Row) -> Iterator[tuple[str, Cell]]:
    return zip(row.names, row.cells, strict=True)


def _lines(rows: list[Row]) -> list[int]:
    return [row.line for row in rows]


_period = lru_cache(maxsize=4096)(Period.parse)
