"""What an expression comes to, found by walking Python's tree of it; every step is three-valued (SEMANTICS 14)."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

from tests.naive.figures import (
    SCALE,
    UNKNOWN,
    Absent,
    NothingToMeasure,
    PersonMustJudge,
    grade,
    rounded,
)


class Words(Protocol):
    """What an expression may ask for."""

    def figure(self, name: str) -> Any:
        """The value of a name, or its absence."""

    def answer(self, function: str, names: list[str], window: tuple[str, Any] | None) -> Any:
        """The answer about history."""


_ASKED = (
    *("failures", "points", "rated", "consecutive_failures", "consecutive_passes"),
    *("rating", "previous", "on_rung", "rung", "credits", "cap_reached"),
)


def holds(text: str, words: Words) -> Any:
    """True, False, or UNKNOWN."""
    return _Walk(text, words).result()


def value(text: str, words: Words) -> Any:
    """The value of an expression whose names are all there."""
    return _Walk(text, words).result()


def names(text: str) -> list[str]:
    """The names whose values an expression takes, even in a branch not taken; references are none."""
    found = []
    waiting: list[ast.AST] = [ast.parse(text, mode="eval").body]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Call):
            waiting += node.args if node.func.id not in _ASKED else []
        elif isinstance(node, ast.Name) and node.id not in (*SCALE, "true", "false"):
            found.append(node.id)
        else:
            waiting += ast.iter_child_nodes(node)
    return list(dict.fromkeys(found))


class _Walk:
    def __init__(self, text: str, words: Words) -> None:
        self.text, self.words = text, words

    def result(self) -> Any:
        found = self.at(ast.parse(self.text, mode="eval").body)
        return UNKNOWN if isinstance(found, Absent) else found

    def at(self, node: ast.AST) -> Any:
        return getattr(self, f"_{type(node).__name__.lower()}")(node)

    def _constant(self, node: ast.Constant) -> Any:
        if isinstance(node.value, bool | str):
            return node.value
        return Fraction(ast.get_source_segment(self.text, node))

    def _name(self, node: ast.Name) -> Any:
        if node.id in ("true", "false"):
            return node.id == "true"
        return grade(node.id) if node.id in SCALE else self.words.figure(node.id)

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        operand = self.at(node.operand)
        if isinstance(operand, Absent):
            return UNKNOWN
        return {ast.Not: lambda: not operand, ast.USub: lambda: -operand, ast.UAdd: lambda: operand}[type(node.op)]()

    def _binop(self, node: ast.BinOp) -> Any:
        left, right = self.at(node.left), self.at(node.right)
        if isinstance(left, Absent) or isinstance(right, Absent):
            return UNKNOWN
        if isinstance(node.op, ast.Div):
            return _quotient(left, right)
        return {ast.Add: left + right, ast.Sub: left - right, ast.Mult: left * right}[type(node.op)]

    def _boolop(self, node: ast.BoolOp) -> Any:
        settles = isinstance(node.op, ast.Or)
        return _first_that(settles, [lambda one=one: self.at(one) for one in node.values])

    def _compare(self, node: ast.Compare) -> Any:
        sides = [self.at(node.left)]
        pairs = [
            lambda operator=operator, right=right: self._pair(sides, operator, right)
            for operator, right in zip(node.ops, node.comparators, strict=True)
        ]
        return _first_that(False, pairs)

    def _pair(self, sides: list[Any], operator: ast.cmpop, right: ast.AST) -> Any:
        sides.append(self.at(right))
        left, right = sides[-2:]
        if isinstance(left, Absent) or isinstance(right, Absent):
            return UNKNOWN
        if isinstance(operator, ast.Eq | ast.NotEq):
            return (left == right) is isinstance(operator, ast.Eq)
        return {
            ast.Lt: left < right,
            ast.LtE: left <= right,
            ast.Gt: left > right,
            ast.GtE: left >= right,
        }[type(operator)]

    def _ifexp(self, node: ast.IfExp) -> Any:
        test = self.at(node.test)
        if isinstance(test, Absent):
            return UNKNOWN
        return self.at(node.body if test else node.orelse)

    def _call(self, node: ast.Call) -> Any:
        name = node.func.id
        if name in _ASKED:
            window = next(((one.arg, ast.literal_eval(one.value)) for one in node.keywords), None)
            return self.words.answer(name, [one.id for one in node.args], window)
        arguments = [self.at(one) for one in node.args]
        if any(isinstance(one, Absent) for one in arguments):
            return UNKNOWN
        return _FUNCTIONS[name](*arguments)


def _quotient(left: Fraction, right: Fraction) -> Fraction:
    """SEMANTICS 11: 0 of 0 is no activity; anything else of 0 is for a person."""
    if right:
        return left / right
    raise NothingToMeasure if left == 0 else PersonMustJudge("a figure is divided by 0")


def _first_that(settles: bool, steps: list[Callable[[], Any]]) -> Any:
    unknown = False
    for step in steps:
        held = step()
        if held is settles:
            return settles
        unknown = unknown or isinstance(held, Absent)
    return UNKNOWN if unknown else not settles


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "round": lambda one, places: rounded(one, int(places), "half up"),
    "min": min,
    "max": max,
    "abs": abs,
    "date": date.fromisoformat,
    "days_between": lambda first, last: Fraction((last - first).days),
    "is_at_least": lambda one, limit: one.rank <= limit.rank,
    "is_worse_than": lambda one, limit: one.rank > limit.rank,
}
