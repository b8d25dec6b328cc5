"""The commands of `plimsoll events` for what takes its course: plans, notices, warnings and disputes."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, TypeAlias

import typer

from engine.cli import event_options as options
from engine.cli.event_recording import record
from engine.cli.spreading import spread

KindOption: TypeAlias = Annotated[str, typer.Option(metavar="NAME", help="Its name under `events` in the rules.")]
DueOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="DATE", help="The last day for what comes next, instead of the rules' clock.")
]


class Stage(Enum):
    """What became of a plan, a notice, a warning or a dispute."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MILESTONE_MET = "milestone_met"
    MILESTONE_MISSED = "milestone_missed"
    ANSWERED = "answered"
    CLOSED = "closed"
    UPHELD = "upheld"


@spread
def record_plan(
    contract: options.ContractArgument,
    *,
    kind: KindOption,
    due: DueOption = None,
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record that the provider owes a plan; how it goes on is recorded by `progress`."""
    from engine.api.event_pb2 import Plan
    from engine.cli.remote.writing import day_message, day_option

    plan = Plan(kind=kind, due=day_message(day_option("--due", due)))
    record(contract, plan, circumstances, reply)


@spread
def record_notice(
    contract: options.ContractArgument,
    *,
    kind: KindOption,
    due: DueOption = None,
    deemed: Annotated[
        str | None,
        typer.Option("--deemed-served", metavar="DATE", help="When it is deemed to be served; else by the rules."),
    ] = None,
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record that a notice was served."""
    from engine.api.event_pb2 import Notice
    from engine.cli.remote.writing import day_message, day_option

    served = day_message(day_option("--deemed-served", deemed))
    notice = Notice(kind=kind, due=day_message(day_option("--due", due)), deemed_served=served)
    record(contract, notice, circumstances, reply)


@spread
def record_warning(
    contract: options.ContractArgument,
    *,
    kind: KindOption,
    kpi: Annotated[
        list[str], typer.Option(metavar="NAME", help="A KPI that cannot be achieved; may be given several times.")
    ],
    consequence: Annotated[str, typer.Option(metavar="WORDS", help="What follows from that.")],
    workaround: Annotated[
        str, typer.Option(metavar="WORDS", help="What the provider offers instead.", show_default=False)
    ] = "",
    due: DueOption = None,
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record the provider's warning that something cannot be achieved; unanswered, it flags decisions."""
    from engine.api.event_pb2 import ProviderWarning
    from engine.cli.remote.writing import day_message, day_option

    last = day_message(day_option("--due", due))
    warned = ProviderWarning(kind=kind, kpis=kpi, consequence=consequence, workaround=workaround, due=last)
    record(contract, warned, circumstances, reply)


@spread
def record_dispute(
    contract: options.ContractArgument,
    *,
    stands: Annotated[
        bool, typer.Option("--stands/--suspended", help="Whether what is disputed stands until that is settled.")
    ],
    period: Annotated[str | None, typer.Option(metavar="PERIOD", help="The period, such as 2026-04.")] = None,
    kpi: Annotated[str, typer.Option(metavar="NAME", help="The KPI that is disputed.", show_default=False)] = "",
    event: Annotated[
        str, typer.Option(metavar="EVENT", help="The event that is disputed, such as cedar#14.", show_default=False)
    ] = "",
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record that what a KPI came to in a period is disputed, or an earlier event."""
    from engine.api.event_pb2 import Dispute
    from engine.api.period_pb2 import Period

    about = Period(label=period) if period else None
    dispute = Dispute(stands=stands, period=about, kpi=kpi, event=event)
    record(contract, dispute, circumstances, reply)


@spread
def record_progress(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The id of what went on, such as cedar#14.")],
    *,
    stage: Annotated[Stage, typer.Option(help="What became of it.")],
    milestone: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[=DATE]", help="What was met or missed; of an accepted plan each, with its last day."
        ),
    ] = None,
    due: DueOption = None,
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record how a plan, a notice, a warning or a dispute went on."""
    from engine.api import event_pb2 as wire
    from engine.cli.remote.writing import assigned, day_message, day_option

    said = wire.Progress(
        event=event,
        stage=wire.Stage.Value(f"STAGE_{stage.name}"),
        due=day_message(day_option("--due", due)),
    )
    if stage is Stage.ACCEPTED:
        for name, last in assigned("--milestone", "NAME=DATE", milestone or []).items():
            said.milestones.add(name=name, due=day_message(day_option("--milestone", last)))
    elif milestone:
        said.milestone = _only(milestone)
    contract = options.contract_of(event)
    record(contract, said, circumstances, reply)


def _only(milestones: list[str]) -> str:
    if len(milestones) > 1:
        raise typer.BadParameter("expected one milestone at a time that was met or missed", param_hint="--milestone")
    return milestones[0]
