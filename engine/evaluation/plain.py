"""Which KPIs are plain: a number held against fixed lines, with nothing else to say about it in most periods."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, TypeAlias

from engine.evaluation.consequences import Weight, weights
from engine.expression import Program
from engine.expression.functions import ON_VALUES
from engine.expression.program import Inline
from engine.model.decimals import Precision
from engine.model.kpi import Grace, Kpi, Lines, OverNotRated, Sample
from engine.model.outcome import Limit
from engine.model.rule_set import RuleSet
from engine.model.scale import Rating

# A figure, whether passing it takes more than reaching it, and whether it is the most rather than the least.
End: TypeAlias = tuple[Decimal, bool, bool]


class Banded(NamedTuple):
    """A rating with what it weighs the first time and when it repeats."""

    rating: Rating
    once: Weight
    again: Weight


class Plain(NamedTuple):
    """What is fixed about a plain KPI; *banded* holds a rating for each of *limits* and one for what misses them all.

    A figure beyond *plausible*, a *size* below *least*, or a period in *grace* leaves the plain way.
    """

    name: str
    reads: tuple[str, ...]
    inline: Inline
    precision: Precision | None
    limits: tuple[Limit, ...]
    banded: tuple[Banded, ...]
    over_not_rated: OverNotRated
    size: Inline | None
    least: Decimal
    plausible: tuple[End, ...]
    grace: Grace | None


def plain(rules: RuleSet, kpi: Kpi) -> Plain | None:
    """Return what is fixed about *kpi*, or None where it is not plain."""
    bands, inline = kpi.bands, _inline(rules, kpi.computation)
    if inline is None or not isinstance(bands, Lines) or bands.fixed is None or kpi.every or kpi.limiters:
        return None
    banded = _banded(rules, kpi, (*(limit.rating for limit in bands.fixed), bands.otherwise))
    size, least = _sample(rules, kpi.sample) if kpi.sample else (None, Decimal(0))
    if banded is None or (kpi.sample and size is None) or (kpi.plausible and not kpi.plausible.constant):
        return None
    ends = kpi.plausible.constant.ends() if kpi.plausible and kpi.plausible.constant else ()
    reads, over = kpi.reads, kpi.over_not_rated
    return Plain(kpi.name, reads, inline, kpi.precision, bands.fixed, banded, over, size, least, ends, kpi.grace)


def _inline(rules: RuleSet, computation: object) -> Inline | None:
    """Return what writes *computation*, if it is an expression over what is reported and nothing else."""
    if not isinstance(computation, Program) or any(name in rules.kpis for name in computation.reads):
        return None
    if computation.aggregates:
        return None
    return computation.inline if all(call in ON_VALUES for call in computation.calls) else None


def _banded(rules: RuleSet, kpi: Kpi, ratings: tuple[Rating, ...]) -> tuple[Banded, ...] | None:
    weighed = weights(rules, kpi)
    banded = []
    for rating in ratings:
        once, again = weighed[rating.rank]
        if not isinstance(once, Weight) or not isinstance(again, Weight):
            return None
        banded.append(Banded(rating, once, again))
    return tuple(banded)


def _sample(rules: RuleSet, sample: Sample) -> tuple[Inline | None, Decimal]:
    least = sample.at_least.constant
    if least is None or not isinstance(least.figure, Decimal):
        return None, Decimal(0)
    return _inline(rules, sample.of), least.figure
