"""`plimsoll compare`: the providers under one framework, ranked, with the reasons for each place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from engine.batch.choices import Gaps
from engine.cli import evaluate_options as options
from engine.cli import output
from engine.cli.comparison_report import ComparisonFormat
from engine.cli.remote.options import AsKnownAtOption, AsOfOption, ServerOption

if TYPE_CHECKING:
    from engine.cli.comparison_shown import Shown
    from engine.cli.remote.vantages import Vantage
    from engine.model.period import Period


FrameworkArgument: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="FRAMEWORK", help="A rule set's name on a server; with --submissions, its file or folder."),
]
FiguresOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Figures by contract and period, as `plimsoll evaluate` takes them."),
]
ComparisonFormatOption: TypeAlias = Annotated[
    ComparisonFormat, typer.Option("--format", help="A table with reasons to read; CSV or JSON for programs.")
]
PeriodOption: TypeAlias = Annotated[
    str | None, typer.Option(metavar="PERIOD", help="The period to rank for, such as 2026-Q1; else the latest.")
]


def compare(  # noqa: PLR0913  # one for each thing that published files do differently
    framework: FrameworkArgument,
    *,
    period: PeriodOption = None,
    submissions: FiguresOption = None,
    input: options.Input = None,  # noqa: A002  # the option's name
    contracts: options.ContractsFile = None,
    records: options.RecordFiles = None,
    column: options.ColumnOptions = None,
    contract_column: options.ContractColumn = "contract",
    period_column: options.PeriodColumn = None,
    marker: options.Markers = None,
    gaps: options.GapsOption = Gaps.REFUSE,
    as_of: AsOfOption = None,
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    format: ComparisonFormatOption = ComparisonFormat.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Rank the providers under a framework as its rules declare, with the reasons for each place.

    Asked of a server, the contracts under FRAMEWORK are ranked, and those under rule sets that extend it. With
    --submissions no server is needed: the figures of a file are decided first, and contracts whose rows are refused are
    reported and not ranked; ends with 1 then, and where a contract has no place.
    """
    from engine.cli.comparison_report import print_comparison
    from engine.cli.evaluate_request import check_unread
    from engine.cli.remote.vantages import check_served, vantage

    asked, seen = _period(period), vantage(as_of, as_known_at)
    check_served(seen, submissions)
    reading = options.Reading(column, contract_column, period_column, gaps=gaps, marker=marker)
    if submissions is None:
        unread = {"--input": input, "--contracts": contracts, "--records": records}
        check_unread(reading, unread, "the name of a framework, whose evidence a server has")
        shown, refused = _served(framework, asked, server, seen), False
    else:
        from engine.cli.compared_files import Figures, compared_file

        figures = Figures(submissions, input, contracts, records or [], reading)
        shown, refused = compared_file(Path(framework), figures, asked)
    print_comparison(shown, format)
    if refused or any(not one.place for one in shown.contracts):
        raise typer.Exit(output.FINDINGS)


def _period(text: str | None) -> Period | None:
    from engine.model.period import Period

    try:
        return None if text is None else Period.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--period") from None


def _served(framework: str, asked: Period | None, server: str | None, seen: Vantage) -> Shown:
    from engine.api.comparison_service_pb2 import CompareProvidersRequest
    from engine.api.period_pb2 import Period as PeriodMessage
    from engine.cli.remote.comparisons import shown
    from engine.cli.remote.connection import connected
    from engine.cli.remote.vantages import print_vantage

    period = None if asked is None else PeriodMessage(label=asked.label)
    of, known = seen
    request = CompareProvidersRequest(framework=framework, period=period, as_of=of, as_known_at=known)
    with connected(server) as at:
        answer = at.ask(at.comparisons.CompareProviders, request)
    print_vantage(answer)
    return shown(answer.comparison)
