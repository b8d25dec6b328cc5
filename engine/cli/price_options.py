"""The options of `plimsoll price` and `plimsoll benefits` that say which evidence, and what of it is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

RulesArguments: TypeAlias = Annotated[
    list[Path],
    typer.Argument(
        metavar="RULES...",
        help="Rule files, or folders with all versions of one rule set; the first is the one in force. With --contract "
        "that is the contract's own, and these are the others.",
    ),
]
FiguresOption: TypeAlias = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Figures by contract and period: .csv, .jsonl or .yaml.")
]
ContractsFiles: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE",
        help="YAML with `contracts:` by id, whose parameters may be those of any of RULES; or, as NAME=FILE, the "
        "contracts under one of them.",
    ),
]
ContractOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="NAME", help="The contract, on what a server's ledger holds of it.")
]
Since: TypeAlias = Annotated[
    str | None, typer.Option(metavar="DATE", help="Show periods that end on this day or later.")
]
Until: TypeAlias = Annotated[str | None, typer.Option(metavar="DATE", help="Show periods that end by this day.")]
