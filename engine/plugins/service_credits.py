"""Service credits: what a provider's charges go down by, priced by points, by rating, by gap or from a pool at risk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial

from pydantic import Field, model_validator

from engine.model.dated import Dated, highest_total
from engine.model.dated_terms import DatedAmount, DatedPercentage, DatedQuantity
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts, Rated
from engine.model.payment import Draft, Factor, LineKind, Part
from engine.model.policy import AbsentFigureError, Parameters, View, mistake
from engine.model.terms import Amount, KpiName, RatingName
from engine.plugins.hookspecs import hookimpl

_WAYS = ("per_point", "by_rating", "percentage_gap", "at_risk")
_HUNDRED = Decimal(100)
# A NamedTuple's own constructor is Python code and costs twice as much; a bad month has many parts.
_part: Callable[[tuple[object, ...]], Part] = partial(tuple.__new__, Part)
_factor: Callable[[tuple[object, ...]], Factor] = partial(tuple.__new__, Factor)


class GapParameters(Parameters):
    """By how many percent a KPI misses its level, in percent of a sum."""

    kpi: KpiName
    required: DatedQuantity | None = Field(None, description="the level that the figure must reach")
    allowed: DatedQuantity | None = Field(None, description="the level that the figure must not exceed")
    of: DatedAmount
    deemed: DatedQuantity | None = Field(
        None, description="the figure that a deemed failure is priced at; without one a person must judge"
    )

    @model_validator(mode="after")
    def _one_level(self) -> GapParameters:
        if (self.required is None) is (self.allowed is None):
            raise mistake("expected one of `required`, for a figure to reach, and `allowed`, for one not to exceed")
        return self


class PoolParameters(Parameters):
    """A pool's share of what is at risk, and how it is allocated among KPIs."""

    share: DatedPercentage
    kpis: dict[KpiName, DatedPercentage] = Field(min_length=1)

    @model_validator(mode="after")
    def _total(self) -> PoolParameters:
        if _lowest(self.share) <= 0:
            raise mistake("expected a share of more than 0%", "share")
        negative = next((kpi.name for kpi, allocation in self.kpis.items() if _lowest(allocation) < 0), None)
        if negative:
            raise mistake("expected an allocation of 0% or more", "kpis", negative)
        if highest_total(self.kpis.values()) > 1:
            raise mistake("expected allocations that total at most 100% of the pool", "kpis")
        return self


class AtRiskParameters(Parameters):
    """What is at risk each period, and the pools that it is split into."""

    amount: DatedAmount
    pools: dict[str, PoolParameters] = Field(min_length=1)

    @model_validator(mode="after")
    def _total(self) -> AtRiskParameters:
        if highest_total(pool.share for pool in self.pools.values()) > 1:
            raise mistake("expected pools that total at most 100% of what is at risk", "pools")
        return self


class ServiceCreditParameters(Parameters):
    """One way of pricing, and for points and ratings the KPIs that it is about."""

    per_point: DatedAmount | None = Field(None, description="points times a share of charges, or times a sum")
    by_rating: dict[RatingName, DatedAmount] | None = Field(
        None, min_length=1, description="a share or sum for each rating"
    )
    percentage_gap: GapParameters | None = Field(None, description="the gap to a level, in percent, of charges")
    at_risk: AtRiskParameters | None = Field(None, description="pools of a sum at risk, lost by KPIs that fail")
    kpis: list[KpiName] | None = Field(None, min_length=1, description="the KPIs that count; all where it is left out")

    @model_validator(mode="after")
    def _one_way(self) -> ServiceCreditParameters:
        given = [way for way in _WAYS if getattr(self, way) is not None]
        if len(given) != 1:
            words = ", ".join(f"`{way}`" for way in _WAYS)
            raise mistake(f"expected one of {words}, got {len(given)}")
        if self.kpis is not None and given[0] not in {"per_point", "by_rating"}:
            raise mistake(f"expected `kpis` beside `per_point` or `by_rating` only, not `{given[0]}`", "kpis")
        return self

    @model_validator(mode="after")
    def _each_once(self) -> ServiceCreditParameters:
        kpis = self.kpis or []
        for place, kpi in enumerate(kpis):
            if kpi in kpis[:place]:
                raise mistake(f"expected each KPI once: `{kpi}` would be paid for twice", "kpis", place)
        return self


class ServiceCredits:
    """One deduction line a period; nothing where nothing is due."""

    name = "service_credits"
    version = "1"
    parameters = ServiceCreditParameters

    def drafts(self, parameters: ServiceCreditParameters, view: View) -> tuple[Draft, ...]:
        """Return the period's credit, a part for each KPI that brings some."""
        parts = tuple([part for part in _parts(parameters, view) if part.amount])
        return (Draft(LineKind.DEDUCTION, parts),) if parts else ()


def _parts(parameters: ServiceCreditParameters, view: View) -> Iterable[Part]:
    if parameters.per_point:
        return _by_points(parameters.per_point, _chosen(parameters, view), view)
    if parameters.by_rating:
        return _by_rating(parameters.by_rating, _chosen(parameters, view), view)
    if parameters.percentage_gap:
        return _by_gap(parameters.percentage_gap, view)
    return _from_pools(parameters.at_risk, view) if parameters.at_risk else ()


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


def _by_rating(by_rating: dict[RatingName, Dated[Amount]], rated: list[Rated], view: View) -> Iterator[Part]:
    for outcome in rated:
        price = by_rating.get(RatingName(outcome.rating.name))
        if price and _has_consequence(outcome):
            amount, factors = view.money(price)
            yield Part(outcome.kpi, factors, amount)


def _by_gap(gap: GapParameters, view: View) -> Iterator[Part]:
    outcome = view.outcomes[gap.kpi.name]
    if isinstance(outcome, Rated) and _has_consequence(outcome):
        percent = _missed_by(gap, _figure(gap, outcome, view), view)
        if percent > 0:
            amount, factors = view.money(gap.of)
            yield Part(outcome.kpi, (Factor(percent, "percent", _HUNDRED), *factors), percent / _HUNDRED * amount)


def _missed_by(gap: GapParameters, figure: Decimal, view: View) -> Decimal:
    if gap.required is not None:
        return view.number(gap.required) - figure
    return figure - view.number(gap.allowed) if gap.allowed is not None else Decimal(0)


def _figure(gap: GapParameters, outcome: Rated, view: View) -> Decimal:
    if isinstance(outcome.value, Decimal):
        return outcome.value
    if outcome.basis is Basis.DEEMED and gap.deemed is not None:
        return view.number(gap.deemed)
    raise AbsentFigureError(outcome.kpi, Absence.MISSING)


def _from_pools(at_risk: AtRiskParameters, view: View) -> Iterator[Part]:
    for name, pool in at_risk.pools.items():
        for kpi, allocation in pool.kpis.items():
            outcome = view.outcomes[kpi.name]
            if isinstance(outcome, Rated) and outcome.counts is Counts.FAILURE:
                amount, factors = view.money(at_risk.amount)
                share, allocated = view.in_force(pool.share), view.in_force(allocation)
                shares = (Factor(share, f"share of {name}"), Factor(allocated, "allocation"))
                yield Part(kpi.name, (*factors, *shares), amount * share * allocated)


def _lowest(share: Dated[Decimal]) -> Decimal:
    return min((step.value for step in share.steps), default=share.constant or Decimal(0))


def _has_consequence(outcome: Rated) -> bool:
    """Return whether the rating moves money: a doubtful one, one in grace and a carried one do not."""
    return outcome.counts is not Counts.NEITHER and not outcome.in_grace


@hookimpl
def plimsoll_payment_policies() -> list[ServiceCredits]:
    """Return service credits."""
    return [ServiceCredits()]
