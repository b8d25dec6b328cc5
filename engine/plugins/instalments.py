"""Instalments: an agreed fee in so many equal parts, whose rounded sum is exact, and what reduces those to come."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from engine.model.dated_terms import DatedAmount, DatedShare
from engine.model.decimals import plain, settled
from engine.model.figures import Absence
from engine.model.payment import Draft, Factor, Line, LineKind, Memory, MemoryChange, Part
from engine.model.policy import AbsentFigureError, Parameters, View, mistake
from engine.model.products import product
from engine.model.terms import Condition, Day, Formula, Whole
from engine.model.yearly import check_pennies, minus
from engine.plugins.hookspecs import hookimpl

_ZERO, _ALL, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)
# What is remembered: how many were paid, their sum before and after rounding, and of how many fees they were parts.
_COUNT, _AGREED, _DUE, _WHOLE = "instalments", "agreed", "due", "whole instalments"
_SUMS = (_COUNT, _AGREED, _DUE, _WHOLE)
_FOR_GOOD, _FOR_NOW = "share for good since", "share for now since"


class ReductionParameters(Parameters):
    """What reduces the instalments to come, and to how much."""

    when: Condition = Field(description="what must hold; unknown, a person judges")
    at: list[Day] | None = Field(
        None, min_length=1, description="days on which it is asked, in the periods that hold them; else in every period"
    )
    to: DatedShare | None = Field(None, description="the share of the fee that is left")
    to_measured: Formula | None = Field(None, description="instead, a figure in percent, such as of those recruited")
    of: Literal["fee_agreed", "fee_in_force"] = Field(
        description="a share of the fee as it was agreed, or of what earlier reductions left of it"
    )
    lasts: Literal["for_good", "while_it_holds"] = Field(
        description="for good, or for each next instalment while it holds"
    )

    @model_validator(mode="after")
    def _one_share(self) -> ReductionParameters:
        if (self.to is None) is (self.to_measured is None):
            raise mistake("expected one of `to`, a percentage, and `to_measured`, a figure in percent")
        if self.at is None and self.of == "fee_in_force" and self.lasts == "for_good":
            raise mistake("expected days `at` which it is asked: it would reduce what it left, every period anew")
        return self


class InstalmentsParameters(Parameters):
    """The fee, its instalments, and what changes those to come."""

    amount: DatedAmount = Field(description="the fee that all instalments make together")
    number: Whole = Field(ge=1, description="how many instalments there are, one a period, whole in a short one too")
    rise: Literal["instalments_after", "back_paid"] = Field(
        "instalments_after", description="a fee that rises: for the instalments after it, or for the earlier ones too"
    )
    reductions: list[ReductionParameters] | None = Field(
        None, min_length=1, description="what re-prices the instalments after it; it never raises them"
    )


class Paid(NamedTuple):
    """What was paid before: how many instalments, their sums, and the share of the fee that the next one is of."""

    instalments: int
    agreed: Decimal
    due: Decimal
    whole: Decimal
    for_good: Decimal
    share: Factor | None


class Instalments:
    """A fee line a period until the last instalment, which absorbs the pennies of what is then due in all.

    Where these are more than the last instalment, it is a clawback line of the rest.

    It remembers how many were paid, their sums, and the share of the fee to which the next ones are reduced.
    """

    name = "instalments"
    version = "1"
    parameters = InstalmentsParameters

    def drafts(self, parameters: InstalmentsParameters, view: View) -> tuple[Draft, ...]:
        """Return the period's instalment; nothing once all are paid."""
        paid = _paid(view.memory)
        if paid.instalments == parameters.number:
            return ()
        parts = (_instalment(parameters, paid, view), *_back_pay(parameters, paid, view))
        return _last(parts, paid) if _is_last(parameters, paid, view) else (Draft(LineKind.FEE, parts),)

    def remembers(self, parameters: InstalmentsParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:
        """Return what was paid so far, and what is left of the fee for the next instalment."""
        paid = _paid(view.memory)
        if _is_last(parameters, paid, view):
            return {**dict.fromkeys(view.memory), _COUNT: Decimal(parameters.number)}
        parts = (_instalment(parameters, paid, view), *_back_pay(parameters, paid, view))
        share = _ALL if paid.share is None else paid.share.value
        return {
            _COUNT: Decimal(paid.instalments + 1),
            _AGREED: paid.agreed + _sum(parts),
            _DUE: sum((line.due for line in lines), paid.due),
            _WHOLE: paid.whole + share,
            **_shares(parameters, paid, view),
        }

    def may_be_stated(self, parameters: InstalmentsParameters) -> tuple[str, ...]:  # noqa: ARG002  # whatever they say
        """Return the names of how many were paid, of their sums, and of the share of the fee that is left."""
        return (*_SUMS, f"{_FOR_GOOD} {{day}}", f"{_FOR_NOW} {{day}}")

    def check_stated(self, parameters: InstalmentsParameters, memory: Memory) -> None:
        """Raise ValueError where the sums do not belong to as many instalments, or would be paid again."""
        _check(parameters, memory)


def _is_last(parameters: InstalmentsParameters, paid: Paid, view: View) -> bool:
    """Return whether no instalment comes after this one; those that a contract's end leaves out are not due."""
    return paid.instalments + 1 >= parameters.number or view.ends_contract


def _check(parameters: InstalmentsParameters, memory: Memory) -> None:
    paid, count = _paid(memory), memory.get(_COUNT, _ZERO)
    if count != paid.instalments or count > parameters.number:
        raise ValueError(f"expected `{_COUNT}` to be a whole number up to {parameters.number}, not {plain(count)}")
    if paid.instalments < parameters.number and (lacking := [name for name in _SUMS if name not in memory]):
        raise ValueError(f"expected `{lacking[0]}` besides: the instalments to come build on it")
    if paid.whole > count:
        raise ValueError(f"expected `{_WHOLE}` to be at most the {plain(count)} paid, not {plain(paid.whole)}")
    if any(number > 1 for name, number in memory.items() if name not in _SUMS):
        raise ValueError("expected a share of the fee of at most 1")
    check_pennies(paid.agreed, paid.due, (_AGREED, _DUE))


def _paid(memory: Memory) -> Paid:
    for_good = _share(memory, _FOR_GOOD)
    return Paid(
        int(memory.get(_COUNT, _ZERO)),
        memory.get(_AGREED, _ZERO),
        memory.get(_DUE, _ZERO),
        memory.get(_WHOLE, _ZERO),
        _ALL if for_good is None else for_good.value,
        _share(memory, _FOR_NOW) or for_good,
    )


def _share(memory: Memory, what: str) -> Factor | None:
    """Return the share of the fee that is remembered as *what*, with the day since when."""
    found = next((name for name in memory if name.startswith(what)), None)
    return Factor(memory[found], f"share of the fee since {found.removeprefix(what).strip()}") if found else None


def _instalment(parameters: InstalmentsParameters, paid: Paid, view: View) -> Part:
    what = f"instalment {paid.instalments + 1} of {parameters.number}"
    part_of = Factor(_ALL, "instalments", Decimal(parameters.number))
    return product(what, *view.money(parameters.amount).factors, part_of, *([paid.share] if paid.share else ()))


def _back_pay(parameters: InstalmentsParameters, paid: Paid, view: View) -> tuple[Part, ...]:
    """Return what earlier instalments would be of the fee now in force, less what they were, where that is more."""
    if parameters.rise != "back_paid":
        return ()
    number = Factor(paid.whole, "instalments", Decimal(parameters.number))
    now = product("earlier instalments of the fee now in force", *view.money(parameters.amount).factors, number)
    before = product("earlier instalments, as they were agreed", Factor(-paid.agreed, "sum"))
    return (now, before) if settled(now.amount) > settled(paid.agreed) else ()


def _last(parts: tuple[Part, ...], paid: Paid) -> tuple[Draft, ...]:
    """Return the last instalment, which makes the rounded sum of all exact, or takes pennies back to do so."""
    if not settled(paid.agreed - paid.due):
        return (Draft(LineKind.FEE, parts),)
    evened = (
        *parts,
        product("earlier instalments, unrounded", Factor(paid.agreed, "sum")),
        product("earlier instalments, as paid", Factor(-paid.due, "sum")),
    )
    if settled(_sum(evened)) < 0:
        return (Draft(LineKind.CLAWBACK, tuple(map(minus, evened))),)
    return (Draft(LineKind.FEE, evened),)


def _shares(parameters: InstalmentsParameters, paid: Paid, view: View) -> MemoryChange:
    """Return what is left of the fee for the next instalment, for good and for now, where that changes."""
    held = [one for one in parameters.reductions or () if _holds(one, view)]
    for_good = paid.for_good
    for one in held:
        if one.lasts == "for_good":
            for_good = _reduced(one, for_good, view)
    for_now = for_good
    for one in held:
        if one.lasts == "while_it_holds":
            for_now = _reduced(one, for_now, view)
    change: dict[str, Decimal | None] = {}
    if for_good != paid.for_good:
        change |= _renamed(view, _FOR_GOOD, for_good)
    return change | _renamed(view, _FOR_NOW, for_now if for_now != for_good else None)


def _holds(reduction: ReductionParameters, view: View) -> bool:
    days = reduction.at
    if days is not None and not any(view.period.start <= day <= view.period.last_day for day in days):
        return False
    holds = view.verdict(reduction.when).holds
    if isinstance(holds, Absence):
        raise AbsentFigureError(reduction.when.text, holds)
    return holds


def _reduced(reduction: ReductionParameters, share: Decimal, view: View) -> Decimal:
    """Return the share of the agreed fee that is left of *share*, never more."""
    of = share if reduction.of == "fee_in_force" else _ALL
    return min(share, settled(_left(reduction, view) * of))


def _left(reduction: ReductionParameters, view: View) -> Decimal:
    if reduction.to is not None:
        return view.in_force(reduction.to)
    measured = view.value(reduction.to_measured) if reduction.to_measured is not None else _HUNDRED
    if measured < 0:
        raise ValueError(f"expected no less than 0 percent of `{reduction.to_measured}`, not `{measured}`")
    return measured / _HUNDRED


def _renamed(view: View, what: str, share: Decimal | None) -> dict[str, Decimal | None]:
    """Return the change that remembers *share* as *what*, since this period where it is another; None ends it."""
    before = _share(view.memory, what)
    if before is not None and before.value == share:
        return {}
    change: dict[str, Decimal | None] = {name: None for name in view.memory if name.startswith(what)}
    return change if share is None else {**change, f"{what} {view.period.last_day}": share}


def _sum(parts: tuple[Part, ...]) -> Decimal:
    return sum((one.amount for one in parts), _ZERO)


@hookimpl
def plimsoll_payment_policies() -> list[Instalments]:
    """Return instalments."""
    return [Instalments()]
