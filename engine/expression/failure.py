"""What goes wrong while an expression runs; the caller makes an outcome of it that a person must judge."""

from __future__ import annotations

from decimal import DivisionByZero, DivisionUndefined, InvalidOperation

from engine.errors import PlimsollError


class Undecidable(PlimsollError):  # noqa: N818  # a judgement in the words of the field
    """An error inside a rule; the message says in words what could not be computed."""


class NoActivity(Undecidable):
    """Nothing divided by nothing: there was nothing to measure (SEMANTICS 11)."""


def explained(error: ArithmeticError, text: str) -> Undecidable:
    """Return what *error*, raised by the expression *text*, means to a person."""
    match error:
        case InvalidOperation(args=[[*conditions]]) if DivisionUndefined in conditions:
            return NoActivity(f"0 is divided by 0 in `{text}`")
        case DivisionByZero():
            return Undecidable(f"a figure other than 0 is divided by 0 in `{text}`")
        case _:
            return Undecidable(f"a figure becomes too large to be held exactly in `{text}`")
