"""`plimsoll explain`: one decision in sentences, with clauses and the arithmetic of every line."""

from __future__ import annotations

from engine.batch.choices import Gaps
from engine.cli import evaluate_options as options
from engine.cli import explain_options as own


def explain(  # noqa: PLR0913  # what `evaluate` is asked, and which of its decisions
    rules: options.RulesArgument,
    *,
    test: own.TestOption = None,
    submissions: own.FiguresOption = None,
    contract: own.ContractOption = None,
    period: own.PeriodOption = None,
    input: options.Input = None,  # noqa: A002  # the option's name
    contracts: options.ContractsFile = None,
    records: options.RecordFiles = None,
    column: options.ColumnOptions = None,
    contract_column: options.ContractColumn = "contract",
    period_column: options.PeriodColumn = None,
    received_column: options.ReceivedColumn = None,
    decided_on: options.DecidedOn = None,
    gaps: options.GapsOption = Gaps.REFUSE,
    marker: options.Markers = None,
    only: options.Only = None,
    format: own.LayoutOption = own.Layout.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Say one decision in sentences, with clauses and the arithmetic of every line.

    The decision is that of a test beside the rules, or of a contract and period in a file of figures that is read
    as `plimsoll evaluate` reads it. Ends with 1 where nothing was decided, because the figures were refused.
    """
    from engine.cli.evaluate_request import check_unread, read_as
    from engine.cli.explain_report import print_explanation
    from engine.cli.explain_source import Figures, check_source, decided_in_file, decided_in_test, wanted
    from engine.cli.rules_in_use import book_at

    check_source(test, submissions)
    asked = wanted(contract, period)
    reading = options.Reading(
        column, contract_column, period_column, None, received_column, decided_on, gaps, marker, only
    )
    if submissions is None:
        unread = {"--input": input, "--contracts": contracts, "--records": records}
        check_unread(reading, unread, "`--test NAME`, which has a contract, figures and rows of its own")
        chosen = decided_in_test(rules, test or "", asked)
    else:
        book = book_at(rules)
        figures = Figures(book, submissions, input, contracts, read_as(reading, [book]), records or [])
        chosen = decided_in_file(figures, asked)
    print_explanation(chosen, format)
