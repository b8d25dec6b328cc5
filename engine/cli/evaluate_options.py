"""The options of `plimsoll evaluate`, and of what reads files as it does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple, TypeAlias

import typer

from engine.batch.choices import Gaps, InputFormat

RulesArgument: TypeAlias = Annotated[
    Path, typer.Argument(metavar="RULES", help="A rule file, or the folder with all versions of one rule set.")
]
Submissions: TypeAlias = Annotated[
    Path, typer.Option(metavar="FILE", help="Figures by contract and period: .csv, .jsonl or .yaml.")
]
Input: TypeAlias = Annotated[
    InputFormat | None, typer.Option("--input", help="How FILE is written, where its name does not say.")
]
ContractsFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="YAML with `contracts:` by id: provider, start, end, parameters. Without it each new name is a contract.",
    ),
]
ColumnOptions: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="MEASURE=HEADER", help="The column that holds a measure; else the one called like it."),
]
ContractColumn: TypeAlias = Annotated[str, typer.Option(metavar="HEADER", help="The column that names the contract.")]
PeriodColumn: TypeAlias = Annotated[
    str | None, typer.Option(metavar="HEADER", help="The column with the period; `period` where none is named.")
]
PeriodOption: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="PERIOD", help="The period of all rows: 2026-04, 2026-Q1, 2024-25, or two dates."),
]
ReceivedColumn: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="HEADER", help="The column with the day of receipt; else the day after the period's last."),
]
DecidedOn: TypeAlias = Annotated[
    str | None, typer.Option(metavar="DATE", help="The day of every decision; else the day after the period's last.")
]
GapsOption: TypeAlias = Annotated[
    Gaps,
    typer.Option(help="A period without a row before one that has one: refuse what follows, or record that none came."),
]
Markers: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="TEXT=ABSENCE", help="Text that means suppressed, missing or not_applicable: [c]=suppressed."),
]
Only: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="COLUMN=REGEX", help="Take only rows whose whole cell matches; the others are counted."),
]
RecordFiles: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--records", metavar="NAME=FILE", help="The file with rows of the records NAME, each with contract and period."
    ),
]
OutputFile: TypeAlias = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="Write decisions there, not to standard output.")
]
PublishableOption: TypeAlias = Annotated[
    bool, typer.Option("--publishable", help="Show only the KPIs that the rules call publishable, a line for each.")
]


class Reading(NamedTuple):
    """How a file is read: the options that say it, None where one was not given."""

    column: ColumnOptions = None
    contract_column: ContractColumn = "contract"
    period_column: PeriodColumn = None
    period: PeriodOption = None
    received_column: ReceivedColumn = None
    decided_on: DecidedOn = None
    gaps: GapsOption = Gaps.REFUSE
    marker: Markers = None
    only: Only = None
