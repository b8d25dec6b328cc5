"""Which token may stand beside which: finds the first one out of place, where Python's parser only says "invalid"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.expression.fault import Fault
from engine.expression.tokens import JOINING, Token

DEEPEST = 32

_OPERATORS = ("+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", *JOINING)
_PREFIXES = ("+", "-", "not")
_WORDS = (*JOINING, "not")
_STRETCHES = ("month", "months", "year", "years")


@dataclass(slots=True)
class _Bracket:
    """An open parenthesis, or the whole expression, and the `if`s in it that still wait for their `else`."""

    token: Token
    is_call: bool = False
    waiting: list[Token] = field(default_factory=list)


def misplaced(tokens: tuple[Token, ...]) -> Fault | None:
    """Return the fault of the first of *tokens*, not empty, that cannot stand where it does."""
    return _Arrangement(tokens).first_fault()


class _Arrangement:
    """A walk along the tokens that knows whether a value is due, and which brackets are open."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._open = [_Bracket(tokens[0])]
        self._step: Callable[[int, Token], Fault | None] = self._value

    def first_fault(self) -> Fault | None:
        for at, token in enumerate(self._tokens):
            if fault := self._step(at, token):
                return fault
        return self._ending()

    def _value(self, at: int, token: Token) -> Fault | None:
        """Take *token* where a value is due."""
        before = self._tokens[at - 1] if at else None
        if token.text == "(":
            return self._opened(_Bracket(token))
        if token.text == ")" and before and before.text == "(" and self._open[-1].is_call:
            return self._closed(token)
        if token.kind != "sign" and token.ends_value:
            self._step = self._operator
        elif token.text not in _PREFIXES:
            return _missing_value(before, token)
        return None

    def _operator(self, at: int, token: Token) -> Fault | None:
        """Take *token* where an operator is due."""
        before = self._tokens[at - 1]
        if token.text == "(":
            return self._called(before, token)
        if token.text == ")":
            return self._closed(token)
        if token.text not in (*_OPERATORS, ",", "="):
            return _missing_operator(before, token)
        self._step = self._value
        if token.text in _OPERATORS:
            return self._joined(token)
        return self._next_argument(token) if token.text == "," else self._named_argument(at, token)

    def _joined(self, token: Token) -> Fault | None:
        waiting = self._open[-1].waiting
        if token.text == "if":
            waiting.append(token)
        elif token.text == "else":
            if not waiting:
                return Fault(
                    token.offset, "else-without-if", "this `else` has no `if`; expected `x if condition else y`"
                )
            waiting.pop()
        return None

    def _called(self, before: Token, token: Token) -> Fault | None:
        if before.kind != "name":
            return Fault(token.offset, "not-a-function", f"expected an operator between `{before.text}` and `(`")
        return self._opened(_Bracket(token, is_call=True))

    def _opened(self, bracket: _Bracket) -> Fault | None:
        self._open.append(bracket)
        self._step = self._value
        if len(self._open) <= DEEPEST + 1:
            return None
        return Fault(bracket.token.offset, "too-deep", f"expected at most {DEEPEST} parts inside one another")

    def _closed(self, token: Token) -> Fault | None:
        if len(self._open) == 1:
            return Fault(token.offset, "unopened-parenthesis", "this `)` closes nothing")
        self._step = self._operator
        return _incomplete_choice(self._open.pop())

    def _next_argument(self, token: Token) -> Fault | None:
        if not self._open[-1].is_call:
            return Fault(token.offset, "tuple", "expected one value; `,` only stands between arguments")
        return _incomplete_choice(self._open[-1])

    def _named_argument(self, at: int, token: Token) -> Fault | None:
        name, start = self._tokens[at - 1], self._tokens[max(at - 2, 0)]
        if self._open[-1].is_call and name.kind == "name" and start.text in ("(", ","):
            return None
        return Fault(token.offset, "single-equals", "expected `==` to compare; a single `=` gives a value to a name")

    def _ending(self) -> Fault | None:
        if self._step == self._value:
            return _missing_value(self._tokens[-1], None)
        if len(self._open) > 1:
            return Fault(self._open[-1].token.offset, "unclosed-parenthesis", "this `(` is never closed")
        return _incomplete_choice(self._open[-1])


def _incomplete_choice(bracket: _Bracket) -> Fault | None:
    for token in bracket.waiting:
        return Fault(token.offset, "if-without-else", "this `if` has no `else`; expected `x if condition else y`")
    return None


def _missing_value(before: Token | None, token: Token | None) -> Fault:
    if before is not None:
        return Fault(before.offset, "missing-value", f"expected a value after `{before.text}`")
    offset, text = (token.offset, token.text) if token else (0, "")
    return Fault(offset, "missing-value", f"expected a value before `{text}`")


def _missing_operator(before: Token, token: Token) -> Fault:
    if before.kind == token.kind == "text":
        return Fault(token.offset, "joined-text", "expected one text; texts side by side are not joined")
    if before.kind == "number" and token.text in _STRETCHES:
        return Fault(before.offset, "missing-quotes", f'expected `"{before.text} {token.text}"`, in quotes')
    for word in (before, token):
        if word.kind == "name" and word.text.lower() in _WORDS and not word.text.islower():
            return Fault(word.offset, "capitals", f"expected `{word.text.lower()}`, not `{word.text}`")
    return Fault(token.offset, "missing-operator", f"expected an operator between `{before.text}` and `{token.text}`")
