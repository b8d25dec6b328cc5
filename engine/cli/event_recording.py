"""Has a server record what happened to a contract, whatever it was, for the commands that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from engine.cli import event_options as options
from engine.cli import output

if TYPE_CHECKING:
    from google.protobuf.message import Message


def record(contract: str, what: Message, circumstances: options.Circumstances, reply: options.Reply) -> None:
    """Have the server record *what* happened, and print it; the command ends with 1 where a person must judge."""
    from engine.cli.remote.connection import connected
    from engine.cli.remote.events import event_message, print_recorded_event, recorded

    with connected(reply.server) as asked:
        answer = recorded(asked, contract, event_message(what, circumstances))
        if print_recorded_event(asked, answer, reply.format):
            raise typer.Exit(output.FINDINGS)
