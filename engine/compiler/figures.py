"""Measures and parameters: what each may hold, and what stands in when it is left out."""

from __future__ import annotations

import keyword
from decimal import Decimal

from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.shape.rule_set import FigureShape, MeasureShape, RuleSetShape
from engine.expression import FUNCTIONS
from engine.model.decimals import plain
from engine.model.figures import Value
from engine.model.measures import Measure, MeasureType, Parameter, fitting
from engine.model.scale import Scale

_BOUNDED = (MeasureType.COUNT, MeasureType.NUMBER, MeasureType.PERCENT, MeasureType.MONEY)
_WORDS = {"true", "false", "otherwise"}


def measures(shape: RuleSetShape, findings: Findings) -> dict[str, Measure]:
    """Return the measures of *shape* that can be read; one whose default does not fit has none."""
    found = {name: _measure(("measures", name), given, findings) for name, given in shape.measures.items()}
    return {name: measure for name, measure in found.items() if measure}


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
    if measure.default is not None:
        _check_default(path, measure, findings)
    return measure


def _parameter(path: Path, given: FigureShape, findings: Findings) -> Parameter | None:
    if not _lists_choices(path, given, findings):
        return None
    name = str(path[-1])
    title = given.title or name.replace("_", " ")
    return Parameter(name, given.type, title, given.unit, tuple(given.of or ()), _default(path, given, findings))


def _at_least(given: MeasureShape) -> Decimal | None:
    if given.at_least is None and given.type in {MeasureType.COUNT, MeasureType.MONEY}:
        return Decimal(0)
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
    low, high = _at_least(given), given.at_most
    if low is not None and high is not None and low > high:
        key = "at_most" if given.at_least is None else "at_least"
        message = f"expected `at_least` no higher than `at_most`, got {plain(low)} and {plain(high)}"
        findings.error((*path, key), "bounds-order", message)


def _default(path: Path, given: FigureShape, findings: Findings) -> Value | None:
    if given.default is None:
        return None
    try:
        return fitting(given.type, given.default, tuple(given.of or ()))
    except ValueError as error:
        findings.error((*path, "default"), "default-type", str(error))
        return None


def _check_default(path: Path, measure: Measure, findings: Findings) -> None:
    try:
        measure.admitted(measure.default)
    except ValueError as error:
        findings.error((*path, "default"), "default-type", str(error))


def check_names(shape: RuleSetShape, scale: Scale, findings: Findings) -> None:
    """Report names that mean something else already: in the file, in the scale, or in the language."""
    paths: list[Path] = [("measures", name) for name in shape.measures]
    paths += [("parameters", name) for name in shape.parameters]
    paths += [("kpis", name) for name in shape.kpis]
    taken: dict[str, Path] = {}
    for path in sorted(paths, key=findings.place):
        name = str(path[-1])
        _check_name(name, path, scale, findings)
        first = taken.setdefault(name, path)
        if first != path:
            message = f"expected one meaning for each name: `{name}` is declared under `{first[0]}` already"
            findings.key_error(path, "name-twice", message, also=((findings.place(first), "declared here first"),))


def _check_name(name: str, path: Path, scale: Scale, findings: Findings) -> None:
    if name in FUNCTIONS or name in _WORDS or keyword.iskeyword(name):
        findings.key_error(path, "name-reserved", f"expected another name: `{name}` is a word of the language")
    elif name in (*scale.names, scale.not_rated):
        findings.key_error(path, "name-reserved", f"expected another name: `{name}` is a rating of the scale")
