"""Which columns a table of decisions has in a given width: words where there is room, else codes, else a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from engine.cli.decision_rows import NOTHING, DecisionRow, code, full
from engine.cli.short_names import heading, words

_SIGNS = {"entered": "▲", "left": "▼", "held": "=", "none": " "}
SUMMARY = "ratings"
_NARROWEST = 12  # columns of a terminal that a summary of ratings needs


class Cell(NamedTuple):
    """Text in a colour."""

    text: str
    style: str = ""


class Column(NamedTuple):
    """A heading over cells, each found in a row; *width* 0 is whatever they need."""

    heading: str
    cell: Callable[[DecisionRow], Cell]
    width: int = 0
    right: bool = False
    wraps: bool = False


class Layout(NamedTuple):
    """The columns of a table, and what in them stands in codes."""

    columns: tuple[Column, ...]
    ratings_coded: bool = False
    rungs_coded: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a table, with the names of its KPIs and the codes of ratings and rungs."""

    rows: Sequence[DecisionRow]
    kpis: tuple[str, ...]
    ratings: dict[str, str]
    rungs: dict[str, str]
    pays: bool

    def layout(self, width: int) -> Layout:
        """Return the columns that say most within *width*."""
        wide, tight = self._around(tight=False), self._around(tight=True)
        choices = (
            Layout(self._with(wide, self._words())),
            Layout(self._coded(wide, width), ratings_coded=True),
            Layout(self._coded(tight, width), ratings_coded=True, rungs_coded=True),
        )
        for layout in choices:
            if layout.columns and needed(layout.columns) <= width:
                return layout
        tight = _narrowed(tight, width - _NARROWEST - 1)
        summary = self._summary(max(_NARROWEST, width - needed(tight) - 1))
        return Layout(self._with(tight, (summary,)), ratings_coded=True, rungs_coded=True)

    def _around(self, *, tight: bool) -> tuple[Column, ...]:
        """Return the columns beside the KPIs, those left out that say nothing."""
        rung = partial(_rung_code, self.rungs)
        moves = (
            (Column("rung", rung),)
            if tight
            else (Column("rung", lambda row: Cell(words(row.rung))), Column("move", lambda row: Cell(row.move)))
        )
        columns = (
            Column("contract", lambda row: Cell(row.contract), 12 if tight else 24),
            Column("period", lambda row: Cell(row.period), 24),
            *(Column("points", lambda row: Cell(row.points), right=True),)
            * any(row.points != "0" for row in self.rows),
            Column("outcome", lambda row: Cell(words(row.outcome))),
            *moves * any(row.rung for row in self.rows),
            *(Column("deducted", lambda row: Cell(row.deducted), right=True),) * self.pays,
            *(Column("payable", lambda row: Cell(row.payable), right=True),) * self.pays,
        )
        return tuple(self._fitted(column) for column in columns)

    def _with(self, around: tuple[Column, ...], kpis: tuple[Column, ...]) -> tuple[Column, ...]:
        return (*around[:2], *kpis, *around[2:])

    def _words(self) -> tuple[Column, ...]:
        return tuple(
            self._fitted(Column(heading(name, 20), partial(_word, place))) for place, name in enumerate(self.kpis)
        )

    def _coded(self, around: tuple[Column, ...], width: int) -> tuple[Column, ...]:
        """Return columns of codes that share the room beside *around*; none where that is too little."""
        each = (width - needed(around)) // max(1, len(self.kpis)) - 1
        codes = [Column("", partial(_code, self.ratings, place)) for place in range(len(self.kpis))]
        least = max((self._fitted(column).width for column in codes), default=1)
        if each < max(2, least):
            return ()
        kpis = [
            self._fitted(column._replace(heading=heading(name, each)))
            for column, name in zip(codes, self.kpis, strict=True)
        ]
        return self._with(around, tuple(kpis))

    def _summary(self, width: int) -> Column:
        return Column(SUMMARY, partial(_summarised, self.kpis, self.ratings), width, wraps=True)

    def _fitted(self, column: Column) -> Column:
        """Return *column* as wide as it needs to be, up to the width that it has."""
        longest = max((len(column.cell(row).text) for row in self.rows), default=0)
        least = max(map(len, column.heading.split("\n")))
        return column._replace(width=max(least, min(longest, column.width or longest)))


def needed(columns: Sequence[Column]) -> int:
    """Return the width of a table of *columns*, a blank between each two."""
    return sum(column.width for column in columns) + len(columns) - 1


def _narrowed(columns: tuple[Column, ...], width: int) -> tuple[Column, ...]:
    """Return *columns* without those that a reader misses least, until the others fit *width*."""
    for spare in ("deducted", "points"):
        if needed(columns) > width:
            columns = tuple(column for column in columns if column.heading != spare)
    return columns


def _word(place: int, row: DecisionRow) -> Cell:
    return Cell(full(row.kpis[place]), row.kpis[place].style)


def _code(ratings: dict[str, str], place: int, row: DecisionRow) -> Cell:
    return Cell(code(row.kpis[place], ratings), row.kpis[place].style)


def _rung_code(rungs: dict[str, str], row: DecisionRow) -> Cell:
    return Cell(f"{_SIGNS[row.move]} {rungs[row.rung]}" if row.rung else "")


def _summarised(kpis: tuple[str, ...], ratings: dict[str, str], row: DecisionRow) -> Cell:
    """Return how many KPIs came out well, and the names of those that did not."""
    best = next(iter(ratings))
    counted = Counter(code(shown, ratings) for shown in row.kpis if shown.rating == best)
    others: dict[str, list[str]] = {}
    for name, shown in zip(kpis, row.kpis, strict=True):
        if shown != NOTHING and shown.rating != best:
            others.setdefault(code(shown, ratings), []).append(name)
    parts = [f"{count} {letters}" for letters, count in counted.items()]
    return Cell("; ".join(parts + [f"{letters} {', '.join(names)}" for letters, names in others.items()]))
