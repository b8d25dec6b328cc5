"""A whole condition as the contract would say it: its comparisons, joined by and, or and not."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from engine.evaluation.explanation.comparisons import Comparison, Comparisons
from engine.evaluation.explanation.figures import NUMBER
from engine.evaluation.explanation.phrases import Phrasing, parsed

_KEPT = 1024
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_RATINGS = ("is_at_least", "is_worse_than")
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.GtE: ">=",
    ast.Gt: ">",
    ast.LtE: "<=",
    ast.Lt: "<",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


class Conditions:
    """Says the conditions of one rule set; each is read once, however often it decides."""

    def __init__(self, phrasing: Phrasing, comparisons: Comparisons) -> None:
        self._phrasing, self._comparisons = phrasing, comparisons
        self.whole = lru_cache(_KEPT)(self._whole)

    def of(self, text: str) -> str:
        """Return the condition *text* in words."""
        tree = parsed(text)
        return self._said(tree) if tree else text

    def _whole(self, text: str) -> str:
        """Return *text* in words where it joins several comparisons; nothing where one comparison says it all."""
        tree = parsed(text)
        match tree:
            case ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.Compare(ops=[_, _, *_]):
                return self._said(tree)
        return ""

    def _said(self, node: ast.expr) -> str:
        match node:
            case ast.BoolOp(op=joined, values=values):
                return self._joined(joined, values)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._denied(operand)
            case ast.Compare(left=left, ops=signs, comparators=others) if all(type(sign) in _SIGNS for sign in signs):
                return self._chain([left, *others], [_SIGNS[type(sign)] for sign in signs])
            case ast.Call(func=ast.Name(id=name), args=[left, right]) if name in _RATINGS:
                return _asked(self._comparisons.between(left, name, right))
        return self._flag(node, "is yes", "is reached")

    def _joined(self, joined: ast.boolop, values: list[ast.expr]) -> str:
        parts = [self._part(joined, value) for value in values]
        word = "or" if isinstance(joined, ast.Or) else "and"
        # `a, or b and c` cannot be taken for `a or b, and c`.
        pause = "," if word == "or" and any(isinstance(value, ast.BoolOp) for value in values) else ""
        return f"{pause} {word} ".join(parts)

    def _part(self, joined: ast.boolop, value: ast.expr) -> str:
        inside = isinstance(joined, ast.And) and isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or)
        return f"({self._said(value)})" if inside else self._said(value)

    def _denied(self, operand: ast.expr) -> str:
        if (
            isinstance(operand, ast.Name | ast.Call)
            and getattr(getattr(operand, "func", None), "id", "") not in _RATINGS
        ):
            return self._flag(operand, "is no", "is not reached")
        return f"not ({self._said(operand)})"

    def _flag(self, node: ast.expr, answered: str, reached: str) -> str:
        text = self._phrasing.of(node).text
        return f"{text} {reached if text.startswith('the cap of ') else answered}"

    def _chain(self, parts: list[ast.expr], signs: list[str]) -> str:
        pairs = zip(pairwise(parts), signs, strict=True)
        return " and ".join(_asked(self._comparisons.between(left, sign, right)) for (left, right), sign in pairs)


def _asked(comparison: Comparison) -> str:
    against = comparison.against
    return f"{comparison.stands} {comparison.demand(_written(comparison) if against.literal else against.text)}"


def _written(comparison: Comparison) -> str:
    """Return a number of the rule file with the unit of what it is held against; other words as they stand."""
    text, form = comparison.against.text, comparison.form
    is_number = form.of == NUMBER.of and _NUMBER.fullmatch(text)
    return form.number(Decimal(text)) if is_number else form.figure(text)
