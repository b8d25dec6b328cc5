"""What surrounds a KPI's value: its sample, what missing means, points, repeats, and how often it is measured."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.compiler.dating import dated_values
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.compiler.reading import NUMERIC, Reading
from engine.compiler.shape.kpi import Carried, Deemed, KpiShape
from engine.diagnostics import closest
from engine.expression import Kind, Typed, Vocabulary
from engine.model.dated import Dated
from engine.model.days import YearKind
from engine.model.kpi import Missing, MissingKind, Sample
from engine.model.reporting import Every, Measurement
from engine.model.terms import Quantity

_RHYTHMS = {"month": 1, "quarter": 3, "half year": 6, "year": 12}
_NUMBER = Typed(Kind.NUMBER)


def sample(reading: Reading, path: Path, shape: KpiShape, vocabulary: Vocabulary) -> Sample | None:
    """Return the guard of *shape*, if it has a sound one."""
    if shape.sample is None:
        return None
    program = reading.program((*path, "sample", "of"), shape.sample.of.text, vocabulary, NUMERIC)
    needed = program.type if program else _NUMBER
    sound = reading.quantities((*path, "sample", "at_least"), shape.sample.at_least, needed)
    return Sample(program, shape.sample.at_least) if program and sound else None


def missing(reading: Reading, path: Path, shape: KpiShape) -> Missing:
    """Return what a missing figure means; without a word it is not rated."""
    match shape.missing:
        case None | "not_rated":
            return Missing(MissingKind.NOT_RATED)
        case "refuse":
            return Missing(MissingKind.REFUSE)
        case Carried(carry_forward=periods):
            return Missing(MissingKind.CARRY_FORWARD, periods=periods)
        case Deemed(failure=name):
            return _deemed(reading, (*path, "missing", "failure"), name)
    return Missing(MissingKind.CARRY_FORWARD)


def _deemed(reading: Reading, path: Path, name: str) -> Missing:
    rating = reading.rating(path, name)
    if rating and rating.rank < reading.failure.rank:
        message = f"expected a failure (`{reading.failure}` or worse) for what is missing, not {quoted(name)}"
        reading.findings.error(path, "missing-rating", message)
    return Missing(MissingKind.FAILURE, rating)


def points(reading: Reading, path: Path, shape: KpiShape) -> dict[str, Dated[Quantity]]:
    """Return the points by rating."""
    for name, dated in (shape.points or {}).items():
        at = (*path, "points", name)
        reading.rating_key(at)
        reading.quantities(at, dated, _NUMBER)
        _refuse_negative(reading, at, dated, "points")
    return shape.points or {}


def repeat(reading: Reading, path: Path, shape: KpiShape) -> Dated[Quantity] | None:
    """Return what a repeated failure's points are multiplied by: flat, never compounding (SEMANTICS 20)."""
    if shape.repeat is not None:
        names = [(at, value.figure) for at, value in dated_values((*path, "repeat"), shape.repeat)]
        known = ("double", "triple", *reading.parameters)
        sound = [reading.known(at, name, known, "multiple") for at, name in names if isinstance(name, str)]
        if all(sound):
            reading.quantities((*path, "repeat"), shape.repeat, _NUMBER)
        _refuse_negative(reading, (*path, "repeat"), shape.repeat, "a multiple")
    return shape.repeat


def _refuse_negative(reading: Reading, path: Path, dated: Dated[Quantity], what: str) -> None:
    for at, value in dated_values(path, dated):
        if isinstance(value.figure, Decimal) and value.figure < 0:
            reading.findings.error(at, "figure-negative", f"expected {what} of 0 or more, not {value}")


def every(reading: Reading, path: Path, shape: KpiShape) -> Measurement | None:
    """Return how often the KPI is measured, where that is less often than reported."""
    if shape.every is None:
        return None
    if isinstance(shape.every, list):
        return Measurement(tuple(sorted(shape.every)))
    if shape.every in _RHYTHMS:
        return Measurement(Every(_RHYTHMS[shape.every]))
    match = re.fullmatch(r"([1-9]\d?) months?", shape.every, re.ASCII)
    if match:
        return Measurement(Every(int(match[1]), YearKind.CONTRACT))
    meant = closest(shape.every, _RHYTHMS)
    suggestion = f"; did you mean `{meant}`?" if meant else ""
    words = ", ".join(f"`{word}`" for word in ("6 months", *_RHYTHMS))
    message = f"expected {words} or a list of dates, not {quoted(shape.every)}{suggestion}"
    reading.findings.error((*path, "every"), "unexpected-value", message)
    return None
