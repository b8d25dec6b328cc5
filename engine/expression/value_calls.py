"""Checks calls of the functions that take values."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import date, time
from typing import NamedTuple

from engine.expression.operators import aligned
from engine.expression.scope import Checked, Mismatch, Scope, constant
from engine.expression.types import NUMERIC, Kind, Typed
from engine.model.decimals import Precision, Rounding
from engine.model.instants import time_of_day

Arguments = tuple[Checked, ...]

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_PLACES = 20


class Signature(NamedTuple):
    """How many arguments a function takes, and what checks them."""

    least: int
    most: int | None
    check: Callable[[Scope, ast.Call, Arguments], Checked]


def value_call(scope: Scope, call: ast.Call, name: str, arguments: Arguments) -> Checked:
    """Return the checked *call* of the value function *name*."""
    for keyword in call.keywords:
        scope.refuse(keyword, "unexpected-argument", f"`{name}` takes no named arguments")
    signature = SIGNATURES[name]
    if not signature.least <= len(arguments) <= (signature.most or len(arguments)):
        scope.refuse(call, "argument-count", f"`{name}` takes {_expected(signature)}, not {len(arguments)}")
        return Checked(call, None)
    return signature.check(scope, call, arguments)


def _expected(signature: Signature) -> str:
    count = f"{signature.least} or more" if signature.most is None else str(signature.least)
    return f"{count} argument{'s' if count != '1' else ''}"


def _called(call: ast.Call, arguments: Arguments, typed: Typed | None) -> Checked:
    nodes = [argument.node for argument in arguments]
    node = ast.copy_location(ast.Call(func=call.func, args=nodes, keywords=[]), call)
    literal = all(argument.literal for argument in arguments)
    return Checked(node, typed, literal, any(argument.quotient for argument in arguments))


def _each(scope: Scope, arguments: Arguments, what: str, kinds: tuple[Kind, ...]) -> bool:
    """Return whether all *arguments* are of *kinds*, and note those that are not."""
    wrong = [one for one in arguments if one.type is not None and one.type.kind not in kinds]
    names = " or ".join(kind.value for kind in kinds)
    for one in wrong:
        scope.refuse(one.node, "wrong-type", f"`{what}` takes {names}, not {one.type.kind.value if one.type else ''}")
    return not wrong and all(one.type is not None for one in arguments)


def _round(scope: Scope, call: ast.Call, arguments: Arguments) -> Checked:
    value, places = arguments
    fits = _each(scope, (value,), "round", NUMERIC)
    count = scope.source.words(places.node)
    if not count.isdecimal() or int(count) > _MOST_PLACES:
        scope.refuse(places.node, "places", f"expected decimal places as a number from 0 to {_MOST_PLACES}")
        return Checked(call, None)
    precision = constant(Precision(int(count), Rounding.HALF_UP), places.node)
    checked = _called(call, (value, Checked(precision, None, literal=True)), value.type if fits else None)
    return checked._replace(quotient=False)


def _extreme(scope: Scope, call: ast.Call, arguments: Arguments) -> Checked:
    if not _each(scope, arguments, _name(call), NUMERIC):
        return Checked(call, None)
    so_far = arguments[0]
    for argument in arguments[1:]:
        found = aligned(f"`{_name(call)}`", so_far, argument)
        if isinstance(found, Mismatch):
            scope.refuse(argument.node, *found)
            return Checked(call, None)
        so_far = Checked(call, found, so_far.literal and argument.literal)
    return _called(call, arguments, so_far.type)


def _abs(scope: Scope, call: ast.Call, arguments: Arguments) -> Checked:
    fits = _each(scope, arguments, "abs", NUMERIC)
    return _called(call, arguments, arguments[0].type if fits else None)


def _days_between(scope: Scope, call: ast.Call, arguments: Arguments) -> Checked:
    fits = _each(scope, arguments, "days_between", (Kind.DATE,))
    return _called(call, arguments, Typed(Kind.NUMBER) if fits else None)


def _minutes_between(scope: Scope, call: ast.Call, arguments: Arguments) -> Checked:
    fits = _each(scope, arguments, "minutes_between", (Kind.INSTANT, Kind.TIME))
    found = scope.typed(aligned("`minutes_between`", *arguments), scope.source.start(call)) if fits else None
    return _called(call, arguments, Typed(Kind.NUMBER) if found else None)


def _instant(scope: Scope, call: ast.Call, arguments: Arguments) -> Checked:
    day, moment = arguments
    fits = _each(scope, (day,), "instant", (Kind.DATE,)) and _each(scope, (moment,), "instant", (Kind.TIME,))
    return _on_clocks(scope, call, arguments, Kind.INSTANT if fits else None)


def _on_clocks(scope: Scope, call: ast.Call, arguments: Arguments, kind: Kind | None) -> Checked:
    """Return *call*, which the clocks of the contract's time zone answer, if it is asked about a row."""
    if scope.vocabulary.columns is None:
        scope.refuse(call, "outside-rows", f"`{_name(call)}` asks clocks about a row; only `count` and `sum` have rows")
        return Checked(call, None)
    return _called(call, arguments, Typed(kind) if kind else None)


def _time_of_day(scope: Scope, call: ast.Call, arguments: Arguments) -> Checked:
    match arguments[0]:
        case Checked(node=ast.Constant(value=str(text))) if (found := _moment(text)) is not None:
            return Checked(constant(found, call), Typed(Kind.TIME))
        case Checked(type=Typed(kind=Kind.INSTANT)):
            return _on_clocks(scope, call, arguments, Kind.TIME)
    scope.refuse(arguments[0].node, "time-of-day", 'expected an instant, or a time of day such as `"08:30"`')
    return Checked(call, None)


def _moment(text: str) -> time | None:
    try:
        return time_of_day(text)
    except ValueError:
        return None


def _date(scope: Scope, call: ast.Call, arguments: Arguments) -> Checked:
    if arguments[0].type is not None and arguments[0].type.kind is Kind.INSTANT:
        return _on_clocks(scope, call, arguments, Kind.DATE)
    match arguments[0].node:
        case ast.Constant(value=str(day)) if (found := _day(day)) is not None:
            return Checked(constant(found, call), Typed(Kind.DATE))
    scope.refuse(arguments[0].node, "date", 'expected a day of the calendar such as `"2026-04-01"`')
    return Checked(call, None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _rating_comparison(scope: Scope, call: ast.Call, arguments: Arguments) -> Checked:
    fits = _each(scope, arguments, _name(call), (Kind.RATING,))
    return _called(call, arguments, Typed(Kind.FLAG) if fits else None)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


SIGNATURES = {
    "round": Signature(2, 2, _round),
    "min": Signature(2, None, _extreme),
    "max": Signature(2, None, _extreme),
    "abs": Signature(1, 1, _abs),
    "days_between": Signature(2, 2, _days_between),
    "minutes_between": Signature(2, 2, _minutes_between),
    "date": Signature(1, 1, _date),
    "time_of_day": Signature(1, 1, _time_of_day),
    "instant": Signature(2, 2, _instant),
    "is_at_least": Signature(2, 2, _rating_comparison),
    "is_worse_than": Signature(2, 2, _rating_comparison),
}
