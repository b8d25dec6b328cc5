"""The smallest pieces of an expression, and every character, sign and word that the language does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import iskeyword
from typing import NamedTuple
from unicodedata import category

from engine.expression.fault import Fault
from engine.expression.refusals import AFTER_VALUE, CHARACTERS, ECHOES, OPENING, SIGNS, WORDS, Refusal, percentage

JOINING = ("and", "or", "if", "else")
CONSTANTS = ("True", "False")

_PIECES = re.compile(
    r"""(?P<space>[ ]+)
    |(?P<number>\.?[0-9][\w.]*)
    |(?P<name>[^\W\d]\w*)
    |(?P<triple>'''|\"\"\")
    |(?P<text>'[^']*'|"[^"]*")
    |(?P<sign>\*\*=|//=|\.\.\.|===|\*\*|//|<<|>>|&&|\|\||:=|==|!=|<=|>=|<>|=>|=<|->|[-+*/%@&|^]=|[-+*/()<>,=%@&|^~!.:;\[\]{}\#])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DIGITS = 50  # the arithmetic keeps no more


class Token(NamedTuple):
    """One piece: its kind (number, name, text or sign), its text and where it starts."""

    kind: str
    text: str
    offset: int

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.offset + len(self.text)

    @property
    def ends_value(self) -> bool:
        """Whether a value may end here, so that an operator is due."""
        return self.text in ")]}" if self.kind == "sign" else self.text not in (*JOINING, "not")


def tokens(text: str) -> tuple[tuple[Token, ...], tuple[Fault, ...]]:
    """Return the tokens of *text*, and every fault that shows without a syntax tree."""
    pieces, faults = _pieces(text)
    for before, piece in zip([None, *pieces], pieces, strict=False):
        faults += _refused(piece, before)
    first = min((fault.offset for fault in faults), default=0)
    return tuple(pieces), tuple(fault for fault in faults if fault.offset == first or text[fault.offset] not in ECHOES)


def _pieces(text: str) -> tuple[list[Token], list[Fault]]:
    pieces, faults = [], [fault for offset, char in enumerate(text) if (fault := _unreadable(offset, char))]
    for match in _PIECES.finditer(text):
        kind = str(match.lastgroup)
        if kind == "triple" or match[0] in ("'", '"'):
            faults.append(_badly_quoted(kind, match))
            break
        if kind == "other":
            faults += [] if _unreadable(match.start(), match[0]) else [_strange(match.start(), match[0])]
        elif kind != "space":
            pieces.append(Token(kind, match[0], match.start()))
        if match[0] == "#":
            break
    return pieces, faults


def _unreadable(offset: int, char: str) -> Fault | None:
    if char in "\n\r\v\f\x85\u2028\u2029":
        return Fault(offset, "second-line", "an expression is one line; fold a long one with `>-`")
    if char == "\\":
        return Fault(offset, "backslash", "`\\` is not in the language")
    # Cc and Cs are controls and surrogates; the others change the order in which text is shown.
    if category(char) in ("Cc", "Cs") or "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069":
        return Fault(offset, "control-character", f"the invisible character U+{ord(char):04X} is not in the language")
    return None


def _badly_quoted(kind: str, match: re.Match[str]) -> Fault:
    if kind == "triple":
        return Fault(match.start(), "triple-quote", "text stands in single or double quotes, not in three")
    return Fault(match.start(), "unclosed-text", f"the text that starts here has no closing {match[0]}")


def _strange(offset: int, char: str) -> Fault:
    instead = f"; write {CHARACTERS[char]}" if char in CHARACTERS else ""
    return Fault(offset, "character", f"`{char}` (U+{ord(char):04X}) is not in the language{instead}")


def _refused(token: Token, before: Token | None) -> Iterator[Fault]:
    if token.kind == "number":
        yield from _not_plain(token)
    elif token.kind == "name":
        yield from _not_a_name(token)
    elif token.kind == "text":
        yield from _prefixed(token, before)
    elif refusal := _refused_sign(token.text, before):
        yield Fault(token.offset, *refusal)


def _not_plain(token: Token) -> Iterator[Fault]:
    if not _PLAIN_NUMBER.fullmatch(token.text):
        yield Fault(token.offset, "number", f"expected a plain decimal such as `12` or `0.5`, not `{token.text}`")
    elif len(token.text.replace(".", "")) > _DIGITS:
        yield Fault(token.offset, "number", f"expected a number of at most {_DIGITS} digits")


def _not_a_name(token: Token) -> Iterator[Fault]:
    name = token.text
    if not name.isidentifier():
        at = next(at for at in range(len(name)) if not name[: at + 1].isidentifier())
        yield _strange(token.offset + at, name[at])
    elif name.startswith("_"):
        yield Fault(token.offset, "private-name", f"expected a name that starts with a letter, not `{name}`")
    elif name in WORDS:
        yield Fault(token.offset, *WORDS[name])
    elif iskeyword(name) and name not in (*JOINING, *CONSTANTS, "not"):
        yield Fault(token.offset, "keyword", f"`{name}` is not in the language, nor can it be a name")


def _prefixed(token: Token, before: Token | None) -> Iterator[Fault]:
    if before and before.kind == "name" and before.ends_value and before.end == token.offset:
        yield Fault(before.offset, "text-prefix", f"text has plain quotes; `{before.text}` may not stand before it")


def _refused_sign(sign: str, before: Token | None) -> Refusal | None:
    if sign == "%" and before is not None and _PLAIN_NUMBER.fullmatch(before.text):
        return percentage(before.text)
    if before is None or before.text in ("(", ","):
        return OPENING.get(sign) or SIGNS.get(sign)
    return (before.ends_value and AFTER_VALUE.get(sign)) or SIGNS.get(sign)
