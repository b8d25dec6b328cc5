"""What a YAML file says: text with its position, until a consumer asks for a type."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from engine.compiler.positions import Mark, Style, standing
from engine.compiler.quoting import harmless
from engine.diagnostics import Diagnostic, Place, Severity

__all__ = ["Document", "Mapping", "Mark", "Node", "Path", "Scalar", "Sequence", "Source", "Style"]

LONGEST_LINE = 500  # a longer line wraps on every terminal, and its caret points at nothing

Path = tuple[str | int, ...]

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Source:
    """A file's name and text; without slots, since the lines are looked for once and only for a message."""

    file: str
    text: str

    def place(self, mark: Mark) -> Place:
        """Return *mark* as a place in this file."""
        if mark.index >= len(self.text):
            # Behind the end libyaml counts a line that is not there.
            mark = self.mark(len(self.text))
        return Place(self.file, mark.line, mark.column)

    def mark(self, index: int) -> Mark:
        """Return the position of character *index* of the text."""
        line = bisect_right(self._line_starts, index)
        return Mark(index, line, index - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return line *number*, counted from 1, fit for a terminal; nothing if it is too long to be of use."""
        starts = [*self._line_starts[number - 1 : number + 1], len(self.text)]
        line = self.text[starts[0] : starts[1]].rstrip("\r\n") if len(starts) > 1 else ""
        return harmless(line) if len(line) <= LONGEST_LINE else ""

    def within(self, scalar: Scalar, offset: int) -> Mark:
        """Return where character *offset* of the text of *scalar* stands in the file."""
        start = scalar.start.index
        written = self.text[start : scalar.end.index]
        return self.mark(start + standing(written, scalar.style, scalar.text, offset))

    def diagnostic(
        self,
        code: str,
        at: Mark | Node,
        message: str,
        *,
        severity: Severity = Severity.ERROR,
        also: tuple[tuple[Place, str], ...] = (),
    ) -> Diagnostic:
        """Return the mistake at a position or at the start of a node, with the line it stands in."""
        mark = at if isinstance(at, Mark) else at.start
        place = self.place(mark)
        return Diagnostic(code, place, message, self.line(place.line), severity, also)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_BREAK.finditer(self.text))]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One piece of text; *start* is at its quote or block indicator, if it has one, in the file of *source*."""

    text: str
    style: Style
    start: Mark
    end: Mark
    source: Source = field(compare=False, repr=False)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.source.place(self.start)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys, each once, and their values in the order of the file."""

    entries: tuple[tuple[Scalar, Node], ...]
    start: Mark
    source: Source = field(compare=False, repr=False)

    def get(self, key: str) -> Node | None:
        """Return the value under *key*."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """Return *key* as it is written."""
        return next((name for name, _ in self.entries if name.text == key), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    start: Mark
    source: Source = field(compare=False, repr=False)


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its tree, if it has a usable one, and every mistake that reading it brought up.

    Where it extends another, the tree holds nodes of both, *extends* is where the file says so, and *frameworks* are
    the names of all the rule sets that it takes over, the nearest first.
    """

    source: Source
    root: Node | None
    diagnostics: tuple[Diagnostic, ...] = ()
    extends: Scalar | None = None
    frameworks: tuple[str, ...] = ()

    def at(self, path: Path) -> Node | None:
        """Return the node under *path*, keys and 0-based list positions from the root."""
        node = self.root
        for step in path:
            node = _child(node, step)
        return node

    def key_at(self, path: Path) -> Scalar | None:
        """Return the key that *path* ends in, as it is written; nothing for a list position or an unknown key."""
        match self.at(path[:-1]), path[-1:]:
            case Mapping() as mapping, (str(key),):
                return mapping.key(key)
        return None

    def nearest(self, path: Path) -> Node | None:
        """Return the deepest node that exists on *path*; nothing only where there is no root."""
        nearest = node = self.root
        for step in path:
            node = _child(node, step)
            nearest = node or nearest
        return nearest


def _child(node: Node | None, step: str | int) -> Node | None:
    match node, step:
        case Mapping(), str():
            return node.get(step)
        case Sequence(), int() if 0 <= step < len(node.items):
            return node.items[step]
    return None
