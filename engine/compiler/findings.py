"""The mistakes found in one file, each put where its author must look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.compiler.nodes import Document, Mapping, Mark, Node, Path, Scalar, Source
from engine.diagnostics import Diagnostic, Place, Severity, in_order
from engine.expression import Fault

Also = tuple[tuple[Place, str], ...]


class _Spot(NamedTuple):
    """A position in one of the files that the document is made of."""

    source: Source
    mark: Mark

    @property
    def place(self) -> Place:
        return self.source.place(self.mark)


@dataclass(slots=True)
class Findings:
    """Collects diagnostics of *document* by path; a path that is not there points at its nearest parent.

    *spoilt* are the paths of what was left out because of mistakes that are reported; *moved* says under which key
    of the file a part stands that was given the key that was meant.
    """

    document: Document
    found: list[Diagnostic] = field(default_factory=list)
    spoilt: set[Path] = field(default_factory=set)
    moved: dict[Path, str | int] = field(default_factory=dict)

    def error(self, path: Path, code: str, message: str, *, also: Also = ()) -> None:
        """Report a mistake in the value under *path*."""
        self._add(self._spot(self._value(path)), code, message, also=also)

    def key_error(self, path: Path, code: str, message: str, *, also: Also = ()) -> None:
        """Report a mistake in the key that *path* ends in."""
        self._add(self._spot(self._key(path)), code, message, also=also)

    def error_within(self, at: tuple[Path, int], code: str, message: str, also: Also = ()) -> None:
        """Report a mistake at a character of the text under a path."""
        path, offset = at
        self._add(self._within(self._value(path), offset), code, message, also=also)

    def warning(self, path: Path, code: str, message: str) -> None:
        """Report at the key of *path* what deserves a look."""
        self._add(self._spot(self._key(path)), code, message, severity=Severity.WARNING)

    def warning_within(self, at: tuple[Path, int], code: str, message: str) -> None:
        """Report at a character of the text under a path what deserves a look."""
        path, offset = at
        self._add(self._within(self._value(path), offset), code, message, severity=Severity.WARNING)

    def value_warning(self, path: Path, code: str, message: str) -> None:
        """Report at the value under *path* what deserves a look."""
        self._add(self._spot(self._value(path)), code, message, severity=Severity.WARNING)

    def faults(self, path: Path, faults: Iterable[Fault]) -> None:
        """Report mistakes inside the expression under *path*."""
        node = self._value(path)
        for fault in faults:
            self._add(self._within(node, fault.offset), fault.code, fault.message)

    def is_spoilt(self, path: Path) -> bool:
        """Return whether what should stand under *path* was left out because of a mistake."""
        return path in self.spoilt

    def place(self, path: Path) -> Place:
        """Return where the key of *path* stands."""
        return self._spot(self._key(path)).place

    def place_within(self, path: Path, offset: int) -> Place:
        """Return where character *offset* of the text under *path* stands."""
        return self._within(self._value(path), offset).place

    def unreadable(self) -> list[Path]:
        """Return the paths of the values that reading the file refused."""
        refused = {one.place for one in self.document.diagnostics}
        if not refused or self.document.root is None:
            return []
        return [path for path, scalar in _scalars((), self.document.root) if scalar.place in refused]

    @property
    def has_errors(self) -> bool:
        """Whether anything found refuses the file."""
        return any(one.severity is Severity.ERROR for one in (*self.document.diagnostics, *self.found))

    def all(self) -> tuple[Diagnostic, ...]:
        """Return everything found, with what reading the file brought up, by position."""
        return in_order((*self.document.diagnostics, *self.found))

    def _value(self, path: Path) -> Node | None:
        return self.document.nearest(self._written(path))

    def _key(self, path: Path) -> Node | None:
        return self.document.key_at(self._written(path)) or self._value(path)

    def _written(self, path: Path) -> Path:
        if not self.moved:
            return path
        return tuple(self.moved.get(path[: depth + 1], step) for depth, step in enumerate(path))

    def _spot(self, node: Node | None) -> _Spot:
        return _Spot(node.source, node.start) if node else _Spot(self.document.source, Mark(0, 1, 1))

    def _within(self, node: Node | None, offset: int) -> _Spot:
        return _Spot(node.source, node.source.within(node, offset)) if isinstance(node, Scalar) else self._spot(node)

    def _add(
        self,
        at: _Spot,
        code: str,
        message: str,
        *,
        severity: Severity = Severity.ERROR,
        also: Also = (),
    ) -> None:
        also += self._taken_over(at)
        found = at.source.diagnostic(code, at.mark, message, severity=severity, also=also)
        # What reading stumbled over, the parts that it belongs to would only refuse again in other words.
        if all(found.place != one.place for one in self.document.diagnostics):
            self.found.append(found)

    def _taken_over(self, at: _Spot) -> Also:
        """Return where the file says that it takes over what stands *at* a place of another file."""
        if self.document.extends is None or at.source is self.document.source:
            return ()
        return ((self.document.extends.place, "taken over here"),)


def _scalars(path: Path, node: Node) -> Iterator[tuple[Path, Scalar]]:
    match node:
        case Scalar():
            yield path, node
        case Mapping(entries=entries):
            for key, below in entries:
                yield from _scalars((*path, key.text), below)
        case _:
            for position, below in enumerate(node.items):
                yield from _scalars((*path, position), below)
