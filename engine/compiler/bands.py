"""Reads the bands of a KPI whose value is a number, as lines or as the ranges that a contract prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from engine.compiler.dated_starts import check_starts
from engine.compiler.dating import values_of
from engine.compiler.limits import Edge, Limit, limit
from engine.compiler.nodes import Path
from engine.compiler.plain import Plain
from engine.compiler.quoting import quoted
from engine.compiler.reading import Reading, in_words
from engine.compiler.shape.kpi import KpiShape
from engine.expression import Typed
from engine.model.dated import Dated, Point
from engine.model.dated_terms import moment
from engine.model.kpi import Better, Span
from engine.model.scale import Rating

Read: TypeAlias = list[tuple[Rating, Dated[Limit]]]


@dataclass(frozen=True, slots=True)
class BandPlace:
    """The KPI whose bands are read: where it stands, and what its *value* is, if only as a *guess*."""

    reading: Reading
    kpi: Path
    shape: KpiShape
    value: Typed
    guess: bool = False

    @property
    def at(self) -> Path:
        """Where the bands stand."""
        return (*self.kpi, "bands")

    @property
    def better(self) -> Better | None:
        """Which way a figure improves, where the file says so."""
        return Better(self.shape.better) if self.shape.better else None

    def lacks(self, key: str) -> bool:
        """Return whether the KPI has no *key*, not even one with a mistake."""
        return getattr(self.shape, key) is None and not self.reading.findings.is_spoilt((*self.kpi, key))

    def say(self, rating: Rating, code: str, message: str) -> None:
        """Report a mistake in the limit for *rating*."""
        self.reading.findings.error((*self.at, rating.name), code, message)


def limits(place: BandPlace) -> Read | None:
    """Return the limit of each rating from best to worst; None where there are mistakes, which are reported."""
    bands = place.shape.bands or {}
    ratings = _ranked(place.reading, place.at, tuple(bands))
    read = [_limit(place, (*place.at, name), given) for name, given in bands.items()]
    sound = [one for one in read if one is not None]
    if ratings is None or len(sound) < len(read):
        return None
    return list(zip(ratings, sound, strict=True))


def printed(read: Read) -> bool:
    """Return whether bands are written as a contract prints them: with ranges, or with ends on both sides."""
    values = [value for _, dated in read for value in values_of(dated)]
    sides = {value.side for value in values if isinstance(value, Edge)} - {None}
    return any(isinstance(value, Span) for value in values) or len(sides) == 2


def _ranked(reading: Reading, at: Path, names: tuple[str, ...]) -> list[Rating] | None:
    """Return the ratings called *names*, which must run from best to worst."""
    found = [reading.rating_key((*at, name)) for name in names]
    known = [rating for rating in found if rating is not None]
    for before, after in pairwise(known):
        if before.rank > after.rank:
            message = f"expected ratings from best to worst: `{after}` is better than `{before}`, the one before"
            reading.findings.key_error((*at, after.name), "bands-order", message)
            return None
    return known if len(known) == len(names) else None


def _limit(place: BandPlace, path: Path, given: Plain) -> Dated[Limit] | None:
    if isinstance(given, list):
        message = f"expected a limit such as `95`: the KPI's value is {in_words(place.value)}, not a choice"
        place.reading.findings.error(path, "band-type", message)
        return None
    if isinstance(given, dict):
        return _dated(place, path, given)
    one = _one(place, path, given)
    return None if one is None else Dated.always(one)


def _dated(place: BandPlace, path: Path, given: Mapping[str, str]) -> Dated[Limit] | None:
    steps: list[tuple[Point, Limit]] = []
    for key, text in given.items():
        point, one = _moment(place, (*path, key)), _one(place, (*path, key), text)
        if point is not None and one is not None:
            steps.append((point, one))
    if len(steps) < len(given):
        return None
    try:
        dated = Dated.stepped(dict(steps))
    except ValueError as error:
        place.reading.findings.error(path, "unexpected-value", str(error))
        return None
    check_starts(path, dated, place.reading.in_force, place.reading.findings)
    return dated


def _moment(place: BandPlace, path: Path) -> Point | None:
    try:
        return moment(str(path[-1]))
    except ValueError as error:
        place.reading.findings.key_error(path, "unexpected-value", str(error))
        return None


def _one(place: BandPlace, path: Path, text: str) -> Limit | None:
    try:
        read = limit(text)
    except ValueError as error:
        place.reading.findings.error(path, "band-limit", str(error))
        return None
    if "%" in text and place.value.unit != "percent" and not place.reading.findings.is_spoilt((*place.kpi, "unit")):
        message = f"expected `unit: percent` on a KPI whose limit is {quoted(text)}"
        place.reading.findings.error(path, "unit-mismatch", message)
        return None
    needed = None if place.guess else place.value
    named = isinstance(read, Edge) and not place.reading.quantity(path, read.figure, needed)
    return None if named else read
