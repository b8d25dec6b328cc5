"""`plimsoll submit`: a file of figures to a running server, which decides and records them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from engine.batch.choices import Gaps
from engine.cli import evaluate_options as options
from engine.cli import output
from engine.cli.output import Format, FormatOption
from engine.cli.remote.options import ServerOption

FiguresArgument: TypeAlias = Annotated[
    Path, typer.Argument(metavar="FILE", help="Figures by contract and period: .csv, .jsonl or .yaml.")
]
RuleSetOption: TypeAlias = Annotated[
    str, typer.Option(metavar="NAME", help="The rule set that the contracts are under.")
]
ReceivedColumn: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="HEADER", help="The column with the day of receipt; else today, or when what is revised came."
    ),
]
AsideOption: TypeAlias = Annotated[
    list[str] | None, typer.Option(metavar="HEADER", help="A column that is no measure, to be left aside.")
]
AnewOption: TypeAlias = Annotated[
    bool, typer.Option("--anew", help="Decide again what the same rows left undecided before.")
]
ReasonOption: TypeAlias = Annotated[
    str, typer.Option(metavar="WHY", help="Why figures come for periods that are decided: revised, or late.")
]


def submit(  # noqa: PLR0913  # one for each thing that published files do differently
    submissions: FiguresArgument,
    *,
    rule_set: RuleSetOption,
    input: options.Input = None,  # noqa: A002  # the option's name
    records: options.RecordFiles = None,
    column: options.ColumnOptions = None,
    contract_column: options.ContractColumn = "contract",
    period_column: options.PeriodColumn = None,
    period: options.PeriodOption = None,
    received_column: ReceivedColumn = None,
    marker: options.Markers = None,
    only: options.Only = None,
    aside: AsideOption = None,
    anew: AnewOption = False,
    reason: ReasonOption = "",
    server: ServerOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Submit a file of figures to a server, and show what it decided.

    The file is that of `plimsoll evaluate`; its contracts are registered before. A column that is no measure has to be
    named with --aside: what is recorded stays, and a heading mistyped would be a figure missing. The file may be
    submitted again: a row that was decided is answered as it was. Other figures for a decided period need a --reason:
    the period and all later ones are decided again, and the next decision books the difference. A row that is refused
    is reported with its line and does not stop the others, but for later periods of its contract. Ends with 1 where a
    row was refused.
    """
    from engine.batch.formats import reader_for
    from engine.batch.placing import placed
    from engine.batch.record_placing import lay_beside
    from engine.bootstrap import policies
    from engine.cli.evaluate_request import columns, own_column, record_files, request
    from engine.cli.remote.books import book_of
    from engine.cli.remote.connection import connected
    from engine.cli.remote.submitting import Submitting, check_columns
    from engine.cli.submit_report import print_results
    from engine.settings import settings

    with connected(server) as asked:
        book = book_of(asked, rule_set, policies(plugins=settings().plugins))
        read = columns(book, column or [], contract_column, own_column(period_column, period), received=received_column)
        wanted = request(read, period=period, decided_on=None, markers=marker or [], only=only or [], gaps=Gaps.REFUSE)
        placement = placed(reader_for(submissions, input)(submissions.read_bytes()), wanted)
        lay_beside(placement, record_files(records or [], wanted))
        check_columns(placement, read, aside or [])
        results = Submitting(asked, book, wanted, anew, reason).results(placement)
        if print_results(results, book, submissions, format):
            raise typer.Exit(output.FINDINGS)
