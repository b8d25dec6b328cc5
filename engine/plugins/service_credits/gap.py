"""Credits by the percentage gap between a figure and the level that it must keep."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pydantic import Field, model_validator

from engine.model.dated_terms import DatedAmount, DatedQuantity
from engine.model.payment import Factor, Part
from engine.model.policy import Parameters, View, mistake
from engine.model.terms import KpiName
from engine.plugins.service_credits.figures import priced_figure

_NOTHING, _HUNDRED = Decimal(0), Decimal(100)


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


def by_gap(gap: GapParameters, view: View) -> Iterator[Part]:
    """Yield the part of the KPI, where it misses its level."""
    outcome = view.outcomes[gap.kpi.name]
    figure = priced_figure(outcome, gap.deemed, view)
    percent = _NOTHING if figure is None else _missed_by(gap, figure, view)
    if percent > 0:
        amount, factors = view.money(gap.of)
        yield Part(outcome.kpi, (Factor(percent, "percent", _HUNDRED), *factors), percent / _HUNDRED * amount)


def _missed_by(gap: GapParameters, figure: Decimal, view: View) -> Decimal:
    if gap.required is not None:
        return view.number(gap.required) - figure
    return figure - view.number(gap.allowed) if gap.allowed is not None else _NOTHING
