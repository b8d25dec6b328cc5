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
    keys, required = made["properties"], _required(made)
    if not isinstance(keys, dict):
        raise TypeError("a schema has properties")
    rows = output.table("key", "required", "meaning")
    for name, below in keys.items():
        meaning = below.get("description", "") if isinstance(below, dict) else ""
        rows.add_row(*map(Text, (name, required.get(name, ""), str(meaning))))
    output.console().print(rows)


def _required(made: dict[str, Json]) -> dict[str, str]:
    """Return which keys a rule file must have, in words: what it extends may have some for it."""
    always, otherwise = made["required"], made["else"]
    without = otherwise["required"] if isinstance(otherwise, dict) else None
    if not isinstance(always, list) or not isinstance(without, list):
        raise TypeError("a schema lists the keys that are required, and those that are without `extends`")
    return {str(key): "without extends" for key in without} | {str(key): "yes" for key in always}
