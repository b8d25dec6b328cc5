"""`plimsoll due`: what has not come or is to be done by a day, and the record that reports did not come."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeAlias

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

if TYPE_CHECKING:
    from engine.api.contract_service_pb2 import DueReport
    from engine.api.decision_service_pb2 import RecordNonSubmissionResponse
    from engine.cli.remote.connection import Server


_OF_NOW = "expected no day and no moment of the past: what is recorded is of now"

ByOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="DATE", help="The day that is asked about; today where none is named.")
]
RecordOption: TypeAlias = Annotated[
    bool, typer.Option("--record", help="Record, and decide, that nothing came where a report is overdue.")
]


def due(  # noqa: PLR0913  # what to ask for, and what to do with it
    *,
    by: ByOption = None,
    contract: ContractOption = "",
    provider: ProviderOption = "",
    rule_set: RuleSetOption = "",
    record: RecordOption = False,
    as_of: AsOfOption = None,
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """List what is due, as a server has it; with --record, record that the reports that are late did not come.

    Reports that have not come stand first of each contract, then plans, answers, milestones, actions, reviews and what
    an exit obliges people to, by their days. Each is overdue from the day after the last on which it was in time.
    With --record each overdue report is decided as not submitted, in the order of periods. Figures that the council
    holds itself, such as charges, come by `plimsoll submit`, in a row whose `not_submitted` is true. Ends with 1 where
    a report could not be recorded and decided.
    """
    from engine.api.contract_service_pb2 import ListDueRequest
    from engine.cli.due_report import print_due
    from engine.cli.remote.connection import connected
    from engine.cli.remote.pages import pages
    from engine.cli.remote.vantages import vantage
    from engine.cli.remote.writing import day_message

    seen = vantage(as_of, as_known_at)
    if record and not seen.is_now:
        raise typer.BadParameter(_OF_NOW, param_hint="--record")
    on, (of, known) = _day(by, as_of), seen
    request = ListDueRequest(by=day_message(on), as_of=of, as_known_at=known)
    request.contract, request.provider, request.rule_set = contract, provider, rule_set
    with connected(server) as asked:
        found = list(pages(asked, asked.contracts.ListDue, request))
        reports = [report for page in found for report in page.reports]
        if not record:
            print_due(reports, [one for page in found for one in page.obligations], on, format)
        elif _record(asked, reports, format, on if by else None):
            raise typer.Exit(output.FINDINGS)


def _day(by: str | None, as_of: str | None) -> date:
    """Return the day that is asked about."""
    from engine.cli.remote.writing import day_option

    today = date.today()  # noqa: DTZ011  # the day where the person is who asks
    return day_option("--by", by) or day_option("--as-of", as_of) or today


def _record(server: Server, reports: list[DueReport], format: Format, on: date | None) -> bool:  # noqa: A002  # the option's name
    """Record each overdue report as not submitted; return whether one could not be.

    *on* is the day on which nothing had come, the server's own today where it is None.
    """
    from engine.cli.remote.connection import RefusedError
    from engine.cli.remote.results import print_also_decided, print_recorded

    refused, recorded, also = set[str](), [], list[str]()
    for report in (one for one in reports if one.days_overdue > 0):
        if report.contract in refused:
            continue
        try:
            answer = _recorded(server, report, on)
        except RefusedError as error:
            for path, message in error.violations:
                if path == "on":
                    raise typer.BadParameter(message, param_hint="--by") from None
            # What follows in this contract waits for the period that could not be recorded.
            refused.add(report.contract)
            output.print_failure(f"{report.contract} {report.period.label}: {error}")
            continue
        recorded.append(answer.decision)
        also += answer.also_decided
        if answer.decision.undecided:
            refused.add(report.contract)
            why = "; ".join(answer.decision.undecided)
            output.print_failure(f"{report.contract} {report.period.label}: recorded, and undecided: {why}")
    print_recorded(recorded, format)
    print_also_decided(also)
    return bool(refused)


def _recorded(server: Server, report: DueReport, on: date | None) -> RecordNonSubmissionResponse:
    from engine.api.decision_service_pb2 import RecordNonSubmissionRequest
    from engine.cli.remote.writing import day_message, request_id

    request = RecordNonSubmissionRequest(
        request_id=request_id(), contract=report.contract, period=report.period, on=day_message(on)
    )
    return server.ask(server.decisions.RecordNonSubmission, request)
