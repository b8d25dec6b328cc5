"""How one KPI is computed, held against limits and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, TypeAlias

from engine.expression.program import Program
from engine.model.dated import Dated
from engine.model.decimals import Precision, plain
from engine.model.outcome import Limit
from engine.model.reporting import Measurement
from engine.model.scale import Rating
from engine.model.terms import Quantity


class Better(Enum):
    """Which way a figure improves."""

    HIGHER = "higher"
    LOWER = "lower"


class Partly(Enum):
    """What a composite does with the parts that are not rated (SEMANTICS 13)."""

    LEAVE_OUT = "leave_out"
    NOT_RATED = "not_rated"


class OverNotRated(Enum):
    """What a period without a rating does to a run (SEMANTICS 20)."""

    BREAKS = "breaks"
    SKIPS = "skips"


class Line(NamedTuple):
    """A figure that a value must reach or, if *strict*, must pass."""

    figure: Quantity
    strict: bool


class BandLine(NamedTuple):
    """The line for a rating."""

    rating: Rating
    line: Dated[Line]


@dataclass(frozen=True, slots=True)
class Lines:
    """Bands as one line a rating, from best to worst; what misses them all is *otherwise*.

    *fixed* holds the lines where none of them depends on the contract or the day.
    """

    lines: tuple[BandLine, ...]
    otherwise: Rating
    better: Better
    fixed: tuple[Limit, ...] | None


class Span(NamedTuple):
    """A printed range, `90 to 95`; an end that is None is open."""

    low: Decimal | None
    low_strict: bool
    high: Decimal | None
    high_strict: bool

    def __str__(self) -> str:
        return f"{plain(self.low or Decimal(0))} to {plain(self.high or Decimal(0))}"

    def holds(self, value: Decimal) -> bool:
        """Return whether *value* lies in the range."""
        above = self.low is None or (value > self.low if self.low_strict else value >= self.low)
        below = self.high is None or (value < self.high if self.high_strict else value <= self.high)
        return above and below

    def ends(self) -> tuple[tuple[Decimal, bool, bool], ...]:
        """Return each end with whether it is strict and whether it is the upper one."""
        ends = ((self.low, self.low_strict, False), (self.high, self.high_strict, True))
        return tuple((end, strict, upper) for end, strict, upper in ends if end is not None)


@dataclass(frozen=True, slots=True)
class Ranges:
    """Bands as the contract prints them, in the order in which an overlap is settled."""

    ranges: tuple[tuple[Rating, Dated[Span]], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What each choice, or each of true and false, is rated; None is not rated."""

    ratings: Mapping[str, Rating | None]


@dataclass(frozen=True, slots=True)
class FirstMatch:
    """Ratings by the first condition that holds; without one, *otherwise*."""

    cases: tuple[tuple[Rating, Program], ...]
    otherwise: Rating


Bands: TypeAlias = Lines | Ranges | Choices | FirstMatch


class Limiter(NamedTuple):
    """Never better than *rating* while *when* holds."""

    rating: Rating
    when: Program
    clause: str


@dataclass(frozen=True, slots=True)
class WeightedScore:
    """The weighted mean of other KPIs' values, or of the scores given to their ratings or choices."""

    weights: Mapping[str, Dated[Decimal]]
    scores: Mapping[str, Mapping[str, Dated[Quantity]]]
    partly: Partly


@dataclass(frozen=True, slots=True)
class WorstOf:
    """The worst rating among other KPIs."""

    kpis: tuple[str, ...]
    partly: Partly


@dataclass(frozen=True, slots=True)
class HowMany:
    """How many of these KPIs have one of these ratings."""

    kpis: tuple[str, ...]
    ratings: frozenset[Rating]
    partly: Partly


Computation: TypeAlias = Program | WeightedScore | WorstOf | HowMany


class Sample(NamedTuple):
    """What must reach how much before a figure says anything."""

    of: Program
    at_least: Dated[Quantity]


class MissingKind(Enum):
    """What a missing figure means."""

    NOT_RATED = "not_rated"
    REFUSE = "refuse"
    FAILURE = "failure"
    CARRY_FORWARD = "carry_forward"


class Missing(NamedTuple):
    """What a missing figure means; *rating* for a deemed failure, *periods* for a carried one."""

    kind: MissingKind
    rating: Rating | None = None
    periods: int = 1


class Grace(NamedTuple):
    """A time in which a rating is shown but has no consequence: the first *periods*, or through *until*."""

    periods: int | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI, compiled; *reads* are the figures that its outcome depends on.

    *publishable* is whether the contract lets what it comes to be published; None where the rules do not say.
    """

    name: str
    title: str
    outcome: str
    clause: str
    unit: str | None
    computation: Computation
    precision: Precision | None
    better: Better | None
    bands: Bands | None
    limiters: tuple[Limiter, ...]
    sample: Sample | None
    missing: Missing
    plausible: Dated[Span] | None
    grace: Grace | None
    points: Mapping[str, Dated[Quantity]]
    repeat: Dated[Quantity] | None
    every: Measurement | None
    over_not_rated: OverNotRated
    reads: tuple[str, ...]
    publishable: bool | None = None

    @property
    def programs(self) -> Iterator[Program]:
        """Every expression of the KPI."""
        if isinstance(self.computation, Program):
            yield self.computation
        if self.sample:
            yield self.sample.of
        yield from (limiter.when for limiter in self.limiters)
        if isinstance(self.bands, FirstMatch):
            yield from (program for _, program in self.bands.cases)
