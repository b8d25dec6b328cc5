"""Rows of a submission's records: named cells that cannot be changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import NamedTuple, TypeAlias

from engine.model.figures import Absence, Value

# An instant is an aware datetime in UTC; what a row leaves out is Absence.MISSING.
Cell: TypeAlias = Value | time | Absence


@dataclass(frozen=True, slots=True, repr=False)
class Row(Mapping[str, Cell]):
    """The cells of one row by the names of its fields; the rows of one table share their *places*."""

    places: Mapping[str, int] = field(hash=False)
    cells: tuple[Cell, ...]

    def __getitem__(self, name: str) -> Cell:
        return self.cells[self.places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __repr__(self) -> str:
        # What a traceback or a log shows of a row names its fields, never a person's.
        return f"Row of {', '.join(self.places)}"


def row_of(cells: Mapping[str, Cell]) -> Row:
    """Return one row of *cells*."""
    return Row({name: place for place, name in enumerate(cells)}, tuple(cells.values()))


def only(rows: tuple[Row, ...], names: tuple[str, ...]) -> tuple[Row, ...]:
    """Return *rows* with no other cells than those of *names*."""
    places = {name: place for place, name in enumerate(names)}
    return tuple([Row(places, tuple([row[name] for name in names])) for row in rows])


class GivenTable(NamedTuple):
    """Rows as they came: the names of their fields once, and the cells of each, None where it has none.

    Rows may be gone through more than once, and need not all be held as cells. *places* is how many digits numbers may
    have after their point, None where that is for their type alone to say.
    """

    fields: tuple[str, ...]
    rows: Collection[tuple[object, ...]]
    places: int | None = None


def given_table(rows: Sequence[Mapping[str, object]]) -> GivenTable:
    """Return *rows*, each with cells by the names of its fields, as a table of all the fields that any of them has."""
    fields = tuple(dict.fromkeys(name for row in rows for name in row))
    return GivenTable(fields, [tuple([row.get(name) for name in fields]) for row in rows])
