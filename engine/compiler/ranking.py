"""The section `ranking`: how providers under these rules are ranked among each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from engine.compiler.criteria import CriterionPlace, criterion
from engine.compiler.nodes import Path
from engine.compiler.reading import Reading
from engine.compiler.shape.ranking import RankingShape
from engine.expression import Typed
from engine.model.kpi import Kpi
from engine.model.ranking import Absences, Ranking
from engine.model.terms import percent_text

_AT = "ranking"


class Declared(NamedTuple):
    """What the rest of the file declares: KPIs with the types of their values, and the rungs of ladders."""

    kpis: Mapping[str, tuple[Kpi, Typed]]
    rungs: Mapping[str, tuple[str, ...]]


def ranking(reading: Reading, given: RankingShape | None, declared: Declared) -> Ranking | None:
    """Return how *given* ranks providers; None where it has mistakes, which are reported, or is not there."""
    if given is None:
        return None
    before = len(reading.findings.found)
    criteria = [criterion(place) for place in _places(reading, given, declared)]
    _check_weights(reading, given)
    _check_confidence(reading, given)
    _check_ties(reading, given)
    _check_suspended(reading, given, declared.rungs)
    sound = tuple(one for one in criteria if one)
    if len(reading.findings.found) > before or len(sound) < len(given.criteria):
        return None
    return Ranking(
        title=given.title or "Ranking",
        clause=given.clause or "",
        precision=given.precision,
        periods=given.over or 1,
        criteria=sound,
        confidence=given.confidence,
        absences=Absences(given.not_returned, given.missing, given.suppressed, given.not_rated),
        ties=tuple(given.ties or ()),
        suspended={ladder: frozenset(rungs) for ladder, rungs in (given.suspended or {}).items()},
    )


def _places(reading: Reading, given: RankingShape, declared: Declared) -> Iterator[CriterionPlace]:
    for name, shape in given.criteria.items():
        path: Path = (_AT, "criteria", name)
        if reading.known((*path, "kpi"), shape.kpi, tuple(declared.kpis), "KPI"):
            yield CriterionPlace(reading, path, shape, *declared.kpis[shape.kpi])


def _check_weights(reading: Reading, given: RankingShape) -> None:
    """Report weights that are not shares of one whole."""
    for name, one in given.criteria.items():
        if one.weight <= 0:
            message = f"expected a weight of more than 0%, not {percent_text(one.weight)}"
            reading.findings.error((_AT, "criteria", name, "weight"), "weight-negative", message)
            return
    total = sum((one.weight for one in given.criteria.values()), Decimal(0))
    if total != 1:
        message = f"expected weights that total 100%, not {percent_text(total)}"
        reading.findings.key_error((_AT, "criteria"), "weights-total", message)


def _check_confidence(reading: Reading, given: RankingShape) -> None:
    """Report a confidence that is missing beside a rate, or says nothing without one."""
    rates = [name for name, one in given.criteria.items() if one.rate]
    if rates and given.confidence is None:
        message = "expected a `confidence` such as `95%` beside a `rate`: how sure its interval is"
        reading.findings.key_error((_AT, "criteria", rates[0], "rate"), "missing-key", message)
    if given.confidence is not None and not rates:
        message = "expected `confidence` beside a `rate` only: no criterion has one"
        reading.findings.key_error((_AT, "confidence"), "key-alone", message)


def _check_ties(reading: Reading, given: RankingShape) -> None:
    """Report what settles ties and is no criterion, or stands twice."""
    for place, name in enumerate(given.ties or ()):
        at: Path = (_AT, "ties", place)
        reading.known(at, name, tuple(given.criteria), "criterion")
        if name in (given.ties or ())[:place]:
            reading.findings.error(at, "name-twice", f"expected each criterion once: `{name}` stands twice")


def _check_suspended(reading: Reading, given: RankingShape, rungs: Mapping[str, tuple[str, ...]]) -> None:
    """Report ladders and rungs that are not there."""
    for ladder, names in (given.suspended or {}).items():
        at: Path = (_AT, "suspended", ladder)
        if reading.known_key(at, tuple(rungs), "ladder"):
            for place, name in enumerate(names):
                reading.known((*at, place), name, rungs[ladder], "rung")
