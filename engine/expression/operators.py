"""Which types the operators take and what they give."""

from __future__ import annotations

import ast

from engine.diagnostics import did_you_mean
from engine.expression.scope import Checked, Mismatch
from engine.expression.types import NUMERIC, ORDERED, Kind, Typed

ARITHMETIC: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
SIGNED: dict[type[ast.AST], str] = {ast.USub: "-", ast.UAdd: "+"}
COMPARISONS: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}

_NUMBER, _MONEY = Typed(Kind.NUMBER), Typed(Kind.MONEY)
_PRODUCTS = {
    ("*", Kind.NUMBER, Kind.NUMBER): _NUMBER,
    ("*", Kind.MONEY, Kind.NUMBER): _MONEY,
    ("*", Kind.NUMBER, Kind.MONEY): _MONEY,
    ("/", Kind.NUMBER, Kind.NUMBER): _NUMBER,
    ("/", Kind.MONEY, Kind.NUMBER): _MONEY,
    ("/", Kind.MONEY, Kind.MONEY): _NUMBER,
}


def arithmetic(sign: str, left: Checked, right: Checked) -> Typed | Mismatch | None:
    """Return the type of *left* *sign* *right*."""
    if left.type is None or right.type is None:
        return None
    for side in (left.type, right.type):
        if side.kind not in NUMERIC:
            return Mismatch("wrong-type", f"`{sign}` takes numbers or money, not {side.kind.value}")
    if sign in "+-":
        return aligned(f"`{sign}`", left, right)
    product = _PRODUCTS.get((sign, left.type.kind, right.type.kind))
    return product or Mismatch("wrong-type", f"{left.type.kind.value} {sign} {right.type.kind.value} has no meaning")


def comparable(sign: str, left: Checked, right: Checked) -> Mismatch | None:
    """Return why *left* and *right* cannot be compared by *sign*, if they cannot."""
    if left.type is None or right.type is None:
        return None
    shared = aligned(f"`{sign}`", left, right)
    if isinstance(shared, Mismatch) or sign in ("==", "!=") or shared is None or shared.kind in ORDERED:
        return shared if isinstance(shared, Mismatch) else None
    if shared.kind is Kind.RATING:
        advice = "write `is_at_least(a, b)` or `is_worse_than(a, b)`"
        return Mismatch("rating-order", f"`{sign}` does not say which rating is better; {advice}")
    return Mismatch("no-order", f"{shared.kind.value} is compared by `==` and `!=` only, not by `{sign}`")


def aligned(what: str, left: Checked, right: Checked) -> Typed | Mismatch | None:
    """Return the one type that *left* and *right* have, a literal number being whatever *what* needs."""
    if left.type is None or right.type is None:
        return None
    kinds = {left.type.kind, right.type.kind}
    if len(kinds) > 1 and not _adapts(left, right) and not _adapts(right, left):
        return Mismatch("wrong-type", f"{what} takes two of one type, not {_both(left.type, right.type)}{_hint(kinds)}")
    units = {unit for unit in (left.type.unit, right.type.unit) if unit is not None}
    if len(units) > 1:
        return Mismatch("unit", f"{what} takes two of one unit, not `{left.type.unit}` and `{right.type.unit}`")
    kind = Kind.MONEY if Kind.MONEY in kinds else left.type.kind
    return Typed(kind, next(iter(units), None), _options(left.type, right.type))


def foreign_option(choice: Checked, literal: Checked) -> Mismatch | None:
    """Return why *choice* can never be the text *literal*, if it never can."""
    if choice.type is None or not choice.type.options or isinstance(choice.node, ast.Constant):
        return None
    if not isinstance(literal.node, ast.Constant) or not isinstance(text := literal.node.value, str):
        return None
    if text in choice.type.options:
        return None
    return Mismatch("unknown-option", f"no choice is `{text}`{did_you_mean(text, choice.type.options)}")


def _adapts(literal: Checked, other: Checked) -> bool:
    return literal.literal and other.type is not None and other.type.kind is Kind.MONEY


def _both(left: Typed, right: Typed) -> str:
    return f"{left.kind.value} and {right.kind.value}"


_HINTS = {
    frozenset({Kind.RATING, Kind.TEXT}): "; a rating is written without quotes",
    frozenset({Kind.RATING, Kind.NUMBER}): "; the rating of a KPI is `rating(kpi)`",
}


def _hint(kinds: set[Kind]) -> str:
    return _HINTS.get(frozenset(kinds), "")


def _options(left: Typed, right: Typed) -> tuple[str, ...]:
    if not left.options or not right.options:
        return ()
    return tuple(dict.fromkeys((*left.options, *right.options)))
