"""Values that may change by contract year or from a date: where each stands, and what holds at which moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from engine.compiler.nodes import Path
from engine.model.dated import Dated, Point
from engine.model.dated_terms import moment_text

T = TypeVar("T")
U = TypeVar("U")


class Meeting(NamedTuple, Generic[T, U]):
    """A *value*, which stands under *path*, and *other*, one in force with it, from the moment when both are."""

    path: Path
    value: T
    other: U
    point: Point | None


def dated_values(path: Path, dated: Dated[T]) -> list[tuple[Path, T]]:
    """Return every value that *dated*, which stands under *path*, takes, each with its own path."""
    if dated.constant is not None:
        return [(path, dated.constant)]
    return [((*path, moment_text(step.point)), step.value) for step in dated.steps]


def values_of(dated: Dated[T]) -> list[T]:
    """Return every value that *dated* takes."""
    return [value for _, value in dated_values((), dated)]


def points_of(many: Iterable[Dated[T]]) -> list[Point | None]:
    """Return each moment at which one of *many* changes, years before dates; None alone where none does."""
    points = {point for one in many for point in one.points()}
    return [*sorted(points, key=_years_first)] or [None]


def value_at(dated: Dated[T], point: Point | None) -> T:
    """Return what *dated* is at *point*; where years meet dates, or before its first step, what it starts with."""
    held = [step.value for step in dated.steps if _reached(step.point, point)]
    return held[-1] if held else values_of(dated)[0]


def together(path: Path, one: Dated[T], other: Dated[U]) -> Iterator[Meeting[T, U]]:
    """Yield each value of *one*, which stands under *path*, beside each of *other* that can be in force with it.

    Before its first step neither is. Where years meet dates any may, since each contract starts on a day of its own.
    """
    for ours in _spells(one):
        for theirs in _spells(other):
            if not _reached(ours.until, theirs.since) and not _reached(theirs.until, ours.since):
                at = path if ours.since is None else (*path, moment_text(ours.since))
                later = theirs.since if ours.since is None or _reached(ours.since, theirs.since) else ours.since
                yield Meeting(at, ours.value, theirs.value, later)


class _Spell(NamedTuple, Generic[T]):
    """A value from *since* on and before *until*; None where that has no end."""

    since: Point | None
    until: Point | None
    value: T


def _spells(dated: Dated[T]) -> list[_Spell[T]]:
    if dated.constant is not None:
        return [_Spell(None, None, dated.constant)]
    ends = [*dated.points()[1:], None]
    return [_Spell(step.point, end, step.value) for step, end in zip(dated.steps, ends, strict=True)]


def at_moment(point: Point | None) -> str:
    """Return *point* for the end of a message; nothing where it is none."""
    return "" if point is None else f"{' in' if isinstance(point, int) else ''} {moment_text(point)}"


def _years_first(point: Point) -> tuple[int, int]:
    return (1, point.toordinal()) if isinstance(point, date) else (0, point)


def _reached(step: Point | None, point: Point | None) -> bool:
    match step, point:
        case (int(), int()):
            return step <= point
        case (date(), date()):
            return step <= point
    return False
