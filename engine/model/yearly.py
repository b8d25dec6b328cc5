"""What is agreed for a contract year: paid in instalments, added up over its periods, settled at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from engine.model.decimals import plain, settled
from engine.model.payment import Factor, Memory, MemoryChange, Part
from engine.model.policy import View
from engine.model.products import by_days, product

_ZERO, _ONE = Decimal(0), Decimal(1)
_A_YEAR = (300, 430)  # days: 12 periods of 28 (the 4-4-5 weeks too) to 12 of 35
_AGREED, _PAID = INSTALMENTS = "agreed", "paid"
_OF_YEAR = ", contract year "


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


def in_year(*whats: str) -> tuple[str, ...]:
    """Return the names under which *whats* are kept of a contract year, as they may be stated."""
    return tuple(f"{what}{_OF_YEAR}{{year}}" for what in whats)


def check_together(memory: Memory, one: str, other: str) -> None:
    """Raise ValueError where what is stated to be kept is *one* of two sums without the *other*."""
    alone = [what for what in (one, other) if _stated(memory, what) is not None]
    if len(alone) == 1:
        raise ValueError(f"expected `{one}` and `{other}` of the contract year together, not `{alone[0]}` alone")


def check_instalments(memory: Memory) -> None:
    """Raise ValueError where the instalments stated would be paid again: what was agreed is not what was paid."""
    check_together(memory, *INSTALMENTS)
    check_pennies(_stated(memory, _AGREED) or _ZERO, _stated(memory, _PAID) or _ZERO, INSTALMENTS)


def check_pennies(one: Decimal, other: Decimal, names: tuple[str, str]) -> None:
    """Raise ValueError where two sums, of these *names*, differ by more than pennies, which are evened later."""
    if abs(one - other) >= 1:
        first, second = names
        raise ValueError(
            f"expected `{first}` and `{second}` to differ by the pennies of rounding, not {plain(one)} and "
            f"{plain(other)}: what is between them would move money"
        )


def _stated(memory: Memory, what: str) -> Decimal | None:
    return next((number for name, number in memory.items() if name.startswith(f"{what}{_OF_YEAR}")), None)


def _of_year(view: View, what: str) -> str:
    return f"{what}{_OF_YEAR}{view.contract_year}"
