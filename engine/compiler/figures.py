"""Measures and parameters: what each may hold, and what stands in when it is left out."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

from engine.compiler.dating import Meeting, at_moment, dated_values, together
from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.shape.rule_set import FigureShape, MeasureShape, RuleSetShape
from engine.compiler.sources import required
from engine.expression import FUNCTIONS
from engine.model.dated import Dated, Point
from engine.model.decimals import plain
from engine.model.figures import Value
from engine.model.measures import Measure, MeasureType, Parameter, check_bounds, fitting
from engine.model.scale import Scale

_BOUNDED = (MeasureType.COUNT, MeasureType.NUMBER, MeasureType.PERCENT, MeasureType.MONEY)
_WORDS = {"true", "false", "otherwise"}
_ZERO = Dated.always(Decimal(0))


def measures(shape: RuleSetShape, sources: tuple[str, ...], findings: Findings) -> dict[str, Measure]:
    """Return the measures of *shape* that can be read; one whose default does not fit has none.

    *sources* are where figures may come from.
    """
    found = {name: _measure(("measures", name), given, findings) for name, given in shape.measures.items()}
    asked = {name: required(("measures", name), given, sources, findings) for name, given in shape.measures.items()}
    return {name: replace(measure, required=asked[name]) for name, measure in found.items() if measure}


def parameters(shape: RuleSetShape, findings: Findings) -> dict[str, Parameter]:
    """Return the parameters of *shape* that can be read; one without a default must be filled in by each contract."""
    found = {name: _parameter(("parameters", name), given, findings) for name, given in shape.parameters.items()}
    return {name: parameter for name, parameter in found.items() if parameter}


def _measure(path: Path, given: MeasureShape, findings: Findings) -> Measure | None:
    _check_bounds(path, given, findings)
    if not _lists_choices(path, given, findings):
        return None
    name = str(path[-1])
    measure = Measure(
        name=name,
        type=given.type,
        title=given.title or name.replace("_", " "),
        unit=given.unit,
        of=tuple(given.of or ()),
        at_least=_at_least(given),
        at_most=given.at_most,
        default=_default(path, given, findings),
        council=given.held_by == "council",
    )
    _check_default(path, measure, findings)
    return measure


def _parameter(path: Path, given: FigureShape, findings: Findings) -> Parameter | None:
    if not _lists_choices(path, given, findings):
        return None
    name = str(path[-1])
    title = given.title or name.replace("_", " ")
    return Parameter(name, given.type, title, given.unit, tuple(given.of or ()), _default(path, given, findings))


def _at_least(given: MeasureShape) -> Dated[Decimal] | None:
    if given.at_least is None and given.type in {MeasureType.COUNT, MeasureType.MONEY}:
        return _ZERO
    return given.at_least


def _lists_choices(path: Path, given: FigureShape, findings: Findings) -> bool:
    """Return whether there is a list of choices exactly where there should be one."""
    if given.type is MeasureType.CHOICE:
        if not given.of:
            message = "expected `of:`, the list of choices, beside `type: choice`"
            findings.key_error(path, "choice-of", message)
            return False
        for place, choice in enumerate(given.of):
            if choice in given.of[:place]:
                findings.error(
                    (*path, "of", place), "choice-twice", f"expected each choice once, found `{choice}` again"
                )
    elif given.of:
        message = f"expected `of:` beside `type: choice` only, not beside `type: {given.type.value}`"
        findings.key_error((*path, "of"), "choice-of", message)
        return False
    return True


def _check_bounds(path: Path, given: MeasureShape, findings: Findings) -> None:
    for key in ("at_least", "at_most"):
        if getattr(given, key) is not None and given.type not in _BOUNDED:
            findings.key_error((*path, key), "bounds-type", f"expected no bounds on a {given.type.value}")
    for at, low, high, point in _bounds(path, given):
        if low > high:
            message = f"expected `at_least` no higher than `at_most`, got {plain(low)} and {plain(high)}"
            findings.error(at, "bounds-order", message + at_moment(point))
            return


def _bounds(path: Path, given: MeasureShape) -> Iterator[tuple[Path, Decimal, Decimal, Point | None]]:
    """Yield the bounds that can be in force together, the lower one first, with a place in the file and the moment."""
    low, high = _at_least(given), given.at_most
    if low is None or high is None:
        return
    if given.at_least is None:
        # A bound that goes without saying has no place in the file.
        for one in together((*path, "at_most"), high, low):
            yield one.path, one.other, one.value, one.point
    else:
        yield from together((*path, "at_least"), low, high)


def _default(path: Path, given: FigureShape, findings: Findings) -> Dated[Value] | None:
    """Return the default in the figures that it means; None where there is none, or one of them does not fit."""
    if given.default is None:
        return None
    sound = True
    for at, text in dated_values((*path, "default"), given.default):
        try:
            fitting(given.type, text, tuple(given.of or ()))
        except ValueError as error:
            findings.error(at, "default-type", str(error))
            sound = False
    return given.default.map(lambda text: fitting(given.type, text, tuple(given.of or ()))) if sound else None


def _check_default(path: Path, measure: Measure, findings: Findings) -> None:
    """Report each figure of the default that would not be admitted at some moment when it stands in."""
    refused: dict[Path, str] = {}
    for one, low, high in _beside_bounds((*path, "default"), measure):
        try:
            check_bounds(one.value, low, high)
        except ValueError as error:
            refused.setdefault(one.path, f"{error}{at_moment(one.point)}")
    for at, message in refused.items():
        findings.error(at, "default-type", message)


_Bounded: TypeAlias = tuple[Meeting[Decimal, Decimal], Decimal | None, Decimal | None]


def _beside_bounds(path: Path, measure: Measure) -> Iterator[_Bounded]:
    """Yield each number of the default, which stands under *path*, with each bound that can be in force with it."""
    if measure.default is None or measure.type not in _BOUNDED:
        return
    default = measure.default.map(_number)
    if measure.at_least is not None:
        yield from ((one, one.other, None) for one in together(path, default, measure.at_least))
    if measure.at_most is not None:
        yield from ((one, None, one.other) for one in together(path, default, measure.at_most))


def _number(value: Value) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError("only numbers have bounds")
    return value


def check_names(shape: RuleSetShape, scale: Scale, findings: Findings) -> None:
    """Report names that mean something else already: in the file, in the scale, or in the language."""
    paths: list[Path] = [("measures", name) for name in shape.measures]
    paths += [("parameters", name) for name in shape.parameters]
    paths += [("kpis", name) for name in shape.kpis]
    paths += [("records", name) for name in shape.records or {}]
    taken: dict[str, Path] = {}
    for path in sorted(paths, key=findings.place):
        name = str(path[-1])
        check_name(name, path, scale, findings)
        first = taken.setdefault(name, path)
        if first != path:
            message = f"expected one meaning for each name: `{name}` is declared under `{first[0]}` already"
            findings.key_error(path, "name-twice", message, also=((findings.place(first), "declared here first"),))


def check_name(name: str, path: Path, scale: Scale, findings: Findings) -> None:
    """Report *name*, the key that *path* ends in, where it is a word of the language or a rating of *scale*."""
    if name in FUNCTIONS or name in _WORDS or keyword.iskeyword(name):
        findings.key_error(path, "name-reserved", f"expected another name: `{name}` is a word of the language")
    elif name in (*scale.names, scale.not_rated):
        findings.key_error(path, "name-reserved", f"expected another name: `{name}` is a rating of the scale")
