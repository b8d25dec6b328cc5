"""Checks calls that count or sum over rows, and the words that are understood within one row only."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from engine.expression.neighbours import Neighbour
from engine.expression.scope import Checked, Counted, Part, Scope
from engine.expression.types import NUMERIC, ORDERED, Kind, Typed

Check: TypeAlias = Callable[[Scope, ast.expr], Checked]

# The most values and conditions that follow the name of the records: sum(visits, minutes, when).
_TAKES = {"count": 1, "sum": 2, "min": 2, "max": 2, "distinct": 2}
_ALONE = ("count", "sum", "distinct")
AGGREGATES = (*_ALONE, "next", "known")
_ALIKE = (Kind.TEXT,)


def is_aggregate(scope: Scope, call: ast.Call, name: str) -> bool:
    """Return whether the *call* of *name* is over rows; `min` and `max` are where records are named first."""
    if name in _ALONE:
        return True
    return name in _TAKES and bool(call.args) and scope.source.words(call.args[0]) in scope.vocabulary.records


def aggregate_call(scope: Scope, call: ast.Call, name: str, check: Check) -> Checked:
    """Return the *call* of *name* as a figure that is read, noting in *scope* how it is counted."""
    for keyword in call.keywords:
        scope.refuse(keyword, "unexpected-argument", f"`{name}` takes no named arguments")
    if scope.vocabulary.columns is not None:
        scope.refuse(call, "nested-rows", f"`{name}` counts rows and cannot stand within one; `next` looks at another")
        return Checked(call, None)
    table = _table(scope, call, name)
    if table is None or not _is_well_counted(scope, call, name):
        return Checked(call, None)
    value, when = _divided(call, name)
    parts = _Parts(scope, table, check)
    return parts.called(call, name, parts.value(name, value), parts.condition(when))


def _table(scope: Scope, call: ast.Call, name: str) -> str | None:
    known = scope.vocabulary.records
    if not call.args:
        scope.refuse(call, "argument-count", f"`{name}` takes the name of records first")
        return None
    table = scope.source.words(call.args[0])
    if table not in known:
        scope.unknown(call.args[0], "records", tuple(known))
        return None
    return table


def _is_well_counted(scope: Scope, call: ast.Call, name: str) -> bool:
    least, most = (0 if name == "count" else 1), _TAKES[name]
    given = len(call.args) - 1
    if least <= given <= most:
        return True
    what = "a condition, or nothing," if name == "count" else "a value, and a condition if any,"
    scope.refuse(call, "argument-count", f"`{name}` takes records, then {what} not {len(call.args)} arguments")
    return False


def _divided(call: ast.Call, name: str) -> tuple[ast.expr | None, ast.expr | None]:
    """Return what is taken of each row, and the condition for taking it."""
    given: list[ast.expr | None] = [*call.args[1:], None, None]
    return (None, given[0]) if name == "count" else (given[0], given[1])


class _Parts:
    """The value and the condition of one call, checked among the fields of a row of *table*."""

    def __init__(self, scope: Scope, table: str, check: Check) -> None:
        self._outer, self._table, self._check = scope, table, check
        self._columns = scope.vocabulary.records[table]
        names = {**scope.vocabulary.names, **self._columns.types}
        words = replace(scope.vocabulary, names=names, kpis=(), history=False, columns=self._columns)
        # No declared precision rounds what is compared in a row.
        words = replace(words, quotients_rounded=True)
        self._scope = Scope(scope.source, words, scope.faults)
        self._quotient = False

    def value(self, name: str, node: ast.expr | None) -> Part | None:
        """Return what is taken of each row, if it is what *name* takes."""
        if node is None:
            return None
        checked = self._check(self._scope, node)
        if checked.type is not None and name != "distinct" and checked.type.kind not in NUMERIC:
            self._scope.refuse(node, "wrong-type", f"`{name}` takes a number or money, not {checked.type.kind.value}")
            return None
        self._quotient = checked.quotient and name != "distinct"
        if name in {"min", "max"}:
            self._check_not_personal(name, node)
        return self._part(checked)

    def condition(self, node: ast.expr | None) -> Part | None:
        """Return for which rows that is, if it is a flag."""
        if node is None:
            return None
        checked = self._check(self._scope, node)
        if checked.type is not None and checked.type.kind is not Kind.FLAG:
            kind = checked.type.kind.value
            self._scope.refuse(node, "wrong-type", f"expected a condition on each row, not {kind}")
            return None
        return self._part(checked)

    def called(self, call: ast.Call, name: str, value: Part | None, when: Part | None) -> Checked:
        """Return the figure that the call reads; beside it stands how many rows it was counted over."""
        text = self._outer.source.words(call)
        inner, types = self._scope, self._columns.types
        cells = tuple(one for one in inner.reads if one in types)
        figures = tuple(one for one in inner.reads if one not in types and one not in inner.neighbours)
        counted = Counted(name, self._table, value, when, cells, dict(inner.neighbours), figures)
        self._outer.counted[text] = counted
        for beside, words in self._beside(call, counted).items():
            self._outer.counted.setdefault(beside, words)
        self._outer.reads |= dict.fromkeys((*figures, text, *self._beside(call, counted)))
        self._outer.calls |= inner.calls
        typed = value.type._replace(options=()) if value and name != "distinct" else Typed(Kind.NUMBER)
        read = ast.copy_location(ast.Name(id=text, ctx=ast.Load()), call)
        return Checked(read, typed, quotient=self._quotient)

    def _beside(self, call: ast.Call, counted: Counted) -> dict[str, Counted]:
        """Return the count of the rows that a sum is of, or of all rows that were looked through."""
        everything = Counted("count", self._table, None, None, (), {}, ())
        condition = _divided(call, counted.function)[1]
        if counted.function == "count" or counted.when is None or condition is None:
            return {} if counted == everything else {f"count({self._table})": everything}
        words = self._outer.source.words(condition)
        return {f"count({self._table}, {words})": counted._replace(function="count", value=None)}

    def _part(self, checked: Checked) -> Part | None:
        return None if checked.type is None else Part(checked.node, checked.type, tuple(self._scope.reads))

    def _check_not_personal(self, name: str, node: ast.expr) -> None:
        """Refuse the smallest or largest of what is personal, which is one person's own figure."""
        personal = [one for one in self._scope.reads if one in self._columns.personal]
        if personal:
            message = f"`{name}` would show the `{personal[0]}` of one person, which is personal"
            self._scope.refuse(node, "personal-figure", message)


def neighbour_call(scope: Scope, call: ast.Call) -> Checked:
    """Return `next(field, by=field)` as a cell of the row, noting in *scope* which neighbour's it is."""
    columns = scope.vocabulary.columns
    if columns is None:
        scope.refuse(call, "outside-rows", "`next` looks at rows; expected it within `count(...)` or `sum(...)`")
        return Checked(call, None)
    named = {scope.source.words(keyword).partition("=")[0].rstrip(): keyword.value for keyword in call.keywords}
    if len(call.args) != 1 or len(call.keywords) != 1 or "by" not in named:
        scope.refuse(call, "argument-count", "expected one field and whose next row it is, as `next(start, by=person)`")
        return Checked(call, None)
    field = _field(scope, call.args[0], ORDERED, "that has an order")
    by = _field(scope, named["by"], _ALIKE, "that says whose row it is")
    if field is None or by is None:
        return Checked(call, None)
    text = scope.source.words(call)
    scope.neighbours[text] = Neighbour(field, by)
    scope.reads[text] = None
    # A person's next value is that person's value.
    if field in columns.personal:
        scope.reads[field] = None
    return Checked(ast.copy_location(ast.Name(id=text, ctx=ast.Load()), call), columns.types[field])


def _field(scope: Scope, node: ast.expr, kinds: tuple[Kind, ...], what: str) -> str | None:
    types = scope.vocabulary.columns.types if scope.vocabulary.columns else {}
    name = scope.source.words(node)
    if name not in types:
        scope.unknown(node, "field", tuple(types))
        return None
    if types[name].kind not in kinds:
        scope.refuse(node, "wrong-type", f"expected a field {what}, not {types[name].kind.value}")
        return None
    return name


def known_call(scope: Scope, call: ast.Call, check: Check) -> Checked:
    """Return `known(x)`, the one question that an absent cell answers with no."""
    if scope.vocabulary.columns is None:
        scope.refuse(call, "outside-rows", "`known` asks about a row; expected it within `count(...)` or `sum(...)`")
        return Checked(call, None)
    if len(call.args) != 1 or call.keywords:
        scope.refuse(call, "argument-count", f"`known` takes 1 argument, not {len(call.args) + len(call.keywords)}")
        return Checked(call, None)
    inner = check(scope, call.args[0])
    rewritten = ast.copy_location(ast.Call(func=call.func, args=[inner.node], keywords=[]), call)
    return Checked(rewritten, None if inner.type is None else Typed(Kind.FLAG))
