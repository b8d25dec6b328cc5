"""Credits by how far a figure is past a threshold: for each one past it, or for each step of several."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from engine.model.dated_terms import DatedAmount, DatedQuantity
from engine.model.decimals import plain
from engine.model.payment import Factor, Part
from engine.model.policy import Parameters, View, mistake
from engine.model.products import product
from engine.model.terms import KpiName
from engine.plugins.service_credits.figures import priced_figure


class ExcessParameters(Parameters):
    """What each one past a threshold costs, such as each missed visit beyond 10."""

    kpi: KpiName = Field(description="the KPI whose figure is priced")
    beyond: DatedQuantity | None = Field(None, description="the threshold where more is worse: what is beyond it costs")
    below: DatedQuantity | None = Field(None, description="the threshold where less is worse: what is below it costs")
    price: DatedAmount = Field(description="what each one past the threshold costs")
    deemed: DatedQuantity | None = Field(
        None, description="the figure that a deemed failure is priced at; without one a person must judge"
    )

    @model_validator(mode="after")
    def _one_threshold(self) -> ExcessParameters:
        if (self.beyond is None) is (self.below is None):
            raise mistake("expected one of `beyond`, where more is worse, and `below`, where less is")
        return self


class StepParameters(ExcessParameters):
    """What each step past a threshold costs, such as 10.5% for every 2 days late."""

    price: DatedAmount = Field(description="what each step past the threshold costs")
    step: DatedQuantity = Field(description="how much makes a step, such as 2 days")
    part_step: Literal["pro_rata", "ignored", "full"] = Field(
        description="what a step costs that is not whole: its part, nothing, or all"
    )

    @model_validator(mode="after")
    def _some_step(self) -> StepParameters:
        if any(isinstance(one.figure, Decimal) and one.figure <= 0 for one in self.step.values()):
            raise mistake("expected a step of more than 0", "step")
        return self


def past_threshold(excess: ExcessParameters, view: View) -> Iterator[Part]:
    """Yield the part of the KPI, where its figure is past the threshold."""
    outcome = view.outcomes[excess.kpi.name]
    figure = priced_figure(outcome, excess.deemed, view)
    threshold = excess.beyond if excess.beyond is not None else excess.below
    if figure is None or threshold is None:
        return
    limit = view.number(threshold)
    past = figure - limit if excess.beyond is not None else limit - figure
    if past > 0:
        words = f"{'below' if excess.beyond is None else 'beyond'} {plain(limit)}"
        yield product(outcome.kpi, _counted(excess, past, words, view), *view.money(excess.price).factors)


def _counted(excess: ExcessParameters, past: Decimal, words: str, view: View) -> Factor:
    """Return how many are priced, or how many steps, which are divided last where a part of one counts."""
    if not isinstance(excess, StepParameters):
        return Factor(past, words)
    step = view.number(excess.step)
    if step <= 0:
        raise ValueError(f"expected a step of more than 0, not `{plain(step)}`")
    if excess.part_step == "pro_rata":
        return Factor(past, words, step)
    whole, rest = divmod(past, step)
    if excess.part_step == "ignored":
        return Factor(whole, f"whole steps of {plain(step)} in {plain(past)} {words}")
    return Factor(whole + (1 if rest else 0), f"steps of {plain(step)} begun in {plain(past)} {words}")
