"""What is agreed for a contract year: paid in instalments, added up over its periods, settled at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from engine.model.decimals import settled
from engine.model.payment import Factor, MemoryChange, Part
from engine.model.policy import View
from engine.model.products import by_days, product

_ZERO, _ONE = Decimal(0), Decimal(1)
_A_YEAR = (300, 430)  # days: 12 periods of 28 (the 4-4-5 weeks too) to 12 of 35
_AGREED, _PAID = "agreed", "paid"


def minus(given: Part) -> Part:
    """Return *given* as one that is taken off."""
    first, *others = given.factors
    return Part(given.what, (first._replace(value=-first.value), *others), -given.amount)


def total(parts: Iterable[Part]) -> Decimal:
    """Return what *parts* come to, without dust, so that it can be compared."""
    return settled(sum((one.amount for one in parts), _ZERO))


def instalment(view: View, count: int) -> tuple[Factor, ...]:
    """Return which part of a year's sum falls to the period, one of *count* instalments; a short one by its days."""
    whole = view.whole_period.days
    if not _A_YEAR[0] <= count * whole <= _A_YEAR[1]:
        raise ValueError(f"expected instalments that make a year, not {count} periods of {whole} days")
    of_year = (Factor(_ONE, "instalments", Decimal(count)),) if count > 1 else ()
    return of_year + by_days(view)


def so_far(view: View, what: str) -> Decimal:
    """Return what was kept of *what* in the earlier periods of the contract year."""
    return view.memory.get(_of_year(view, what), _ZERO)


def earlier(view: View, what: str) -> tuple[Part, ...]:
    """Return what was kept of *what* in the earlier periods of the contract year, nothing where there is none."""
    amount = so_far(view, what)
    return (product(f"{what}, earlier in contract year {view.contract_year}", Factor(amount, "sum")),) if amount else ()


def kept(view: View, sums: Mapping[str, Decimal]) -> MemoryChange:
    """Return the memory with *sums* of this period added; with the contract year, all of it ends."""
    if view.ends_contract_year:
        return dict.fromkeys(view.memory)
    return {_of_year(view, what): so_far(view, what) + amount for what, amount in sums.items()}


def instalments_paid(agreed: Iterable[Part], due: Decimal) -> dict[str, Decimal]:
    """Return the sums to keep of an instalment: what was *agreed*, unrounded, and what was *due*, rounded."""
    return {_AGREED: sum((one.amount for one in agreed), _ZERO), _PAID: due}


def last_instalment(view: View, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return *parts* with the pennies of the year's earlier instalments, where the period is the year's last.

    Its instalments, each rounded, then come to the year's sum, rounded once.
    """
    if not view.ends_contract_year:
        return parts
    agreed, paid = so_far(view, _AGREED), so_far(view, _PAID)
    evened = (
        *parts,
        product("earlier instalments, unrounded", Factor(agreed, "sum")),
        product("earlier instalments, as paid", Factor(-paid, "sum")),
    )
    return evened if settled(agreed - paid) and total(evened) >= 0 else parts


def _of_year(view: View, what: str) -> str:
    return f"{what}, contract year {view.contract_year}"
