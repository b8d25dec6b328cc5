"""What the next row of the same person holds: the smallest later value of the field, whatever the order of rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.model.figures import Absence
from engine.model.rows import Cell, Row

_UNKNOWN = Absence.UNKNOWN


class Neighbour(NamedTuple):
    """`next(field, by=...)`: the next later value of *field* among the rows that are alike in *by*."""

    field: str
    by: str

    def of(self, rows: Sequence[Row]) -> list[Cell]:
        """Return the neighbour's value for each of *rows*; unknown where no row comes later, or a cell is absent."""
        found: dict[Cell, set[Any]] = {}  # the values of one field are of one type, and so have an order
        for row in rows:
            if row[self.by].__class__ is not Absence and row[self.field].__class__ is not Absence:
                found.setdefault(row[self.by], set()).add(row[self.field])
        order = {person: sorted(values) for person, values in found.items()}
        return [_after(order.get(row[self.by], ()), row[self.field]) for row in rows]


def _after(values: Sequence[Any], value: Cell) -> Cell:
    if value.__class__ is Absence:
        return _UNKNOWN
    place = bisect_right(values, value)
    return values[place] if place < len(values) else _UNKNOWN
