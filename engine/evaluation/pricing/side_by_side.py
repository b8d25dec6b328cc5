"""Lays what several rule sets come to beside each other: by contract and period, and in all by provider."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import NamedTuple

from engine.evaluation.pricing.sums import PricedPeriod, Sums
from engine.model.decimals import exactly
from engine.model.period import Period


class Cost(NamedTuple):
    """What a period comes to under one rule set, and by how much that is more payable than under the first.

    *sums* are None where it cannot be said, for the reasons in *why*.
    """

    rules: str
    sums: Sums | None
    difference: Decimal | None
    why: tuple[str, ...]


class Row(NamedTuple):
    """One period of one contract under each rule set, the one in force first.

    It is the shortest that is made of whole periods of all of them.
    """

    contract: str
    provider: str
    period: Period
    costs: tuple[Cost, ...]


class CostTotal(NamedTuple):
    """What so many periods come to in all, those that could be priced.

    The *difference* is over those alone that could be priced under the first rule set too, *compared* of them.
    """

    rules: str
    priced: int
    sums: Sums | None
    compared: int
    difference: Decimal | None


class Total(NamedTuple):
    """What the *periods* of one provider come to in all; of everybody where the provider is empty."""

    provider: str
    periods: int
    costs: tuple[CostTotal, ...]


class Comparison(NamedTuple):
    """The rows, and the totals of each provider, then of all of them where there are several."""

    rows: tuple[Row, ...]
    totals: tuple[Total, ...]


def side_by_side(
    priced: Mapping[str, Iterable[PricedPeriod]], *, since: date | None = None, until: date | None = None
) -> Comparison:
    """Return what each rule set, by its name and the one in force first, has *priced*, compared with the first.

    Only periods that end from *since* to *until* are shown.
    """
    with exactly():
        rows = tuple(_rows({rules: tuple(found) for rules, found in priced.items()}))
        shown = tuple(row for row in rows if _is_within(row.period.last_day, since, until))
        return Comparison(shown, tuple(_totals(shown)))


def _is_within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


def _rows(priced: Mapping[str, tuple[PricedPeriod, ...]]) -> Iterator[Row]:
    everything = [one for found in priced.values() for one in found]
    providers = {one.contract: one.provider for one in reversed(everything)}
    for contract in dict.fromkeys(one.contract for one in everything):
        own = {rules: [one for one in found if one.contract == contract] for rules, found in priced.items()}
        for period in _stretches(one.period for found in own.values() for one in found):
            yield Row(contract, providers[contract], period, tuple(_costs(own, period)))


def _stretches(periods: Iterable[Period]) -> Iterator[Period]:
    """Yield the shortest stretches that no period lies across the end of."""
    start = end = None
    for period in sorted(set(periods)):
        if start is None or end is None or period.start >= end:
            if start is not None and end is not None:
                yield Period(start, end)
            start, end = period.start, period.end
        else:
            end = max(end, period.end)
    if start is not None and end is not None:
        yield Period(start, end)


def _costs(own: Mapping[str, Sequence[PricedPeriod]], stretch: Period) -> Iterator[Cost]:
    first: Cost | None = None
    for rules, found in own.items():
        cost = _cost(rules, [one for one in found if stretch.start <= one.period.start < stretch.end], stretch)
        first = first or cost
        yield cost._replace(difference=_difference(cost.sums, first.sums))


def _cost(rules: str, within: Sequence[PricedPeriod], stretch: Period) -> Cost:
    why = tuple(f"{one.period.label}: {reason}" for one in within if one.sums is None for reason in one.why)
    if sum(one.period.days for one in within) < stretch.days:
        why = (*why, f"{stretch.label}: {_gap(within)}")
    sums = [one.sums for one in within if one.sums is not None]
    if why or len(sums) < len(within):
        return Cost(rules, None, None, why)
    return Cost(rules, reduce(Sums.plus, sums), None, ())


def _gap(within: Sequence[PricedPeriod]) -> str:
    if not within:
        return "no evidence"
    return f"evidence for {', '.join(one.period.label for one in within)} only"


def _difference(sums: Sums | None, first: Sums | None) -> Decimal | None:
    return None if sums is None or first is None else sums.payable - first.payable


def _totals(rows: Sequence[Row]) -> Iterator[Total]:
    providers = dict.fromkeys(row.provider for row in rows)
    for provider in providers:
        yield _total(provider, [row for row in rows if row.provider == provider])
    if len(providers) > 1:
        yield _total("", rows)


def _total(provider: str, rows: Sequence[Row]) -> Total:
    names = [cost.rules for cost in rows[0].costs]
    return Total(provider, len(rows), tuple(_cost_total(name, place, rows) for place, name in enumerate(names)))


def _cost_total(rules: str, place: int, rows: Sequence[Row]) -> CostTotal:
    costs = [row.costs[place] for row in rows]
    by_contract: dict[str, Sums] = {}
    for row, cost in zip(rows, costs, strict=True):
        if cost.sums is not None:
            before = by_contract.get(row.contract)
            by_contract[row.contract] = before.plus(cost.sums) if before else cost.sums
    differences = [cost.difference for cost in costs if cost.difference is not None]
    return CostTotal(
        rules,
        sum(cost.sums is not None for cost in costs),
        reduce(Sums.beside, by_contract.values()) if by_contract else None,
        len(differences),
        sum(differences[1:], differences[0]) if differences else None,
    )
