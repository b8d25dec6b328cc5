"""What a check of one expression works in: its source, its vocabulary, and what was found so far."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.diagnostics import did_you_mean
from engine.expression.fault import Fault
from engine.expression.history import Window
from engine.expression.neighbours import Neighbour
from engine.expression.source import Source
from engine.expression.types import Typed
from engine.expression.vocabulary import Vocabulary


class Checked(NamedTuple):
    """A part of an expression, rewritten for running, with its type; None: a fault inside was already told.

    A *literal* number takes the unit, or the money, of what it meets; a *quotient* was divided and not yet rounded.
    """

    node: ast.expr
    type: Typed | None
    literal: bool = False
    quotient: bool = False


class Part(NamedTuple):
    """What is asked of each row: a tree rewritten for running, its type, and the cells and figures that it names."""

    tree: ast.expr
    type: Typed
    reads: tuple[str, ...]


class Counted(NamedTuple):
    """One call over the rows of *table*, checked; its parts name *cells*, cells of *neighbours*, and *figures*."""

    function: str
    table: str
    value: Part | None
    when: Part | None
    cells: tuple[str, ...]
    neighbours: Mapping[str, Neighbour]
    figures: tuple[str, ...]


class Mismatch(NamedTuple):
    """Why parts do not fit together: a fault whose place the caller knows."""

    code: str
    message: str


@dataclass(slots=True)
class Scope:
    """The source and the vocabulary, with what was found in order of appearance."""

    source: Source
    vocabulary: Vocabulary
    faults: list[Fault] = field(default_factory=list)
    reads: dict[str, None] = field(default_factory=dict)
    kpis: dict[str, None] = field(default_factory=dict)
    calls: dict[str, None] = field(default_factory=dict)
    windows: dict[Window, None] = field(default_factory=dict)
    counted: dict[str, Counted] = field(default_factory=dict)
    neighbours: dict[str, Neighbour] = field(default_factory=dict)

    def refuse(self, node: ast.expr | ast.keyword, code: str, message: str) -> None:
        """Note a fault where *node* starts."""
        self.faults.append(Fault(self.source.start(node), code, message))

    def typed(self, found: Typed | Mismatch | None, offset: int) -> Typed | None:
        """Return *found*, if it is a type; note the fault at *offset* if it is a mismatch."""
        if not isinstance(found, Mismatch):
            return found
        self.faults.append(Fault(offset, *found))
        return None

    def unknown(self, node: ast.expr, what: str, known: tuple[str, ...]) -> None:
        """Note that *node* names no *what*, and which of *known* may have been meant."""
        name = self.source.words(node)
        self.refuse(node, f"unknown-{what.lower()}", f"unknown {what} `{name}`{did_you_mean(name, known)}")


def constant(value: object, node: ast.expr) -> ast.expr:
    """Return a node that stands for *value* in the place of *node*; the value need not be Python's kind of literal."""
    return ast.copy_location(ast.Constant(value=value), node)  # type: ignore[arg-type]  # any value, see above
