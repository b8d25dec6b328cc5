"""Answers that are read in a table or go to a spreadsheet or another program."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from csv import DictWriter
from enum import Enum
from typing import Annotated, TypeAlias

import typer


class SheetFormat(Enum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


SheetFormatOption: TypeAlias = Annotated[
    SheetFormat, typer.Option("--format", help="A table to read; CSV for a spreadsheet, JSON for another program.")
]


def print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Print *rows* as CSV under *columns*; what a row does not have is empty."""
    writer = DictWriter(sys.stdout, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
