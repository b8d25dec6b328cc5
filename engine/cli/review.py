"""`plimsoll review`: when a contract's next review is due, and what belongs on its agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from engine.cli import output
from engine.cli.output import Format, FormatOption
from engine.cli.remote.options import AsKnownAtOption, AsOfOption, ServerOption

if TYPE_CHECKING:
    from engine.api.standing_pb2 import ReviewStanding


def review(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="The name of the contract.")],
    *,
    as_of: AsOfOption = None,
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Show when the next review is due and its agenda; the command ends with 1 where that day has gone by."""
    from engine.api.contract_service_pb2 import GetStandingRequest
    from engine.cli.remote.connection import connected
    from engine.cli.remote.reading import json_of
    from engine.cli.remote.vantages import print_vantage, vantage

    of, known = vantage(as_of, as_known_at)
    request = GetStandingRequest(contract=contract, as_of=of, as_known_at=known)
    with connected(server) as asked:
        answer = asked.ask(asked.contracts.GetStanding, request)
    found = answer.standing
    if not found.HasField("review"):
        output.print_note(
            "no review is due: the rules say nothing of them (`review: every 6 months`), or the contract has ended"
        )
        return
    if format is Format.JSON:
        output.print_json(json_of(found.review))
    else:
        print_vantage(answer)
        _print(found.review)
    if found.review.overdue:
        raise typer.Exit(output.FINDINGS)


def in_words(found: ReviewStanding) -> str:
    """Return by when the next review is due, and whether that has gone by."""
    from engine.cli.remote.reading import day

    last = f"; the last was on {day(found.last)}" if found.HasField("last") else "; none was held yet"
    return f"due by {day(found.due)}{last}" + ("; OVERDUE, for the council to hold" if found.overdue else "")


def _print(found: ReviewStanding) -> None:
    from engine.api.standing_pb2 import AgendaTopic
    from engine.cli.remote.events import word_of

    typer.echo(f"review {in_words(found)}")
    rows = output.table("agenda", "about", "what there is to say")
    for one in found.agenda:
        rows.add_row(*map(Text, (word_of(AgendaTopic.DESCRIPTOR, one.topic), one.about, one.text)))
    if found.agenda:
        output.console().print(rows)
