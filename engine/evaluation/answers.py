"""Holds what a policy answers against what it may answer: a stranger may return anything, whatever the types say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeVar

from engine.expression import Examined
from engine.model.escalation import Check, Step, Verdict
from engine.model.figures import Absence
from engine.model.payment import Draft, Factor, LineKind, LineState, Part
from engine.model.rule_set import Ladder
from engine.model.scale import Rating

T = TypeVar("T")

# Money travels with at most 18 digits before its point (SEMANTICS 8).
_TOO_MUCH = Decimal(10) ** 18
_FIGURES = (Decimal, str, bool, date, Rating, Absence)


class UnsoundAnswerError(ValueError):
    """A policy answered something that it may not; says in words what was expected."""


def drafts(answer: object) -> tuple[Draft, ...]:
    """Return *answer* if it is drafts of exact sums of money, none below zero but adjustments."""
    if not isinstance(answer, tuple):
        raise UnsoundAnswerError(f"expected a tuple of drafts, not `{type(answer).__name__}`")
    for draft in _several(answer, Draft, "a draft"):
        _check_draft(draft)
    return answer


def step(answer: object, ladder: Ladder) -> Step:
    """Return *answer* if it is a step onto a rung of *ladder* with what was looked at."""
    if not isinstance(answer, Step):
        raise UnsoundAnswerError(f"expected a step, not `{type(answer).__name__}`")
    if ladder.rung(answer.rung) is None:
        raise UnsoundAnswerError(f"expected a rung of the ladder `{ladder.name}`, not `{answer.rung}`")
    for check in _several(answer.checks, Check, "a check"):
        _check_check(check)
    return answer


def _check_draft(draft: Draft) -> None:
    if not _has_exact_parts(draft):
        _check_parts(draft)
    amount = draft.amount
    _check_sum(amount)
    if amount < 0 and draft.kind is not LineKind.ADJUSTMENT:
        raise UnsoundAnswerError(f"expected a {draft.kind.value} of 0 or more, not `{amount}`")


def _has_exact_parts(draft: Draft) -> bool:
    """Return whether a glance finds nothing odd: every draft of every decision comes past here."""
    if (
        draft.kind.__class__ is not LineKind
        or draft.state.__class__ is not LineState
        or draft.parts.__class__ is not tuple
    ):
        return False
    for part in draft.parts:
        if part.__class__ is not Part or part.what.__class__ is not str or part.factors.__class__ is not tuple:
            return False
        for factor in part.factors:
            if factor.__class__ is not Factor or factor.what.__class__ is not str or factor.of is not None:
                return False
            if factor.value.__class__ is not Decimal or not factor.value.is_finite():
                return False
        if part.amount.__class__ is not Decimal or not part.amount.is_finite() or abs(part.amount) >= _TOO_MUCH:
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


def _check_check(check: Check) -> None:
    _check(check.rung, str, "the name of a rung")
    _check(check.way, str, "`enter` or `leave`")
    _check(check.verdict, Verdict, "a verdict")
    _check(check.verdict.holds, (bool, Absence), "true, false or an absence")
    for one in _several(check.verdict.examined, Examined, "a comparison"):
        _check(one.text, str, "words")
        _check(one.operator, str, "an operator")
        _check(one.left, _FIGURES, "a figure")
        _check(one.right, _FIGURES, "a figure")
        _check(one.held, (bool, Absence), "true, false or an absence")


def _check_number(number: Decimal) -> None:
    _check(number, Decimal, "an exact decimal")
    if not number.is_finite():
        raise UnsoundAnswerError(f"expected a finite number, not `{number}`")


def _check_sum(amount: Decimal) -> None:
    _check_number(amount)
    if abs(amount) >= _TOO_MUCH:
        raise UnsoundAnswerError("expected a sum of at most 18 digits before the point")


def _several(given: tuple[T, ...], kind: type[T], what: str) -> tuple[T, ...]:
    _check(given, tuple, f"a tuple, each {what},")
    for one in given:
        _check(one, kind, what)
    return given


def _check(given: object, kind: type | tuple[type, ...], what: str) -> None:
    if not isinstance(given, kind):
        raise UnsoundAnswerError(f"expected {what}, not `{type(given).__name__}`")
