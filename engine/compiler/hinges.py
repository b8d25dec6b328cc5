"""Refuses what can never come to anything, such as a price for the failures of a KPI that has nothing to fail by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias, assert_never

from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.compiler.reading import Reading
from engine.model.kpi import Bands, Choices, FirstMatch, Kpi, Lines, Ranges, WorstOf
from engine.model.policy import Hinge
from engine.model.scale import Rating

# KPIs by name; None is one that has mistakes of its own, and may come to anything.
Kpis: TypeAlias = Mapping[str, Kpi | None]

_THAT = {"rating": "is rated", "failure": "can fail"}


def check_hinges(reading: Reading, path: Path, hinges: Iterable[Hinge], kpis: Kpis) -> None:
    """Report each of *hinges*, those of the entry at *path*, that no KPI can ever open."""
    for hinge in hinges:
        names = tuple(kpis) if hinge.kpi is None else (hinge.kpi.name,)
        if not any(_opens(hinge, name, kpis, reading.failure) for name in names):
            found = " in the rule set" if hinge.kpi is None else f", not {quoted(hinge.kpi.name)}"
            message = f"expected a KPI that {_THAT[hinge.on]}{found}: nothing would ever be due"
            reading.findings.error((*path, *hinge.place), "never-due", message)


def _opens(hinge: Hinge, name: str, kpis: Kpis, failure: Rating) -> bool:
    if kpis.get(name) is None:
        return True
    ratings = _ratings(name, kpis)
    return any(one is None or hinge.on == "rating" or one.rank >= failure.rank for one in ratings)


def _ratings(name: str, kpis: Kpis) -> Iterator[Rating | None]:
    """Yield the ratings that a KPI can have; None for what is not known."""
    kpi = kpis.get(name)
    if kpi is None:
        yield None
        return
    yield from _banded(kpi.bands)
    yield from (limiter.rating for limiter in kpi.limiters)
    if kpi.missing.rating is not None:
        yield kpi.missing.rating
    if isinstance(kpi.computation, WorstOf):
        for part in kpi.computation.kpis:
            yield from _ratings(part, kpis)


def _banded(bands: Bands | None) -> Iterator[Rating]:
    match bands:
        case None:
            return
        case Lines():
            yield from (*(one.rating for one in bands.lines), bands.otherwise)
        case Ranges():
            yield from (rating for rating, _ in bands.ranges)
        case Choices():
            yield from (rating for rating in bands.ratings.values() if rating is not None)
        case FirstMatch():
            yield from (*(rating for rating, _ in bands.cases), bands.otherwise)
        case _:
            assert_never(bands)
