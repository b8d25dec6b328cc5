"""The outcome tariff: a rate card of outcomes, or a change from a baseline, each unit at a price."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from engine.model.dated_terms import DatedAmount, DatedQuantity
from engine.model.figures import Absence
from engine.model.payment import Draft, Factor, Line, LineKind, MemoryChange, Part
from engine.model.policy import AbsentFigureError, Parameters, View, mistake
from engine.model.products import product
from engine.model.terms import Formula, Name
from engine.plugins.hookspecs import hookimpl

_NOTHING, _HUNDRED = Decimal(0), Decimal(100)
_PAID = "paid"


class TariffParameters(Parameters):
    """One outcome of the rate card."""

    count: Formula = Field(description="how many of the outcome were achieved in the period")
    price: DatedAmount = Field(description="what each of them is worth")
    at_most: Formula | None = Field(
        None, description="how many of it are paid for since the start, such as one for each person so far"
    )


class PersonParameters(Parameters):
    """The most that is paid for each person, over the whole contract and all outcomes."""

    at_most: DatedAmount = Field(description="the sum for each person")
    people: Formula = Field(description="how many people there have been since the start")


class ChangeParameters(Parameters):
    """By how much what is observed is better than a baseline."""

    baseline: DatedQuantity = Field(description="what was usual before, in percent of the exposure")
    exposure: Formula = Field(description="what could have been observed at most, such as all days of all children")
    observed: Formula = Field(description="what was observed, in the same unit")
    better: Literal["lower", "higher"] = Field(description="whether it is better to observe less, or more")
    price: DatedAmount = Field(description="what each unit better than the baseline is worth")


class OutcomeTariffParameters(Parameters):
    """One way of counting what was achieved."""

    outcomes: dict[Name, TariffParameters] | None = Field(
        None, min_length=1, description="the rate card: outcomes by names of their own"
    )
    per_person: PersonParameters | None = Field(None, description="the most that the rate card pays for a person")
    missing: Literal["wait", "pays_nothing"] = Field(
        "wait", description="what a count that nobody reported means: a person judges, or nothing is paid for it"
    )
    change_from_baseline: ChangeParameters | None = Field(
        None, description="units better than a baseline, and nothing where there are none"
    )

    @model_validator(mode="after")
    def _one_way(self) -> OutcomeTariffParameters:
        if (self.outcomes is None) is (self.change_from_baseline is None):
            raise mistake("expected one of `outcomes` and `change_from_baseline`")
        if self.per_person is not None and self.outcomes is None:
            raise mistake("expected `per_person` beside `outcomes` only: a change is nobody's alone", "per_person")
        if self.missing != "wait" and self.outcomes is None:
            raise mistake(
                "expected `missing` beside `outcomes` only: without its figures there is no change", "missing"
            )
        return self


class OutcomeTariff:
    """One fee line a period; none where a rate card has nothing to pay for.

    It remembers what was paid since the start where something limits that: numbers by `paid` and the outcome's name,
    and the sum as `paid`.
    """

    name = "outcome_tariff"
    version = "1"
    parameters = OutcomeTariffParameters

    def drafts(self, parameters: OutcomeTariffParameters, view: View) -> tuple[Draft, ...]:
        """Return the fee, with a part for each outcome, or for the baseline and what was observed."""
        if parameters.change_from_baseline is not None:
            return (Draft(LineKind.FEE, _change(parameters.change_from_baseline, view)),)
        card = _reported(parameters, view)
        parts = [part for name, one in card.items() for part in _achieved(name, one, view)]
        parts += [_unreported(name, one, view) for name, one in (parameters.outcomes or {}).items() if name not in card]
        parts += _beyond(parameters.per_person, parts, view) if parameters.per_person else ()
        return (Draft(LineKind.FEE, tuple(parts)),) if parts else ()

    def remembers(self, parameters: OutcomeTariffParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:
        """Return what has been paid since the start, where something limits it."""
        change: dict[str, Decimal | None] = {}
        for name, one in _reported(parameters, view).items():
            if one.at_most is not None:
                change[_counted(name)] = view.memory.get(_counted(name), _NOTHING) + _payable(name, one, view)
        if parameters.per_person is not None:
            change[_PAID] = sum((line.applied for line in lines), view.memory.get(_PAID, _NOTHING))
        return change

    def may_be_stated(self, parameters: OutcomeTariffParameters) -> tuple[str, ...]:
        """Return the names of what was paid since the start, where something limits it."""
        counted = tuple(_counted(name) for name, one in (parameters.outcomes or {}).items() if one.at_most is not None)
        return (*counted, _PAID) if parameters.per_person else counted


def _reported(parameters: OutcomeTariffParameters, view: View) -> dict[str, TariffParameters]:
    """Return the outcomes whose counts are there; all of them, where a missing one waits for a person."""
    card = parameters.outcomes or {}
    if parameters.missing == "wait":
        return card
    return {name: one for name, one in card.items() if not _is_missing(one.count, view)}


def _is_missing(count: Formula, view: View) -> bool:
    try:
        view.value(count)
    except AbsentFigureError as error:
        return error.absence is Absence.MISSING
    return False


def _unreported(name: str, one: TariffParameters, view: View) -> Part:
    return product(name, Factor(_NOTHING, "achieved, as nothing was reported"), *view.money(one.price).factors)


def _achieved(name: str, one: TariffParameters, view: View) -> Iterator[Part]:
    """Yield what is paid for an outcome, and how many of it are not, as enough were paid for."""
    count, payable = _count(one, view), _payable(name, one, view)
    if payable:
        yield product(name, Factor(payable, "achieved"), *view.money(one.price).factors)
    if payable < count:
        yield product(f"{name} beyond what is paid for", Factor(count - payable, "achieved"), Factor(_NOTHING, "sum"))


def _count(one: TariffParameters, view: View) -> Decimal:
    count = view.value(one.count)
    if count < 0:
        raise ValueError(f"expected a count of 0 or more, not `{count}`")
    return count


def _payable(name: str, one: TariffParameters, view: View) -> Decimal:
    """Return how many of the outcome are paid for in this period."""
    count = _count(one, view)
    if one.at_most is None:
        return count
    room = view.value(one.at_most) - view.memory.get(_counted(name), _NOTHING)
    return min(count, max(room, _NOTHING))


def _beyond(limit: PersonParameters, parts: list[Part], view: View) -> Iterator[Part]:
    """Yield what *parts* have beyond the sum for each person, as a part that takes it off."""
    people, each = view.value(limit.people), view.money(limit.at_most).amount
    before = view.memory.get(_PAID, _NOTHING)
    room = max(people * each - before, _NOTHING)
    excess = sum((part.amount for part in parts), _NOTHING) - room
    if excess > 0:
        paid = f", of which {before:,f} is paid" if before else ""
        yield product(f"beyond {each:,f} for each of {people:,f} people{paid}", Factor(-excess, "sum"))


def _change(change: ChangeParameters, view: View) -> tuple[Part, ...]:
    """Return what the baseline and what was observed are worth, the worse taken off, and never less than nothing."""
    exposure, observed = view.value(change.exposure), view.value(change.observed)
    if not 0 <= observed <= exposure:
        raise ValueError(
            f"expected what was observed to lie between 0 and the exposure of {exposure}, not `{observed}`"
        )
    usual_percent = view.number(change.baseline)
    if not 0 <= usual_percent <= _HUNDRED:
        raise ValueError(f"expected a baseline of 0% to 100% of the exposure, not `{usual_percent}`")
    way = Decimal(1) if change.better == "lower" else Decimal(-1)
    price = view.money(change.price).factors
    usual = (Factor(usual_percent, "percent", _HUNDRED), Factor(way * exposure, "exposed"))
    parts = (
        product("the baseline", *usual, *price),
        product("what was observed", Factor(-way * observed, "observed"), *price),
    )
    below = -sum((part.amount for part in parts), _NOTHING)
    return (
        (*parts, product("worse than the baseline, which pays nothing", Factor(below, "sum"))) if below > 0 else parts
    )


def _counted(name: str) -> str:
    return f"{_PAID} {name}"


@hookimpl
def plimsoll_payment_policies() -> list[OutcomeTariff]:
    """Return the outcome tariff."""
    return [OutcomeTariff()]
