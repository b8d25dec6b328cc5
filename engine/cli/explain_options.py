"""The options of `plimsoll explain` that say which decision, and how it is printed."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

TestOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--test", metavar="NAME", help="Explain this test of the tests.yaml beside the rules."),
]
FiguresOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Explain a decision on these figures: .csv, .jsonl or .yaml."),
]
ContractOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="CONTRACT", help="Whose decision; needed where FILE has more than one contract.")
]
PeriodOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="PERIOD",
        help="Which period; else the last. Where no column holds the period, it is that of all rows.",
    ),
]


class Layout(Enum):
    """How an explanation is printed."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


LayoutOption: TypeAlias = Annotated[
    Layout, typer.Option("--format", help="Text to read, Markdown for a document, or JSON for another program.")
]
