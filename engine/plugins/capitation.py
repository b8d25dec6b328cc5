"""Capitation: people times a rate, of which a share is at risk and paid by a weighted score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from engine.model.dated import totals
from engine.model.dated_terms import DatedAmount, DatedPercentage, DatedShare
from engine.model.decimals import settled
from engine.model.indicators import AT_END, AtEnd, IndicatorParameters, Stand, at_end, earned, found
from engine.model.payment import Draft, Factor, Line, LineKind, MemoryChange, Part
from engine.model.policy import AbsentFigureError, Parameters, View, mistake
from engine.model.products import by_days, product
from engine.model.terms import Formula, KpiName, percent_text
from engine.plugins.hookspecs import hookimpl

_NOTHING, _ALL, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)
_AT_RISK = "at risk"


class WeightedIndicator(IndicatorParameters):
    """One indicator and its weight in the score."""

    weight: DatedPercentage = Field(description="the indicator's weight; weights total 100%")


class ScoreParameters(Parameters):
    """What the score is made of, below which score nothing is earned, and what an indicator without rating does."""

    indicators: dict[KpiName, WeightedIndicator] = Field(min_length=1, description="KPIs and what each weighs")
    floor: DatedShare | None = Field(None, description="a lower score earns nothing of what is at risk")
    not_rated: Literal["leave_out", "earns_nothing", "wait"] = Field(
        description="an indicator without rating: left out, the other weights scaled; nothing; or a person judges"
    )
    unmeasured_at_end: AtEnd = Field(description=AT_END)

    @model_validator(mode="after")
    def _weights(self) -> ScoreParameters:
        for kpi, indicator in self.indicators.items():
            if min(indicator.weight.values()) <= 0:
                raise mistake("expected a weight of more than 0%", "indicators", kpi.name, "weight")
        for total in totals(one.weight for one in self.indicators.values()):
            if total != 1:
                raise mistake(f"expected weights that total 100%, not {percent_text(total)}", "indicators")
        return self


class CapitationParameters(Parameters):
    """Who is paid for, how much each, and what of it hangs on the score."""

    people: Formula = Field(description="how many people are paid for in the period")
    rate: DatedAmount = Field(description="what is paid for each of them and period")
    short_periods: Literal["pro_rata", "whole"] = Field(
        description="pro rata by days, or the whole rate, where the contract cuts a period short"
    )
    at_risk: DatedShare | None = Field(None, description="the share that the score earns, which may grow by year")
    score: ScoreParameters | None = Field(None, description="the weighted score that earns the share at risk")

    @model_validator(mode="after")
    def _both(self) -> CapitationParameters:
        if (self.at_risk is None) is not (self.score is None):
            raise mistake("expected both of `at_risk` and `score`, or neither: the score earns what is at risk")
        return self


class Capitation:
    """One fee line a period: what is paid whatever the score, and what the score earns of the rest.

    The share at risk is decided when every indicator is measured; until then it is remembered under `at risk`.
    """

    name = "capitation"
    version = "1"
    parameters = CapitationParameters

    def drafts(self, parameters: CapitationParameters, view: View) -> tuple[Draft, ...]:
        """Return the fee, with a part for each indicator."""
        share = _share(parameters, view)
        safe = (Factor(_ALL - share, "share of it whatever the score"),) if share else ()
        part = product("people", *_charged(parameters, view), *safe)
        return (Draft(LineKind.FEE, (part, *_earned(parameters, view))),)

    def remembers(self, parameters: CapitationParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:  # noqa: ARG002  # what is at risk does not hang on rounding
        """Return what stays at risk where not every indicator was measured; what was decided is forgotten."""
        if not (_share(parameters, view) or _before(view)):
            return {}
        if parameters.score is not None and _scored(parameters.score, view) is None:
            return {_AT_RISK: _before(view) + product("", *_at_risk(parameters, view)).amount}
        return {_AT_RISK: None} if _AT_RISK in view.memory else {}

    def may_be_stated(self, parameters: CapitationParameters) -> tuple[str, ...]:
        """Return the name of what stays at risk, where something is."""
        return (_AT_RISK,) if parameters.at_risk else ()


def _charged(parameters: CapitationParameters, view: View) -> tuple[Factor, ...]:
    """Return the factors of all that is paid for people."""
    people = view.value(parameters.people)
    if people < 0:
        raise ValueError(f"expected no fewer than 0 people, not `{people}`")
    days = by_days(view) if parameters.short_periods == "pro_rata" else ()
    return (Factor(people, "people"), *view.money(parameters.rate).factors, *days)


def _at_risk(parameters: CapitationParameters, view: View) -> tuple[Factor, ...]:
    return (*_charged(parameters, view), Factor(_share(parameters, view), "share of it at risk"))


def _share(parameters: CapitationParameters, view: View) -> Decimal:
    return _NOTHING if parameters.at_risk is None else view.in_force(parameters.at_risk)


def _before(view: View) -> Decimal:
    return view.memory.get(_AT_RISK, _NOTHING)


def _earned(parameters: CapitationParameters, view: View) -> Iterator[Part]:
    """Yield what each indicator earns of what is at risk now, and of what was before and not decided."""
    at_stake = _share(parameters, view) or _before(view)
    scored = _scored(parameters.score, view) if parameters.score and at_stake else None
    for kpi, factors in (scored or {}).items():
        if _before(view):
            yield product(f"{kpi}, at risk before", Factor(_before(view), "sum"), *factors)
        if _share(parameters, view):
            yield product(kpi, *_at_risk(parameters, view), *factors)


def _scored(score: ScoreParameters, view: View) -> Mapping[str, tuple[Factor, ...]] | None:
    """Return the weight of each indicator and how far it came; None while one is not measured and will be."""
    came: dict[str, Factor] = {}
    for kpi, indicator in score.indicators.items():
        it = found(kpi.name, indicator, view)
        match it.stand:
            case Stand.NOT_DUE | Stand.DOUBTFUL if view.ends_contract:
                came[kpi.name] = at_end(kpi.name, it, score.unmeasured_at_end)
            case Stand.NOT_DUE | Stand.DOUBTFUL:
                return None
            case Stand.MEASURED:
                came[kpi.name] = earned(indicator, it.figure, view)
            case Stand.EXCUSED:
                came[kpi.name] = Factor(_ALL, "share of it, as nothing is lost in grace or under relief")
            case Stand.NOT_RATED if score.not_rated == "wait":
                raise AbsentFigureError(kpi.name, it.why)
            case Stand.NOT_RATED if score.not_rated == "earns_nothing":
                came[kpi.name] = Factor(_NOTHING, f"share of it, as it is not rated ({it.why.value})")
    return _above_floor(score, _weighed(score, came, view), view)


def _weighed(score: ScoreParameters, came: Mapping[str, Factor], view: View) -> dict[str, tuple[Factor, ...]]:
    """Return the weights of the indicators that *came*, of all these together, each beside how far it came."""
    weights = {
        kpi.name: view.in_force(one.weight) * _HUNDRED for kpi, one in score.indicators.items() if kpi.name in came
    }
    if not weights:
        raise ValueError("expected at least one indicator of the score to be rated: a person must judge")
    total = sum(weights.values(), _NOTHING)
    return {kpi: (Factor(weight, "weight", total), came[kpi]) for kpi, weight in weights.items()}


def _above_floor(
    score: ScoreParameters, weighed: dict[str, tuple[Factor, ...]], view: View
) -> dict[str, tuple[Factor, ...]]:
    """Return *weighed*, which earns nothing where the score is lower than its floor."""
    if score.floor is None:
        return weighed
    floor = view.in_force(score.floor)
    # A third of a weight three times is a whole one.
    came = settled(sum((product("", *factors).amount for factors in weighed.values()), _NOTHING))
    if came >= floor:
        return weighed
    why = f"share of it, as the score of {percent_text(came)} is lower than its floor of {percent_text(floor)}"
    return {kpi: (*factors, Factor(_NOTHING, why)) for kpi, factors in weighed.items()}


@hookimpl
def plimsoll_payment_policies() -> list[Capitation]:
    """Return capitation."""
    return [Capitation()]
