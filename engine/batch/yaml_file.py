"""YAML files of submissions: a list, or one under `submissions:`; the traps that rule files refuse are refused here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from engine.batch.cells import row
from engine.batch.rows import Read, Unreadable
from engine.compiler.nodes import Document, Mapping, Node, Sequence
from engine.compiler.plain import plain
from engine.compiler.reader import read


def read_yaml(content: bytes) -> Iterator[Read]:
    """Yield a row for each entry of the list; a mistake inside one refuses that one only."""
    document = read("", content)
    items = _items(document)
    if items is None:
        yield from _unusable(document)
        return
    wrong = _mistakes(document, [item.start.line for item in items])
    yield from (Unreadable(line, message) for line, message in wrong.get(-1, ()))
    for place, item in enumerate(items):
        if place in wrong:
            yield from (Unreadable(line, message) for line, message in wrong[place])
        else:
            yield _read(item)


def _items(document: Document) -> tuple[Node, ...] | None:
    root = document.root
    listed = root.get("submissions") if isinstance(root, Mapping) else root
    return listed.items if isinstance(listed, Sequence) else None


def _unusable(document: Document) -> Iterator[Unreadable]:
    for diagnostic in document.diagnostics:
        yield Unreadable(diagnostic.place.line, diagnostic.message)
    if not document.diagnostics:
        yield Unreadable(1, "expected a list of submissions, or one under `submissions:`")


def _mistakes(document: Document, starts: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Return what reading brought up, by the entry that it stands in; -1 is before the first."""
    found: dict[int, list[tuple[int, str]]] = {}
    for diagnostic in document.diagnostics:
        place = bisect_right(starts, diagnostic.place.line) - 1
        found.setdefault(place, []).append((diagnostic.place.line, diagnostic.message))
    return found


def _read(item: Node) -> Read:
    line = item.start.line
    if not isinstance(item, Mapping):
        return Unreadable(line, "expected a mapping with a contract, a period and figures")
    try:
        return row(line, plain(item))
    except ValueError as error:
        return Unreadable(line, str(error))
