"""`plimsoll statement`: what a contract's decisions come to in money, for the finance system."""

from __future__ import annotations

import sys
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from engine.cli import output
from engine.cli.remote.options import AsKnownAtOption, AsOfOption, ServerOption

if TYPE_CHECKING:
    from engine.cli.remote.statements import Statement


class StatementFormat(Enum):
    """How a statement is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def statement(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="The name of the contract.")],
    *,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Of periods that end on this day or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Of periods that end by this day.")] = None,
    as_of: AsOfOption = None,
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    format: Annotated[  # noqa: A002  # the option's name
        StatementFormat, typer.Option("--format", help="A table to read; CSV or JSON for the finance system.")
    ] = StatementFormat.TABLE,
) -> None:
    """Show a contract's payment lines, what is payable for each period, and what is carried or still to be adjusted.

    What a decision adds is shown once: one that supersedes another books nothing, as the next decision adjusts it.
    After the contract's last period none follows, and what differs is to be settled.
    """
    from engine.api.contract_service_pb2 import GetStandingRequest
    from engine.api.decision_service_pb2 import ListDecisionsRequest
    from engine.cli.remote import statements
    from engine.cli.remote.connection import connected
    from engine.cli.remote.pages import pages
    from engine.cli.remote.vantages import vantage
    from engine.cli.remote.writing import day_message, day_option

    of, known = vantage(as_of, as_known_at)
    asked = ListDecisionsRequest(
        contract=contract,
        since=day_message(day_option("--since", since)),
        until=day_message(day_option("--until", until)),
        as_of=of,
        as_known_at=known,
    )
    stood = GetStandingRequest(contract=contract, as_of=of, as_known_at=known)
    with connected(server) as at:
        standing = at.ask(at.contracts.GetStanding, stood).standing
        found = (one for page in pages(at, at.decisions.ListDecisions, asked) for one in page.decisions)
        made = statements.statement(found, standing)
    match format:
        case StatementFormat.JSON:
            output.print_json(statements.document(made))
        case StatementFormat.CSV:
            _print_csv(made)
        case StatementFormat.TABLE:
            _print(made)


def _print_csv(made: Statement) -> None:
    from csv import DictWriter

    from engine.cli.remote.statements import COLUMNS, rows

    writer = DictWriter(sys.stdout, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(made))


def _print(made: Statement) -> None:
    table = output.table("period", "line", "kind", "due", "capped off", "adds")
    for booked in made.booked:
        for line in booked.lines:
            entry = f"{line.entry} of {line.adjusts}" if line.adjusts else line.entry
            state = "" if line.state == "applied" else f", {line.state}"
            sums = (f"{line.due:,f}", f"{line.capped_off:,f}" if line.capped_off else "", f"{line.adds:,f}")
            table.add_row(*map(Text, (booked.period, entry, line.kind + state, *sums)))
        if booked.carried_forward:
            table.add_row(*map(Text, (booked.period, "carried forward", "", "", "", f"{booked.carried_forward:,f}")))
        if booked.debt:
            table.add_row(*map(Text, (booked.period, "debt", "", "", "", f"{booked.debt:,f}")))
        table.add_row(
            *(Text(one, style="bold") for one in (booked.period, "payable", "", "", "", f"{booked.payable:,f}"))
        )
    output.console().print(table)
    for period, difference in made.pending:
        does = "no decision follows, and it is to be settled by" if made.ends else "the next decision adjusts it by"
        output.print_note(f"{period} was decided again: {does} {difference:,f}")
    owed = f"a debt of {made.debt:,f}" if made.debt else f"carried forward {made.carried_forward:,f}"
    output.print_note(f"payable in all {made.payable:,f} {made.currency}, {owed}".replace("  ", " ").replace(" ,", ","))
