"""What every command prints by: tables for people, JSON for programs, one line for what could not be done."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING, Annotated, TextIO, TypeAlias, cast

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from engine.model.document import Json

FINDINGS = 1  # the exit code of what an author must look at
USAGE = 2  # the exit code of what could not be done as it was asked

_UNBROKEN = 10_000  # columns where no terminal wraps: places stay whole for the programs that read them
_WIDE = 160  # columns of a table that no terminal shows
_BLANKS = re.compile(r" +$", re.MULTILINE)
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}


class Format(Enum):
    """How a command prints what it found."""

    TABLE = "table"
    JSON = "json"


FormatOption: TypeAlias = Annotated[
    Format, typer.Option("--format", help="A table to read, or JSON for another program.", show_default=True)
]


class _Trimmed:
    """A stream without the blanks at the ends of lines, with which tables are filled up to their width."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self.encoding = stream, stream.encoding

    def write(self, text: str) -> int:
        """Write *text*, which ends with a line as rich prints it."""
        return self._stream.write(_BLANKS.sub("", text))

    def flush(self) -> None:
        """Write what waits."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Return that it is no terminal: for one, lines are left as they are."""
        return False


def console(*, error: bool = False) -> Console:
    """Return a console on standard output, or with *error* on standard error; terminals get colour unless NO_COLOR."""
    return _console(sys.stderr if error else sys.stdout, _UNBROKEN)


def screen(stream: TextIO) -> Console:
    """Return a console on *stream* for a wide table: as wide as the terminal, where it is one."""
    return _console(stream, _WIDE)


def _console(stream: TextIO, width: int) -> Console:
    if stream.isatty():
        return Console(file=stream, highlight=False, markup=False, emoji=False)
    # Of a stream, rich asks for no more than this one has.
    trimmed = cast("TextIO", _Trimmed(stream))
    return Console(file=trimmed, width=width, highlight=False, markup=False, emoji=False)


def print_json(document: Json) -> None:
    """Print *document* as JSON."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False))


def print_note(message: str) -> None:
    """Print on standard error, in one line, what stands beside the answer."""
    console(error=True).print(Text(message, style="dim"), soft_wrap=True)


def print_failure(message: str) -> None:
    """Print on standard error, in one line, why the command could not do what it was asked."""
    console(error=True).print(Text(f"plimsoll: {' '.join(message.split())}"), soft_wrap=True)


def print_diagnostics(diagnostics: Iterable[Diagnostic], *, error: bool = False) -> None:
    """Print each diagnostic with its line and caret; with *error* on standard error."""
    screen = console(error=error)
    for one in diagnostics:
        headline, *rest = str(one).split("\n")
        screen.print(Text(headline, style=_STYLES[one.severity]), soft_wrap=True)
        for row in rest:
            screen.print(Text(row), soft_wrap=True)


def errors(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return those of *diagnostics* that refuse a file; the others are warnings."""
    return tuple(one for one in diagnostics if one.severity is Severity.ERROR)


def table(*columns: str) -> Table:
    """Return an empty table with *columns*, without lines, for `console().print`."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def count(number: int, what: str) -> str:
    """Return *number* of *what* in words: `1 error`, `2 errors`, `no errors`."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def diagnostic_document(one: Diagnostic) -> Json:
    """Return *one* as JSON values; *snippet* is the line that it stands in."""
    return {
        "code": one.code,
        "severity": one.severity.value,
        "file": one.place.file,
        "line": one.place.line,
        "column": one.place.column,
        "message": one.message,
        "snippet": one.line,
        "also": [
            {"file": place.file, "line": place.line, "column": place.column, "message": message}
            for place, message in one.also
        ],
    }
