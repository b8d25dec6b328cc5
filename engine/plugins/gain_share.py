"""Gain share: what a service costs less than expected, or more, is shared by bands, and split among commissioners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from engine.model.dated_terms import DatedAmount, DatedShare, Share
from engine.model.figures import Absence
from engine.model.payment import Draft, Factor, Line, LineKind, Memory, MemoryChange, Part
from engine.model.policy import AbsentFigureError, Parameters, View, mistake
from engine.model.products import by_days, product
from engine.model.reach import Reach
from engine.model.terms import Condition, Formula, Name, percent_text
from engine.model.yearly import check_together, earlier, in_year, kept, minus, so_far, total
from engine.plugins.hookspecs import hookimpl

_ZERO = Decimal(0)
_EXPECTED, _ACTUAL = "expected cost", "actual cost"


class BandParameters(Parameters):
    """One band of savings or over-spend, from where the band before ends."""

    up_to: Reach | None = Field(None, description="where the band ends; the last one has no end")
    share: DatedShare = Field(description="the provider's share of what falls into the band")


class BandsParameters(Parameters):
    """The bands of savings, or of over-spend."""

    bands: list[BandParameters] = Field(min_length=1, description="from the first pound up; each shares what falls in")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        *most, last = (band.up_to for band in self.bands)
        if last is not None:
            raise mistake("expected no `up_to` on the last band: it goes on", "bands", len(most), "up_to")
        for place, (lower, higher) in enumerate(pairwise((None, *most))):
            if higher is None:
                raise mistake("expected an `up_to` on every band but the last", "bands", place)
            if lower and (higher.is_share is not lower.is_share or higher.figure <= lower.figure):
                message = f"expected bands that rise, all in sums or all in percent: beyond `{lower}`, not `{higher}`"
                raise mistake(message, "bands", place, "up_to")
        return self


class SavingsParameters(BandsParameters):
    """What the provider gains of savings."""

    cap: Reach | None = Field(None, description="the most that the provider gains")


class OverSpendParameters(BandsParameters):
    """What the provider bears of over-spend."""

    collar: Reach | None = Field(None, description="the most that the provider bears")


class SplitParameters(Parameters):
    """Which commissioner of a pooled fund has which part of what the line pays or takes."""

    fixed: dict[Name, Share] | None = Field(None, min_length=2, description="a share for each; they total 100%")
    by_spend: dict[Name, Formula] | None = Field(
        None, min_length=2, description="what each spent in the period; parts go by what they spent"
    )
    by_performance: dict[Name, Formula] | None = Field(
        None, min_length=2, description="a score of each in the period; parts go by the scores"
    )

    @model_validator(mode="after")
    def _one_way(self) -> SplitParameters:
        given = sum(way is not None for way in (self.fixed, self.by_spend, self.by_performance))
        if given != 1:
            raise mistake(f"expected one of `fixed`, `by_spend`, `by_performance`, got {given}")
        if self.fixed and sum(self.fixed.values()) != 1:
            said = percent_text(sum(self.fixed.values(), _ZERO))
            raise mistake(f"expected shares that total 100%, not `{said}`", "fixed")
        return self

    @property
    def weights(self) -> Mapping[str, Formula]:
        """The formula of each commissioner; none where shares are fixed."""
        return self.by_spend or self.by_performance or {}


class GainShareParameters(Parameters):
    """An expected cost, an actual one, and who has what is between them."""

    expected: DatedAmount = Field(description="what the period was expected to cost")
    actual: DatedAmount = Field(description="what it did cost")
    settled: Literal["each_period", "contract_year"] = Field(description="when the difference is shared")
    savings: SavingsParameters | None = Field(None, description="without it the provider gains nothing")
    over_spend: OverSpendParameters | None = Field(None, description="without it the provider bears nothing")
    gate: Condition | None = Field(
        None, description="the quality without which there is no gain; what is lost is lost whatever the quality"
    )
    split: SplitParameters | None = Field(None, description="among the commissioners of a pooled fund")
    borne_by: Literal["commissioners", "provider"] = Field(
        "commissioners",
        description="who bears the cost before it is shared: the provider, where it is paid what was expected",
    )
    short_periods: Literal["pro_rata", "whole"] = Field(
        "whole", description="pro rata by days, or the whole expected cost, where the contract cuts a period short"
    )

    @model_validator(mode="after")
    def _something(self) -> GainShareParameters:
        if self.savings is None and self.over_spend is None:
            raise mistake("expected at least one of `savings` and `over_spend`")
        if self.gate and self.savings is None:
            raise mistake("expected no `gate` without `savings`: only gains are gated", "gate")
        return self


class Costs(NamedTuple):
    """The costs that are held against each other, of the period or of its contract year so far."""

    expected: tuple[Part, ...]
    actual: tuple[Part, ...]

    def saved(self) -> Decimal:
        """Return what was saved, below zero where more was spent than expected."""
        return total(self.expected) - total(self.actual)

    def difference(self) -> tuple[Part, ...]:
        """Return what was saved, or else what was overspent, above zero either way."""
        more, less = (self.expected, self.actual) if self.saved() > 0 else (self.actual, self.expected)
        return (*more, *map(minus, less))


class GainShare:
    """An incentive where less was spent than expected, a deduction where more was.

    Where the provider bears the cost it has the whole difference already: what is not its share of savings is deducted,
    and what is not its share of over-spend is a fee.
    """

    name = "gain_share"
    version = "1"
    parameters = GainShareParameters

    def drafts(self, parameters: GainShareParameters, view: View) -> tuple[Draft, ...]:
        """Return the provider's gain or loss, when it is settled."""
        now = _now(parameters, view)
        if parameters.settled == "contract_year" and not view.ends_contract_year:
            return ()
        costs = Costs((*earlier(view, _EXPECTED), *now.expected), (*earlier(view, _ACTUAL), *now.actual))
        if total(costs.expected) < 0:
            raise ValueError("expected an expected cost of 0 or more")
        return (_gain if costs.saved() > 0 else _loss)(parameters, costs, view)

    def remembers(self, parameters: GainShareParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:  # noqa: ARG002  # what was spent, whatever was paid
        """Return the contract year's costs so far, and what its commissioners spent or scored."""
        if parameters.settled == "each_period":
            return {}
        now = _now(parameters, view)
        weights = parameters.split.weights if parameters.split else {}
        weighed = {f"of {name}": view.value(weight) for name, weight in weights.items()}
        return kept(view, {_EXPECTED: now.expected[0].amount, _ACTUAL: now.actual[0].amount, **weighed})

    def may_be_stated(self, parameters: GainShareParameters) -> tuple[str, ...]:
        """Return the names of the contract year's costs so far."""
        if parameters.settled == "each_period":
            return ()
        weights = parameters.split.weights if parameters.split else {}
        return in_year(_EXPECTED, _ACTUAL, *(f"of {name}" for name in weights))

    def check_stated(self, parameters: GainShareParameters, memory: Memory) -> None:  # noqa: ARG002  # whatever they say
        """Raise ValueError where one of the costs is stated without the other."""
        check_together(memory, _EXPECTED, _ACTUAL)


def _now(parameters: GainShareParameters, view: View) -> Costs:
    days = by_days(view) if parameters.short_periods == "pro_rata" else ()
    expected = product(_EXPECTED, *view.money(parameters.expected).factors, *days)
    return Costs((expected,), (product(_ACTUAL, *view.money(parameters.actual).factors),))


def _gain(parameters: GainShareParameters, costs: Costs, view: View) -> tuple[Draft, ...]:
    savings = parameters.savings
    parts = _shared("savings", savings.bands, costs, view) if savings else ()
    if savings and savings.cap:
        parts = _limited("cap", savings.cap, parts, costs)
    if total(parts) and parameters.gate and not _is_open(parameters.gate, view):
        parts = (*parts, _undone("no gain, as the quality gate is closed", parts))
        if parameters.borne_by == "commissioners":
            return (Draft(LineKind.INCENTIVE, parts),)
    if parameters.borne_by == "provider":
        return _split(LineKind.DEDUCTION, _others(parts, costs), parameters.split, view)
    return _split(LineKind.INCENTIVE, parts, parameters.split, view)


def _loss(parameters: GainShareParameters, costs: Costs, view: View) -> tuple[Draft, ...]:
    over_spend = parameters.over_spend
    parts = _shared("over-spend", over_spend.bands, costs, view) if over_spend else ()
    if over_spend and over_spend.collar:
        parts = _limited("collar", over_spend.collar, parts, costs)
    if parameters.borne_by == "provider":
        return _split(LineKind.FEE, _others(parts, costs), parameters.split, view)
    return _split(LineKind.DEDUCTION, parts, parameters.split, view)


def _others(parts: tuple[Part, ...], costs: Costs) -> tuple[Part, ...]:
    """Return what is the commissioners' of the difference: all of it, less the *parts* that are the provider's."""
    theirs = (one._replace(what=f"the provider's: {one.what}") for one in parts)
    return (*costs.difference(), *map(minus, theirs))


def _shared(what: str, bands: list[BandParameters], costs: Costs, view: View) -> tuple[Part, ...]:
    """Return the provider's share of each band that the difference reaches into."""
    difference = costs.difference()
    parts: list[Part] = []
    below: tuple[Part, ...] = ()
    for band in bands:
        end = _reached(band.up_to, costs) if band.up_to else difference
        is_last = total(end) >= total(difference)
        within = (*(difference if is_last else end), *map(minus, below))
        name = f"{what} up to {band.up_to}" if band.up_to else what
        share = Factor(view.in_force(band.share), "share")
        parts += [product(f"{name}, {one.what}", *one.factors, share) for one in within if share.value]
        if is_last:
            break
        below = end
    return tuple(parts)


def _reached(reach: Reach, costs: Costs) -> tuple[Part, ...]:
    """Return the sum that *reach* is, in percent of the expected cost or as it stands."""
    if not reach.is_share:
        return (product(f"up to {reach}", Factor(reach.figure, "sum")),)
    share = Factor(reach.figure, "share")
    return tuple(product(f"{reach} of {one.what}", *one.factors, share) for one in costs.expected)


def _limited(what: str, reach: Reach, parts: tuple[Part, ...], costs: Costs) -> tuple[Part, ...]:
    """Return *parts* so that they come to no more than *reach*, with what it is and what was before."""
    limit = _reached(reach, costs)
    if total(parts) <= total(limit):
        return parts
    return (*parts, _undone(f"before the {what}", parts), *(one._replace(what=what) for one in limit))


def _undone(what: str, parts: tuple[Part, ...]) -> Part:
    return product(what, Factor(-sum((one.amount for one in parts), _ZERO), "sum"))


def _is_open(gate: Condition, view: View) -> bool:
    holds = view.verdict(gate).holds
    if isinstance(holds, Absence):
        raise AbsentFigureError(gate.text, holds)
    return holds


def _split(kind: LineKind, parts: tuple[Part, ...], split: SplitParameters | None, view: View) -> tuple[Draft, ...]:
    """Return one line, whose last parts say what each commissioner has; none where *parts* come to nothing."""
    if not total(parts):
        return ()
    if split is None:
        return (Draft(kind, parts),)
    whole = Factor(sum((one.amount for one in parts), _ZERO), "sum")
    each = [product(name, whole, its) for name, its in _portions(split, view)]
    return (Draft(kind, (*parts, _undone("split among the commissioners", parts), *each)),)


def _portions(split: SplitParameters, view: View) -> Iterator[tuple[str, Factor]]:
    for name, share in (split.fixed or {}).items():
        yield name, Factor(share, "share")
    weights = {name: so_far(view, f"of {name}") + view.value(weight) for name, weight in split.weights.items()}
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("expected commissioners to have spent or scored 0 or more")
    what, whole = "spend" if split.by_spend else "performance", sum(weights.values(), _ZERO)
    if weights and not whole:
        raise AbsentFigureError(f"{what} of the commissioners", Absence.NO_ACTIVITY)
    for name, weight in weights.items():
        yield name, Factor(weight, what, whole)


@hookimpl
def plimsoll_payment_policies() -> list[GainShare]:
    """Return gain share."""
    return [GainShare()]
