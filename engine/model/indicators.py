"""Indicators that money hangs on: pro rata from a minimum, which earns nothing, to a maximum, which earns all."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

from pydantic import Field, model_validator

from engine.model.dated import Dated
from engine.model.dated_terms import DatedQuantity
from engine.model.decimals import plain
from engine.model.figures import Absence
from engine.model.outcome import Basis, Measured, NotRated, Rated
from engine.model.payment import Factor
from engine.model.policy import AbsentFigureError, Parameters, View, mistake
from engine.model.terms import Quantity

_NOTHING, _ALL = Decimal(0), Decimal(1)

# What an indicator earns that the contract's end leaves unmeasured.
AtEnd: TypeAlias = Literal["earns_nothing", "earns_all", "wait"]
AT_END = "what an indicator earns that is not measured, or not beyond doubt, when the contract ends"


class IndicatorParameters(Parameters):
    """From which figure a KPI earns something, and from which it earns all; lower is better where that is less."""

    minimum: DatedQuantity = Field(description="the figure that earns nothing yet; what is better earns pro rata")
    maximum: DatedQuantity = Field(description="the figure that earns all; less than the minimum where lower is better")
    floor: DatedQuantity | None = Field(
        None, description="a figure worse than this earns nothing, even where it is better than the minimum"
    )
    deemed: DatedQuantity | None = Field(
        None, description="the figure that a deemed failure is priced at; without one a person must judge"
    )

    @model_validator(mode="after")
    def _apart(self) -> IndicatorParameters:
        least, most = _constant(self.minimum), _constant(self.maximum)
        if least is not None and least == most:
            raise mistake(f"expected a maximum other than the minimum of `{least}`: nothing lies between", "maximum")
        return self


class Stand(Enum):
    """Whether a KPI brings a figure that money may hang on."""

    MEASURED = "measured"
    NOT_DUE = "not measured in this period"
    DOUBTFUL = "doubtful"
    EXCUSED = "excused"
    NOT_RATED = "not rated"


class Found(NamedTuple):
    """How a KPI stands, its figure where it has one, and why where it has none."""

    stand: Stand
    figure: Decimal = _NOTHING
    why: Absence = Absence.MISSING


def found(kpi: str, indicator: IndicatorParameters, view: View) -> Found:
    """Return how *kpi* stands in this period.

    In grace and under relief nothing is lost. A carried outcome moves no money: it is as good as not rated.
    AbsentFigureError where a failure is deemed and the contract says no figure for it.
    """
    outcome = view.outcomes[kpi]
    if isinstance(outcome, Rated):
        return _rated(outcome, indicator, view)
    if isinstance(outcome, Measured):
        return Found(Stand.MEASURED, _number(kpi, outcome.value))
    if isinstance(outcome, NotRated):
        return _not_rated(outcome)
    raise AbsentFigureError(kpi, Absence.UNKNOWN)


def _rated(outcome: Rated, indicator: IndicatorParameters, view: View) -> Found:
    if outcome.in_grace:
        return Found(Stand.EXCUSED)
    if outcome.doubtful:
        return Found(Stand.DOUBTFUL)
    if outcome.basis is Basis.CARRIED:
        return Found(Stand.NOT_RATED)
    if outcome.basis is Basis.MEASURED:
        return Found(Stand.MEASURED, _number(outcome.kpi, outcome.value))
    if indicator.deemed is None:
        raise AbsentFigureError(outcome.kpi, Absence.MISSING)
    return Found(Stand.MEASURED, view.number(indicator.deemed))


def _not_rated(outcome: NotRated) -> Found:
    if not outcome.due:
        return Found(Stand.NOT_DUE)
    if outcome.absence is Absence.RELIEVED:
        return Found(Stand.EXCUSED)
    return Found(Stand.NOT_RATED, why=outcome.absence)


def _number(kpi: str, value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    raise ValueError(f"expected `{kpi}` to be a figure, which lies between a minimum and a maximum, not `{value}`")


def earned(indicator: IndicatorParameters, figure: Decimal, view: View) -> Factor:
    """Return how far *figure* is from the minimum to the maximum, from 0 to all of the way."""
    least, most = view.number(indicator.minimum), view.number(indicator.maximum)
    if least == most:
        raise ValueError(f"expected a minimum and a maximum that differ, not `{plain(least)}` twice")
    way = _ALL if most > least else -_ALL
    gained = min(max((figure - least) * way, _NOTHING), abs(most - least))
    floor = None if indicator.floor is None else view.number(indicator.floor)
    if floor is not None and (figure - floor) * way < 0:
        what = f"from minimum to maximum, as {plain(figure)} is worse than the floor of {plain(floor)}"
        return Factor(_NOTHING, what, abs(most - least))
    return Factor(gained, "from minimum to maximum", abs(most - least))


def at_end(kpi: str, it: Found, word: AtEnd) -> Factor:
    """Return what *kpi*, which stands like *it* in the contract's last period, earns of what is at risk, by *word*.

    AbsentFigureError where a person is to judge.
    """
    if word == "wait":
        raise AbsentFigureError(kpi, it.why)
    why = "doubtful" if it.stand is Stand.DOUBTFUL else "not measured"
    return Factor(_ALL if word == "earns_all" else _NOTHING, f"share of it, as it is {why} when the contract ends")


def _constant(dated: Dated[Quantity]) -> str | None:
    return None if dated.constant is None else str(dated.constant)
