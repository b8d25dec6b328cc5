"""Rows of figures as files hold them: text or a stated absence under a name, until a rule set says what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol, TypeAlias

from engine.errors import PlimsollError
from engine.model.figures import Absence

Cell: TypeAlias = str | Absence


class MismatchError(PlimsollError):
    """The file and what was asked of it do not fit together, so nothing is decided."""


class Header(NamedTuple):
    """The names that every row of the file has; only some formats have such a line."""

    names: tuple[str, ...]


class Row(NamedTuple):
    """One row, at its 1-based *line*; rows of one shape share their *names*."""

    line: int
    names: tuple[str, ...]
    cells: tuple[Cell, ...]


class Unreadable(NamedTuple):
    """A row that says nothing certain, and why; *row* is what could be made out of it all the same."""

    line: int
    message: str
    row: Row | None = None


Read: TypeAlias = Header | Row | Unreadable


class Reader(Protocol):
    """Reads the bytes of a file into rows; what cannot be read is a row that says so, never an exception."""

    def __call__(self, content: bytes) -> Iterator[Read]:
        """Yield what stands in *content*, in its order."""
