"""One mistake in an expression, by its place in the expression; the compiler turns it into a diagnostic."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """A mistake: 0-based *offset* in characters, a stable kebab-case *code*, and what was expected before what came."""

    offset: int
    code: str
    message: str
