"""Checks calls of the functions whose arguments are references: names of KPIs, ladders and payments, not values."""

from __future__ import annotations

import ast
from enum import Enum
from typing import NamedTuple

from engine.diagnostics import did_you_mean
from engine.expression.scope import Checked, Scope, constant
from engine.expression.types import Kind, Typed
from engine.expression.windows import window
from engine.model.scale import Rating


class Refers(Enum):
    """What the arguments of a function name."""

    KPI = "KPI"
    LADDER = "ladder"
    PAYMENT = "payment"
    EVENT = "event"


class Signature(NamedTuple):
    """A function's result, what its arguments name and how many, and where it may stand.

    A rating comes first where it is *of_rating*, and may come last, for where there is none, where it has an
    *otherwise*. Caps of the payments named may come last where it is *of_caps*. Where it is *disputable*,
    `disputed=False` leaves out what is disputed.
    """

    gives: Typed
    refers: Refers = Refers.KPI
    least: int = 0
    most: int | None = None
    windowed: bool = False
    of_rating: bool = False
    otherwise: bool = False
    of_caps: bool = False
    disputable: bool = False
    history: bool = True


_NUMBER, _RATING = Typed(Kind.NUMBER), Typed(Kind.RATING)

SIGNATURES = {
    "rating": Signature(_RATING, least=1, most=1, history=False),
    "previous": Signature(_RATING, least=1, most=1, otherwise=True, history=False),
    "failures": Signature(_NUMBER, windowed=True),
    "consecutive_failures": Signature(_NUMBER, windowed=True),
    "consecutive_passes": Signature(_NUMBER, windowed=True),
    "points": Signature(_NUMBER, windowed=True),
    "rated": Signature(_NUMBER, windowed=True, of_rating=True),
    "on_rung": Signature(_NUMBER, Refers.LADDER, most=1),
    "rung": Signature(Typed(Kind.TEXT), Refers.LADDER, least=1, most=1),
    "credits": Signature(Typed(Kind.MONEY), Refers.PAYMENT, windowed=True),
    "cap_reached": Signature(Typed(Kind.FLAG), Refers.PAYMENT, least=1, of_caps=True),
    "events": Signature(_NUMBER, Refers.EVENT, least=1, windowed=True, disputable=True),
    "happened_since": Signature(Typed(Kind.FLAG), Refers.EVENT, least=2, most=2),
}


def reference_call(scope: Scope, call: ast.Call, name: str) -> Checked:
    """Return the checked *call* of the function *name*, its references bound."""
    signature = SIGNATURES[name]
    if signature.history and not scope.vocabulary.history:
        where = "may be asked in the conditions of ladders and payments only"
        scope.refuse(call, "history", f"`{name}` looks at history, which {where}")
        return Checked(call, None)
    before = len(scope.faults)
    given = _divided(scope, call, signature)
    first = _first_rating(scope, call, name) if signature.of_rating else []
    references = _references(scope, call, given.references)
    last = [_rating(scope, node) for node in given.otherwise]
    caps = _caps(scope, given.caps, references)
    windows = _windows(scope, call, name)
    if len(scope.faults) > before:
        return Checked(call, None)
    # Where there is always one reference, it stands alone.
    named = references[0] if signature.most == 1 else references
    return _rewritten(call, _gives(scope, signature, references), [*first, named, *last, *caps, *windows])


class _Given(NamedTuple):
    """The arguments of one call but for a first rating: references, a last rating, and caps."""

    references: list[ast.expr]
    otherwise: list[ast.expr]
    caps: list[ast.expr]


def _divided(scope: Scope, call: ast.Call, signature: Signature) -> _Given:
    arguments = call.args[1:] if signature.of_rating else call.args
    if signature.otherwise and len(arguments) == 2:
        return _Given(arguments[:1], arguments[1:], [])
    known = {cap for caps in scope.vocabulary.caps.values() for cap in caps} if signature.of_caps else set()
    caps = [argument for argument in arguments if scope.source.words(argument) in known]
    return _Given([argument for argument in arguments if argument not in caps], [], caps)


def _caps(scope: Scope, given: list[ast.expr], payments: tuple[str, ...]) -> list[object]:
    """Return the names of the caps, each of which one of *payments* must have."""
    of_these = [cap for payment in payments for cap in scope.vocabulary.caps.get(payment, ())]
    names: dict[str, None] = {}
    for node in given:
        name = scope.source.words(node)
        if name not in of_these:
            owners = " or ".join(f"`{payment}`" for payment in payments)
            message = f"expected a cap of {owners}, not `{name}`{did_you_mean(name, of_these)}"
            scope.refuse(node, "unknown-cap", message)
        elif name in names:
            scope.refuse(node, "repeated-argument", f"expected `{name}` once")
        names[name] = None
    return [tuple(names)] if names else []


def _gives(scope: Scope, signature: Signature, references: tuple[str, ...]) -> Typed:
    if signature.gives.kind is Kind.TEXT:
        return signature.gives._replace(options=scope.vocabulary.ladders[references[0]])
    return signature.gives


def _rewritten(call: ast.Call, gives: Typed, arguments: list[object]) -> Checked:
    """Return *call* with constants for arguments."""
    nodes = [constant(argument, call) for argument in arguments]
    return Checked(ast.copy_location(ast.Call(func=call.func, args=nodes, keywords=[]), call), gives)


def _first_rating(scope: Scope, call: ast.Call, name: str) -> list[object]:
    if call.args:
        return [_rating(scope, call.args[0])]
    names = scope.vocabulary.scale.names
    scope.refuse(call, "argument-count", f"`{name}` takes a rating first{did_you_mean('', names)}")
    return []


def _rating(scope: Scope, node: ast.expr) -> Rating | None:
    scale = scope.vocabulary.scale
    rating = scale.named(scope.source.words(node))
    if rating is None:
        scope.unknown(node, "rating", scale.names)
    return rating


def _windows(scope: Scope, call: ast.Call, name: str) -> list[object]:
    if SIGNATURES[name].windowed:
        keywords, disputed = _disputed(scope, call, name)
        asked = window(scope, keywords)
        scope.windows[asked] = None
        return [asked, *disputed]
    for keyword in call.keywords:
        scope.refuse(keyword, "unexpected-argument", f"`{name}` takes no named arguments")
    return []


def _disputed(scope: Scope, call: ast.Call, name: str) -> tuple[list[ast.keyword], list[object]]:
    """Return the named arguments of *call* but for `disputed`, and what that one says."""
    if not SIGNATURES[name].disputable:
        return call.keywords, []
    said = [keyword for keyword in call.keywords if keyword.arg == "disputed"]
    for keyword in said[1:]:
        scope.refuse(keyword, "repeated-argument", "expected `disputed` once")
    for keyword in said[:1]:
        words = scope.source.words(keyword.value)
        if words not in {"True", "False"}:
            scope.refuse(keyword, "disputed", f"expected `disputed=False` or `disputed=True`, not `{words}`")
    others = [keyword for keyword in call.keywords if keyword not in said]
    return others, [scope.source.words(keyword.value) == "True" for keyword in said[:1]]


def _references(scope: Scope, call: ast.Call, arguments: list[ast.expr]) -> tuple[str, ...]:
    signature = SIGNATURES[scope.source.words(call.func)]
    if not signature.least <= len(arguments) <= (len(arguments) if signature.most is None else signature.most):
        _miscounted(scope, call, signature)
    names: dict[str, None] = {}
    for argument in arguments:
        name = _reference(scope, argument, signature.refers)
        if name in names:
            scope.refuse(argument, "repeated-argument", f"expected `{name}` once")
        names[name] = None
    if signature.refers is Refers.LADDER and not arguments and signature.least == 0:
        return _own_ladder(scope, call)
    return tuple(names)


def _miscounted(scope: Scope, call: ast.Call, signature: Signature) -> None:
    count = {(1, 1): "1", (0, 1): "at most 1", (1, None): "1 or more", (2, 2): "2"}[signature.least, signature.most]
    more = ", and a rating after it if any" if signature.otherwise else ""
    what = signature.refers.value + "s" * (signature.least > 1)
    expected = f"expected {count} {what}{more} in `{scope.source.words(call.func)}`"
    scope.refuse(call, "argument-count", f"{expected}, not {len(call.args)}")


def _own_ladder(scope: Scope, call: ast.Call) -> tuple[str, ...]:
    if scope.vocabulary.ladder is None:
        advice = did_you_mean("", scope.vocabulary.ladders)
        scope.refuse(call, "which-ladder", f"expected a ladder in `on_rung(...)`, which belongs to none here{advice}")
        return ()
    return (scope.vocabulary.ladder,)


def _reference(scope: Scope, node: ast.expr, refers: Refers) -> str:
    name = scope.source.words(node)
    known = _known(scope, refers)
    if not isinstance(node, ast.Name):
        scope.refuse(node, "reference", f"expected the name of a {refers.value}, without quotes, not `{name}`")
    elif name not in known:
        scope.unknown(node, refers.value, known)
    elif refers is Refers.KPI:
        scope.kpis[name] = None
    return name


def _known(scope: Scope, refers: Refers) -> tuple[str, ...]:
    vocabulary = scope.vocabulary
    return {
        Refers.KPI: tuple(vocabulary.kpis),
        Refers.LADDER: tuple(vocabulary.ladders),
        Refers.PAYMENT: vocabulary.payments,
        Refers.EVENT: vocabulary.events,
    }[refers]
