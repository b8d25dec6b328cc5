"""What the version before called differently (SEMANTICS 28)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.compiler.reading import Reading
from engine.compiler.shape.rule_set import RuleSetShape, WasShape
from engine.model.renames import Renames


def renames(shape: RuleSetShape, reading: Reading, ladders: Mapping[str, tuple[str, ...]]) -> Renames | None:
    """Return what the version before called differently, if it says so; *ladders* are today's, with their rungs."""
    was = shape.was
    if was is None:
        return None
    kpis = {
        old: None if new == "dropped" else new
        for old, new in (was.kpis or {}).items()
        if new == "dropped" or reading.known(("was", "kpis", old), new, tuple(shape.kpis), "KPI")
    }
    found = {old: reading.rating(("was", "ratings", old), new) for old, new in (was.ratings or {}).items()}
    ratings = {old: rating for old, rating in found.items() if rating}
    return Renames(kpis, ratings, dict(_rungs(was, reading, ladders)))


def _rungs(
    was: WasShape, reading: Reading, ladders: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[tuple[str, str], str]]:
    for ladder, named in (was.rungs or {}).items():
        path = ("was", "rungs", ladder)
        if not reading.known_key(path, tuple(ladders), "ladder"):
            continue
        for old, new in named.items():
            if reading.known((*path, old), new, ladders[ladder], "rung"):
                yield (ladder, old), new
