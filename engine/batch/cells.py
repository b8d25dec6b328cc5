"""A cell out of what JSON and YAML can say: numbers keep their exact text, and an absence its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.batch.rows import Cell, Row
from engine.diagnostics import did_you_mean
from engine.model.figures import STATED, Absence

FIGURES = "figures"
NESTED = f"{FIGURES}."
# What stands behind the name of a figure in the names of the columns that say where it came from.
SOURCE, VERIFIED = ".source", ".verified"
_VALUE = "value"
_SOURCED = {_VALUE, "absent", "source", "verified"}
_ABSENCES = {absence.value: absence for absence in STATED} | {absence.name.lower(): absence for absence in STATED}


def absence(text: str) -> Absence:
    """Return the absence that a submission may state as *text*; ValueError names those that there are."""
    if text not in _ABSENCES:
        known = [stated.name.lower() for stated in STATED]
        raise ValueError(f"expected an absence, not `{text}`{did_you_mean(text, known)}")
    return _ABSENCES[text]


def row(line: int, given: Mapping[str, Any]) -> Row:
    """Return *given*, its figures flat or under `figures`, as the row at *line*; ValueError names what is no figure."""
    pairs = tuple(_flattened(given))
    return Row(line, tuple(name for name, _ in pairs), tuple(cell for _, cell in pairs))


def is_text(text: str) -> bool:
    """Return whether *text* can be written as UTF-8."""
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def _flattened(given: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    for name, value in given.items():
        if name == FIGURES and isinstance(value, dict) and "absent" not in value:
            yield from ((f"{NESTED}{figure}", _cell(figure, below)) for figure, below in _parted(value))
        else:
            yield from ((one, _cell(one, below)) for one, below in _parted({name: value}))


def _parted(given: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield what is *given* with its name, where a figure came from beside it."""
    for name, value in given.items():
        if not isinstance(value, dict) or value.keys() == {"absent"} or not value.keys() <= _SOURCED:
            yield name, value
            continue
        yield name, {"absent": value["absent"]} if "absent" in value else value.get(_VALUE)
        yield from ((f"{name}{mark}", value[mark[1:]]) for mark in (SOURCE, VERIFIED) if mark[1:] in value)


def _cell(name: str, value: object) -> Cell:
    match value:
        case None:
            return Absence.MISSING
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case str() if is_text(value):
            return value
        case str():
            raise ValueError(f"expected text for `{name}`, not half a surrogate pair")
        case {"absent": str(reason), **others} if not others:
            return absence(reason)
    what = "a list" if isinstance(value, Iterable) and not isinstance(value, dict) else "a mapping"
    raise ValueError(f"expected one value, or `absent:` with its reason, for `{name}`, not {what}")
