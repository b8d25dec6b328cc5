"""A lead provider: paid the price of an optimum performance for a group, it keeps or bears the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from engine.model.dated import highest_total
from engine.model.dated_terms import DatedAmount, DatedQuantity, DatedShare
from engine.model.decimals import plain
from engine.model.payment import Draft, Factor, Line, LineKind, Memory, MemoryChange, Part
from engine.model.policy import Parameters, View, mistake
from engine.model.products import product
from engine.model.terms import Formula, Name, Whole
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
    total,
)
from engine.plugins.hookspecs import hookimpl

_HUNDRED = Decimal(100)
_EXPECTED, _ACTUAL = "price for the people expected", "price for the people there were"


class CareParameters(Parameters):
    """One thing that people may come to need, such as no care, short care or residential care."""

    share: DatedShare = Field(description="the share of the group that needs it at the optimum performance")
    price: DatedAmount = Field(
        description="for a person: of a year where they are `present`, else for all of their care"
    )
    council_buys_for: Formula | None = Field(
        None, description="people in the period whose care of this kind the council bought; taken off at the price"
    )
    council_paid: DatedAmount | None = Field(
        None, description="what the council paid in the period for care of this kind; taken off as it is"
    )

    @model_validator(mode="after")
    def _one(self) -> CareParameters:
        if self.council_buys_for and self.council_paid:
            raise mistake(
                "expected one of `council_buys_for` and `council_paid`, not both: it would be taken off twice"
            )
        return self


class GroupParameters(Parameters):
    """The people that the price is for."""

    people: DatedQuantity = Field(description="how many the price is for, in a year")
    counted: Literal["present", "arriving"] = Field(
        description="those there are at a time, each for the period's part of a year, or each who comes, once"
    )


class TrueUpParameters(Parameters):
    """What happens when the group is larger or smaller than the price says."""

    people: Formula = Field(description="people in the period, counted as the group is")
    settled: Literal["each_period", "contract_year"] = Field(description="when the difference is paid or taken back")
    tolerance: DatedShare | None = Field(
        None, description="a difference of up to so many percent of the price moves no money"
    )
    beyond: Literal["whole", "excess"] | None = Field(
        None, description="needed beside `tolerance`: a larger difference counts whole, or what is over the tolerance"
    )

    @model_validator(mode="after")
    def _beyond(self) -> TrueUpParameters:
        if (self.tolerance is None) is not (self.beyond is None):
            raise mistake("expected `tolerance` and `beyond` together: what a larger difference means must be said")
        return self


class LeadProviderParameters(Parameters):
    """The price of an optimum performance for a group, and what becomes of it when the group changes."""

    group: GroupParameters
    instalments: Whole = Field(ge=1, description="how many whole periods make a year; a short one counts by its days")
    optimum: dict[Name, CareParameters] = Field(min_length=1, description="what the group needs; shares total 100%")
    true_up: TrueUpParameters | None = Field(None, description="without it the price stands, whoever comes")

    @model_validator(mode="after")
    def _whole_group(self) -> LeadProviderParameters:
        shares = [care.share for care in self.optimum.values()]
        most = highest_total(shares)
        least = -highest_total([share.map(lambda value: -value) for share in shares])
        for sum_of in (most, least):
            if sum_of != 1:
                said = plain(sum_of * _HUNDRED)
                raise mistake(f"expected shares that total 100% of the group at any time, not `{said}%`", "optimum")
        return self


class LeadProvider:
    """A fee a period, less care that the council bought itself, and a true-up when the group is another."""

    name = "lead_provider"
    version = "1"
    parameters = LeadProviderParameters

    def drafts(self, parameters: LeadProviderParameters, view: View) -> tuple[Draft, ...]:
        """Return the period's price, what is taken off it, and the true-up where it is due."""
        price = tuple(_price(parameters, view))
        bought = tuple(one for one in _bought(parameters, view) if one.amount)
        taken_off = (Draft(LineKind.DEDUCTION, bought),) if bought else ()
        true_up = _true_up(parameters.true_up, parameters, view) if parameters.true_up else ()
        return (Draft(LineKind.FEE, last_instalment(view, price)), *taken_off, *true_up)

    def remembers(self, parameters: LeadProviderParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:
        """Return what the contract year's instalments come to so far, and what they would for the people there were."""
        price = tuple(_price(parameters, view))
        due = next((line.due for line in lines if line.kind is LineKind.FEE), Decimal(0))
        sums = instalments_paid(price, due)
        if parameters.true_up and parameters.true_up.settled == "contract_year":
            sums[_EXPECTED] = _expected(parameters, view).amount
            sums[_ACTUAL] = _actual(parameters.true_up, parameters, view).amount
        return kept(view, sums)

    def may_be_stated(self, parameters: LeadProviderParameters) -> tuple[str, ...]:
        """Return the names of the contract year's instalments so far, and of what the people there were come to."""
        yearly = parameters.true_up is not None and parameters.true_up.settled == "contract_year"
        return (*in_year(*INSTALMENTS), *(in_year(_EXPECTED, _ACTUAL) if yearly else ()))

    def check_stated(self, parameters: LeadProviderParameters, memory: Memory) -> None:  # noqa: ARG002  # whatever they say
        """Raise ValueError where sums are stated that make no sense alone, or that would be paid again."""
        check_instalments(memory)
        check_together(memory, _EXPECTED, _ACTUAL)


def _price(parameters: LeadProviderParameters, view: View) -> Iterator[Part]:
    people = Factor(view.number(parameters.group.people), "people")
    for name, care in parameters.optimum.items():
        share = Factor(view.in_force(care.share), "share")
        factors = (people, share, *view.money(care.price).factors, *instalment(view, parameters.instalments))
        yield product(f"optimum, {name}", *factors)


def _bought(parameters: LeadProviderParameters, view: View) -> Iterator[Part]:
    """Yield what the council bought itself, which is in the price already."""
    for name, care in parameters.optimum.items():
        what = f"{name} bought by the council"
        if care.council_buys_for:
            people = Factor(view.value(care.council_buys_for), "people")
            yield product(what, people, *view.money(care.price).factors, *_of_period(parameters, view))
        elif care.council_paid:
            yield product(what, *view.money(care.council_paid).factors)


def _of_period(parameters: LeadProviderParameters, view: View) -> tuple[Factor, ...]:
    """Return which part of a person's price falls to the period: all of it for one who comes within it."""
    return instalment(view, parameters.instalments) if parameters.group.counted == "present" else ()


def _per_person(parameters: LeadProviderParameters, view: View) -> Factor:
    optimum = parameters.optimum.values()
    price = sum((view.in_force(care.share) * view.money(care.price).amount for care in optimum), Decimal(0))
    return Factor(price, "sum")


def _expected(parameters: LeadProviderParameters, view: View) -> Part:
    people = Factor(view.number(parameters.group.people), "people")
    return product(_EXPECTED, people, _per_person(parameters, view), *instalment(view, parameters.instalments))


def _actual(true_up: TrueUpParameters, parameters: LeadProviderParameters, view: View) -> Part:
    present = view.value(true_up.people)
    if present < 0:
        raise ValueError(f"expected no fewer than 0 people, not `{present}`")
    people = Factor(present, "people")
    return product(_ACTUAL, people, _per_person(parameters, view), *_of_period(parameters, view))


def _true_up(true_up: TrueUpParameters, parameters: LeadProviderParameters, view: View) -> Iterator[Draft]:
    """Yield what is paid for more people than the price was for, or taken back for fewer."""
    yearly = true_up.settled == "contract_year"
    if yearly and not view.ends_contract_year:
        return
    actual = (*earlier(view, _ACTUAL), _actual(true_up, parameters, view))
    expected = (*earlier(view, _EXPECTED), _expected(parameters, view))
    more = (*actual, *map(minus, expected))
    fewer = (*expected, *map(minus, actual))
    if total(more) > 0:
        yield from _draft(LineKind.FEE, more, tuple(_tolerated(true_up, expected, view)), true_up)
    else:
        back = LineKind.CLAWBACK if yearly else LineKind.DEDUCTION
        yield from _draft(back, fewer, tuple(_tolerated(true_up, expected, view)), true_up)


def _tolerated(true_up: TrueUpParameters, expected: Iterable[Part], view: View) -> Iterator[Part]:
    if true_up.tolerance is not None:
        share = Factor(view.in_force(true_up.tolerance), "share")
        for one in expected:
            yield minus(product(f"tolerance, {one.what}", *one.factors, share))


def _draft(
    kind: LineKind, difference: tuple[Part, ...], tolerated: tuple[Part, ...], true_up: TrueUpParameters
) -> Iterator[Draft]:
    if total((*difference, *tolerated)) > 0:
        yield Draft(kind, (*difference, *tolerated) if true_up.beyond == "excess" else difference)


@hookimpl
def plimsoll_payment_policies() -> list[LeadProvider]:
    """Return the lead provider's price."""
    return [LeadProvider()]
