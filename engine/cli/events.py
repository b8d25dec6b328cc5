"""`plimsoll events`: what happens to a contract apart from reports: recorded by kind, and listed."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from engine.cli import courses, life
from engine.cli import event_options as options
from engine.cli.event_recording import record
from engine.cli.output import Format, FormatOption
from engine.cli.remote.options import AsKnownAtOption, AsOfOption, ServerOption
from engine.cli.spreading import spread

app = typer.Typer(
    name="events",
    help="What happens to contracts apart from reports: recorded with who and why, and listed.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Effect(Enum):
    """What a relief does to a failure."""

    NO_CONSEQUENCE = "no_consequence"
    DISREGARDED_FOR_EXIT = "disregarded_for_exit"


class Choice(Enum):
    """What the council does with a right to exit."""

    EXERCISED = "exercised"
    DEFERRED = "deferred"
    WAIVED = "waived"


@app.command("list")
def list_events(
    contract: options.ContractArgument,
    *,
    in_effect: Annotated[bool, typer.Option("--in-effect", help="Those that have effect only.")] = False,
    as_of: AsOfOption = None,
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """List what has happened to a contract, in the order in which it was recorded."""
    from engine.cli.remote.connection import connected
    from engine.cli.remote.events import events_of, print_events
    from engine.cli.remote.vantages import vantage

    seen = vantage(as_of, as_known_at)
    with connected(server) as asked:
        print_events(events_of(asked, contract, in_effect_only=in_effect, seen=seen), format)


@app.command("relief")
@spread
def record_relief(
    contract: options.ContractArgument,
    *,
    period: options.PeriodOption,
    kpi: options.KpiOption,
    effect: Annotated[
        Effect, typer.Option(help="What it does: nothing follows, or what follows does not count towards exit.")
    ] = Effect.NO_CONSEQUENCE,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=COUNT", help="A count to leave out of a measure; the KPI then stands without it."),
    ] = None,
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record that relief was agreed for a KPI in one period; where that is decided, it is decided again."""
    from engine.api.event_pb2 import Relief, ReliefEffect
    from engine.api.period_pb2 import Period
    from engine.cli.remote.writing import assigned

    relief = Relief(
        period=Period(label=period),
        kpi=kpi,
        effect=ReliefEffect.Value(f"RELIEF_EFFECT_{effect.name}"),
        excluded=assigned("--exclude", "NAME=COUNT", exclude or []),
    )
    record(contract, relief, circumstances, reply)


@app.command("waiver")
@spread
def record_waiver(
    contract: options.ContractArgument,
    *,
    period: options.PeriodOption,
    kpi: options.KpiOption,
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record that the council waives, at its sole discretion, what a KPI came to in one period."""
    from engine.api.event_pb2 import Waiver
    from engine.api.period_pb2 import Period

    waiver = Waiver(period=Period(label=period), kpi=kpi)
    record(contract, waiver, circumstances, reply)


@app.command("confirm")
@spread
def record_confirmation(
    contract: options.ContractArgument,
    *,
    period: options.PeriodOption,
    kpi: options.KpiOption,
    figure: Annotated[
        str,
        typer.Option(
            metavar="FIGURE", help="What the KPI came to; the figure that stands, if left out.", show_default=False
        ),
    ] = "",
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record that a person stands by a doubtful figure of one period: it has its consequences."""
    from engine.api.event_pb2 import Confirmation
    from engine.api.period_pb2 import Period

    confirmation = Confirmation(period=Period(label=period), kpi=kpi, figure=figure)
    record(contract, confirmation, circumstances, reply)


@app.command("exit")
@spread
def record_exit_decision(
    contract: options.ContractArgument,
    *,
    ladder: Annotated[str, typer.Option(metavar="NAME", help="The ladder on which the right to exit arose.")],
    choice: Annotated[Choice, typer.Option(help="What the council does with the right.")],
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The day to which it is deferred.")] = None,
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record what the council decides on a right to exit that has arisen."""
    from engine.api.event_pb2 import ExitChoice, ExitDecision
    from engine.cli.remote.writing import day_message, day_option

    decision = ExitDecision(
        ladder=ladder,
        choice=ExitChoice.Value(f"EXIT_CHOICE_{choice.name}"),
        until=day_message(day_option("--until", until)),
    )
    record(contract, decision, circumstances, reply)


@app.command("lapse")
@spread
def record_lapse(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The event's id, such as cedar#14.")],
    *,
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Record that an earlier event has no effect any more; it stays on record, and what it excused is decided again."""
    from engine.api.event_pb2 import Lapse

    contract = options.contract_of(event)
    record(contract, Lapse(event=event), circumstances, reply)


@app.command("report")
@spread
def record_report(
    contract: options.ContractArgument,
    *,
    kind: Annotated[str, typer.Option(metavar="NAME", help="What happened, by its name under `events` in the rules.")],
    about: Annotated[
        str, typer.Option(metavar="EVENT", help="The plan, notice or warning that it is about, such as cedar#14.")
    ] = "",
    circumstances: options.Circumstances,
    reply: options.Reply,
) -> None:
    """Report something that the rules name, such as a regulator's rating; it moves ladders at once."""
    from engine.api.event_pb2 import Reported

    record(contract, Reported(kind=kind, event=about), circumstances, reply)


app.command("plan")(courses.record_plan)
app.command("notice")(courses.record_notice)
app.command("warning")(courses.record_warning)
app.command("dispute")(courses.record_dispute)
app.command("progress")(courses.record_progress)
app.command("change")(life.record_change)
app.command("review")(life.record_review)
app.command("transfer")(life.record_transfer)
