"""`plimsoll price`: the same evidence under several payment sections, side by side."""

from __future__ import annotations

from engine.batch.choices import Gaps
from engine.cli import evaluate_options as options
from engine.cli import price_options as own
from engine.cli.remote.options import ServerOption
from engine.cli.sheet import SheetFormat, SheetFormatOption


def price(  # noqa: PLR0913  # what `evaluate` is asked, and what of it is shown
    rules: own.RulesArguments,
    *,
    submissions: own.FiguresOption = None,
    input: options.Input = None,  # noqa: A002  # the option's name
    contracts: own.ContractsFiles = None,
    records: options.RecordFiles = None,
    column: options.ColumnOptions = None,
    contract_column: options.ContractColumn = "contract",
    period_column: options.PeriodColumn = None,
    period: options.PeriodOption = None,
    received_column: options.ReceivedColumn = None,
    decided_on: options.DecidedOn = None,
    gaps: options.GapsOption = Gaps.REFUSE,
    marker: options.Markers = None,
    only: options.Only = None,
    contract: own.ContractOption = None,
    server: ServerOption = None,
    since: own.Since = None,
    until: own.Until = None,
    format: SheetFormatOption = SheetFormat.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Price the same evidence under several rule sets, and compare what each would have paid with the first.

    The evidence is a file as `plimsoll evaluate` reads it, or what a server's ledger holds of a contract. What payment
    needs and it does not have is named. Ends with 1 where the rules in force cannot decide a row.
    """
    from engine.cli.evaluate_request import Reading
    from engine.cli.price_report import print_priced
    from engine.cli.price_sources import Files, Shown, check_source, priced_by_server, priced_in_files

    shown = Shown.of(since, until)
    check_source(submissions, contract)
    if submissions is None:
        found = priced_by_server(server, contract or "", rules, contracts or [], shown=shown)
    else:
        files = Files.of(rules, submissions, input, contracts or [])
        read = Reading(column, contract_column, period_column, period, received_column, decided_on, gaps, marker, only)
        found = priced_in_files(files, read.request(files.books), records or [], shown)
    print_priced(found, format)
