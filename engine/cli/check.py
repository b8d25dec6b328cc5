"""`plimsoll check`: every mistake in rule files and in the tests beside them, at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from engine.cli import output
from engine.cli.output import Format, FormatOption
from engine.cli.places import PathsArgument, places
from engine.diagnostics import Diagnostic, in_order

if TYPE_CHECKING:
    from engine.authoring.neighbours import Neighbours
    from engine.settings import Settings


def check(
    paths: PathsArgument = None,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings count as mistakes too.")] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Show every mistake in rule files and in the tests beside them.

    Each comes with its line, a mark under the place, and what was expected there. An error keeps rules from being
    used; a warning, such as a number without its clause, only deserves a look. Ends with 1 where there are errors.
    """
    from engine.bootstrap import neighbours
    from engine.settings import settings

    chosen = settings()
    folders, near = places(paths, chosen), neighbours(chosen)
    found = in_order(one for path in folders for one in _found(path, chosen, near))
    if format is Format.JSON:
        output.print_json([output.diagnostic_document(one) for one in found])
    else:
        output.print_diagnostics(found)
        _print_totals(len(folders), found)
    if output.errors(found) or (strict and found):
        raise typer.Exit(output.FINDINGS)


def _found(path: Path, chosen: Settings, near: Neighbours) -> tuple[Diagnostic, ...]:
    from engine.authoring.folders import tests_beside
    from engine.authoring.written_tests import written_tests
    from engine.bootstrap import rules_at

    book, diagnostics = rules_at(path, chosen, near)
    file = tests_beside(path)
    if file:
        diagnostics += written_tests(str(file), file.read_bytes(), book).diagnostics
    return diagnostics


def _print_totals(rule_sets: int, found: tuple[Diagnostic, ...]) -> None:
    errors = len(output.errors(found))
    warnings = len(found) - errors
    style = "bold red" if errors else "yellow" if warnings else "bold green"
    words = f"{output.count(errors, 'error')}, {output.count(warnings, 'warning')}"
    output.console().print(Text(f"{words} in {output.count(rule_sets, 'rule set')}", style=style))
