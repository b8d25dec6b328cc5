"""What Python would read and this language refuses, with the code and the words for each."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from engine.model.decimals import plain


class Refusal(NamedTuple):
    """The stable code and the reason that helps."""

    code: str
    message: str


def _bits(sign: str, instead: str) -> Refusal:
    return Refusal("bit-operation", f"`{sign}` is not in the language; write {instead}")


def _typo(sign: str, instead: str) -> Refusal:
    return Refusal("comparison-sign", f"expected `{instead}`, not `{sign}`")


def percentage(number: str) -> Refusal:
    """Return why *number* `%` is not in the language, and how that share of a figure is written."""
    share = plain(Decimal(number).scaleb(-2))
    return _not_in("modulo", "%", f"write {number}% of a figure as `{share} * figure`")


def _not_in(code: str, sign: str, advice: str = "") -> Refusal:
    return Refusal(code, f"`{sign}` is not in the language" + (f"; {advice}" if advice else ""))


SIGNS = {
    "**": _not_in("power", "**", "multiply instead"),
    "//": _not_in("floor-division", "//", "divide with `/` and round with `round(x, 0)`"),
    "%": _not_in("modulo", "%", "write a share as a number, or in a key that takes a percentage"),
    "@": _not_in("matrix-product", "@"),
    "<<": _not_in("shift", "<<"),
    ">>": _not_in("shift", ">>"),
    "&": _bits("&", "`and`"),
    "&&": _bits("&&", "`and`"),
    "|": _bits("|", "`or`"),
    "||": _bits("||", "`or`"),
    "~": _bits("~", "`not`"),
    "!": _bits("!", "`not`"),
    "^": _bits("^", "a product"),
    "<>": _typo("<>", "!="),
    "=>": _typo("=>", ">="),
    "=<": _typo("=<", "<="),
    "===": _typo("===", "=="),
    "->": _not_in("arrow", "->"),
    "...": _not_in("ellipsis", "..."),
    ".": _not_in("attribute", ".", "names have no parts"),
    ":=": _not_in("walrus", ":=", "an expression gives no names to values"),
    ":": _not_in("colon", ":"),
    ";": _not_in("semicolon", ";", "a rule is one expression"),
    "#": _not_in("comment", "#", "write comments in the rule file, beside the expression"),
    "{": _not_in("braces", "{", "there are no dicts and no sets"),
    "}": _not_in("braces", "}", "there are no dicts and no sets"),
    "[": _not_in("list", "[", "there are no lists"),
    "]": _not_in("list", "]", "there are no lists"),
} | {sign: _not_in("assignment", sign) for sign in ("+=", "-=", "*=", "/=", "%=", "@=", "&=", "|=", "^=", "**=", "//=")}

# Signs that mean something else after a value, and where an argument begins.
AFTER_VALUE = {"[": _not_in("subscript", "[", "values have no parts")}
OPENING = {sign: _not_in("starred", sign, "name each argument") for sign in ("*", "**")}

# They close or continue what was refused before.
ECHOES = frozenset("]}:")

WORDS = {
    "lambda": _not_in("lambda", "lambda"),
    "for": _not_in("comprehension", "for", "there are no loops"),
    "in": _not_in("membership", "in", "compare with `==`, joined by `or`"),
    "is": _not_in("identity", "is", "write `==`"),
    "None": _not_in("none", "None", "what is absent makes a comparison unknown by itself"),
    "await": _not_in("await", "await"),
    "async": _not_in("await", "async"),
    "yield": _not_in("yield", "yield"),
}

# Signs that come from word processors and other keyboards.
CHARACTERS = {
    "\N{MULTIPLICATION SIGN}": "`*`",
    "\N{MIDDLE DOT}": "`*`",
    "\N{DIVISION SIGN}": "`/`",
    "\N{MINUS SIGN}": "`-`",
    "\N{EN DASH}": "`-`",
    "\N{EM DASH}": "`-`",
    "\N{LESS-THAN OR EQUAL TO}": "`<=`",
    "\N{GREATER-THAN OR EQUAL TO}": "`>=`",
    "\N{NOT EQUAL TO}": "`!=`",
    "\N{LEFT DOUBLE QUOTATION MARK}": "a plain quote",
    "\N{RIGHT DOUBLE QUOTATION MARK}": "a plain quote",
    "\N{LEFT SINGLE QUOTATION MARK}": "a plain quote",
    "\N{RIGHT SINGLE QUOTATION MARK}": "a plain quote",
    "\N{NO-BREAK SPACE}": "a plain space",
    "\N{POUND SIGN}": "the number alone",
}

# Names that other languages know and that have no value here.
NAMES = {
    "nan": Refusal("not-finite", "`nan` is not a figure here; every number is finite"),
    "inf": Refusal("not-finite", "`inf` is not a figure here; every number is finite"),
    "infinity": Refusal("not-finite", "`infinity` is not a figure here; every number is finite"),
    "rand": Refusal("random", "`rand` is not in the language; the same figures always give the same answer"),
    "randint": Refusal("random", "`randint` is not in the language; the same figures always give the same answer"),
    "random": Refusal("random", "`random` is not in the language; the same figures always give the same answer"),
}
