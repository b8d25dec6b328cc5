"""What the version before called differently (SEMANTICS 28)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from engine.compiler.reading import Reading
from engine.compiler.shape.rule_set import RuleSetShape, WasShape
from engine.model.renames import Renames

_DROPPED = "dropped"
_WHAT = {"kpis": "KPI", "payment": "payment entry", "caps": "cap"}


class Named(NamedTuple):
    """What today's names may be: of *ladders* with their rungs, of *payments* and their *caps*."""

    ladders: Mapping[str, tuple[str, ...]]
    payments: Collection[str]
    caps: Collection[str]


def renames(shape: RuleSetShape, reading: Reading, named: Named) -> Renames | None:
    """Return what the version before called differently, if it says so, in the names of today."""
    was = shape.was
    if was is None:
        return None
    kpis = _became(reading, "kpis", was.kpis, tuple(shape.kpis))
    payments = _became(reading, "payment", was.payment, named.payments)
    caps = _became(reading, "caps", was.caps, named.caps)
    found = {old: reading.rating(("was", "ratings", old), new) for old, new in (was.ratings or {}).items()}
    ratings = {old: rating for old, rating in found.items() if rating}
    return Renames(kpis, ratings, dict(_rungs(was, reading, named.ladders)), payments, caps)


def _became(
    reading: Reading, key: str, said: Mapping[str, str] | None, names: Collection[str]
) -> dict[str, str | None]:
    """Return what *said* of each name that the version before had: one of *names*, or None where it is dropped."""
    return {
        old: None if new == _DROPPED else new
        for old, new in (said or {}).items()
        if new == _DROPPED or reading.known(("was", key, old), new, names, _WHAT[key])
    }


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
