"""What service credits are priced by: points, failures, ratings, a gap, a pool at risk, or steps past a threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from typing import Literal

from pydantic import Field, model_validator

from engine.model.dated import Dated
from engine.model.dated_terms import DatedAmount
from engine.model.outcome import Counts, Rated
from engine.model.payment import Factor, Part
from engine.model.policy import Hinge, Parameters, View, mistake
from engine.model.terms import Amount, KpiName, RatingName
from engine.plugins.service_credits.figures import has_consequence
from engine.plugins.service_credits.gap import GapParameters, by_gap
from engine.plugins.service_credits.pools import AtRiskParameters, from_pools
from engine.plugins.service_credits.steps import ExcessParameters, StepParameters, past_threshold

_WAYS = ("per_point", "per_failure", "by_rating", "percentage_gap", "at_risk", "per_excess", "per_step")
_OF_KPIS = _WAYS[:3]
_ONE = Decimal(1)
# A NamedTuple's own constructor is Python code and costs twice as much; a bad month has many parts.
_part: Callable[[tuple[object, ...]], Part] = partial(tuple.__new__, Part)
_factor: Callable[[tuple[object, ...]], Factor] = partial(tuple.__new__, Factor)


class ServiceCreditParameters(Parameters):
    """One way of pricing, and for points, failures and ratings the KPIs that it is about."""

    per_point: DatedAmount | None = Field(None, description="points times a share of charges, or times a sum")
    per_failure: DatedAmount | None = Field(None, description="a credit for each KPI that fails")
    by_rating: dict[RatingName, DatedAmount] | None = Field(
        None, min_length=1, description="a share or sum for each rating"
    )
    percentage_gap: GapParameters | None = Field(None, description="the gap to a level, in percent, of charges")
    at_risk: AtRiskParameters | None = Field(None, description="pools of a sum at risk, lost by KPIs that fail")
    per_excess: ExcessParameters | None = Field(None, description="a price for each one past a threshold")
    per_step: StepParameters | None = Field(None, description="a price for each step past a threshold")
    kpis: list[KpiName] | None = Field(None, min_length=1, description="the KPIs that count; all where it is left out")

    @model_validator(mode="after")
    def _one_way(self) -> ServiceCreditParameters:
        given = [way for way in _WAYS if getattr(self, way) is not None]
        if len(given) != 1:
            words = ", ".join(f"`{way}`" for way in _WAYS)
            raise mistake(f"expected one of {words}, got {len(given)}")
        if self.kpis is not None and given[0] not in _OF_KPIS:
            words = " or ".join(f"`{way}`" for way in _OF_KPIS)
            raise mistake(f"expected `kpis` beside {words} only, not `{given[0]}`", "kpis")
        return self

    @model_validator(mode="after")
    def _each_once(self) -> ServiceCreditParameters:
        kpis = self.kpis or []
        for place, kpi in enumerate(kpis):
            if kpi in kpis[:place]:
                raise mistake(f"expected each KPI once: `{kpi}` would be paid for twice", "kpis", place)
        return self

    def hinges(self) -> Iterator[Hinge]:
        """Yield the KPIs that are priced by their ratings or by their failures."""
        for pool, one in self.at_risk.pools.items() if self.at_risk else ():
            yield from (Hinge(("at_risk", "pools", pool, "kpis", kpi.name), kpi, "failure") for kpi in one.kpis)
        way = next((way for way in _OF_KPIS if getattr(self, way) is not None), None)
        on: Literal["rating", "failure"] = "failure" if way == "per_failure" else "rating"
        for place, kpi in enumerate(self.kpis or ()):
            yield Hinge(("kpis", place), kpi, on)
        if way and not self.kpis:
            yield Hinge((way,), None, on)


def priced_parts(parameters: ServiceCreditParameters, view: View) -> tuple[Part, ...]:
    """Return a part for each KPI that brings some credit, called by its name."""
    return tuple([part for part in _parts(parameters, view) if part.amount])


def _parts(parameters: ServiceCreditParameters, view: View) -> Iterable[Part]:
    if parameters.per_point:
        return _by_points(parameters.per_point, _chosen(parameters, view), view)
    if parameters.per_failure:
        return _by_failures(parameters.per_failure, _chosen(parameters, view), view)
    if parameters.by_rating:
        return _by_rating(parameters.by_rating, _chosen(parameters, view), view)
    if parameters.percentage_gap:
        return by_gap(parameters.percentage_gap, view)
    if parameters.at_risk:
        return from_pools(parameters.at_risk, view)
    past = parameters.per_excess or parameters.per_step
    return past_threshold(past, view) if past else ()


def _chosen(parameters: ServiceCreditParameters, view: View) -> list[Rated]:
    outcomes = view.outcomes
    chosen = [outcomes[kpi.name] for kpi in parameters.kpis] if parameters.kpis else outcomes.values()
    return [one for one in chosen if isinstance(one, Rated)]


def _by_points(per_point: Dated[Amount], rated: list[Rated], view: View) -> list[Part]:
    earning = [(outcome.kpi, outcome.points) for outcome in rated if outcome.points]
    # Charges are asked for only where they are needed: without points, nothing hangs on an absent figure.
    if not earning:
        return []
    amount, factors = view.money(per_point)
    return [_part((kpi, (_factor((points, "points", None)), *factors), points * amount)) for kpi, points in earning]


def _by_failures(per_failure: Dated[Amount], rated: list[Rated], view: View) -> Iterator[Part]:
    for outcome in rated:
        if outcome.counts is Counts.FAILURE:
            amount, factors = view.money(per_failure)
            yield Part(outcome.kpi, (Factor(_ONE, "credits"), *factors), amount)


def _by_rating(by_rating: dict[RatingName, Dated[Amount]], rated: list[Rated], view: View) -> Iterator[Part]:
    for outcome in rated:
        price = by_rating.get(RatingName(outcome.rating.name))
        if price and has_consequence(outcome):
            amount, factors = view.money(price)
            yield Part(outcome.kpi, factors, amount)
