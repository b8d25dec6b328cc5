"""Where figures may come from, and what each measure asks of that."""

from __future__ import annotations

from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.compiler.shape.rule_set import MeasureShape, RuleSetShape
from engine.diagnostics import did_you_mean
from engine.model.sources import SOURCES, Otherwise, Required

_CHOICES = "`otherwise: refuse`, `doubtful` or `missing`"


def sources(shape: RuleSetShape, findings: Findings) -> tuple[str, ...]:
    """Return the names of where figures may come from: those that every rule set has, and those of *shape*."""
    found = list(SOURCES)
    for place, name in enumerate(shape.sources or ()):
        if name in found:
            known = "every rule set has" if name in SOURCES else "is there already"
            findings.error(("sources", place), "source-twice", f"expected another source than {quoted(name)}, {known}")
        else:
            found.append(name)
    return tuple(found)


def required(path: Path, given: MeasureShape, known: tuple[str, ...], findings: Findings) -> Required | None:
    """Return what the measure under *path* asks of where its figures come from; None where it asks nothing."""
    of = () if given.source is None else (given.source,) if isinstance(given.source, str) else tuple(given.source)
    _check_known(path, given, known, findings)
    if not of and not given.verified:
        if given.otherwise:
            message = "expected `source:` or `verified: true` beside `otherwise:`, which says what becomes of the rest"
            findings.key_error((*path, "otherwise"), "source-otherwise", message)
        return None
    if given.otherwise is None:
        key = "source" if of else "verified"
        message = f"expected {_CHOICES} beside `{key}:`, for figures that do not meet it"
        findings.key_error((*path, key), "source-otherwise", message)
        return None
    return Required(of, bool(given.verified), Otherwise(given.otherwise))


def _check_known(path: Path, given: MeasureShape, known: tuple[str, ...], findings: Findings) -> None:
    several = isinstance(given.source, list)
    for place, name in enumerate(given.source if isinstance(given.source, list) else filter(None, [given.source])):
        if name not in known:
            hint = did_you_mean(name, known) or ", or name it under `sources:`"
            message = f"expected one of {', '.join(map(quoted, known))}, not {quoted(name)}{hint}"
            findings.error((*path, "source", place) if several else (*path, "source"), "source-unknown", message)
