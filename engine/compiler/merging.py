"""Puts one tree over another: mappings merge by key, lists and scalars replace, and each node keeps its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple
from unicodedata import normalize

from engine.compiler.nodes import Mapping, Node, Scalar

Entry = tuple[Scalar, Node]


class Absent(NamedTuple):
    """A path leads to nothing; *known* are those that stand where it leaves the tree."""

    known: tuple[str, ...]


def merged(base: Node, over: Node) -> Node:
    """Return *over* with what *base* says besides; the keys of *base* keep their order.

    A key that only *over* has comes after the one that it follows there, since bands mean something by their order.
    """
    if not (isinstance(base, Mapping) and isinstance(over, Mapping)):
        return over
    mine = _by_name(over.entries)
    entries = {name: _laid(one, mine.get(name)) for name, one in _by_name(base.entries).items()}
    order = _in_order(list(entries), list(mine))
    return replace(over, entries=tuple([entries[name] if name in entries else mine[name] for name in order]))


def without(tree: Mapping, path: str, above: str = "") -> Mapping | Absent:
    """Return *tree*, which stands under the path *above*, without what stands under *path*: keys joined by dots."""
    entries = _by_name(tree.entries)
    # A key may have dots of its own.
    name = max((one for one in entries if f"{path}.".startswith(f"{one}.")), key=len, default=None)
    if name is None:
        return Absent(tuple(above + one for one in entries))
    if path == name:
        return replace(tree, entries=tuple(one for key, one in entries.items() if key != name))
    key, value = entries[name]
    if not isinstance(value, Mapping):
        return Absent((above + name,))
    below = without(value, path[len(name) + 1 :], f"{above}{name}.")
    if isinstance(below, Absent):
        return below
    return replace(tree, entries=tuple((entries | {name: (key, below)}).values()))


def _laid(base: Entry, over: Entry | None) -> Entry:
    return (over[0], merged(base[1], over[1])) if over else base


def _in_order(base: list[str], over: list[str]) -> list[str]:
    """Return the names of *base*, and between them those that only *over* has."""
    order = [*base]
    shared = next((name for name in over if name in base), None)
    at = order.index(shared) if shared is not None else len(order)
    for name in over:
        if name in order:
            at = order.index(name)
        else:
            order.insert(at, name)
        at += 1
    return order


def _by_name(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {_name(entry[0]): entry for entry in entries}


def _name(key: Scalar) -> str:
    return normalize("NFC", key.text)
