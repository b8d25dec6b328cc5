"""The reference evaluator: simpleeval, given a checked tree, our functions and nothing else, defines what is meant."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeAlias, cast

from simpleeval import SimpleEval

from engine.expression.checking import Meaning
from engine.expression.failure import explained
from engine.expression.functions import COMPARING, ON_VALUES
from engine.expression.history import History
from engine.expression.laziness import lazy_pairs, may_fail
from engine.expression.local_time import ON_CLOCKS, LocalTime
from engine.expression.operators import COMPARISONS
from engine.expression.program import Examination, Examined, Run
from engine.expression.reference_calls import SIGNATURES
from engine.expression.source import Source
from engine.expression.types import Kind
from engine.model.figures import Absence, Figure

_UNKNOWN = Absence.UNKNOWN


def interpreted(source: Source, meaning: Meaning) -> tuple[Run, Examination]:
    """Return what computes the value, and what also records the comparisons on the way."""

    def examined(names: Mapping[str, Figure], history: History) -> tuple[bool | Absence, tuple[Examined, ...]]:
        evaluator = _ThreeValued(source, names, history)
        try:
            result = evaluator.result(meaning)
        except ArithmeticError as error:
            raise explained(error, source.text) from error
        return cast("bool | Absence", result), tuple(evaluator.seen)

    def value(names: Mapping[str, Figure], history: History) -> Figure:
        return examined(names, history)[0]

    return value, examined


def _strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return *function*, unknown where one of its arguments is."""

    def known(*arguments: object) -> Any:  # noqa: ANN401  # as the function says
        return _UNKNOWN if any(isinstance(one, Absence) for one in arguments) else function(*arguments)

    return known


def _is_known(value: object) -> bool:
    return not isinstance(value, Absence)


_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    kind: _strict(function)
    for kind, function in (
        (ast.Add, operator.add),
        (ast.Sub, operator.sub),
        (ast.Mult, operator.mul),
        (ast.Div, operator.truediv),
        (ast.USub, operator.neg),
        (ast.UAdd, operator.pos),
        (ast.Not, operator.not_),
        (ast.Eq, operator.eq),
        (ast.NotEq, operator.ne),
        (ast.Lt, operator.lt),
        (ast.LtE, operator.le),
        (ast.Gt, operator.gt),
        (ast.GtE, operator.ge),
    )
}


_HELD: dict[str, Callable[..., bool | Absence]] = {
    **{sign: _OPERATORS[kind] for kind, sign in COMPARISONS.items()},
    **{name: _strict(ON_VALUES[name]) for name in COMPARING},
    "is": _strict(operator.is_),
}

Step: TypeAlias = Callable[[], bool | Absence]


def _kleene(steps: Iterable[tuple[Step, bool]], *, decided: bool) -> bool | Absence:
    """Return the junction that *decided* settles, True an `or`, False an `and`; then lazy steps are left alone."""
    held: list[bool | Absence] = []
    for step, lazy in steps:
        if not (lazy and decided in held):
            held.append(step())
    if decided in held:
        return decided
    return _UNKNOWN if _UNKNOWN in held else not decided


class _ThreeValued(SimpleEval):
    """simpleeval with Kleene's `and`, `or` and `not`, and a record of what was compared."""

    def __init__(self, source: Source, names: Mapping[str, Figure], history: History) -> None:
        functions = {**ON_VALUES, **{name: getattr(history, name) for name in SIGNATURES}}
        # Those of a row ask clocks where others ask history.
        functions |= {name: getattr(history, name) for name in ON_CLOCKS if isinstance(history, LocalTime)}
        strict = {name: _strict(function) for name, function in functions.items()} | {"known": _is_known}
        super().__init__(_OPERATORS, strict, names)  # type: ignore[no-untyped-call]  # simpleeval has no annotations
        self.nodes = {node: self.nodes[node] for node in _NODES}
        self.source = source
        self.seen: list[Examined] = []

    def _eval(self, node: ast.expr) -> Figure:
        return cast("Figure", super()._eval(node))  # type: ignore[no-untyped-call]  # simpleeval has no annotations

    def result(self, meaning: Meaning) -> Figure:
        result = self._judged(meaning.tree) if meaning.type.kind is Kind.FLAG else self._eval(meaning.tree)
        return _UNKNOWN if isinstance(result, Absence) else result

    def _judged(self, node: ast.expr) -> bool | Absence:
        """Return what the flag *node* is, recorded."""
        match node:
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp():
                return cast("bool | Absence", self._eval(node))
            case ast.IfExp():
                return cast("bool | Absence", self._chosen(node, self._judged))
            case ast.Call(func=ast.Name(id=name), args=[left, right]) if name in COMPARING:
                return self._recorded(self.source.words(node), (self._eval(left), self._eval(right)), name)
        return self._recorded(self.source.words(node), (self._eval(node), True), "is")

    def _recorded(self, words: str, sides: tuple[Figure, Figure], sign: str) -> bool | Absence:
        held = _HELD[sign](*sides)
        self.seen.append(Examined(words, sides[0], sign, sides[1], held))
        return held

    def _chosen(self, node: ast.IfExp, branch: Callable[[ast.expr], Figure]) -> Figure:
        test = self._judged(node.test)
        return test if isinstance(test, Absence) else branch(node.body if test else node.orelse)

    def _eval_unaryop(self, node: ast.UnaryOp) -> Figure:
        if isinstance(node.op, ast.Not):
            return cast("bool | Absence", _OPERATORS[ast.Not](self._judged(node.operand)))
        return cast("Figure", _OPERATORS[type(node.op)](self._eval(node.operand)))

    def _eval_boolop(self, node: ast.BoolOp) -> bool | Absence:
        steps = [(partial(self._judged, value), may_fail(value)) for value in node.values]
        return _kleene(steps, decided=isinstance(node.op, ast.Or))

    def _eval_compare(self, node: ast.Compare) -> bool | Absence:
        sides = [self._eval(node.left)]
        pairs = [partial(self._pair, node, number, sides) for number in range(len(node.ops))]
        return _kleene(zip(pairs, lazy_pairs(node), strict=True), decided=False)

    def _pair(self, node: ast.Compare, number: int, sides: list[Figure]) -> bool | Absence:
        left, right = (node.left, *node.comparators)[number : number + 2]
        sign = COMPARISONS[type(node.ops[number])]
        sides.append(self._eval(right))
        return self._recorded(self.source.comparison(left, sign, right), (sides[-2], sides[-1]), sign)

    def _eval_ifexp(self, node: ast.IfExp) -> Figure:
        return self._chosen(node, self._eval)


_NODES = (ast.Constant, ast.Name, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call)
