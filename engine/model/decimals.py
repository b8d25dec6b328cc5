"""Exact numbers: the one decimal context, declared rounding, and the plain text form (SEMANTICS 8)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
    localcontext,
)
from enum import Enum

CONTEXT = Context(
    prec=50,
    rounding=ROUND_HALF_EVEN,
    traps=[InvalidOperation, DivisionByZero, Overflow, FloatOperation],
)

# A third times three is one: dust beyond 20 places goes before the declared rounding looks.
DUST = Decimal("1E-20")


def exactly() -> AbstractContextManager[Context]:
    """Return a context manager inside which all arithmetic is Plimsoll's, whatever the thread had before."""
    return localcontext(CONTEXT)


class Rounding(Enum):
    """How the last kept digit is found; half up goes away from zero."""

    HALF_UP = ROUND_HALF_UP
    HALF_EVEN = ROUND_HALF_EVEN
    DOWN = ROUND_DOWN
    UP = ROUND_UP

    @property
    def words(self) -> str:
        """The mode as rule files write it."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Precision:
    """Decimal places and the rounding that reaches them."""

    places: int
    rounding: Rounding

    def rounded(self, value: Decimal) -> Decimal:
        """Return *value* without dust, then rounded as declared."""
        # `_value_` and not `value`, which Python 3.11 looks up through Python code.
        return _rounded(value, _STEPS[self.places], self.rounding._value_)

    def rounder(self) -> Callable[[Decimal], Decimal]:
        """Return `rounded` with its step and mode looked up, for what is called a thousand times a second."""
        step, mode = self.step, self.rounding.value
        return lambda value: _rounded(value, step, mode)

    @property
    def step(self) -> Decimal:
        """The distance between two neighbouring rounded values."""
        return _STEPS[self.places]

    @property
    def nothing(self) -> Decimal:
        """Nothing at all, with as many places."""
        return _NOTHINGS[self.places]

    def __str__(self) -> str:
        return f"{self.places} dp, {self.rounding.words}"


_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(21))
_NOTHINGS = tuple(Decimal(0).scaleb(-places) for places in range(21))


def _rounded(value: Decimal, step: Decimal, mode: str) -> Decimal:
    try:
        without = value.quantize(DUST, ROUND_HALF_EVEN, CONTEXT)
    except InvalidOperation:
        # So large a value has no digits left beyond 20 places: a context of 50 digits never gave it any.
        without = value
    return without.quantize(step, mode, CONTEXT)


def settled(value: Decimal) -> Decimal:
    """Return *value* rounded half even to 20 places."""
    try:
        without = value.quantize(DUST, ROUND_HALF_EVEN, CONTEXT)
    except InvalidOperation:
        # So large a value has no digits left beyond 20 places: a context of 50 digits never gave it any.
        return value
    return value if without == value else without


def is_whole(text: str) -> bool:
    """Return whether *text* is at most 18 digits and nothing else, as most figures are: a form would cost six times."""
    return text.isdecimal() and text.isascii() and len(text) <= 18


def plain(value: Decimal) -> str:
    """Return *value* without exponent, surplus zeros or minus zero: the form that is hashed and sent."""
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
