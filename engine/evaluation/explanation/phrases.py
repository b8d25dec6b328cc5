"""Expressions as phrases: `points(last=3)` is "points in the last 3 periods"; said once per rule set, then kept."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from engine.evaluation.explanation.figures import DAY, NAME, NUMBER, TEXT, Form, day
from engine.evaluation.explanation.in_force import parameter
from engine.evaluation.explanation.sentence import listed, on_ladder, quoted, words

_LEAST = {"rated": 1, "previous": 1, "round": 1, "min": 1, "max": 1, "abs": 1}
_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "x", ast.Div: "/"}
_ANSWERS = {"true": "yes", "false": "no"}
_FORMS = {"rating": TEXT, "previous": TEXT, "rung": NAME}
_KEEPS_FORM = ("round", "min", "max", "abs")
_PLURAL = (
    "failures",
    "consecutive_failures",
    "consecutive_passes",
    "points",
    "credits",
    "rated",
    "on_rung",
    "days_between",
)


class Term(NamedTuple):
    """A name that expressions may use: its title, how its figures are written, and whether each contract sets it."""

    title: str
    form: Form
    is_parameter: bool = False


class Phrase(NamedTuple):
    """Part of an expression in words; a *literal* is its own value, and *plural* says "are"."""

    text: str
    form: Form = NUMBER
    plural: bool = False
    literal: bool = False


def parsed(text: str) -> ast.expr | None:
    """Return the tree of *text*; None where it is no expression, but words of a stranger's policy."""
    try:
        return ast.parse(f"({text})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class Phrasing:
    """Says expressions in the words of one rule set."""

    def __init__(self, terms: Mapping[str, Term], money: Form, caps: frozenset[str] = frozenset()) -> None:
        self._terms, self._money, self._caps = terms, money, caps

    def phrase(self, text: str) -> Phrase:
        """Return the expression *text* in words, or as it is written where that is no clearer."""
        tree = parsed(text)
        return self.of(tree) if tree else Phrase(text)

    def of(self, node: ast.expr) -> Phrase:  # noqa: PLR0911  # one return for each kind of node
        """Return the part *node* in words."""
        match node:
            case ast.Constant() | ast.UnaryOp(operand=ast.Constant()):
                return Phrase(_literal(node), literal=True)
            case ast.Name(id=name):
                return self._named(name)
            case ast.Call(func=ast.Name(id="date"), args=[ast.Constant(value=str() as text)]):
                return Phrase(day(date.fromisoformat(text)), DAY, literal=True)
            case ast.Call() if term := self._terms.get(ast.unparse(node)):
                return Phrase(term.title, term.form, plural=not term.title.startswith("the "))
            case ast.Call(func=ast.Name(id=name), args=arguments) if len(arguments) >= _LEAST.get(name, 0):
                return self._called(name, node, arguments)
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
                return self._computed(self.of(left), _SIGNS[type(sign)], self.of(right))
        return Phrase(f"`{ast.unparse(node)}`")

    def _named(self, name: str) -> Phrase:
        term = self._terms.get(name)
        if term is None:
            # A name that is nobody's is a rating of the scale, or true or false.
            return Phrase(_ANSWERS.get(name) or words(name), TEXT, literal=True)
        return Phrase(parameter(name) if term.is_parameter else quoted(term.title), term.form)

    def _title(self, node: ast.expr) -> str:
        return self.of(node).text

    def _computed(self, left: Phrase, sign: str, right: Phrase) -> Phrase:
        form = left.form if left.form == right.form or right.literal else NUMBER
        return Phrase(f"{left.text} {sign} {right.text}", form)

    def _called(self, name: str, call: ast.Call, arguments: list[ast.expr]) -> Phrase:
        named = [argument.id if isinstance(argument, ast.Name) else "" for argument in arguments]
        caps = [one for one in named if one in self._caps] if name == "cap_reached" else []
        names = [self._title(argument) for argument, one in zip(arguments, named, strict=True) if one not in caps]
        window = _window(call.keywords)
        form = self.of(arguments[0]).form if name in _KEEPS_FORM else self._money if name == "credits" else NUMBER
        window += f" ({' or '.join(map(words, caps))})" if caps else ""
        return Phrase(_call(name, names) + window, _FORMS.get(name, form), plural=name in _PLURAL)


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)


def _call(name: str, names: list[str]) -> str:
    """Return what the function *name* gives, of what is called *names*."""
    says = _SAYS.get(name)
    if says:
        return says(names)
    what = _GIVES.get(name)
    return f"{words(name)}({', '.join(names)})" if what is None else f"{what}{_of(names)}"


_SAYS: dict[str, Callable[[list[str]], str]] = {
    "rated": lambda names: f"outcomes rated {names[0]}{_of(names[1:])}",
    "consecutive_failures": lambda names: f"failures in a row{_of(names, any_one=len(names) > 1)}",
    "credits": lambda names: f"deductions by {listed(names)}" if names else "deductions",
    "on_rung": lambda names: f"periods on the present rung{_of([f'the {on_ladder(name)}' for name in names])}",
    "rung": lambda names: f"the rung of the {on_ladder(names[0])}" if names else "the rung",
    "previous": lambda names: f"the previous rating of {names[0]}{_otherwise(names[1:])}",
    "round": lambda names: names[0],
    "events": lambda names: f"events of the kind {listed(names)}",
    "happened_since": lambda names: f"{names[0]} since {names[1]}",
    "days_between": lambda names: f"days from {' to '.join(names)}",
}
_GIVES = {
    "failures": "failures",
    "points": "points",
    "consecutive_passes": "periods passed in a row",
    "rating": "the rating",
    "cap_reached": "the cap",
    "min": "the least",
    "max": "the most",
    "abs": "the size",
}


def _of(names: list[str], *, any_one: bool = False) -> str:
    return f" of {'any one of ' if any_one else ''}{listed(names)}" if names else ""


def _otherwise(ratings: list[str]) -> str:
    return f" ({ratings[0]} where there is none)" if ratings else ""


def _window(keywords: list[ast.keyword]) -> str:
    return "".join(_reach(keyword) for keyword in keywords)


def _reach(keyword: ast.keyword) -> str:
    match keyword.arg, keyword.value:
        case "last", ast.Constant(value=int() as number):
            return " in this period" if number == 1 else f" in the last {number} periods"
        case "last", ast.Constant(value=str() as reach):
            return f" in the last {reach.removeprefix('1 ')}"
        case str() as name, ast.Constant(value=value):
            return _REACHES[name](value)
    return ""


_REACHES: Mapping[str, Callable[[Any], str]] = {
    "within": lambda year: f" in the {year}",
    "disputed": lambda are: " that are disputed" if are else " that are not disputed",
    # No rule file writes these two: a policy says them of what it counts anew.
    "since": lambda first: f" counted from {day(date.fromisoformat(first))}",
    "until": lambda last: f" up to {day(date.fromisoformat(last))}",
}
