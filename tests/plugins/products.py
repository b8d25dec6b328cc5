"""The arithmetic that a part shows, done again."""

from decimal import Decimal
from math import prod

from engine.model.payment import Part


def product(part: Part) -> Decimal:
    """Return what the factors of *part* come to."""
    return prod((one.value if one.of is None else one.value / one.of for one in part.factors), start=Decimal(1))
