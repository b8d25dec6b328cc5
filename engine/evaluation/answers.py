"""Holds what a policy answers against what it may answer: a stranger may return anything, whatever the types say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar
from unicodedata import is_normalized

from engine.expression import Examined
from engine.model.escalation import Check, Step, Verdict
from engine.model.figures import Absence, Figure
from engine.model.payment import Draft, Factor, LineKind, LineState, MemoryChange, Part
from engine.model.rule_set import Ladder
from engine.model.scale import Rating

T = TypeVar("T")

# Money travels with at most 18 digits before its point (SEMANTICS 8).
TOO_MUCH = Decimal(10) ** 18
_FIGURES = (Decimal, str, bool, date, Rating, Absence)
# What a glance knows to be one, or to be what a condition comes to.
_PLAIN_FIGURES = frozenset(_FIGURES)
_HELD = frozenset((bool, Absence))


class UnsoundAnswerError(ValueError):
    """A policy answered something that it may not; says in words what was expected."""


def drafts(answer: object) -> list[tuple[Draft, Decimal]]:
    """Return the drafts and their amounts if *answer* is drafts of exact sums, none below zero but adjustments."""
    if not isinstance(answer, tuple):
        raise UnsoundAnswerError(f"expected a tuple of drafts, not `{type(answer).__name__}`")
    return [(draft, _amount(draft)) for draft in _several(answer, Draft, "a draft")]


def memory(answer: object) -> MemoryChange:
    """Return what a policy keeps in mind if it is exact numbers, or None, by names."""
    if not isinstance(answer, Mapping):
        raise UnsoundAnswerError(f"expected numbers to remember by their names, not `{type(answer).__name__}`")
    for name, number in answer.items():
        _check(name, str, "the name of a number to remember")
        if not is_normalized("NFC", name):
            raise UnsoundAnswerError(f"expected the name of a number to remember in NFC, not {name!a}")
        if number is not None:
            _check_sum(number)
    return dict(answer)


def step(answer: object, ladder: Ladder) -> Step:
    """Return *answer* if it is a step onto a rung of *ladder* with what was looked at."""
    if not isinstance(answer, Step):
        raise UnsoundAnswerError(f"expected a step, not `{type(answer).__name__}`")
    if ladder.rung(answer.rung) is None:
        raise UnsoundAnswerError(f"expected a rung of the ladder `{ladder.name}`, not `{answer.rung}`")
    for check in _several(answer.checks, Check, "a check"):
        if not _is_plain(check):
            _check_check(check)
    _several(answer.asked_for, str, "the name of a plan or a notice")
    _several(answer.owed, str, "the name of a plan or a notice")
    return answer


def _amount(draft: Draft) -> Decimal:
    if not _has_exact_parts(draft):
        _check_parts(draft)
    amount = draft.amount
    _check_sum(amount)
    if amount < 0 and draft.kind is not LineKind.ADJUSTMENT:
        raise UnsoundAnswerError(f"expected a {draft.kind.value} of 0 or more, not `{amount}`")
    return amount


def _has_exact_parts(draft: Draft) -> bool:
    """Return whether a glance finds nothing odd: every draft of every decision comes past here."""
    kind, parts, state = draft
    if kind.__class__ is not LineKind or state.__class__ is not LineState:
        return False
    if parts.__class__ is not tuple:
        return False
    for part in parts:
        if part.__class__ is not Part:
            return False
        what, factors, amount = part
        if what.__class__ is not str or factors.__class__ is not tuple or amount.__class__ is not Decimal:
            return False
        if not amount.is_finite() or not -TOO_MUCH < amount < TOO_MUCH or not _are_exact(factors):
            return False
    return True


def _are_exact(factors: tuple[Factor, ...]) -> bool:
    for factor in factors:
        if factor.__class__ is not Factor:
            return False
        value, what, of = factor
        if value.__class__ is not Decimal or what.__class__ is not str or of is not None or not value.is_finite():
            return False
    return True


def _check_parts(draft: Draft) -> None:
    _check(draft.kind, LineKind, "a kind of line")
    _check(draft.state, LineState, "a state of a line")
    for part in _several(draft.parts, Part, "a part"):
        _check_sum(part.amount)
        _check(part.what, str, "words")
        for factor in _several(part.factors, Factor, "a factor"):
            _check(factor.what, str, "words")
            for number in (factor.value,) if factor.of is None else (factor.value, factor.of):
                _check_number(number)


def _is_plain(check: Check) -> bool:
    """Return whether a glance finds nothing odd: every check of every decision comes past here."""
    if check.__class__ is not Check or check.rung.__class__ is not str or check.way.__class__ is not str:
        return False
    verdict = check.verdict
    if verdict.__class__ is not Verdict or verdict.holds.__class__ not in _HELD:
        return False
    return verdict.examined.__class__ is tuple and all(map(_is_plain_comparison, verdict.examined))


def _is_plain_comparison(one: Examined) -> bool:
    if one.__class__ is not Examined:
        return False
    text, left, operator, right, held = one
    if text.__class__ is not str or operator.__class__ is not str or held.__class__ not in _HELD:
        return False
    return _is_plain_figure(left) and _is_plain_figure(right)


def _is_plain_figure(figure: Figure) -> bool:
    kind = figure.__class__
    return kind in _PLAIN_FIGURES and (kind is not Decimal or figure.is_finite())  # type: ignore[union-attr]


def _check_check(check: Check) -> None:
    _check(check.rung, str, "the name of a rung")
    _check(check.way, str, "`enter` or `leave`")
    _check(check.verdict, Verdict, "a verdict")
    _check(check.verdict.holds, (bool, Absence), "true, false or an absence")
    for one in _several(check.verdict.examined, Examined, "a comparison"):
        _check(one.text, str, "words")
        _check(one.operator, str, "an operator")
        for figure in (one.left, one.right):
            _check(figure, _FIGURES, "a figure")
            if isinstance(figure, Decimal):
                _check_number(figure)
        _check(one.held, (bool, Absence), "true, false or an absence")


def _check_number(number: Decimal) -> None:
    _check(number, Decimal, "an exact decimal")
    if not number.is_finite():
        raise UnsoundAnswerError(f"expected a finite number, not `{number}`")


def _check_sum(amount: Decimal) -> None:
    _check_number(amount)
    if abs(amount) >= TOO_MUCH:
        raise UnsoundAnswerError("expected a sum of at most 18 digits before the point")


def _several(given: tuple[T, ...], kind: type[T], what: str) -> tuple[T, ...]:
    _check(given, tuple, f"a tuple, each {what},")
    for one in given:
        _check(one, kind, what)
    return given


def _check(given: object, kind: type | tuple[type, ...], what: str) -> None:
    if not isinstance(given, kind):
        raise UnsoundAnswerError(f"expected {what}, not `{type(given).__name__}`")
