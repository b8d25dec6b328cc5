"""The commands of `plimsoll events` for the contract itself: changes, reviews, and people who go over to others."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import typer

from engine.cli import event_options as options
from engine.cli.event_recording import record
from engine.cli.spreading import spread


class Judged(NamedTuple):
    """What people judge of a change: no arithmetic finds it."""

    changes_scope: Annotated[
        bool, typer.Option("--changes-scope", help="It materially changes the contract's scope.")
    ] = False
    favours_provider: Annotated[
        bool, typer.Option("--favours-provider", help="It materially changes the economic balance in its favour.")
    ] = False


@spread
def record_change(  # noqa: PLR0913  # one for each thing that is recorded of it
    contract: options.ContractArgument,
    *,
    old: Annotated[str, typer.Option(metavar="WORDS", help="What stood before.")],
    new: Annotated[str, typer.Option(metavar="WORDS", help="What stands from now on.")],
    effective: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it takes effect; the rules may make that later.")
    ] = None,
    value: Annotated[
        str, typer.Option(metavar="AMOUNT", help="What the contract is worth more, or less.", show_default=False)
    ] = "",
    ends: Annotated[str | None, typer.Option(metavar="DATE", help="The contract's new last day.")] = None,
    rules: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day of the version of the rules that it made.")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A parameter that it sets; may be given several times."),
    ] = None,
    judged: Judged,
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record an agreed change of the contract, from when it takes effect, and what it costs."""
    from engine.api.event_pb2 import Change
    from engine.cli.remote.writing import assigned, day_message, day_option

    change = Change(
        old=old,
        new=new,
        effective=day_message(day_option("--effective", effective)),
        value=value,
        ends=day_message(day_option("--ends", ends)),
        rules=day_message(day_option("--rules", rules)),
        parameters=assigned("--parameter", "NAME=VALUE", parameter or []),
        changes_scope=judged.changes_scope,
        favours_provider=judged.favours_provider,
    )
    record(contract, change, circumstances, reply)


@spread
def record_review(
    contract: options.ContractArgument,
    *,
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record that the contract was reviewed; `plimsoll review` shows when the next one is due, and its agenda."""
    from engine.api.event_pb2 import Review

    record(contract, Review(), circumstances, reply)


@spread
def record_transfer(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The id of the exercised exit, such as cedar#14.")],
    *,
    people: Annotated[int, typer.Option(min=1, help="How many people went over to others.")],
    continuity: Annotated[
        bool, typer.Option("--continuity-kept/--broken", help="Whether the care of all of them went on unbroken.")
    ],
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record that people went over to others while an exit is under way."""
    from engine.api.event_pb2 import Transfer

    contract = options.contract_of(event)
    transfer = Transfer(event=event, people=people, continuity_kept=continuity)
    record(contract, transfer, circumstances, reply)
