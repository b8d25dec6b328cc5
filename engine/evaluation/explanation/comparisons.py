"""Conditions that were examined, as sentences: what was compared with what, and whether it held."""

from __future__ import annotations

import ast
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from engine.evaluation.explanation.figures import NUMBER, Form
from engine.evaluation.explanation.phrases import Phrase, Phrasing, parsed
from engine.evaluation.explanation.sentence import Code, Sentence, opened
from engine.expression.program import Examined
from engine.model.figures import Absence, Figure

_SIGNS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than", "==": "equal to", "!=": "other than"}
_DATE_SIGNS = {">=": "on or after", ">": "after", "<=": "on or before", "<": "before", "==": "on", "!=": "other than"}
_MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "==": "==", "!=": "!="}
_RATINGS = {"is_at_least": "{} or better", "is_worse_than": "worse than {}"}
_KEPT = 1024


class Comparison(NamedTuple):
    """One comparison of a rule file, read once: its *subject*, the sign, and what it is held *against*."""

    subject: Phrase
    sign: str
    against: Phrase
    mirrored: bool
    form: Form


class Comparisons:
    """Says the comparisons of one rule set; each is read once, however often it is examined."""

    def __init__(self, phrasing: Phrasing) -> None:
        self._phrasing = phrasing
        self._comparison = lru_cache(_KEPT)(self._read)

    def sentence(self, about: str, examined: Examined) -> Sentence:
        """Return what *examined* found, as a sentence."""
        comparison = self._comparison(examined.text, examined.operator)
        return Sentence(about, _CODES[examined.held], opened(_text(comparison, examined)))

    def _read(self, text: str, sign: str) -> Comparison:
        of = self._phrasing.of
        tree = parsed(text)
        match tree:
            case ast.Call(args=[left, right]) if sign in _RATINGS:
                return Comparison(of(left), sign, of(right), mirrored=False, form=NUMBER)
            case ast.Compare(left=left, comparators=[right]) if sign in _SIGNS:
                return _compared(of(left), sign, of(right))
            case ast.expr() if sign == "is":
                subject = of(tree)
                return Comparison(subject, sign, subject, mirrored=False, form=subject.form)
        # The policy of a stranger says what it compares in words of its own.
        before, _, after = text.partition(f" {sign} ")
        return _compared(Phrase(before), sign, Phrase(after, literal=True))


_CODES: dict[bool | Absence, Code] = {
    True: Code.CONDITION_HOLDS,
    False: Code.CONDITION_FAILS,
    **dict.fromkeys(Absence, Code.CONDITION_UNKNOWN),
}


def _compared(left: Phrase, sign: str, right: Phrase) -> Comparison:
    if left.literal and not right.literal:
        return Comparison(right, _MIRRORED[sign], left, mirrored=True, form=_form(right, left))
    return Comparison(left, sign, right, mirrored=False, form=_form(left, right))


def _form(subject: Phrase, against: Phrase) -> Form:
    return against.form if subject.form == NUMBER and not against.literal else subject.form


def _text(comparison: Comparison, examined: Examined) -> str:
    left, right = (examined.right, examined.left) if comparison.mirrored else (examined.left, examined.right)
    subject = f"{comparison.subject.text} {'are' if comparison.subject.plural else 'is'}"
    if comparison.sign == "is":
        return _flag(comparison.subject.text, left)
    standing = f"{subject} {_value(comparison, left)}"
    demanded = _demand(comparison, right)
    match examined.held:
        case True:
            return f"{standing}: {demanded} holds"
        case False:
            return f"{standing}: {demanded} does not hold"
    return f"{standing}: whether {'they are' if comparison.subject.plural else 'it is'} {demanded} cannot be known"


def _flag(subject: str, value: Figure) -> str:
    if isinstance(value, Absence):
        return f"{subject}: not known{_reason(value)}"
    if subject.startswith("the cap of "):
        return f"{subject} is {'' if value else 'not '}reached"
    return f"{subject}: {'yes' if value else 'no'}"


def _value(comparison: Comparison, value: Figure) -> str:
    return f"not known{_reason(value)}" if isinstance(value, Absence) else comparison.form.figure(value)


def _reason(absence: Absence) -> str:
    return "" if absence is Absence.UNKNOWN else f" ({absence.value})"


def _demand(comparison: Comparison, value: Figure) -> str:
    against = comparison.against
    figure = _value(comparison, value)
    said = figure if against.literal else f"{against.text} ({figure})"
    if comparison.sign in _RATINGS:
        return _RATINGS[comparison.sign].format(said)
    signs = _DATE_SIGNS if isinstance(value, date) else _SIGNS
    return f"{signs.get(comparison.sign, comparison.sign)} {said}"
