"""`plimsoll contracts`: registers the contracts of a file with a server, lists them, changes their parameters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from engine.cli import output
from engine.cli.output import Format, FormatOption
from engine.cli.remote.options import AsKnownAtOption, ProviderOption, RuleSetOption, ServerOption

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.api.contract_pb2 import Contract
    from engine.cli.remote.registering import Registered
    from engine.diagnostics import Diagnostic

app = typer.Typer(
    name="contracts",
    help="Contracts of a server: registered from a file, listed, their parameters set.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("register")
def register_contracts(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="YAML with `contracts:` by name: provider, start, end, parameters.")
    ],
    *,
    rule_set: Annotated[str, typer.Option(metavar="NAME", help="The rule set that they are under.")],
    server: ServerOption = None,
) -> None:
    """Register the contracts of a file. One that is registered already, word for word, is left as it is.

    Ends with 1 where one was refused; the others are registered all the same.
    """
    from engine.authoring.contracts import written_contracts
    from engine.cli.remote.connection import connected
    from engine.cli.remote.registering import registered

    found, diagnostics = written_contracts(str(file), file.read_bytes())
    _check(diagnostics)
    with connected(server) as asked:
        _tell(registered(asked, found, rule_set), f"{file}: contracts", "registered")


@app.command("open")
def open_contracts(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="YAML with `openings:` by contract: periods, ladders, rights, sources."),
    ],
    *,
    server: ServerOption = None,
) -> None:
    """State how contracts stood that were running before Plimsoll: ratings, rungs, credits, rights, with their sources.

    They are registered before, and nothing is decided about them yet. Ends with 1 where one was refused; the others are
    taken over all the same.
    """
    from engine.authoring.openings import written_openings
    from engine.cli.remote.connection import connected
    from engine.cli.remote.opening import opened

    found, diagnostics = written_openings(str(file), file.read_bytes())
    _check(diagnostics)
    with connected(server) as asked:
        _tell(opened(asked, found), f"{file}: openings", "taken over")


@app.command("list")
def list_contracts(
    *,
    provider: ProviderOption = "",
    rule_set: RuleSetOption = "",
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """List the contracts that are registered, by name."""
    from engine.api.contract_service_pb2 import ListContractsRequest
    from engine.cli.remote.connection import connected
    from engine.cli.remote.pages import pages
    from engine.cli.remote.reading import json_of
    from engine.cli.remote.vantages import vantage

    known = vantage(None, as_known_at).as_known_at
    request = ListContractsRequest(provider=provider, rule_set=rule_set, as_known_at=known)
    with connected(server) as asked:
        found = [one for page in pages(asked, asked.contracts.ListContracts, request) for one in page.contracts]
    if format is Format.JSON:
        output.print_json([json_of(one) for one in found])
        return
    _print(found)


@app.command("set")
def set_parameters(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="The name of the contract.")],
    parameters: Annotated[list[str], typer.Argument(metavar="NAME=VALUE...", help="Parameters and their new values.")],
    *,
    since: Annotated[str, typer.Option(metavar="DATE", help="The day from which they hold.")],
    server: ServerOption = None,
) -> None:
    """Set parameters of a contract from a day on that no decided period has reached."""
    from engine.api.contract_service_pb2 import SetContractParametersRequest
    from engine.cli.remote.connection import connected
    from engine.cli.remote.results import print_also_decided
    from engine.cli.remote.writing import assigned, day_message, day_option, figures_message, request_id

    request = SetContractParametersRequest(
        request_id=request_id(),
        contract=contract,
        since=day_message(day_option("--since", since)),
        parameters=figures_message(assigned("NAME=VALUE...", "NAME=VALUE", parameters)),
    )
    with connected(server) as asked:
        answer = asked.ask(asked.contracts.SetContractParameters, request)
    typer.echo(f"{contract}: version {answer.contract.version}")
    print_also_decided(answer.decided)


def _check(diagnostics: Iterable[Diagnostic]) -> None:
    errors = output.errors(diagnostics)
    if errors:
        output.print_diagnostics(errors, error=True)
        raise typer.Exit(output.FINDINGS)


def _tell(results: Iterable[Registered], where: str, done: str) -> None:
    """Print what became of each contract, and end with 1 where one was refused."""
    refused = False
    for one in results:
        if one.refused:
            refused = True
            for why in one.refused.violations or (one.refused,):
                output.print_failure(f"{where}.{one.contract}: {why}")
        else:
            typer.echo(f"{one.contract}: {done}{' already' if one.before else ''}")
    if refused:
        raise typer.Exit(output.FINDINGS)


def _print(found: list[Contract]) -> None:
    from engine.cli.remote.reading import day

    rows = output.table("contract", "provider", "rule set", "start", "end", "version")
    for one in found:
        end = str(day(one.end)) if one.HasField("end") else ""
        rows.add_row(*map(Text, (one.id, one.provider, one.rule_set, str(day(one.start)), end, str(one.version))))
    if found:
        output.console().print(rows)
    output.print_note(output.count(len(found), "contract"))
