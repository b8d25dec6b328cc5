"""`plimsoll settings`: what this installation is set to, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from engine.cli import output
from engine.cli.output import Format, FormatOption

if TYPE_CHECKING:
    from engine.model.document import Json
    from engine.settings import Setting


def settings(*, format: FormatOption = Format.TABLE) -> None:  # noqa: A002  # the option's name
    """Show what this installation is set to, and by what."""
    from engine.settings import described, settings, strays

    found = described(settings())
    if format is Format.JSON:
        output.print_json([_document(one) for one in found])
    else:
        _print(found)
    for sentence in strays():
        output.print_failure(f"warning: {sentence}")


def _print(found: tuple[Setting, ...]) -> None:
    rows = output.table("setting", "value", "from", "variable", "meaning")
    for one in found:
        rows.add_row(*map(Text, (one.name, one.value, _origin(one), one.variable, one.meaning)))
    output.console().print(rows)


def _document(one: Setting) -> Json:
    return {
        "setting": one.name,
        "value": one.value,
        "from": _origin(one),
        "variable": one.variable,
        "meaning": one.meaning,
    }


def _origin(one: Setting) -> str:
    return "environment" if one.from_environment else "default"
