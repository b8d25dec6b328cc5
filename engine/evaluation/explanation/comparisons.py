"""Conditions that were examined, as sentences: what was compared with what, and whether it held."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import NamedTuple

from engine.evaluation.explanation.figures import DAY, NUMBER, Form
from engine.evaluation.explanation.phrases import Phrase, Phrasing, parsed
from engine.evaluation.explanation.sentence import Code, Sentence, opened
from engine.expression.program import Examined
from engine.model.figures import Absence, Figure

_SIGNS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than", "==": "exactly", "!=": "other than"}
_DATE_SIGNS = {">=": "on or after", ">": "after", "<=": "on or before", "<": "before", "!=": "other than"}
_MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "==": "==", "!=": "!="}
_RATINGS = {"is_at_least": "{} or better", "is_worse_than": "worse than {}"}
_KEPT = 1024
_IS_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch


class Comparison(NamedTuple):
    """One comparison of a rule file, read once: its *subject*, the sign, and what it is held *against*."""

    subject: Phrase
    sign: str
    against: Phrase
    mirrored: bool
    form: Form

    @property
    def stands(self) -> str:
        """The subject with its verb."""
        return f"{self.subject.text} {'are' if self.subject.plural else 'is'}"

    def demand(self, said: str) -> str:
        """Return what is asked of the subject, with the figure that it is held against as it is *said*."""
        if self.sign in _RATINGS:
            return _RATINGS[self.sign].format(said)
        if self.form.of == DAY.of:
            return f"{_DATE_SIGNS.get(self.sign, self.sign)} {said}" if self.sign != "==" else said
        if self.sign == "==" and self.form.of != NUMBER.of:
            return said
        return f"{_SIGNS.get(self.sign, self.sign)} {said}"


class Comparisons:
    """Says the comparisons of one rule set; each is read once, however often it is examined."""

    def __init__(self, phrasing: Phrasing) -> None:
        self._of = phrasing.of
        self._comparison = lru_cache(_KEPT)(self._read)

    def sentence(self, about: str, examined: Examined) -> Sentence:
        """Return what *examined* found, as a sentence."""
        comparison = self._comparison(examined.text, examined.operator)
        return Sentence(about, _CODES[examined.held], opened(_text(comparison, examined)))

    def between(self, left: ast.expr, sign: str, right: ast.expr) -> Comparison:
        """Return the comparison of two parts of a condition."""
        if sign in _RATINGS:
            return Comparison(self._of(left), sign, self._of(right), mirrored=False, form=self._of(left).form)
        return _compared(self._of(left), sign, self._of(right))

    def _read(self, text: str, sign: str) -> Comparison:
        tree = parsed(text)
        match tree:
            case ast.Call(args=[left, right]) if sign in _RATINGS:
                return self.between(left, sign, right)
            case ast.Compare(left=left, comparators=[right]) if sign in _SIGNS:
                return self.between(left, sign, right)
            case ast.expr() if sign == "is":
                subject = self._of(tree)
                return Comparison(subject, sign, subject, mirrored=False, form=subject.form)
        # The policy of a stranger says what it compares in words of its own.
        before, _, after = text.partition(f" {sign} ")
        form = DAY if _IS_DAY(after) else NUMBER
        return _compared(Phrase(before, form), sign, Phrase(after, form, literal=True))


_CODES: dict[bool | Absence, Code] = {
    True: Code.CONDITION_HOLDS,
    False: Code.CONDITION_FAILS,
    **dict.fromkeys(Absence, Code.CONDITION_UNKNOWN),
}


def _compared(left: Phrase, sign: str, right: Phrase) -> Comparison:
    if left.literal and not right.literal:
        return Comparison(right, _MIRRORED.get(sign, sign), left, mirrored=True, form=_form(right, left))
    return Comparison(left, sign, right, mirrored=False, form=_form(left, right))


def _form(subject: Phrase, against: Phrase) -> Form:
    return against.form if subject.form == NUMBER and not against.literal else subject.form


def _text(comparison: Comparison, examined: Examined) -> str:
    left, right = (examined.right, examined.left) if comparison.mirrored else (examined.left, examined.right)
    if comparison.sign == "is":
        return _flag(comparison.subject.text, left)
    standing = f"{comparison.stands} {_value(comparison, left)}"
    demanded = comparison.demand(_said(comparison, right))
    match examined.held:
        case True:
            return f"{comparison.stands} {demanded}" if comparison.sign == "==" else f"{standing}, {demanded}"
        case False:
            return f"{standing}, not {demanded}"
    it = "they are" if comparison.subject.plural else "it is"
    return f"{standing}, so that nobody can say whether {it} {demanded}"


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


def _said(comparison: Comparison, value: Figure) -> str:
    figure = _value(comparison, value)
    return figure if comparison.against.literal else f"{figure} ({comparison.against.text})"
