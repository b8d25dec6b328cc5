"""What an author must edit: a mistake in a file, with its place, the line, a caret and what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import NamedTuple
from unicodedata import combining, east_asian_width


class Severity(Enum):
    """An error refuses the file; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Place(NamedTuple):
    """A position in a file: 1-based line and column, both counted in characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake: a stable *code*, its place, what was expected before what came, and the *line* it stands in."""

    code: str
    place: Place
    message: str
    line: str = ""
    severity: Severity = Severity.ERROR
    also: tuple[tuple[Place, str], ...] = ()

    def headline(self) -> str:
        """Return the place, the message and the code in one line."""
        severity = "" if self.severity is Severity.ERROR else f"{self.severity.value}: "
        return f"{self.place}: {severity}{self.message} [{self.code}]"

    def __str__(self) -> str:
        rows = [self.headline()]
        if self.line:
            rows += [f"   | {self.line}", f"   | {caret(self.line, self.place.column)}"]
        rows += [f"   = {place}: {message}" for place, message in self.also]
        return "\n".join(rows)


def caret(line: str, column: int) -> str:
    """Return the white space and caret that point at *column* (1-based) of *line* on a terminal."""
    before = line[: column - 1].ljust(column - 1)
    return "".join("\t" if char == "\t" else " " * width(char) for char in before) + "^"


def width(char: str) -> int:
    """Return how many terminal cells *char* takes."""
    if combining(char):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return *diagnostics* by file, line and column, each once.

    What is said of a file by itself is not said again of every other that takes it over.
    """
    found = set(diagnostics)
    said = {(*_said(one), one.also) for one in found}
    new = (one for one in found if not any((*_said(one), one.also[:most]) in said for most in range(len(one.also))))
    return tuple(sorted(new, key=lambda one: (one.place, one.code, one.message, one.also)))


def _said(one: Diagnostic) -> tuple[Place, str, str]:
    return one.place, one.code, one.message


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the one of *known* that *name* was probably meant to be, if one is close."""
    names = sorted(set(known))
    close = get_close_matches(name, names, n=1, cutoff=0.6) or [one for one in names if one.lower() == name.lower()]
    return close[0] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean `x`?" for the close name in *known*, else the list of a few, else nothing."""
    names = sorted(set(known))
    if close := closest(name, names):
        return f"; did you mean `{close}`?"
    if 0 < len(names) <= 8:
        return f"; known: {', '.join(f'`{one}`' for one in names)}"
    return ""
