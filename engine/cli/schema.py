"""`plimsoll schema`: what editors need to help while a rule file is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from engine.cli import output
from engine.cli.output import Format, FormatOption

if TYPE_CHECKING:
    from engine.model.document import Json


def schema(
    *,
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it to this file.", show_default=False),
    ] = None,
    format: FormatOption = Format.JSON,  # noqa: A002  # the option's name
) -> None:
    """Print the JSON Schema by which editors help with rule files.

    An editor that has it completes keys and marks mistakes as they are typed. The keys of every installed policy are
    in it. As a table, it lists the keys that a rule file begins with.
    """
    from engine.bootstrap import policies
    from engine.compiler.schema import schema
    from engine.settings import settings

    made = schema(policies(plugins=settings().plugins))
    if file is not None:
        file.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    elif format is Format.JSON:
        output.print_json(made)
    else:
        _print_keys(made)


def _print_keys(made: dict[str, Json]) -> None:
    keys, required = made["properties"], made.get("required", [])
    if not isinstance(keys, dict) or not isinstance(required, list):
        raise TypeError("a schema has properties, and lists those that are required")
    rows = output.table("key", "required", "meaning")
    for name, below in keys.items():
        meaning = below.get("description", "") if isinstance(below, dict) else ""
        rows.add_row(*map(Text, (name, "yes" if name in required else "", str(meaning))))
    output.console().print(rows)
