"""What an author plainly meant: mistakes in shape are reported and mended, so that what stands below is checked too."""

from __future__ import annotations

from copy import deepcopy
from typing import TypeVar

from pydantic import BaseModel

from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.plain import Plain
from engine.compiler.shapes import Mistake, held, report

Model = TypeVar("Model", bound=BaseModel)


def as_meant(model: type[Model], tree: Plain, findings: Findings, *, at: Path = ()) -> Model | None:
    """Return *tree* as *model*, mended where that is possible; its mistakes are reported under the path *at*."""
    found = held(model, tree)
    if found.mistakes:
        report(found.mistakes, findings, at)
        copy = mended(tree, found.mistakes, findings, at=at)
        for one in found.mistakes:
            # Whatever word stands there instead, what the other keys say can be looked at.
            if one.words.meant is None and one.words.possible is not None:
                _parent(copy, one.path)[one.path[-1]] = one.words.possible
        found = held(model, copy)
    return found.value if isinstance(found.value, model) else None


def mended(tree: Plain, mistakes: tuple[Mistake, ...], findings: Findings, *, at: Path = ()) -> Plain:
    """Return a copy of *tree*, which stands under *at*, with the keys and words that were plainly meant."""
    copy = deepcopy(tree)
    for one in mistakes:
        if one.kind == "extra_forbidden":
            _mend_key(copy, one, findings, at)
        elif one.words.meant is not None:
            _parent(copy, one.path)[one.path[-1]] = one.words.meant
    return copy


def _mend_key(tree: Plain, mistake: Mistake, findings: Findings, at: Path) -> None:
    """Give the unknown key that *mistake* is about the name that was meant, or take it out."""
    mapping, key, meant = _parent(tree, mistake.path), mistake.path[-1], mistake.words.meant
    value = mapping.pop(key)
    if meant is not None and meant not in mapping:
        mapping[meant] = value
        findings.moved[(*at, *mistake.path[:-1], meant)] = key


def _parent(tree: Plain, path: Path) -> Plain:
    for step in path[:-1]:
        tree = tree[step]
    return tree
