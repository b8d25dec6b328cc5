"""A fixed sum at risk: each indicator earns its share pro rata, paid in arrears, or in advance and deducted later."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from engine.model.dated import highest_total
from engine.model.dated_terms import DatedAmount, DatedPercentage
from engine.model.indicators import AT_END, AtEnd, Found, IndicatorParameters, Stand, at_end, earned, found
from engine.model.kpi_memory import name_for
from engine.model.payment import Draft, Factor, Line, LineKind, MemoryChange, Part
from engine.model.policy import AbsentFigureError, Parameters, View, mistake
from engine.model.products import by_days, product
from engine.model.terms import KpiName
from engine.plugins.hookspecs import hookimpl

_NOTHING, _ALL = Decimal(0), Decimal(1)


class SharedIndicator(IndicatorParameters):
    """One indicator and its share of the sum."""

    share: DatedPercentage = Field(description="the indicator's share of the amount")


class AtRiskIncentiveParameters(Parameters):
    """The sum of a period, the indicators that it hangs on, and when it is paid."""

    amount: DatedAmount = Field(description="the sum of a period that the shares are taken of")
    short_periods: Literal["pro_rata", "whole"] = Field(
        description="pro rata by days, or the whole sum, where the contract cuts a period short"
    )
    paid: Literal["in_arrears", "in_advance"] = Field(
        description="what is earned once it is measured; or all of it every period, and what is not earned deducted"
    )
    not_rated: Literal["earns_nothing", "earns_all", "stays_at_risk", "wait"] = Field(
        description="what an indicator that was to be measured and is not rated does; `wait` asks for a person"
    )
    unmeasured_at_end: AtEnd = Field(description=AT_END)
    indicators: dict[KpiName, SharedIndicator] = Field(min_length=1, description="KPIs and what each can earn")

    @model_validator(mode="after")
    def _shares(self) -> AtRiskIncentiveParameters:
        for kpi, indicator in self.indicators.items():
            if min(indicator.share.values()) <= 0:
                raise mistake("expected a share of more than 0%", "indicators", kpi.name, "share")
        if highest_total(one.share for one in self.indicators.values()) > 1:
            raise mistake("expected shares that total at most 100% of the amount", "indicators")
        return self


class _AtRisk(NamedTuple):
    """What one indicator can earn: of this period, and what was at risk before and not measured yet."""

    kpi: str
    now: Part
    before: Decimal
    kept: Factor | None


class AtRiskIncentive:
    """An incentive line where something is measured or paid in advance, and a deduction line for what is not earned.

    A sum stays at risk until its indicator is measured, and is remembered under `at risk` and the KPI's name.
    """

    name = "at_risk_incentive"
    version = "1"
    parameters = AtRiskIncentiveParameters

    def drafts(self, parameters: AtRiskIncentiveParameters, view: View) -> tuple[Draft, ...]:
        """Return what is paid of the sum, and what is deducted of sums paid in advance."""
        at_risk = [*_at_risk(parameters, view)]
        if parameters.paid == "in_arrears":
            parts = [part for one in at_risk for part in _parts(one, one.kept)]
            return (Draft(LineKind.INCENTIVE, tuple(parts)),) if parts else ()
        deducted = [part for one in at_risk for part in _parts(one, _lost(one.kept)) if part.amount]
        advance = Draft(LineKind.INCENTIVE, tuple(one.now for one in at_risk))
        return (advance, Draft(LineKind.DEDUCTION, tuple(deducted))) if deducted else (advance,)

    def remembers(self, parameters: AtRiskIncentiveParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:  # noqa: ARG002  # what caps took off is lost, not at risk
        """Return what stays at risk of each indicator that was not measured; what was measured is forgotten."""
        change: dict[str, Decimal | None] = {}
        for one in _at_risk(parameters, view):
            if one.kept is None:
                change[_remembered(one.kpi)] = one.before + one.now.amount
            elif _remembered(one.kpi) in view.memory:
                change[_remembered(one.kpi)] = None
        return change

    def may_be_stated(self, parameters: AtRiskIncentiveParameters) -> tuple[str, ...]:
        """Return the names of sums that stay at risk."""
        return tuple(_remembered(kpi.name) for kpi in parameters.indicators)


def _at_risk(parameters: AtRiskIncentiveParameters, view: View) -> Iterator[_AtRisk]:
    amount = view.money(parameters.amount).factors
    amount += by_days(view) if parameters.short_periods == "pro_rata" else ()
    for kpi, indicator in parameters.indicators.items():
        share = Factor(view.in_force(indicator.share), "share")
        before = view.memory.get(_remembered(kpi.name), _NOTHING)
        kept = _kept(kpi.name, indicator, parameters, view)
        yield _AtRisk(kpi.name, product(kpi.name, *amount, share), before, kept)


def _kept(kpi: str, indicator: SharedIndicator, parameters: AtRiskIncentiveParameters, view: View) -> Factor | None:
    """Return what part of its sum the indicator earns; None while it stays at risk, until the contract ends."""
    it = found(kpi, indicator, view)
    if it.stand is Stand.MEASURED:
        return earned(indicator, it.figure, view)
    if it.stand is Stand.EXCUSED:
        return Factor(_ALL, "share of it, as nothing is lost in grace or under relief")
    kept = _not_rated(kpi, it, parameters.not_rated) if it.stand is Stand.NOT_RATED else None
    return at_end(kpi, it, parameters.unmeasured_at_end) if kept is None and view.ends_contract else kept


def _not_rated(kpi: str, it: Found, word: str) -> Factor | None:
    if word == "wait":
        raise AbsentFigureError(kpi, it.why)
    if word == "stays_at_risk":
        return None
    return Factor(_ALL if word == "earns_all" else _NOTHING, f"share of it, as it is not rated ({it.why.value})")


def _lost(kept: Factor | None) -> Factor | None:
    """Return the part that is not earned."""
    if kept is None:
        return None
    what = kept.what.replace("from minimum to maximum", "short of the maximum")
    return Factor((_ALL if kept.of is None else kept.of) - kept.value, what, kept.of)


def _parts(one: _AtRisk, factor: Factor | None) -> Iterator[Part]:
    """Yield what *factor* makes of the sum of this period, and of what was at risk before."""
    if factor is not None:
        if one.before:
            yield product(f"{one.kpi}, at risk before", Factor(one.before, "sum"), factor)
        yield product(one.kpi, *one.now.factors, factor)


def _remembered(kpi: str) -> str:
    return name_for("at risk", kpi)


@hookimpl
def plimsoll_payment_policies() -> list[AtRiskIncentive]:
    """Return the at-risk incentive."""
    return [AtRiskIncentive()]
