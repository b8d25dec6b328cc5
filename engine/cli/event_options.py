"""The options of commands that record what happened to a contract, whatever it was."""

from __future__ import annotations

from typing import Annotated, NamedTuple, TypeAlias

import typer

from engine.cli.output import Format, FormatOption
from engine.cli.remote.options import ServerOption

ContractArgument: TypeAlias = Annotated[str, typer.Argument(metavar="CONTRACT", help="The name of the contract.")]
PeriodOption: TypeAlias = Annotated[str, typer.Option(metavar="PERIOD", help="The period, such as 2026-04.")]
KpiOption: TypeAlias = Annotated[str, typer.Option(metavar="NAME", help="The KPI, by its name in the rules.")]
OnOption: TypeAlias = Annotated[
    str, typer.Option(metavar="DATE", help="The day, or the moment such as 2026-04-30T23:59+01:00.")
]
ByOption: TypeAlias = Annotated[str, typer.Option(metavar="WHO", help="Who agreed, decided or found it.")]
WhyOption: TypeAlias = Annotated[str, typer.Option(metavar="WHY", help="The reason; nothing is recorded without one.")]
ClauseOption: TypeAlias = Annotated[
    str, typer.Option(metavar="CLAUSE", help="Where the contract provides for it.", show_default=False)
]
PaperOption: TypeAlias = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="A paper that shows it; may be given several times.")
]


class Circumstances(NamedTuple):
    """When something happened, by whom and why, where the contract provides for it, and which papers show it."""

    on: OnOption
    by: ByOption
    why: WhyOption
    clause: ClauseOption = ""
    paper: PaperOption = None


class Reply(NamedTuple):
    """Which server is told, and how its answer is printed."""

    server: ServerOption = None
    format: FormatOption = Format.TABLE


def contract_of(event: str) -> str:
    """Return the contract of the event whose id is *event*."""
    contract, _, version = event.rpartition("#")
    if not (contract and version):
        raise typer.BadParameter(f"expected an event's id such as `cedar#14`, not `{event}`", param_hint="EVENT")
    return contract
