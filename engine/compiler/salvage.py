"""What is left of a rule file without the parts that have the wrong shape, so that the rest is checked all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from engine.compiler.findings import Findings
from engine.compiler.mending import mended
from engine.compiler.nodes import Path
from engine.compiler.plain import Plain
from engine.compiler.shape.rule_set import RuleSetShape
from engine.compiler.shapes import held, report
from engine.model.matters import every_name

_BY_NAME = ("kpis", "measures", "parameters", "records", "indices", "caps", "events")
_BY_POSITION = ("escalation", "payment")
_OPTIONAL_IN_ENTRIES = ("name", "clause", "when", "round", "index", "cap")
# What stands in for a top-level key that is missing or spoilt; a file with mistakes never becomes a rule set.
_STAND_INS: dict[str, Plain] = {
    "rule_set": "unnamed",
    "in_force": "2000-01-01",
    "reporting": {"every": "month"},
    "scale": "procurement-act-2023",
    "failure": "requires_improvement",
    "over_not_rated": "skips",
    "kpis": {"unnamed": {"value": "0"}},
}
_UNREADABLE = {"policy": "unreadable"}


@dataclass(frozen=True, slots=True)
class Spoiled:
    """Names whose own declaration has mistakes, reported already; *wholly* where a whole section has."""

    names: frozenset[str] = frozenset()
    wholly: bool = False

    def __contains__(self, name: object) -> bool:
        return self.wholly or name in self.names

    def with_names(self, names: Iterable[str]) -> Spoiled:
        """Return this with *names* besides."""
        return Spoiled(self.names.union(names), self.wholly)


class Salvaged(NamedTuple):
    """The shape of what is sound, whether that is all of it, and the names that are not."""

    shape: RuleSetShape | None
    whole: bool
    spoiled: Spoiled


def salvaged(tree: Plain, findings: Findings) -> Salvaged:
    """Return what of *tree*, a mapping, is sound; every mistake in its shape is reported.

    What is left out is noted as spoilt, so that nothing is said of its not being there.
    """
    found = held(RuleSetShape, tree)
    unreadable = findings.unreadable()
    if isinstance(found.value, RuleSetShape) and not unreadable:
        return Salvaged(found.value, whole=True, spoiled=Spoiled())
    report(found.mistakes, findings, ())
    copy = mended(tree, found.mistakes, findings)
    missing = [(key,) for key in _STAND_INS if key not in copy]
    wrong = [one.path for one in held(RuleSetShape, copy).mistakes]
    parts = {_part(path) for path in (*wrong, *unreadable) if path}.union(missing)
    spoiled = Spoiled(frozenset(_names(copy, parts)), any(part[0] in _SECTIONS for part in parts if len(part) == 1))
    findings.spoilt.update(parts)
    value = held(RuleSetShape, _without(copy, parts)).value
    return Salvaged(value if isinstance(value, RuleSetShape) else None, whole=False, spoiled=spoiled)


_SECTIONS = (*_BY_NAME, *_BY_POSITION)


def _part(path: Path) -> Path:
    """Return the smallest part of a rule file that makes sense alone and holds *path*."""
    section, below = path[0], path[2:]
    if section == "kpis" and below:
        return path[:3]
    if section in _BY_POSITION and below and below[0] in _OPTIONAL_IN_ENTRIES:
        return path[:3]
    return path[:2] if section in _SECTIONS else path[:1]


def _names(tree: Plain, parts: Collection[Path]) -> Iterable[str]:
    """Yield the names of what *parts* leaves out as a whole."""
    for section, *below in (part for part in parts if len(part) == 2):
        if section == "events":
            yield from every_name(str(below[0]))
        elif section in _BY_NAME:
            yield str(below[0])
        elif isinstance(entry := _under(tree, (section, *below)), dict):
            yield str(entry.get("name", entry.get("policy")))


def _without(tree: Plain, parts: Collection[Path]) -> Plain:
    """Return *tree* without *parts*, stand-ins in the place of what must be there."""
    for part in sorted(parts, key=len, reverse=True):
        match _under(tree, part[:-1]), part[-1]:
            case list() as entries, int(position):
                entries[position] = dict(_UNREADABLE)
            case dict() as mapping, key:
                mapping.pop(key, None)
    for key, stand_in in _STAND_INS.items():
        tree[key] = tree.get(key) or stand_in
    return tree


def _under(tree: Plain, path: Path) -> Plain:
    """Return what stands under *path*; nothing where that was mended away."""
    for step in path:
        match tree, step:
            case dict(), _:
                tree = tree.get(step)
            case list(), int():
                tree = tree[step]
            case _:
                return None
    return tree
