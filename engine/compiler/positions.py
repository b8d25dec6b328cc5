"""Where a character of a scalar's value stands in the file, worked out only when a message needs it.

YAML changes nothing but the white space of a scalar when it folds lines, and the writing of some characters in quotes.
So the n-th visible character of the value is the n-th visible character, or escape, of what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from itertools import islice
from os.path import commonprefix
from typing import NamedTuple

WHITE = " \t\r\n"

_VISIBLE = re.compile(r"[^ \t\r\n]")
_SINGLE = re.compile(r"''|[^ \t\r\n]")
_DOUBLE = re.compile(r"\\(?:x(?P<x>.{2})|u(?P<u>.{4})|U(?P<U>.{8})|(?P<one>.))|[^ \t\r\n]", re.DOTALL)
_BLOCK_HEADER = re.compile(r"[|>][^\r\n]*(?:\r\n|\r|\n|\Z)")


class Style(Enum):
    """How a scalar is written; only plain text can be taken for something else than text."""

    PLAIN = ""
    SINGLE = "'"
    DOUBLE = '"'
    LITERAL = "|"
    FOLDED = ">"


_BLOCKS = {Style.LITERAL, Style.FOLDED}
_PATTERNS = {Style.SINGLE: _SINGLE, Style.DOUBLE: _DOUBLE}


class Mark(NamedTuple):
    """A position in a text: 0-based index, 1-based line and column, all counted in characters."""

    index: int  # type: ignore[assignment]  # nobody asks where in a mark a number stands
    line: int
    column: int


class Span(NamedTuple):
    """Where one visible character of the value is written: half-open, counted from the start of the scalar."""

    start: int
    end: int


def standing(written: str, style: Style, value: str, offset: int) -> int:
    """Return where in *written*, a scalar of *style*, character *offset* of its *value* stands.

    White space that was folded stands at the end of the visible character before it.
    """
    seen = sum(char not in WHITE for char in value[:offset])
    spans = list(islice(spans_of(written, style), seen + 1))
    if offset < len(value) and value[offset] not in WHITE and seen < len(spans):
        return spans[seen].start
    before = spans[seen - 1].end if seen else opening(written, style)
    upcoming = spans[seen].start if seen < len(spans) else len(written)
    indent = _indent(value, offset)
    if style in _BLOCKS and indent and written.endswith(indent, before, upcoming):
        return upcoming - len(indent)
    gap = len(value[:offset].rstrip(WHITE))
    alike = commonprefix([value[gap:], written[before:upcoming]])  # noqa: RUF071 - characters are what is compared
    return before + min(offset - gap, len(alike))


def spans_of(written: str, style: Style) -> Iterator[Span]:
    """Yield the place of every visible character of the value; a closing quote and what follows may come last."""
    found = _PATTERNS.get(style, _VISIBLE).finditer(written, opening(written, style))
    return (Span(*one.span()) for one in found if style is not Style.DOUBLE or not _is_white_escape(one))


def opening(written: str, style: Style) -> int:
    """Return where the text begins: behind the quote, or behind the header line of a block."""
    if style in _BLOCKS:
        header = _BLOCK_HEADER.match(written)
        return header.end() if header else 0
    return 0 if style is Style.PLAIN else 1


def _is_white_escape(found: re.Match[str]) -> bool:
    digits = found["x"] or found["u"] or found["U"]
    if digits:
        return chr(int(digits, 16)) in WHITE
    return found["one"] is not None and found["one"] in "tnr" + WHITE


def _indent(value: str, offset: int) -> str:
    """Return the white space from *offset* to the next visible character if it begins a line, else nothing."""
    rest = value[offset:]
    indent = rest[: len(rest) - len(rest.lstrip(WHITE))]
    begins_line = "\n" in value[len(value[:offset].rstrip(WHITE)) : offset]
    return indent if begins_line and "\n" not in indent else ""
