"""Holds what came against what a test expects, down to the value that differs and its place."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from engine.authoring.expectation_shape import NOTHING
from engine.authoring.facts import Facts
from engine.compiler.nodes import Mapping, Mark, Node, Scalar, Sequence
from engine.model.document import Json

# Sums by kind, or by period, and what may be published: one that nobody expected differs too.
_WHOLE = frozenset({"due", "capped_off", "applied", "pending", "publishable"})
_COUNTED = frozenset({"decided_again", "milestones"})  # where `{}` says that there are none
_CONTAINED = frozenset({"refused", "undecided"})  # sentences of which an author gives a part


class Unlike(NamedTuple):
    """One expectation that was not met, by its key; *at* is where it stands."""

    what: str
    at: Mark
    expected: str
    actual: str


def unlike(expect: Mapping, found: Facts) -> Iterator[Unlike]:
    """Yield every difference between *expect* and what was *found*; what is not expected is not compared."""
    for key, expected in expect.entries:
        actual = found.get(key.text)
        if key.text in _CONTAINED:
            yield from _not_contained(key.text, expected, actual)
        else:
            yield from _compared(key.text, expected, actual)
        if key.text in _WHOLE and isinstance(expected, Mapping) and isinstance(actual, dict):
            yield from _not_expected(key.text, expected, actual)


def _compared(what: str, expected: Node, actual: Json) -> Iterator[Unlike]:
    match expected, actual:
        case Mapping(), dict() if actual and not expected.entries and what.rpartition(".")[2] in _COUNTED:
            yield Unlike(what, expected.start, "none", ", ".join(actual))
        case Mapping(), dict():
            for key, below in expected.entries:
                yield from _compared(f"{what}.{key.text}", below, actual.get(key.text))
        case Sequence(), list() if len(expected.items) == len(actual):
            for place, (item, found) in enumerate(zip(expected.items, actual, strict=True), start=1):
                yield from _compared(f"{what} {place}", item, found)
        case Scalar(), None | bool() | int() | str() if _same(expected.text, actual):
            return
        case _:
            yield Unlike(what, expected.start, _written(expected), _told(_asked(expected, actual)))


def _not_contained(what: str, expected: Node, actual: Json) -> Iterator[Unlike]:
    text = _written(expected)
    if not isinstance(actual, str) or text not in actual:
        yield Unlike(what, expected.start, text, _told(actual))


def _not_expected(what: str, expected: Mapping, actual: Facts) -> Iterator[Unlike]:
    for kind in actual:
        if expected.get(kind) is None:
            yield Unlike(f"{what}.{kind}", expected.start, "none", _told(actual[kind]))


def _same(expected: str, actual: Json) -> bool:
    """Return whether *expected* writes *actual*: numbers are compared as numbers, so that 3.20 is 3.2."""
    if actual is None:
        return expected in NOTHING
    told = _told(actual)
    return expected == told or (_is_number(expected) and _is_number(told) and Decimal(expected) == Decimal(told))


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _asked(expected: Node, actual: Json) -> Json:
    """Return of the mappings in *actual* the keys that those in *expected* have, if it has any."""
    if not isinstance(expected, Sequence) or not isinstance(actual, list):
        return actual
    keys = {key.text for item in expected.items if isinstance(item, Mapping) for key, _ in item.entries}
    return [
        {key: one for key, one in item.items() if key in keys} if keys and isinstance(item, dict) else item
        for item in actual
    ]


def _written(node: Node) -> str:
    match node:
        case Scalar():
            return node.text.rstrip("\n")
        case Mapping():
            return f"{{{', '.join(f'{key.text}: {_written(value)}' for key, value in node.entries)}}}"
        case Sequence():
            return f"[{', '.join(map(_written, node.items))}]"


def _told(found: Json) -> str:
    match found:
        case None:
            return "none"
        case bool():
            return "true" if found else "false"
        case dict():
            return f"{{{', '.join(f'{key}: {_told(value)}' for key, value in found.items())}}}"
        case list():
            return f"[{', '.join(map(_told, found))}]"
    return str(found)
