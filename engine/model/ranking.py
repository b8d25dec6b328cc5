"""How a framework ranks its providers: what is weighed, what a figure scores, and what one means that is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, TypeAlias

from engine.model.decimals import Precision
from engine.model.scale import Rating

NOTHING, FULL = Decimal(0), Decimal(100)


class Unscored(Enum):
    """What is done about a figure that has no score: the other weights count as the whole, or nobody is ranked."""

    LEAVE_OUT = "leave_out"
    NOT_RANKED = "not_ranked"


class Best(Enum):
    """Which figure among those compared has the full score."""

    LOWEST = "lowest"
    HIGHEST = "highest"


# A score from 0 to 100 that a figure is deemed to have, or none.
Deemed: TypeAlias = Decimal | Unscored


class AsItIs(NamedTuple):
    """The figure is a score from 0 to 100 already."""


class Between(NamedTuple):
    """No score at one figure, the full score at another, in proportion between them."""

    none_at: Decimal
    full_at: Decimal


class AgainstBest(NamedTuple):
    """The full score for the best figure among those compared, in proportion for the others."""

    best: Best


class ByWord(NamedTuple):
    """A score for each rating, or for each choice; *otherwise* is the rating of a figure that misses every line."""

    scores: Mapping[str, Decimal]
    otherwise: Rating | None


Scoring: TypeAlias = AsItIs | Between | AgainstBest | ByWord


class Rate(NamedTuple):
    """What the figure is a rate of, by the name that its KPI reads; *per* 100 where it is a percentage."""

    of: str
    per: Decimal
    title: str


class Criterion(NamedTuple):
    """One thing that providers are ranked by; *weight* is a part of one, and *rate* is None for an exact figure."""

    name: str
    title: str
    kpi: str
    weight: Decimal
    scoring: Scoring
    rate: Rate | None


class Confidence(NamedTuple):
    """How often an interval holds the true rate, as a part of one, and the normal quantile that goes with it."""

    level: Decimal
    quantile: Decimal


# Two-sided; the last is the one of control limits at three standard deviations or so.
CONFIDENCES: Mapping[str, Confidence] = {
    "90%": Confidence(Decimal("0.90"), Decimal("1.644853626951472714863848907991632")),
    "95%": Confidence(Decimal("0.95"), Decimal("1.959963984540054235524594430520551")),
    "99%": Confidence(Decimal("0.99"), Decimal("2.575829303548900760978576748603814")),
    "99.8%": Confidence(Decimal("0.998"), Decimal("3.090232306167813541540399830107379")),
}


class Absences(NamedTuple):
    """What a figure scores that is not there: nothing was returned, it is missing, suppressed, or not rated else."""

    not_returned: Deemed
    missing: Deemed
    suppressed: Deemed
    not_rated: Deemed


@dataclass(frozen=True, slots=True)
class Ranking:
    """How providers are ranked: by *criteria*, over the latest so many *periods*, each score to a *precision*.

    *ties* are the criteria that settle equal scores, in order. *suspended* are the rungs, by ladder, on which a
    contract is offered no new packages.
    """

    title: str
    clause: str
    precision: Precision
    periods: int
    criteria: tuple[Criterion, ...]
    confidence: Confidence | None
    absences: Absences
    ties: tuple[str, ...] = ()
    suspended: Mapping[str, frozenset[str]] = field(default_factory=dict)
