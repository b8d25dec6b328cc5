"""`plimsoll demo`: a year of several providers, and the life of a contract, through a real server of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.cli import output

_PACK = "homecare-service-points"


def demo(
    pack: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help=f"A rule set with `evidence/` in it; `{_PACK}` among the rules where none is named.",
            show_default=False,
        ),
    ] = None,
    *,
    contract: Annotated[str, typer.Option(metavar="NAME", help="The contract whose decision is explained.")] = "cedar",
    period: Annotated[str, typer.Option(metavar="PERIOD", help="The period of that decision.")] = "2026-08",
) -> None:
    """Show Plimsoll at work: a year of monthly figures, through a real server that ends with the command.

    The server keeps its ledger and its decision log in a temporary folder and listens on a free port of this machine.
    Its clock follows the days on which the figures came, so that due dates are those of the year. Where `evidence/`
    holds the life of a contract, `life.yaml`, that is told, too: what came and what happened, day by day, and how the
    contract then stands.
    """
    from engine.cli.demonstration import shown
    from engine.settings import settings

    chosen = settings()
    if not shown(pack or chosen.rules / _PACK, (contract, period), chosen):
        raise typer.Exit(output.FINDINGS)
