"""A comparison of providers as it is shown, whether a server made it or this machine."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engine.evaluation.ranking import entry_reasons
from engine.model.comparison import Comparison, CriterionScore, Entry, Ranked
from engine.model.decimals import plain
from engine.model.document import figure


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    """What one criterion came to; texts are numbers in plain digits, empty where there is none."""

    criterion: str
    title: str
    weight: str
    share: str
    basis: str
    score: str
    low: str
    high: str
    value: str
    cases: str


@dataclass(frozen=True, slots=True)
class ShownContract:
    """A contract with its place, 0 where it has none."""

    contract: str
    provider: str
    place: int
    shared: bool
    score: str
    low: str
    high: str
    offered: int
    suspended_on: tuple[str, ...]
    alike: tuple[str, ...]
    not_ranked: tuple[str, ...]
    criteria: tuple[ShownCriterion, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A comparison as it is shown."""

    framework: str
    in_force: str
    digest: str
    period: str
    title: str
    clause: str
    confidence: str
    contracts: tuple[ShownContract, ...]


def shown_of(comparison: Comparison) -> Shown:
    """Return *comparison*, which this machine made, as it is shown."""
    ranking = comparison.ranking
    entries: tuple[Entry, ...] = (*comparison.ranked, *comparison.unranked)
    return Shown(
        comparison.framework,
        comparison.in_force,
        comparison.digest,
        comparison.period.label,
        ranking.title,
        ranking.clause,
        plain(ranking.confidence.level) if ranking.confidence else "",
        tuple(_contract(one, comparison) for one in entries),
    )


def _contract(entry: Entry, comparison: Comparison) -> ShownContract:
    ranked = entry if isinstance(entry, Ranked) else None
    return ShownContract(
        entry.contract,
        entry.provider,
        ranked.place if ranked else 0,
        bool(ranked and ranked.shared),
        plain(ranked.score) if ranked else "",
        plain(ranked.span.low) if ranked else "",
        plain(ranked.span.high) if ranked else "",
        (ranked.offered or 0) if ranked else 0,
        tuple(f"{ladder}: {rung}" for ladder, rung in entry.suspended_on),
        ranked.alike if ranked else (),
        () if isinstance(entry, Ranked) else entry.why,
        tuple(map(_criterion, entry.scores)),
        entry_reasons(entry, comparison),
    )


def _criterion(one: CriterionScore) -> ShownCriterion:
    low, high = (plain(one.span.low), plain(one.span.high)) if one.span else ("", "")
    value = "" if one.value is None else figure(one.value)
    return ShownCriterion(
        one.criterion.name,
        one.criterion.title,
        plain(one.criterion.weight),
        plain(one.share.quantize(Decimal("1e-9"))),
        one.basis.value,
        "" if one.score is None else plain(one.score),
        low,
        high,
        str(value),
        "" if one.cases is None else plain(one.cases),
    )
