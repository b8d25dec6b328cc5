"""Reads `last=` and `within=`, the two ways to say how far back a function over history looks."""

from __future__ import annotations

import ast
import re

from engine.diagnostics import did_you_mean
from engine.expression.history import YEARS, Window
from engine.expression.scope import Scope

_PERIODS = re.compile(r"[1-9][0-9]{0,2}")
_MONTHS = re.compile(r"([1-9][0-9]{0,2}) (month|year)s?")


def window(scope: Scope, keywords: list[ast.keyword]) -> Window:
    """Return the window that the named arguments give; what cannot be read is noted."""
    found = Window()
    for number, keyword in enumerate(keywords):
        # Not keyword.arg: Python's parser takes look-alikes for the plain letters.
        name = scope.source.words(keyword).partition("=")[0].rstrip()
        if number:
            scope.refuse(keyword, "two-windows", "expected one window, `last` or `within`")
        elif name == "last":
            found = _last(scope, keyword.value)
        elif name == "within":
            found = _within(scope, keyword.value)
        else:
            advice = did_you_mean(name, ("last", "within"))
            scope.refuse(keyword, "unknown-argument", f"unknown argument `{name}`{advice}")
    return found


def _last(scope: Scope, node: ast.expr) -> Window:
    words = scope.source.words(node)
    if _PERIODS.fullmatch(words):
        return Window(periods=int(words))
    if isinstance(node, ast.Constant) and (match := _MONTHS.fullmatch(words[1:-1])):
        return Window(months=int(match[1]) * (12 if match[2] == "year" else 1))
    expected = 'expected up to 999 periods, as `last=3`, or months or years, as `last="6 months"`'
    scope.refuse(node, "window", f"{expected}, not `{words}`")
    return Window()


def _within(scope: Scope, node: ast.expr) -> Window:
    words = scope.source.words(node)
    if isinstance(node, ast.Constant) and words[1:-1] in YEARS:
        return Window(year=words[1:-1])
    known = tuple(f'"{year}"' for year in YEARS)
    scope.refuse(node, "window", f"expected a year to stay within, not `{words}`{did_you_mean(words, known)}")
    return Window()
