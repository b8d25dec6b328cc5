"""Puts rows where they belong: those of one contract together, in the order of their periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from engine.batch.columns import Layout
from engine.batch.record_files import FiledTable
from engine.batch.request import Request
from engine.batch.results import Refused
from engine.batch.rows import Header, MismatchError, Read, Row, Unreadable
from engine.errors import Violation
from engine.model.figures import Absence
from engine.model.period import Period


class Placed(NamedTuple):
    """A row with the period that it is for and where it holds what, and the records of that contract and period."""

    period: Period
    row: Row
    layout: Layout
    records: Mapping[str, FiledTable] = MappingProxyType({})


@dataclass(slots=True)
class Placement:
    """The rows of a file by contract, in the order in which contracts first come up, and those that belong nowhere.

    *unclear* holds the contracts with a row that may be for any period; None is in it where a row may be any
    contract's. *unchosen* holds the contracts and periods of rows that are left out.
    """

    contracts: dict[str, list[Placed]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    unclear: set[str | None] = field(default_factory=set)
    left_out: int = 0
    unchosen: set[tuple[str, Period]] = field(default_factory=set)
    rows: int = 0
    ignored: tuple[str, ...] = ()

    @property
    def expected(self) -> int:
        """How many rows there are to decide."""
        return sum(map(len, self.contracts.values()))

    @property
    def none_chosen(self) -> bool:
        """Whether there are rows, and every one of them was left out."""
        return 0 < self.rows == self.left_out

    def starts(self) -> dict[str, date]:
        """Return the first day that each contract has a row for."""
        return {name: rows[0].period.start for name, rows in self.contracts.items() if rows}


def placed(rows: Iterable[Read], request: Request) -> Placement:
    """Return *rows* by contract and period; MismatchError where the file has not the columns that are asked for."""
    placing = _Placing(request)
    for read in rows:
        placing.take(read)
    return placing.placement()


class _Placing:
    """One file being sorted."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.found = Placement()
        self.layouts: dict[tuple[str, ...], Layout] = {}

    def take(self, read: Read) -> None:
        match read:
            case Header():
                _check_each_once(read.names, request=self.request)
                self._layout(read.names)
                self.request.columns.check(read.names)
            case Row():
                self._take_row(read)
            case Unreadable():
                self._take_unreadable(read)

    def placement(self) -> Placement:
        names = tuple(dict.fromkeys(name for names in self.layouts for name in names))
        if self.found.contracts or self.layouts:
            self.request.columns.check(names)
        self.found.ignored = self.request.columns.ignored(names)
        for rows in self.found.contracts.values():
            rows.sort(key=attrgetter("period"))
        return self.found

    def _take_row(self, row: Row) -> None:
        layout = self._layout(row.names)
        self.found.rows += 1
        if not all(self._chosen(row, layout)):
            self.found.left_out += 1
            self._note_unchosen(row, layout)
            return
        try:
            contract = _text(row, layout.contract, self.request.columns.contract)
        except ValueError as error:
            self._refuse(row.line, None, Violation(self.request.columns.contract, str(error)))
            return
        rows = self.found.contracts.setdefault(contract, [])
        if layout.twice is not None:
            message = f"expected each figure once, found `{layout.twice}` both beside `figures` and under it"
            self._refuse(row.line, contract, Violation(f"figures.{layout.twice}", message))
            return
        try:
            rows.append(Placed(self._period(row, layout), row, layout))
        except ValueError as error:
            self._refuse(row.line, contract, Violation(self.request.columns.period or "period", str(error)))

    def _note_unchosen(self, row: Row, layout: Layout) -> None:
        # What is left out is refused for nothing; records of a row that cannot be read belong to none.
        with suppress(ValueError):
            contract = _text(row, layout.contract, self.request.columns.contract)
            self.found.unchosen.add((contract, self._period(row, layout)))

    def _take_unreadable(self, read: Unreadable) -> None:
        self.found.rows += 1
        self._refuse(read.line, self._contract_of(read), Violation("", read.message))

    def _contract_of(self, read: Unreadable) -> str | None:
        if read.row is None:
            return None
        try:
            return _text(read.row, self._layout(read.row.names).contract, "")
        except ValueError:
            return None

    def _refuse(self, line: int, contract: str | None, violation: Violation) -> None:
        self.found.unclear.add(contract)
        self.found.refused.append(Refused(line, contract, None, (violation,)))

    def _chosen(self, row: Row, layout: Layout) -> Iterator[bool]:
        for place, pattern in zip(layout.filters, self.request.only, strict=True):
            cell = "" if place is None else row.cells[place]
            yield isinstance(cell, str) and pattern.fullmatch(cell) is not None

    def _period(self, row: Row, layout: Layout) -> Period:
        if self.request.period is not None:
            return self.request.period
        return _period(_text(row, layout.period, "period"))

    def _layout(self, names: tuple[str, ...]) -> Layout:
        layout = self.layouts.get(names)
        if layout is None:
            layout = self.layouts[names] = self.request.columns.layout(names)
        return layout


def _text(row: Row, place: int | None, what: str) -> str:
    cell = "" if place is None else row.cells[place]
    if isinstance(cell, Absence) or not cell.strip():
        raise ValueError(f"expected something in `{what}`, found nothing")
    return cell


_period = lru_cache(maxsize=4096)(Period.parse)


def _check_each_once(names: tuple[str, ...], *, request: Request) -> None:
    ignored = set(request.columns.ignored(names))
    twice = next((name for name in names if names.count(name) > 1 and name not in ignored), None)
    if twice is not None:
        raise MismatchError(f"expected each column once, found `{twice}` twice")
