"""A rule file with all that it extends, written out as one file, and where each value of it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.compiler.nodes import Mapping, Node, Scalar, Sequence, Style
from engine.diagnostics import Place

_WIDEST = 72  # columns up to which places stand below each other
_NOT_IN_BRACKETS = re.compile(r"[,\[\]{}\n]|:$")


class Value(NamedTuple):
    """One value by its *path*, keys and 0-based positions joined by dots, and the place where an author wrote it."""

    path: str
    text: str
    place: Place


class _Line(NamedTuple):
    text: str
    place: Place | None = None


def written_out(root: Node) -> str:
    """Return *root* as the text of a rule file, with a comment behind each value that says where it stands."""
    lines = [*_block(root)]
    width = min(_WIDEST, max((len(line.text) for line in lines if line.place), default=0))
    return "".join(f"{_commented(line, width)}\n" for line in lines)


def values(node: Node, path: str = "") -> Iterator[Value]:
    """Yield every value of *node*, which stands under *path*, in order; what is empty stands for itself."""
    match node:
        case Scalar():
            yield Value(path, node.text, node.place)
        case Mapping(entries=()) | Sequence(items=()):
            yield Value(path, _empty(node), node.source.place(node.start))
        case Mapping(entries=entries):
            for key, below in entries:
                yield from values(below, f"{path}.{key.text}" if path else key.text)
        case Sequence(items=items):
            for position, below in enumerate(items):
                yield from values(below, f"{path}.{position}")


def _commented(line: _Line, width: int) -> str:
    return f"{line.text.ljust(width)}  # {line.place.file}:{line.place.line}" if line.place else line.text


def _block(node: Node, pad: str = "") -> Iterator[_Line]:
    """Yield the lines of *node*, indented by *pad*."""
    inline = _inline(node)
    if inline is not None:
        yield _Line(pad + inline, node.source.place(node.start))
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            yield from _entry(pad + _scalar(key), value, pad)
    elif isinstance(node, Sequence):
        for item in node.items:
            first, *more = _block(item, f"{pad}  ")
            yield first._replace(text=f"{pad}- {first.text.removeprefix(f'{pad}  ')}")
            yield from more


def _entry(key: str, value: Node, pad: str) -> Iterator[_Line]:
    inline = _inline(value)
    if inline is None:
        yield _Line(f"{key}:")
        yield from _block(value, f"{pad}  ")
    else:
        yield _Line(f"{key}: {inline}", value.source.place(value.start))


def _inline(node: Node) -> str | None:
    """Return *node* as one line can hold it; None where it takes several."""
    match node:
        case Scalar():
            return _scalar(node)
        case Mapping(entries=()) | Sequence(items=()):
            return _empty(node)
        case Sequence(items=items) if all(map(_fits_brackets, items)):
            return f"[{', '.join(_scalar(item) for item in items if isinstance(item, Scalar))}]"
    return None


def _fits_brackets(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style is Style.PLAIN and not _NOT_IN_BRACKETS.search(node.text)


def _scalar(node: Scalar) -> str:
    # Text that stood in quotes must stay text; JSON's are quotes of YAML too.
    plain = node.style is Style.PLAIN and "\n" not in node.text
    return node.text if plain else json.dumps(node.text, ensure_ascii=False)


def _empty(node: Mapping | Sequence) -> str:
    return "{}" if isinstance(node, Mapping) else "[]"
