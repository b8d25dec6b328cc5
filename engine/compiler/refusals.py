"""What a rule file must not hold, and what to write instead; collected, since an author mends all of it in one go."""

from __future__ import annotations

import re
from typing import NoReturn

from engine.compiler.nodes import Mark, Node, Scalar, Source
from engine.compiler.quoting import CONTROL, quoted
from engine.compiler.syntax import syntax_error
from engine.compiler.traps import trap
from engine.diagnostics import Diagnostic, Place, in_order

MOST = 100  # mistakes worth reading in one go

_NEXT_ENTRY = re.compile(r"\s*[,}]")


class UnreadableError(Exception):
    """Nothing further can be read; why stands among the mistakes. Never leaves the reader."""


class Refusals:
    """The mistakes found in *source* so far."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._mistakes: list[Diagnostic] = []

    def in_order(self) -> tuple[Diagnostic, ...]:
        """Return every mistake by its place."""
        return in_order(self._mistakes)

    def report(self, code: str, at: Mark | Node, message: str, *also: tuple[Place, str]) -> None:
        """Add one mistake; raise UnreadableError when there are too many."""
        self._mistakes.append(self._source.diagnostic(code, at, message, also=also))
        if len(self._mistakes) == MOST:
            message = f"found {MOST} mistakes: what follows was not read"
            self._mistakes.append(self._source.diagnostic("yaml-too-many", at, message))
            raise UnreadableError

    def syntax(self, error: Exception, before: Scalar | None) -> None:
        """Refuse what PyYAML cannot read, in place of the empty value that it may have made up there."""
        mistake = syntax_error(self._source, error, before)
        self._mistakes = [one for one in self._mistakes if one.place != mistake.place]
        self._mistakes.append(mistake)

    def depth(self, at: Mark, deepest: int) -> NoReturn:
        """Refuse to go deeper, which ends reading."""
        self.report("yaml-depth", at, f"expected at most {deepest} mappings and lists within each other, found more")
        raise UnreadableError

    def empty_file(self) -> None:
        """Refuse a file of nothing but comments."""
        self.report("yaml-empty", self._source.mark(0), "expected keys and values, found nothing")

    def key(self, at: Mark | Node, found: str) -> None:
        """Refuse as a key what is no text."""
        self.report("yaml-key", at, f"expected a key before `:`, found {found}: put text in quotes")

    def directive(self, at: Mark) -> None:
        """Refuse `%YAML` and `%TAG`."""
        self.report("yaml-directive", at, "a line beginning with `%` is a directive: leave it out")

    def document(self, at: Mark) -> None:
        """Refuse a second document."""
        self.report("yaml-documents", at, "expected one document, found a second: put it in a file of its own")

    def alias(self, written: str, at: Mark) -> None:
        """Refuse an alias."""
        advice = "write out what it stands for, or put text that begins with `*` in quotes"
        self.report("yaml-alias", at, f"{quoted(written)} is an alias: {advice}")

    def node_property(self, written: str, at: Mark) -> None:
        """Refuse an anchor or a tag."""
        if written.startswith("&"):
            self.report("yaml-anchor", at, f"{quoted(written)} is an anchor: write the value out wherever it holds")
        else:
            self.report("yaml-tag", at, f"{quoted(written)} is a tag: leave it out; in quotes, a value is text")

    def merge(self, key: Scalar) -> None:
        """Refuse `<<` as a key."""
        self.report("yaml-merge", key, "`<<` merges another mapping into this one: write its keys out")

    def duplicate(self, key: Scalar, first: Scalar) -> None:
        """Refuse a key that was given before."""
        also = (self._source.place(first.start), "first given here")
        self.report("yaml-duplicate-key", key, f"expected each key once, found {quoted(key.text)} again", also)

    def trap(self, scalar: Scalar, key: Scalar | None) -> None:
        """Refuse plain text, the value of *key*, that YAML readers disagree about."""
        found = trap(scalar.text)
        if found is None:
            return
        if scalar.text or key is None:
            self.report(found.code, scalar, found.message)
        else:
            self._no_value(scalar, key)

    def _no_value(self, nothing: Scalar, key: Scalar) -> None:
        if _NEXT_ENTRY.match(self._source.text, key.end.index):
            message = f"expected `: ` and a value after {quoted(key.text)}, found neither: {_advice(key.text)}"
            # What looks like a number may have been refused as a key already, in words that help less.
            self._mistakes = [one for one in self._mistakes if one.place != self._source.place(key.start)]
            self.report("yaml-empty", key, message)
        else:
            self.report("yaml-empty", nothing, f"expected a value after the key {quoted(key.text)}, found nothing")

    def control_characters(self) -> None:
        """Refuse what cannot be seen in the file."""
        for found in CONTROL.finditer(self._source.text):
            self._invisible(found[0], self._source.mark(found.start()))

    def escaped_control_character(self, scalar: Scalar) -> None:
        """Refuse the first of those that cannot be seen in the text of *scalar*; finding its place takes long."""
        found = CONTROL.search(scalar.text)
        if found:
            self._invisible(found[0], self._source.within(scalar, found.start()))

    def _invisible(self, char: str, at: Mark) -> None:
        message = f"expected text, found the invisible character U+{ord(char):04X}: delete it"
        self.report("yaml-control-character", at, message)


def _advice(key: str) -> str:
    if re.fullmatch(r"[0-9]{3}(\.[0-9]+)?", key):
        return "write a number without `,` between thousands"
    return "the `:` needs a space behind it" if ":" in key else "put text that holds a `,` in quotes"
