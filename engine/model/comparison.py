"""Providers under one framework side by side: who ranks where, why, and how sure that is."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import NamedTuple, TypeAlias

from engine.model.figures import Value
from engine.model.period import Period
from engine.model.ranking import Criterion, Ranking


class ScoreBasis(Enum):
    """Where a score comes from; what is left out has none, and the other weights count as the whole."""

    MEASURED = "measured"
    DEEMED = "deemed"
    LEFT_OUT = "left out"


class Span(NamedTuple):
    """From where to where a score may lie; both ends are the score itself where the figure is exact."""

    low: Decimal
    high: Decimal

    @property
    def is_exact(self) -> bool:
        """Whether there is nothing that chance may have done."""
        return self.low == self.high

    def meets(self, other: Span) -> bool:
        """Return whether both have something in common."""
        return self.low <= other.high and other.low <= self.high


class PeriodFigure(NamedTuple):
    """What one period says of one criterion.

    *value* is that of the KPI, None where it has none, and *why* says what is done about that, or what is special
    about the figure; empty for a plain one. *score* is None where it is left out, and where the figures of several
    periods are scored together.
    """

    period: Period
    basis: ScoreBasis
    value: Value | None
    score: Decimal | None
    why: str = ""


class CriterionScore(NamedTuple):
    """What one criterion came to for one contract; *score* and *span* are None where it is left out.

    *value* is what was scored, over all periods together, and *cases* of how many it is a rate, where it is one.
    *share* is the part of the ranking score that the criterion decides, once what is left out is left out.
    """

    criterion: Criterion
    basis: ScoreBasis
    share: Decimal
    score: Decimal | None
    span: Span | None
    figures: tuple[PeriodFigure, ...]
    value: Value | None = None
    cases: Decimal | None = None


class Ranked(NamedTuple):
    """A contract with its place: 1 is the best, and others *shared* it where nothing settles the tie.

    *offered* is the place in which new packages are offered; None while the contract stands *suspended_on* a rung, by
    its ladder. *alike* are the contracts that it cannot be told apart from.
    """

    contract: str
    provider: str
    place: int
    shared: bool
    score: Decimal
    span: Span
    scores: tuple[CriterionScore, ...]
    offered: int | None
    suspended_on: tuple[tuple[str, str], ...]
    alike: tuple[str, ...]
    settled_by: str = ""


class Unranked(NamedTuple):
    """A contract without a place, and why; what of it could be scored stands there all the same."""

    contract: str
    provider: str
    why: tuple[str, ...]
    scores: tuple[CriterionScore, ...]
    suspended_on: tuple[tuple[str, str], ...]


Entry: TypeAlias = Ranked | Unranked


class Comparison(NamedTuple):
    """The contracts under the rule set *framework*, as *ranking* in force from its date has it, for *period*."""

    framework: str
    in_force: str
    digest: str
    period: Period
    ranking: Ranking
    ranked: tuple[Ranked, ...]
    unranked: tuple[Unranked, ...]
