"""Prices that follow an index: which figures count at which review, and what they make of a price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from math import prod
from typing import NamedTuple

from engine.model.days import YearKind, anniversary, year_containing
from engine.model.decimals import Precision, plain
from engine.model.months import Month, MonthBefore
from engine.model.payment import INDEXED, Factor
from engine.model.terms import percent_text

_ONE = Decimal(1)
Months = tuple[Month, ...]


class Index(NamedTuple):
    """An index and its figures by month, as somebody published them."""

    name: str
    title: str
    source: str
    figures: Mapping[Month, Decimal]


class Followed(NamedTuple):
    """An index that a *share* of the price follows, from the *base* month's figure to the one *of* each review."""

    by: Index
    share: Decimal
    base: Month
    of: MonthBefore


class Reviews(NamedTuple):
    """The days on which prices move: listed ones, or starts of years *since* a date or a contract year's start."""

    every: YearKind | tuple[date, ...]
    since: date | int = 1

    def up_to(self, start: date, day: date) -> tuple[date, ...]:
        """Return the reviews up to *day* of a contract that starts on *start*."""
        if not isinstance(self.every, YearKind):
            return tuple(one for one in self.every if one <= day)
        return tuple(_starts(self.every, self._first(start), start, day))

    def _first(self, start: date) -> date:
        return self.since if isinstance(self.since, date) else anniversary(start, self.since - 1)


class ComparedWith(Enum):
    """What the figure of a review is held against."""

    BASE = "base"
    REVIEW_BEFORE = "review_before"


class FigureMissingError(ValueError):
    """An index has no figure for the month that counts."""


@dataclass(frozen=True, slots=True)
class Indexation:
    """How prices follow indexes; *cap* and *collar* are the most and the least of one change, as parts of one.

    A change is rounded by *precision* first, if at all. Where a figure is missing a review *waits* for it, or changes
    nothing.
    """

    follows: tuple[Followed, ...]
    reviews: Reviews
    compared_with: ComparedWith
    precision: Precision | None
    cap: Decimal | None
    collar: Decimal | None
    waits: bool

    def factors(self, start: date, day: date) -> tuple[Factor, ...]:
        """Return what a price is multiplied by on *day* under a contract that starts on *start*.

        FigureMissingError names the figure that is waited for.
        """
        base = tuple(one.base for one in self.follows)
        reviews = self.reviews.up_to(start, day)
        months = [tuple(one.of.at(review) for one in self.follows) for review in reviews]
        if self.compared_with is ComparedWith.BASE:
            held = [one for one in months[-1:] if self._has(one)] if self.waits else [*filter(self._has, months)][-1:]
        else:
            held = [one for one in months if self._has(one)]
        return tuple([self._factor(before, now) for before, now in pairwise((base, *held))])

    def _has(self, months: Months) -> bool:
        """Return whether every index has its figure, and none is older than its base."""
        for one, month in zip(self.follows, months, strict=True):
            if month < one.base:
                raise ValueError(f"expected no figure of `{one.by.name}` before its base, {one.base}, as {month} is")
            if month not in one.by.figures:
                if self.waits:
                    said = f"the figure of the index `{one.by.name}` for {month.in_words} is missing"
                    raise FigureMissingError(said)
                return False
        return True

    def _factor(self, before: Months, now: Months) -> Factor:
        steps = [_Step(*three) for three in zip(self.follows, before, now, strict=True)]
        under = prod((step.old for step in steps), start=_ONE)
        over = under + sum((step.share * (step.new - step.old) * under / step.old for step in steps), Decimal(0))
        if len(steps) == 1 and steps[0].share == 1:
            words, ratio = steps[0].words, f" ({steps[0].ratio})"
        else:
            words, ratio = ", ".join(f"{percent_text(one.share)} by {one.words} ({one.ratio})" for one in steps), ""
        return self._bounded(Factor(over, f"{INDEXED}{words}", under), ratio)

    def _bounded(self, factor: Factor, ratio: str) -> Factor:
        """Return *factor*, rounded and held between collar and cap where there are such."""
        value, of, words = factor.value, factor.of or _ONE, f"{factor.what}{ratio}"
        if self.precision is not None:
            value, of = self.precision.rounded(value / of), _ONE
            factor = Factor(value, f"{words}, rounded to {self.precision}")
        for bound, binds, said in (
            (self.cap, 1, "no more than"),
            (self.collar, -1, "no less than"),
        ):
            if bound is not None and (value - (_ONE + bound) * of) * binds > 0:
                return Factor(_ONE + bound, f"{words}, {said} {percent_text(bound)}")
        return factor


class _Step(NamedTuple):
    followed: Followed
    before: Month
    now: Month

    @property
    def share(self) -> Decimal:
        return self.followed.share

    @property
    def old(self) -> Decimal:
        return self.followed.by.figures[self.before]

    @property
    def new(self) -> Decimal:
        return self.followed.by.figures[self.now]

    @property
    def words(self) -> str:
        return f"{self.followed.by.title}, {self.now.in_words} over {self.before.in_words}"

    @property
    def ratio(self) -> str:
        return f"{plain(self.new)} / {plain(self.old)}"


def _starts(kind: YearKind, first: date, start: date, day: date) -> Iterator[date]:
    """Yield each start of a year from *first* to *day*."""
    year = year_containing(kind, first, start)
    review = year.start if year.start >= first else year.end
    while review <= day:
        yield review
        review = year_containing(kind, review, start).end
