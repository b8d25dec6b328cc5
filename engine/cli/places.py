"""Where commands look for rules: the paths they were given, else the folder of the settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from engine.settings import Settings

PathsArgument: TypeAlias = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Rule files, or folders to look through for them; the folder `rules` unless PLIMSOLL_RULES names another.",
        show_default=False,
    ),
]


def places(paths: list[Path] | None, chosen: Settings) -> list[Path]:
    """Return what holds the rule sets at *paths*, each once; NotFoundError where one has none."""
    from engine.authoring.folders import rule_folders

    return list(dict.fromkeys(folder for path in paths or [chosen.rules] for folder in rule_folders(path)))
