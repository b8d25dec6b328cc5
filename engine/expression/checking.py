"""Checks names and types of a parsed expression, and rewrites it so that only exact values and our functions remain."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from engine.diagnostics import did_you_mean
from engine.expression.aggregates import AGGREGATES, aggregate_call, is_aggregate, known_call, neighbour_call
from engine.expression.fault import Fault
from engine.expression.history import Window
from engine.expression.operators import (
    ARITHMETIC,
    COMPARISONS,
    SIGNED,
    aligned,
    arithmetic,
    comparable,
    foreign_option,
)
from engine.expression.reference_calls import SIGNATURES as ON_REFERENCES
from engine.expression.reference_calls import reference_call
from engine.expression.refusals import NAMES
from engine.expression.scope import Checked, Counted, Mismatch, Scope, constant
from engine.expression.source import Source
from engine.expression.types import NUMERIC, Kind, Typed
from engine.expression.value_calls import SIGNATURES as ON_VALUES
from engine.expression.value_calls import value_call
from engine.expression.vocabulary import Vocabulary

FUNCTIONS = (*ON_VALUES, *ON_REFERENCES, *AGGREGATES)

_FLAG = Typed(Kind.FLAG)
_FLAGS = {"true": True, "false": False}


class Meaning(NamedTuple):
    """A checked expression: the rewritten tree, whose constants are exact values, its type, and what it mentions."""

    tree: ast.expr
    type: Typed
    reads: tuple[str, ...]
    kpis: tuple[str, ...]
    calls: tuple[str, ...]
    windows: tuple[Window, ...]
    counted: Mapping[str, Counted]


def meaning(source: Source, vocabulary: Vocabulary, expected: tuple[Kind, ...]) -> Meaning | tuple[Fault, ...]:
    """Return what *source* means with the words of *vocabulary*, or every fault found."""
    scope = Scope(source, vocabulary)
    tree, found, literal, _ = _checked(scope, source.tree)
    if found is not None and literal and found.kind not in expected and Kind.MONEY in expected:
        found = Typed(Kind.MONEY)
    if found is not None and found.kind not in expected:
        names = " or ".join(kind.value for kind in expected)
        scope.refuse(source.tree, "wrong-type", f"expected {names}, not {found.kind.value}")
    if scope.faults or found is None:
        return tuple(sorted(set(scope.faults)))
    mentioned = tuple(scope.reads), tuple(scope.kpis), tuple(scope.calls), tuple(scope.windows)
    return Meaning(tree, found, *mentioned, scope.counted)


def _checked(scope: Scope, node: ast.expr) -> Checked:  # noqa: PLR0911  # one return for each kind of node
    match node:
        case ast.Constant():
            return _constant(scope, node)
        case ast.Name():
            return _name(scope, node)
        case ast.UnaryOp():
            return _unary(scope, node)
        case ast.BinOp():
            return _arithmetic(scope, node)
        case ast.BoolOp(values=values):
            flags = [_flag(scope, value, _word(node)) for value in values]
            return Checked(ast.copy_location(ast.BoolOp(op=node.op, values=flags), node), _FLAG)
        case ast.Compare():
            return _comparison(scope, node)
        case ast.IfExp():
            return _choice(scope, node)
        case ast.Call():
            return _call(scope, node)
    # The tokens leave nothing else; should Python's grammar grow, what is new stays out.
    scope.refuse(node, "unknown-construct", "this is not in the language")
    return Checked(node, None)


def _constant(scope: Scope, node: ast.Constant) -> Checked:
    match node.value:
        case bool():
            return Checked(node, _FLAG)
        case str() as text:
            return Checked(node, Typed(Kind.TEXT, options=(text,)))
    return Checked(constant(Decimal(scope.source.words(node)), node), Typed(Kind.NUMBER), literal=True)


def _name(scope: Scope, node: ast.Name) -> Checked:
    name = scope.source.words(node)
    if name in _FLAGS:
        return Checked(constant(_FLAGS[name], node), _FLAG)
    if name in scope.vocabulary.names:
        scope.reads[name] = None
        return Checked(ast.copy_location(ast.Name(id=name, ctx=ast.Load()), node), scope.vocabulary.names[name])
    if (rating := scope.vocabulary.scale.named(name)) is not None:
        return Checked(constant(rating, node), Typed(Kind.RATING))
    scope.refuse(node, *_unknown(scope, name))
    return Checked(node, None)


def _unknown(scope: Scope, name: str) -> Mismatch:
    vocabulary = scope.vocabulary
    if name in vocabulary.kpis:
        return Mismatch("kpi-as-value", f"the KPI `{name}` has no value here; its rating is `rating({name})`")
    if name in vocabulary.records:
        return Mismatch("bare-records", f"`{name}` are rows; expected `count({name})` or `sum({name}, ...)`")
    if name in FUNCTIONS:
        return Mismatch("bare-function", f"`{name}` is a function; expected `{name}(...)`")
    if name.lower() in NAMES:
        return Mismatch(*NAMES[name.lower()])
    if any(name in typed.options for typed in vocabulary.names.values()):
        return Mismatch("unknown-name", f"unknown name `{name}`; a choice is written in quotes, `'{name}'`")
    known = (*vocabulary.names, *vocabulary.scale.names)
    meant = did_you_mean(name, known) or "; declare it under `measures` or `parameters`"
    return Mismatch("unknown-name", f"unknown name `{name}`{meant}")


def _unary(scope: Scope, node: ast.UnaryOp) -> Checked:
    if isinstance(node.op, ast.Not):
        operand = _flag(scope, node.operand, "not")
        return Checked(ast.copy_location(ast.UnaryOp(op=node.op, operand=operand), node), _FLAG)
    inner = _checked(scope, node.operand)
    if inner.type is not None and inner.type.kind not in NUMERIC:
        sign = SIGNED[type(node.op)]
        scope.refuse(node, "wrong-type", f"`{sign}` takes a number or money, not {inner.type.kind.value}")
        inner = inner._replace(type=None)
    return inner._replace(node=ast.copy_location(ast.UnaryOp(op=node.op, operand=inner.node), node))


def _arithmetic(scope: Scope, node: ast.BinOp) -> Checked:
    sign = ARITHMETIC[type(node.op)]
    left, right = _checked(scope, node.left), _checked(scope, node.right)
    found = scope.typed(arithmetic(sign, left, right), scope.source.after(node.left))
    rewritten = ast.copy_location(ast.BinOp(left=left.node, op=node.op, right=right.node), node)
    return Checked(rewritten, found, left.literal and right.literal, sign == "/" or left.quotient or right.quotient)


def _comparison(scope: Scope, node: ast.Compare) -> Checked:
    operands = [_checked(scope, operand) for operand in (node.left, *node.comparators)]
    for number, operator in enumerate(node.ops):
        left, right = operands[number], operands[number + 1]
        after = (node.left, *node.comparators)[number]
        scope.typed(comparable(COMPARISONS[type(operator)], left, right), scope.source.after(after))
        _check_options(scope, left, right)
    for operand in operands:
        _check_rounded(scope, operand)
    first, *others = [operand.node for operand in operands]
    return Checked(ast.copy_location(ast.Compare(left=first, ops=node.ops, comparators=others), node), _FLAG)


def _check_options(scope: Scope, left: Checked, right: Checked) -> None:
    for choice, literal in ((left, right), (right, left)):
        if (found := foreign_option(choice, literal)) is not None:
            scope.refuse(literal.node, *found)


def _check_rounded(scope: Scope, operand: Checked) -> None:
    if operand.quotient and scope.vocabulary.quotients_rounded:
        words = scope.source.words(operand.node)
        scope.refuse(operand.node, "unrounded-quotient", f"expected `round({words}, dp)` before it is compared")


def _choice(scope: Scope, node: ast.IfExp) -> Checked:
    body = _checked(scope, node.body)
    test = _flag(scope, node.test, "if")
    orelse = _checked(scope, node.orelse)
    found = scope.typed(aligned("`if`", body, orelse), scope.source.after(node.body))
    rewritten = ast.copy_location(ast.IfExp(test=test, body=body.node, orelse=orelse.node), node)
    return Checked(rewritten, found, body.literal and orelse.literal, body.quotient or orelse.quotient)


def _flag(scope: Scope, node: ast.expr, word: str) -> ast.expr:
    """Return *node* checked to be a flag, as *word* needs it."""
    inner = _checked(scope, node)
    if inner.type is not None and inner.type.kind is not Kind.FLAG:
        scope.refuse(node, "wrong-type", f"`{word}` takes a flag, not {inner.type.kind.value}")
    return inner.node


def _word(node: ast.BoolOp) -> str:
    return "and" if isinstance(node.op, ast.And) else "or"


def _call(scope: Scope, node: ast.Call) -> Checked:
    name = scope.source.words(node.func)
    if name in ON_REFERENCES:
        scope.calls[name] = None
        return reference_call(scope, node, name)
    if name in AGGREGATES or is_aggregate(scope, node, name):
        return _row_call(scope, node, name)
    arguments = tuple(_checked(scope, argument) for argument in node.args)
    if name in ON_VALUES:
        scope.calls[name] = None
        return value_call(scope, node, name, arguments)
    if name.lower() in NAMES:
        scope.refuse(node, *NAMES[name.lower()])
    else:
        scope.refuse(node, "unknown-function", f"unknown function `{name}`{did_you_mean(name, FUNCTIONS)}")
    return Checked(node, None)


def _row_call(scope: Scope, node: ast.Call, name: str) -> Checked:
    scope.calls[name] = None
    if name == "next":
        return neighbour_call(scope, node)
    if name == "known":
        return known_call(scope, node, _checked)
    return aggregate_call(scope, node, name, _checked)
