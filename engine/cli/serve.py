"""`plimsoll serve`: the server that decides, records and answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import output

if TYPE_CHECKING:
    from engine.service.signals import Signals
    from engine.settings import Settings


def serve(
    *,
    address: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Where to listen; port 0 takes a free one.")
    ] = None,
    rules: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder of rule sets.")] = None,
    ledger: Annotated[Path | None, typer.Option(metavar="PATH", help="The file that all is recorded in.")] = None,
    decision_log: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="The file that decisions are logged in; `-` for standard output."),
    ] = None,
    insecure: Annotated[
        bool | None, typer.Option("--insecure", help="Serve other machines even without TLS.", show_default=False)
    ] = None,
) -> None:
    """Serve contracts over gRPC until SIGTERM or Ctrl-C; SIGHUP has the rules read again.

    What is not named is as `plimsoll settings` shows it. Everything is recorded before it is answered. The application
    log is on standard error.
    """
    from engine.settings import settings

    named = {
        "address": address,
        "rules": rules,
        "ledger": ledger,
        "decision_log": decision_log,
        "insecure": insecure,
    }
    chosen = settings()
    _serve(chosen.model_copy(update={name: one for name, one in named.items() if one is not None}))


def _serve(chosen: Settings) -> None:
    from engine.service.signals import arriving

    # First of all: a signal that nobody catches ends the process, also while it reads rules or opens the ledger.
    with arriving() as signals:
        _serve_until(signals, chosen)


def _serve_until(signals: Signals, chosen: Settings) -> None:
    from engine.application_log import application_log
    from engine.bootstrap.serving import serving
    from engine.errors import RuleSetError
    from engine.service.binding import AddressError
    from engine.service.running import run

    try:
        with serving(chosen, application_log()) as (server, reloading):
            run(server, reloading, signals)
    except RuleSetError as error:
        output.print_diagnostics(error.diagnostics, error=True)
        raise typer.Exit(output.FINDINGS) from None
    except AddressError as error:
        output.print_failure(str(error))
        raise typer.Exit(output.USAGE) from None
