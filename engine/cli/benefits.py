"""`plimsoll benefits`: what contracts were bought for, and what they have brought."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import evaluate_options as options
from engine.cli import output
from engine.cli import price_options as own
from engine.cli.remote.options import AsKnownAtOption, AsOfOption, ServerOption
from engine.cli.sheet import SheetFormat, SheetFormatOption, print_csv
from engine.cli.spreading import spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.cli.benefit_rows import BenefitRow

RulesArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="RULES", help="Beside --submissions: a rule file, or the folder with all versions of one rule set."
    ),
]


@spread
def benefits(  # noqa: PLR0913  # what `evaluate` is asked
    rules: RulesArgument = None,
    *,
    submissions: own.FiguresOption = None,
    input: options.Input = None,  # noqa: A002  # the option's name
    contracts: options.ContractsFile = None,
    records: options.RecordFiles = None,
    reading: options.Reading,
    contract: own.ContractOption = None,
    as_of: AsOfOption = None,
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    format: SheetFormatOption = SheetFormat.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Show what benefits contracts were to bring by the business case and have brought, by contract year.

    The evidence is a file of figures, read as `plimsoll evaluate` reads it, or what a server's ledger holds of a
    contract. A year with a period that nobody can tell of is not known, and names it. Ends with 1 where a row was
    refused.
    """
    from engine.cli.benefit_sources import Files, in_files, of_server
    from engine.cli.evaluate_request import check_unread, read_as
    from engine.cli.price_sources import HELD_BY_SERVER, check_source
    from engine.cli.remote.vantages import check_served, vantage

    seen = vantage(as_of, as_known_at)
    check_source(submissions, contract)
    check_served(seen, submissions)
    if submissions is None:
        unread = {"RULES": rules, "--input": input, "--contracts": contracts, "--records": records}
        check_unread(reading, unread, HELD_BY_SERVER)
        found, refused = of_server(server, contract or "", seen), False
    else:
        files = Files.of(rules, submissions, input, contracts, records=records or [])
        found, refused = in_files(files, read_as(reading, [files.book]))
    _print(found, format)
    if refused:
        raise typer.Exit(output.FINDINGS)


def _print(found: Sequence[BenefitRow], format: SheetFormat) -> None:  # noqa: A002  # the option's name
    from engine.cli.benefit_rows import BenefitRow

    match format:
        case SheetFormat.JSON:
            output.print_json([one.document for one in found])
        case SheetFormat.CSV:
            print_csv(BenefitRow._fields, (one.texts for one in found))
        case SheetFormat.TABLE:
            _print_table(found)


def _print_table(found: Sequence[BenefitRow]) -> None:
    from rich.text import Text

    if not found:
        output.print_note("no benefits: the rules say nothing of them (`benefits:`)")
        return
    table = output.table("contract", "benefit", "year")
    for name in ("planned", "actual", "so far", "difference"):
        table.add_column(name, justify="right")
    table.add_column("reached")
    for one in found:
        sums = (one.planned, one.actual, "" if one.actual else one.so_far, one.difference)
        table.add_row(*map(Text, (one.contract, one.benefit, one.year, *sums, one.reached)))
    screen = output.console()
    screen.print(table)
    for one in found:
        screen.print(Text(f"{one.contract}: {one.title}. {one.sentence}"), soft_wrap=True)
