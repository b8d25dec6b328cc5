"""Warns of `previous(...)` where its being unknown would stop a contract: in its first period, nothing is previous."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.expression import Program
from engine.model.kpi import FirstMatch, Kpi
from engine.model.rule_set import RuleSet

_UNGUARDED = re.compile(r"\bprevious\s*\(\s*(\w+)\s*\)")
_STOPS = "a person must judge, and the period stays open"
_NEVER_RATED = "it is not rated, and so never has a previous rating"


class _Hanging(NamedTuple):
    """An expression with its place, and what comes of its being unknown."""

    path: Path
    program: Program
    consequence: str


def lint_previous(rules: RuleSet, findings: Findings) -> None:
    """Warn of each `previous(kpi)` in *rules*, which are sound, that would keep a period from being decided."""
    for one in _hanging(rules):
        for found in _UNGUARDED.finditer(one.program.text) if "previous" in one.program.calls else ():
            message = (
                f"`previous({found[1]})` is unknown in a contract's first period and after one without a rating: then "
                f"{one.consequence}; say what stands in, as in `previous({found[1]}, {rules.scale.ratings[0]})`"
            )
            findings.warning_within((one.path, found.start()), "previous-unguarded", message)


def _hanging(rules: RuleSet) -> Iterator[_Hanging]:
    for kpi in rules.kpis.values():
        yield from _of_kpi(kpi)
    for position, entry in enumerate(rules.payments):
        if entry.when is not None:
            yield _Hanging(("payment", position, "when"), entry.when, _STOPS)


def _of_kpi(kpi: Kpi) -> Iterator[_Hanging]:
    path: Path = ("kpis", kpi.name)
    if isinstance(kpi.computation, Program) and kpi.name in kpi.computation.kpis:
        yield _Hanging((*path, "value"), kpi.computation, _NEVER_RATED)
    if isinstance(kpi.bands, FirstMatch):
        for number, (rating, program) in enumerate(kpi.bands.cases):
            yield _Hanging((*path, "ratings", number, rating.name), program, _STOPS)
    for number, limiter in enumerate(kpi.limiters):
        yield _Hanging((*path, "limiters", number, "when"), limiter.when, _STOPS)
