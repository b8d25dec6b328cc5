"""A tapering budget: it falls each contract year, and what is left or overspent at the year's end is shared."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from engine.model.dated_terms import DatedAmount, DatedQuantity, DatedShare
from engine.model.payment import Draft, Factor, Line, LineKind, Memory, MemoryChange, Part
from engine.model.policy import Parameters, View, mistake
from engine.model.products import product
from engine.model.terms import Formula, Whole
from engine.model.yearly import (
    INSTALMENTS,
    check_instalments,
    check_together,
    earlier,
    in_year,
    instalment,
    instalments_paid,
    kept,
    last_instalment,
    minus,
    so_far,
    total,
)
from engine.plugins.hookspecs import hookimpl

_ONE = Decimal(1)
_BUDGET, _SPENT = "budget", "spent"


class FallParameters(Parameters):
    """By how much the budget falls when a contract year begins."""

    by: DatedShare = Field(description="a percentage, or one for each contract year; before the first year none")
    each_of: Literal["year_before", "base_year"] = Field(
        description="a percentage of the budget of the year before, unrounded, or of that of the base year"
    )

    @model_validator(mode="after")
    def _years(self) -> FallParameters:
        if any(not isinstance(step.point, int) for step in self.by.steps):
            raise mistake("expected contract years such as `year 2`, not dates: a budget falls with the year", "by")
        return self


class RebaseParameters(Parameters):
    """How the budget follows the group of people that it is for."""

    people: Formula = Field(description="how many people are in the group in the period")
    base: DatedQuantity = Field(description="how many people the base year's budget was for")
    tolerance: DatedShare | None = Field(
        None, description="a change of up to so many percent of `base` changes nothing; a larger one counts whole"
    )
    floor: Literal["follows", "stands"] | None = Field(
        None, description="needed beside a `floor`: it follows the group too, or stands as it is"
    )


class TaperingBudgetParameters(Parameters):
    """The budget of each contract year, how it is paid, and who has what is left or overspent."""

    base: DatedAmount = Field(description="the budget of the base year, the one before contract year 1")
    falls: FallParameters
    floor: DatedAmount | None = Field(None, description="a year's budget is never less")
    rebase: RebaseParameters | None = Field(None, description="without it the budget stands, whoever is in the group")
    spent: DatedAmount = Field(description="what was spent in the period")
    paid: Literal["budget", "spending"] = Field(
        description="the budget in instalments, or what is spent; in the end both come to the same"
    )
    instalments: Whole = Field(ge=1, description="how many whole periods make a year; a short one counts by its days")
    kept: DatedShare = Field(description="the share of under-spend that the provider keeps")
    borne: DatedShare = Field(description="the share of over-spend that the provider bears")

    @model_validator(mode="after")
    def _floor(self) -> TaperingBudgetParameters:
        if self.rebase and (self.rebase.floor is None) is not (self.floor is None):
            word = "a" if self.floor else "no"
            beside = "a floor of the budget" if self.floor else "a budget without a floor"
            raise mistake(f"expected {word} `floor` (`follows` or `stands`) beside {beside}", "rebase")
        return self


class TaperingBudget:
    """A fee a period, and at the contract year's end what the provider keeps or bears, gives back or is owed."""

    name = "tapering_budget"
    version = "1"
    parameters = TaperingBudgetParameters

    def drafts(self, parameters: TaperingBudgetParameters, view: View) -> tuple[Draft, ...]:
        """Return the period's fee; when the contract year ends, its settlement too."""
        budget, spent = _budget(parameters, view), _spent(parameters, view)
        fee = last_instalment(view, (budget,)) if parameters.paid == "budget" else (spent,)
        settlement = _settlement(parameters, view, budget, spent) if view.ends_contract_year else ()
        return (Draft(LineKind.FEE, fee), *settlement)

    def remembers(self, parameters: TaperingBudgetParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:
        """Return the contract year's budget and spending so far, and what was paid of it."""
        budget, spent = _budget(parameters, view), _spent(parameters, view)
        sums = {_BUDGET: budget.amount, _SPENT: spent.amount}
        if parameters.paid == "budget":
            sums |= instalments_paid((budget,), sum((line.due for line in lines), Decimal(0)))
        return kept(view, sums)

    def may_be_stated(self, parameters: TaperingBudgetParameters) -> tuple[str, ...]:
        """Return the names of the contract year's budget and spending so far, and of what was paid of it."""
        return in_year(_BUDGET, _SPENT, *(INSTALMENTS if parameters.paid == "budget" else ()))

    def check_stated(self, parameters: TaperingBudgetParameters, memory: Memory) -> None:  # noqa: ARG002  # whatever they say
        """Raise ValueError where sums are stated that make no sense alone, or that would be paid again."""
        check_instalments(memory)
        check_together(memory, _BUDGET, _SPENT)


def _spent(parameters: TaperingBudgetParameters, view: View) -> Part:
    amount, factors = view.money(parameters.spent)
    return Part(_SPENT, factors, amount)


def _budget(parameters: TaperingBudgetParameters, view: View) -> Part:
    """Return the period's part of the year's budget: what the schedule says, or the floor, for the group."""
    rebase = parameters.rebase
    scheduled = product("", *view.money(parameters.base).factors, *_falls(parameters.falls, view.contract_year))
    group = _group(rebase, view) if rebase else ()
    rebased = product("", *scheduled.factors, *group)
    what, year = "budget", rebased
    if parameters.floor is not None:
        floor = product("", *view.money(parameters.floor).factors)
        if rebase and rebase.floor == "follows" and total((scheduled,)) < total((floor,)):
            what, year = "floor of the budget", product("", *floor.factors, *group)
        elif (rebase is None or rebase.floor == "stands") and total((rebased,)) < total((floor,)):
            what, year = "floor of the budget", floor
    named = f"{what} of contract year {view.contract_year}"
    return product(named, *year.factors, *instalment(view, parameters.instalments))


def _falls(falls: FallParameters, year: int) -> tuple[Factor, ...]:
    """Return what is left of the budget year by year, those without a fall left out."""
    by_year = [(before, _fall(falls, before + 1)) for before in range(year)]
    if falls.each_of == "base_year":
        fallen = sum((fall for _, fall in by_year), Decimal(0))
        by_year = [(0, min(fallen, _ONE))]
    return tuple(Factor(_ONE - fall, f"share of {_year(before)}") for before, fall in by_year if fall)


def _fall(falls: FallParameters, year: int) -> Decimal:
    if falls.by.constant is not None:
        return falls.by.constant
    held = [step.value for step in falls.by.steps if isinstance(step.point, int) and step.point <= year]
    return held[-1] if held else Decimal(0)


def _year(before: int) -> str:
    return f"contract year {before}" if before else "the base year"


def _group(rebase: RebaseParameters, view: View) -> tuple[Factor, ...]:
    """Return how the group has changed; nothing while the change is within the tolerance."""
    people, base = view.value(rebase.people), view.number(rebase.base)
    if base <= 0:
        raise ValueError(f"expected a base of more than 0 people, not `{base}`")
    tolerated = view.in_force(rebase.tolerance) * base if rebase.tolerance else Decimal(0)
    return (Factor(people, "people", base),) if abs(people - base) > tolerated else ()


def _settlement(parameters: TaperingBudgetParameters, view: View, budget: Part, spent: Part) -> Iterator[Draft]:
    """Yield what the year's end moves, if anything."""
    if so_far(view, _SPENT) + spent.amount < 0:
        raise ValueError("expected spending of 0 or more in the contract year")
    left = (*earlier(view, _BUDGET), budget, *map(minus, (*earlier(view, _SPENT), spent)))
    over = tuple(map(minus, left))
    if total(left) > 0:
        share = view.in_force(parameters.kept)
        if parameters.paid == "spending":
            yield from _draft(LineKind.INCENTIVE, "under-spend kept", left, share)
        else:
            yield from _draft(LineKind.CLAWBACK, "under-spend given back", left, _ONE - share)
    elif total(over) > 0:
        share = view.in_force(parameters.borne)
        if parameters.paid == "spending":
            yield from _draft(LineKind.DEDUCTION, "over-spend borne", over, share)
        else:
            yield from _draft(LineKind.FEE, "over-spend that the council bears", over, _ONE - share)


def _draft(kind: LineKind, what: str, parts: tuple[Part, ...], share: Decimal) -> Iterator[Draft]:
    if share:
        shared = Factor(share, "share")
        yield Draft(kind, tuple(product(f"{what}, {one.what}", *one.factors, shared) for one in parts))


@hookimpl
def plimsoll_payment_policies() -> list[TaperingBudget]:
    """Return the tapering budget."""
    return [TaperingBudget()]
