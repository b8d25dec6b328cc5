"""What an author must edit, written to the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.api import diagnostic_pb2 as wire
from engine.diagnostics import Diagnostic, caret
from engine.service.translation.words import SEVERITIES


def write_diagnostics(add: Callable[[], wire.Diagnostic], diagnostics: Iterable[Diagnostic]) -> None:
    """Write each diagnostic, with its line and a caret, to what *add* adds."""
    for one in diagnostics:
        to = add()
        to.code, to.severity, to.message, to.snippet = (
            one.code,
            SEVERITIES[one.severity.value],
            one.message,
            _shown(one),
        )
        to.file, to.line, to.column = one.place
        for place, message in one.also:
            to.also.add(file=place.file, line=place.line, column=place.column, message=message)


def _shown(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.line}\n{caret(diagnostic.line, diagnostic.place.column)}" if diagnostic.line else ""
