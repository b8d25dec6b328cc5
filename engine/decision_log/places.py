"""Places in a line: where a path leads, where figures stand, and what was computed from some of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from engine.decision_log.fields import Line
from engine.decision_log.recorded import each
from engine.model.document import Json

Steps: TypeAlias = tuple[str, ...]

ANY = "*"

_WORD = re.compile(r"\w+")


class Place(NamedTuple):
    """Where something stands: in which object or list, under which key, and the path that leads there."""

    holder: dict[str, Json] | list[Json]
    key: str | int
    path: str

    @property
    def value(self) -> Json:
        """What stands there."""
        return self.holder[self.key]  # type: ignore[index]  # the key fits its holder


def at(json: Json, steps: Steps, path: str = "") -> Iterator[Place]:
    """Yield the places that *steps* lead to from *json*, which *path* leads to."""
    step, further = steps[0], steps[1:]
    for place in _below(json, step, path):
        if further:
            yield from at(place.value, further, place.path)
        else:
            yield place


def texts(line: Line) -> Iterator[Place]:
    """Yield every place of *line* where text from a figure stands: what was submitted, came out, or was compared."""
    # Every line comes past here, so that no path is made where there is nothing to lead to.
    yield from _texts(line.get("figures"), "figures")
    for number, outcome in _objects(line.get("outcomes")):
        if is_text(outcome["value"]):
            yield Place(outcome, "value", f"outcomes.{number}.value")
        yield from _texts_compared(outcome, f"outcomes.{number}")
    for number, move in _objects(line.get("moves")):
        for place, check in _objects(move["checks"]):
            yield from _texts_compared(check, f"moves.{number}.checks.{place}")


def is_text(figure: Json) -> bool:
    """Return whether *figure* is one of text."""
    return isinstance(figure, dict) and "text" in figure


def sentences(line: Line) -> Iterator[Place]:
    """Yield every place of *line* where a sentence stands, which may repeat a figure."""
    yield from at(line, ("undecided", ANY))
    yield from at(line, ("outcomes", ANY, "why"))


def computed(line: Line, outcomes: Json, names: Collection[str]) -> Iterator[Place]:
    """Yield the places of *line* that hold what was computed from the figures or KPIs called *names*, in any steps.

    These are values of KPIs with their margins, why they are undecided, and both sides of what conditions compare.
    *outcomes* are those of the line as they are recorded, with what each of them read.
    """
    reads = {str(outcome["kpi"]): set(_names(outcome["read"])) for outcome in each(outcomes)}
    tainted = _tainted(reads, names)
    for place, kpi in zip(at(line, ("outcomes", ANY)), reads, strict=True):
        if kpi in tainted:
            yield from at(place.value, ("value",), place.path)
            yield from at(place.value, ("limits", ANY, "margin"), place.path)
            yield from at(place.value, ("why",), place.path)
            yield from _sides(place)
    openings = tuple(f"{kpi}: " for kpi in reads if kpi in tainted)
    yield from (place for place in at(line, ("undecided", ANY)) if str(place.value).startswith(openings))
    for check in at(line, ("moves", ANY, "checks", ANY)):
        for text in at(check.value, ("conditions", ANY, "text"), check.path):
            if not tainted.isdisjoint(_WORD.findall(str(text.value))):
                above = text.path.removesuffix(".text")
                yield from (Place(text.holder, side, f"{above}.{side}") for side in ("left", "right"))


def valued(line: Line, named: Iterable[Place]) -> Iterator[str]:
    """Yield the KPIs of *line* whose values the places *named* are, or have within them."""
    for place in named:
        holder, number, field = (*place.path.split("."), "", "")[:3]
        if holder == "outcomes" and field in {"", "value"}:
            yield from (str(one.value) for one in at(line, ("outcomes", number or ANY, "kpi")))


def _names(read: Json) -> Iterator[str]:
    """Yield the names in the pairs of name and figure that a KPI *read*."""
    for pair in read if isinstance(read, list) else ():
        if isinstance(pair, list):
            yield str(pair[0])


def _tainted(reads: Mapping[str, set[str]], names: Collection[str]) -> set[str]:
    """Return *names* and those of all KPIs that are computed from them, each of which *reads* others."""
    tainted = set(names)
    while more := {kpi for kpi, read in reads.items() if kpi not in tainted and not tainted.isdisjoint(read)}:
        tainted |= more
    return tainted


def _texts(json: Json, path: str) -> Iterator[Place]:
    """Yield where *json*, an object that *path* leads to, holds text from a figure."""
    if isinstance(json, dict):
        for key, figure in json.items():
            if isinstance(figure, dict) and is_text(figure):
                yield Place(json, key, f"{path}.{key}")


def _texts_compared(holder: Line, path: str) -> Iterator[Place]:
    for number, condition in _objects(holder.get("conditions")):
        yield from _texts(condition, f"{path}.conditions.{number}")


def _objects(json: Json) -> Iterator[tuple[int, Line]]:
    if isinstance(json, list):
        for number, one in enumerate(json):
            if isinstance(one, dict):
                yield number, one


def _sides(place: Place) -> Iterator[Place]:
    for condition in at(place.value, ("conditions", ANY), place.path):
        yield from at(condition.value, ("left",), condition.path)
        yield from at(condition.value, ("right",), condition.path)


def _below(json: Json, step: str, path: str) -> Iterator[Place]:
    before = f"{path}." if path else ""
    if isinstance(json, dict):
        for key in json if step == ANY else (step,) if step in json else ():
            yield Place(json, key, before + key)
    elif isinstance(json, list):
        for number in range(len(json)) if step == ANY else _number(step, json):
            yield Place(json, number, f"{before}{number}")


def _number(step: str, json: list[Json]) -> tuple[int, ...]:
    return (int(step),) if step.isdecimal() and int(step) < len(json) else ()
