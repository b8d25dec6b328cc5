"""Which operands of `and`, `or` and chains are left alone once the answer is known: those that could fail."""

from __future__ import annotations

import ast


def may_fail(node: ast.expr) -> bool:
    """Return whether *node* divides, or rounds a figure that may be too long for it."""
    return any(isinstance(part, ast.Div) or _rounds(part) for part in ast.walk(node))


def divides(node: ast.expr) -> bool:
    """Return whether a quotient stands in *node*."""
    return any(isinstance(part, ast.Div) for part in ast.walk(node))


def takes_minutes(node: ast.expr) -> bool:
    """Return whether *node* asks how many minutes passed."""
    return any(_calls(part, "minutes_between") for part in ast.walk(node))


def _rounds(part: ast.AST) -> bool:
    return _calls(part, "round")


def _calls(part: ast.AST, name: str) -> bool:
    return isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == name


def lazy_pairs(chain: ast.Compare) -> list[bool]:
    """Return, for each comparison of *chain*, whether it is left alone once an earlier one has not held."""
    # The first comparison always runs; from the first lazy one on there may be no left side to compare.
    new = [False, *map(may_fail, chain.comparators[1:])]
    return [any(new[: number + 1]) for number in range(len(new))]
