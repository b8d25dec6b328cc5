"""The order in which KPIs are computed: each after those that it is computed from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import NamedTuple

from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.shape.kpi import KpiShape
from engine.expression.reference_calls import SIGNATURES

_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
# What KPIs were in earlier periods is known before any is computed; where history may be asked is checked elsewhere.
_HISTORY = [name for name, signature in SIGNATURES.items() if signature.history]
_EARLIER = re.compile(rf"\b(?:previous|{'|'.join(_HISTORY)})\s*\([^()]*\)")
_NAME = re.compile(r"[A-Za-z_]\w*")


class Mention(NamedTuple):
    """Where one KPI names another: the *path* of the text, or of the key where it is no expression, and the offset."""

    path: Path
    offset: int


def in_order(kpis: Mapping[str, KpiShape], findings: Findings) -> tuple[str, ...]:
    """Return the names of *kpis*, each after those that it names; those that wait for each other are reported."""
    needs = {name: {one: at for one, at in _needs(name, kpi) if one in kpis} for name, kpi in kpis.items()}
    while True:
        try:
            return tuple(TopologicalSorter(needs).static_order())
        except CycleError as error:
            circle = _from_first(error.args[1][::-1], tuple(kpis))
            _report(circle, needs, findings)
            needs = {
                name: {one: at for one, at in below.items() if one not in circle}
                for name, below in needs.items()
                if name not in circle
            }


def _from_first(circle: list[str], order: tuple[str, ...]) -> list[str]:
    """Return *circle*, whose ends are one KPI, from the KPI that stands first in the file."""
    once = circle[:-1]
    start = min(range(len(once)), key=lambda place: order.index(once[place]))
    return [*once[start:], *once[:start], once[start]]


def _report(circle: list[str], needs: Mapping[str, Mapping[str, Mention]], findings: Findings) -> None:
    """Report *circle* where its first KPI names the second, and also where each other names the next."""
    mentions = [needs[name][following] for name, following in pairwise(circle)]
    if len(mentions) == 1:
        message = f"expected a KPI that does not need itself, and `{circle[0]}` does"
        findings.error_within(mentions[0], "kpi-cycle", message)
        return
    words = " needs ".join(f"`{name}`" for name in circle)
    places = [findings.place_within(*mention) for mention in mentions]
    also = tuple(
        (place, f"`{name}` needs `{following}` here")
        for place, (name, following) in list(zip(places, pairwise(circle), strict=True))[1:]
    )
    findings.error_within(mentions[0], "kpi-cycle", f"expected KPIs that do not wait for each other: {words}", also)


def _needs(name: str, kpi: KpiShape) -> Iterator[tuple[str, Mention]]:
    """Yield every name that *kpi*, called *name*, may need, and where; the first mention of one comes last."""
    at: Path = ("kpis", name)
    # In its own ratings and limiters a KPI may speak of its own value.
    for path, text in reversed(list(_conditions(at, kpi))):
        yield from ((one, mention) for one, mention in _named(path, text) if one != name)
    for number, one in enumerate(kpi.how_many or ()):
        yield one, Mention((*at, "how_many", number), 0)
    for number, one in enumerate(kpi.worst_of or ()):
        yield one, Mention((*at, "worst_of", number), 0)
    for one in kpi.weighted_score or ():
        yield one, Mention((*at, "weighted_score", one), 0)
    if kpi.sample:
        yield from _named((*at, "sample", "of"), kpi.sample.of.text)
    if kpi.value:
        yield from _named((*at, "value"), kpi.value.text)


def _conditions(at: Path, kpi: KpiShape) -> Iterator[tuple[Path, str]]:
    for number, case in enumerate(kpi.ratings or ()):
        yield from (((*at, "ratings", number, rating), condition.text) for rating, condition in case.items())
    for number, limiter in enumerate(kpi.limiters or ()):
        yield (*at, "limiters", number, "when"), limiter.when.text


def _named(path: Path, text: str) -> list[tuple[str, Mention]]:
    blanked = _EARLIER.sub(_blank, _TEXT.sub(_blank, text))
    return [(found[0], Mention(path, found.start())) for found in _NAME.finditer(blanked)][::-1]


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
