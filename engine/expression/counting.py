"""Counts and sums over rows: what one call of `count`, `sum`, `min`, `max` or `distinct` comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias, cast

from engine.expression.failure import NoActivity, Undecidable, explained
from engine.expression.local_time import LocalTime
from engine.expression.neighbours import Neighbour
from engine.model.figures import Absence, Figure
from engine.model.rows import Cell, Row

# Runs a part of the call for one row, given the cells and the figures that it names.
OfRow: TypeAlias = Callable[[Mapping[str, Cell], LocalTime], Cell]

_MISSING, _UNKNOWN, _NO_ACTIVITY = Absence.MISSING, Absence.UNKNOWN, Absence.NO_ACTIVITY


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One call that counts or sums over the rows of *table*; *name* is how it is written.

    Of each row *when* holds for, *value* is taken; None takes any row, or only counts it. They name *cells* of the row,
    *neighbours* of the same person, and *figures* of the whole submission.
    """

    name: str
    function: str
    table: str
    value: OfRow | None
    when: OfRow | None
    cells: tuple[str, ...]
    neighbours: Mapping[str, Neighbour]
    figures: tuple[str, ...]

    def over(self, rows: Sequence[Row], figures: Mapping[str, Figure], clocks: LocalTime) -> Figure:
        """Return what the call comes to; one row that cannot be judged leaves the whole unknown (SEMANTICS 14).

        It is missing where that row has no value in a cell that is named. Undecidable where an error is in a row.
        """
        if self.when is None and self.value is None:
            return Decimal(len(rows))
        try:
            return self._told(list(self._taken(rows, figures, clocks)))
        except NoActivity as error:
            # That there is nothing to divide in one row does not mean that there was nothing to measure.
            raise Undecidable(str(error)) from error
        except ArithmeticError as error:
            raise explained(error, self.name) from error

    def _told(self, taken: list[Cell]) -> Figure:
        absences = {one for one in taken if one.__class__ is Absence}
        if absences:
            return _MISSING if _MISSING in absences else _UNKNOWN
        if self.function in {"min", "max"} and not taken:
            return _NO_ACTIVITY
        return cast("Figure", _OF[self.function](taken))

    def _taken(self, rows: Sequence[Row], figures: Mapping[str, Figure], clocks: LocalTime) -> Iterator[Cell]:
        """Yield the value of each row that the condition holds for, and why there is none of those it may hold for."""
        names: dict[str, Cell] = {name: figures[name] for name in self.figures}
        when, value = self.when, self.value
        keys = (*self.cells, *self.neighbours)
        for cells in self._lines(rows):
            names.update(zip(keys, cells, strict=True))
            held = True if when is None else when(names, clocks)
            if held is False:
                continue
            one = (True if value is None else value(names, clocks)) if held is True else _UNKNOWN
            yield (_MISSING if _MISSING in cells else _UNKNOWN) if one.__class__ is Absence else one

    def _lines(self, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
        columns = [[row[name] for row in rows] for name in self.cells]
        columns += [neighbour.of(rows) for neighbour in self.neighbours.values()]
        return zip(*columns, strict=True) if columns else iter([()] * len(rows))


def _count(taken: list[Any]) -> Decimal:
    return Decimal(len(taken))


def _sum(taken: list[Any]) -> Decimal:
    return sum(taken, Decimal(0))


def _distinct(taken: list[Any]) -> Decimal:
    return Decimal(len(set(taken)))


_OF: Mapping[str, Callable[[list[Any]], object]] = {
    "count": _count,
    "sum": _sum,
    "distinct": _distinct,
    "min": min,
    "max": max,
}
