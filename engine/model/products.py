"""Parts of a line as the product of their factors, so that what is shown is what was reckoned."""

from __future__ import annotations

from decimal import Decimal
from math import prod

from engine.model.payment import Factor, Part
from engine.model.policy import View

_ONE = Decimal(1)


def product(what: str, *factors: Factor) -> Part:
    """Return the part that *factors* make; it is divided once, last, so that no digit is lost before."""
    over = prod((factor.value for factor in factors), start=_ONE)
    under = prod((factor.of for factor in factors if factor.of is not None), start=_ONE)
    return Part(what, factors, over / under)


def by_days(view: View) -> tuple[Factor, ...]:
    """Return the part of a whole period that the contract leaves of this one, in days; nothing where it is whole."""
    days, whole = view.period.days, view.whole_period.days
    return (Factor(Decimal(days), "days", Decimal(whole)),) if days < whole else ()
