"""Values that change in the life of a contract: by contract year, or from a date (SEMANTICS 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from engine.model.days import anniversary

T = TypeVar("T")
U = TypeVar("U")

# The number of a contract year, from 1, or a date.
Point: TypeAlias = int | date


class Step(NamedTuple, Generic[T]):
    """A value and the contract year or date from which it holds, until the next step."""

    point: Point
    value: T

    def starts(self, contract_start: date) -> date:
        """Return the first day of the step in a contract that starts on *contract_start*."""
        return self.point if isinstance(self.point, date) else anniversary(contract_start, self.point - 1)


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """Either a *constant*, or None and the *steps* in the order in which they hold; the last goes on."""

    constant: T | None
    steps: tuple[Step[T], ...] = ()

    def __post_init__(self) -> None:
        if (self.constant is None) is (not self.steps):
            raise ValueError("expected a constant or steps, not both or neither")
        for step in self.steps:
            _check_point(step.point)
        for earlier, later in pairwise(self.steps):
            _check_order(earlier.point, later.point)

    @classmethod
    def always(cls, value: T) -> Dated[T]:
        """Return *value* as one that never changes."""
        return cls(value)

    @classmethod
    def stepped(cls, values: Mapping[Point, T]) -> Dated[T]:
        """Return what takes each of *values* at its point; all points are contract years, or all are dates."""
        return cls(None, tuple(Step(point, values[point]) for point in sorted(values, key=_years_first)))

    @property
    def is_constant(self) -> bool:
        """Whether the value never changes; then it is *constant*."""
        return not self.steps

    def at(self, contract_start: date, day: date) -> T | None:
        """Return the value on *day* in a contract that starts on *contract_start*; None before the first step."""
        if not self.steps:
            return self.constant
        held = (step.value for step in reversed(self.steps) if step.starts(contract_start) <= day)
        return next(held, None)

    def points(self) -> tuple[Point, ...]:
        """Return the contract years or dates from which a new value holds; none for a constant."""
        return tuple(step.point for step in self.steps)

    def values(self) -> tuple[T, ...]:
        """Return every value that it takes, in the order in which they hold."""
        return tuple(step.value for step in self.steps) if self.constant is None else (self.constant,)

    def map(self, change: Callable[[T], U]) -> Dated[U]:
        """Return the same points with each value put through *change*."""
        constant = None if self.constant is None else change(self.constant)
        return Dated(constant, tuple(Step(step.point, change(step.value)) for step in self.steps))


def highest_total(many: Iterable[Dated[Decimal]]) -> Decimal:
    """Return the most that *many* come to together at any moment; years and dates may meet at their highest."""
    kinds: dict[type, list[tuple[Step[Decimal], ...]]] = {int: [], date: []}
    total = Decimal(0)
    for one in many:
        total += one.constant or 0
        if one.steps:
            kinds[type(one.steps[0].point)].append(one.steps)
    return total + sum(_highest(alike) for alike in kinds.values())


def totals(many: Iterable[Dated[Decimal]]) -> list[Decimal]:
    """Return what *many* come to together at each point at which one of them changes; one total where none does.

    Where years meet dates, or before its first step, a value is what it starts with.
    """
    dated = [*many]
    points: list[Point | None] = [*{point for one in dated for point in one.points()}]
    return [sum((_at(one, point) for one in dated), Decimal(0)) for point in points or [None]]


def _at(dated: Dated[Decimal], point: Point | None) -> Decimal:
    if dated.constant is not None:
        return dated.constant
    first, *later = dated.steps
    reached = [step for step in later if type(step.point) is type(point) and step.point <= point]  # type: ignore[operator]
    return (reached or [first])[-1].value


def _highest(alike: list[tuple[Step[Decimal], ...]]) -> Decimal:
    """Return the most that values dated in one way come to at any of their points."""
    points = [step.point for steps in alike for step in steps]
    return max((sum((_held(steps, point) for steps in alike), Decimal(0)) for point in points), default=Decimal(0))


def _held(steps: tuple[Step[Decimal], ...], point: Point) -> Decimal:
    held = [step.value for step in steps if _years_first(step.point) <= _years_first(point)]
    return held[-1] if held else Decimal(0)


def _check_point(point: Point) -> None:
    if isinstance(point, int) and not 1 <= point <= 99:
        raise ValueError(f"expected a contract year from 1 to 99, not `{point}`")


def _check_order(earlier: Point, later: Point) -> None:
    if isinstance(earlier, date) is not isinstance(later, date):
        raise ValueError("expected contract years or dates, not both")
    if _years_first(earlier) >= _years_first(later):
        raise ValueError(f"expected each step to be later than `{earlier}`, the one before, not `{later}`")


def _years_first(point: Point) -> tuple[int, int]:
    return (1, point.toordinal()) if isinstance(point, date) else (0, point)
