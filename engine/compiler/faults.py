"""Where PyYAML stumbled, and what the author wrote there."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from engine.compiler.nodes import Mark, Scalar, Source
from engine.compiler.quoting import quoted
from engine.diagnostics import Diagnostic

SYNTAX = "yaml-syntax"

_WORD = re.compile(r"[^\s,\[\]{}]+|\S|$")


class Fault(NamedTuple):
    """Where libyaml stumbled, over what, where that began and the last scalar it had read by then."""

    source: Source
    words: str
    at: Mark
    since: Mark
    before: Scalar | None

    @property
    def char(self) -> str:
        """The character it stumbled over; nothing at the end of the file."""
        return self.source.text[self.at.index : self.at.index + 1]

    @property
    def found(self) -> str:
        """What the author wrote there."""
        word = _WORD.match(self.source.text, self.at.index)
        return quoted(word[0]) if word and word[0] else "the end of the file"

    @property
    def line_so_far(self) -> str:
        """What stands before it on its line."""
        return self.source.text[self.at.index - self.at.column + 1 : self.at.index]

    @property
    def line_above(self) -> tuple[str, Mark]:
        """The line before its own, and where that begins; nothing above the first."""
        start = self.at.index - self.at.column + 1
        above = self.source.text[:start].rstrip("\r\n").rpartition("\n")[2]
        text = above.rpartition("\r")[2]
        return text, self.source.mark(len(self.source.text[:start].rstrip("\r\n")) - len(text))

    def reported(self, message: str, *, code: str = SYNTAX, at: Mark | None = None) -> Diagnostic:
        """Return the mistake where libyaml stumbled, or else *at*."""
        return self.source.diagnostic(code, at or self.at, message)

    def opened(self, message: str, opener: Mark, what: str) -> Diagnostic:
        """Return the mistake where libyaml stumbled, pointing at its *opener*, too."""
        return self.source.diagnostic(SYNTAX, self.at, message, also=((self.source.place(opener), what),))


def fault_of(source: Source, error: Exception, before: Scalar | None) -> Fault:
    """Return where and over what *error* arose; *before* is the last scalar that was read."""
    if not isinstance(error, yaml.MarkedYAMLError):
        start = source.mark(0)
        return Fault(source, str(error), start, start, before)
    at = _mark(source, error.problem_mark or error.context_mark)
    since = _mark(source, error.context_mark or error.problem_mark)
    return Fault(source, f"{error.context or ''}: {error.problem or ''}", at, since, before)


def _mark(source: Source, mark: yaml.Mark | None) -> Mark:
    return source.mark(min(mark.index, len(source.text)) if mark else 0)
