"""`plimsoll decisions`: what a server has decided: listed, shown, followed."""

from __future__ import annotations

import sys
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import output
from engine.cli.output import Format, FormatOption
from engine.cli.remote.options import (
    AsKnownAtOption,
    AsOfOption,
    ContractOption,
    ProviderOption,
    RuleSetOption,
    ServerOption,
)
from engine.cli.sheet import SheetFormat, SheetFormatOption, print_csv

if TYPE_CHECKING:
    from engine.api.decision_service_pb2 import ExplainDecisionResponse
    from engine.api.escalation_pb2 import DecisionOutcome
    from engine.cli.publishable_rows import PublishableRow

app = typer.Typer(
    name="decisions",
    help="What a server has decided: listed, shown with its reasons, followed as it comes.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Outcome(Enum):
    """What a decision comes to."""

    NO_ACTION = "no_action"
    REMEDIATION = "remediation"
    ESCALATION = "escalation"
    EXIT_TRIGGER = "exit_trigger"
    UNDECIDED = "undecided"


SinceOption = Annotated[str | None, typer.Option(metavar="DATE", help="Of periods that end on this day or later.")]
UntilOption = Annotated[str | None, typer.Option(metavar="DATE", help="Of periods that end by this day.")]
OutcomeOption = Annotated[Outcome | None, typer.Option(help="Those that came to this only.")]


@app.command("list")
def list_decisions(  # noqa: PLR0913  # one for each thing that is asked for
    *,
    contract: ContractOption = "",
    provider: ProviderOption = "",
    rule_set: RuleSetOption = "",
    outcome: OutcomeOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    as_of: AsOfOption = None,
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """List decisions in the order in which they were recorded."""
    from engine.api.decision_service_pb2 import ListDecisionsRequest
    from engine.cli.remote.connection import connected
    from engine.cli.remote.pages import pages
    from engine.cli.remote.results import print_recorded
    from engine.cli.remote.vantages import vantage
    from engine.cli.remote.writing import day_message, day_option

    of, known = vantage(as_of, as_known_at)
    request = ListDecisionsRequest(
        contract=contract,
        provider=provider,
        rule_set=rule_set,
        outcome=_number(outcome),
        since=day_message(day_option("--since", since)),
        until=day_message(day_option("--until", until)),
        as_of=of,
        as_known_at=known,
    )
    with connected(server) as asked:
        found = (one for page in pages(asked, asked.decisions.ListDecisions, request) for one in page.decisions)
        output.print_note(output.count(print_recorded(found, format), "decision"))


@app.command("publishable")
def list_publishable(  # noqa: PLR0913  # one for each thing that is asked for
    *,
    contract: ContractOption = "",
    provider: ProviderOption = "",
    rule_set: RuleSetOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    as_of: AsOfOption = None,
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    format: SheetFormatOption = SheetFormat.TABLE,  # noqa: A002  # the option's name
) -> None:
    """List by period what may be published: the KPIs that rules call publishable, by the decisions that stand.

    Nothing else is shown: no other KPI, nothing that one was worked out from, no points, no money, no rung. A period
    that waits for a person is left out.
    """
    from engine.api.decision_service_pb2 import ListPublishableRequest
    from engine.cli.remote.connection import connected
    from engine.cli.remote.pages import pages
    from engine.cli.remote.publishable import rows_sent
    from engine.cli.remote.vantages import vantage
    from engine.cli.remote.writing import day_message, day_option

    of, known = vantage(as_of, as_known_at)
    request = ListPublishableRequest(
        contract=contract,
        provider=provider,
        rule_set=rule_set,
        since=day_message(day_option("--since", since)),
        until=day_message(day_option("--until", until)),
        as_of=of,
        as_known_at=known,
    )
    with connected(server) as asked:
        found = [one for page in pages(asked, asked.decisions.ListPublishable, request) for one in page.periods]
        _print_publishable(list(rows_sent(found)), format)


@app.command("show")
def show_decision(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="Its name, such as `cedar#12`.")],
    *,
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Show one decision in sentences, by the rules that made it; as JSON, with everything that it holds."""
    from engine.api.decision_service_pb2 import ExplainDecisionRequest, GetDecisionRequest
    from engine.cli.remote.connection import connected
    from engine.cli.remote.reading import json_of
    from engine.cli.remote.vantages import vantage

    _, known = vantage(None, as_known_at)
    with connected(server) as asked:
        explained = asked.ask(asked.decisions.ExplainDecision, ExplainDecisionRequest(id=decision, as_known_at=known))
        if format is Format.TABLE:
            _print_explanation(explained)
            return
        found = asked.ask(asked.decisions.GetDecision, GetDecisionRequest(id=decision, as_known_at=known))
        output.print_json({"decision": json_of(found.decision), "explanation": json_of(explained.explanation)})


@app.command("tail")
def tail_decisions(
    *,
    after: Annotated[
        int | None,
        typer.Option(min=0, metavar="POSITION", help="Begin after this position; 0 is the very beginning."),
    ] = None,
    count: Annotated[int | None, typer.Option(min=1, help="End after so many.")] = None,
    contract: ContractOption = "",
    provider: ProviderOption = "",
    rule_set: RuleSetOption = "",
    outcome: OutcomeOption = None,
    server: ServerOption = None,
) -> None:
    """Print decisions as they are recorded, one line of JSON each, until Ctrl-C ends it."""
    from engine.api.decision_service_pb2 import WatchDecisionsRequest
    from engine.cli.remote.connection import connected
    from engine.cli.remote.following import following
    from engine.cli.remote.results import print_line

    request = WatchDecisionsRequest(
        after_position=after,
        contract=contract,
        provider=provider,
        rule_set=rule_set,
        outcome=_number(outcome),
    )
    with connected(server) as asked:
        for number, one in enumerate(following(asked, request), start=1):
            print_line(one)
            if number == count:
                return


def _print_publishable(rows: list[PublishableRow], format: SheetFormat) -> None:  # noqa: A002  # the option's name
    from engine.cli.publishable_rows import PublishableRow, print_publishable, write_lines

    match format:
        case SheetFormat.JSON:
            write_lines(rows, sys.stdout)
        case SheetFormat.CSV:
            print_csv(PublishableRow._fields, (row.texts for row in rows))
        case SheetFormat.TABLE:
            print_publishable(output.console(), rows)
    output.print_note(output.count(len(rows), "rating"))


def _number(outcome: Outcome | None) -> DecisionOutcome.ValueType:
    from engine.api.escalation_pb2 import DecisionOutcome

    return DecisionOutcome.Value(f"DECISION_OUTCOME_{outcome.name if outcome else 'UNSPECIFIED'}")


def _print_explanation(explained: ExplainDecisionResponse) -> None:
    from engine.cli.wrapping import print_wrapped

    print_wrapped(explained.explanation.text)
