"""Credits from pools of a sum at risk, lost by the KPIs that fail."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, model_validator

from engine.model.dated import highest_total
from engine.model.dated_terms import DatedAmount, DatedPercentage
from engine.model.outcome import Counts, Rated
from engine.model.payment import Factor, Part
from engine.model.policy import Parameters, View, mistake
from engine.model.terms import KpiName


class PoolParameters(Parameters):
    """A pool's share of what is at risk, and how it is allocated among KPIs."""

    share: DatedPercentage
    kpis: dict[KpiName, DatedPercentage] = Field(min_length=1)

    @model_validator(mode="after")
    def _total(self) -> PoolParameters:
        if min(self.share.values()) <= 0:
            raise mistake("expected a share of more than 0%", "share")
        negative = next((kpi.name for kpi, allocation in self.kpis.items() if min(allocation.values()) < 0), None)
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


def from_pools(at_risk: AtRiskParameters, view: View) -> Iterator[Part]:
    """Yield a part for each pool and KPI of it that fails."""
    for name, pool in at_risk.pools.items():
        for kpi, allocation in pool.kpis.items():
            outcome = view.outcomes[kpi.name]
            if isinstance(outcome, Rated) and outcome.counts is Counts.FAILURE:
                amount, factors = view.money(at_risk.amount)
                share, allocated = view.in_force(pool.share), view.in_force(allocation)
                shares = (Factor(share, f"share of {name}"), Factor(allocated, "allocation"))
                yield Part(kpi.name, (*factors, *shares), amount * share * allocated)
