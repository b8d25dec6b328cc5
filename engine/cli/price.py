"""`plimsoll price`: the same evidence under several payment sections, side by side."""

from __future__ import annotations

from engine.cli import evaluate_options as options
from engine.cli import price_options as own
from engine.cli.remote.options import AsKnownAtOption, AsOfOption, ServerOption
from engine.cli.sheet import SheetFormat, SheetFormatOption
from engine.cli.spreading import spread


@spread
def price(  # noqa: PLR0913  # what `evaluate` is asked, and what of it is shown
    rules: own.RulesArguments,
    *,
    submissions: own.FiguresOption = None,
    input: options.Input = None,  # noqa: A002  # the option's name
    contracts: own.ContractsFiles = None,
    records: options.RecordFiles = None,
    reading: options.Reading,
    contract: own.ContractOption = None,
    as_of: AsOfOption = None,
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    since: own.Since = None,
    until: own.Until = None,
    format: SheetFormatOption = SheetFormat.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Price the same evidence under several rule sets, and compare what each would have paid with the first.

    The evidence is a file as `plimsoll evaluate` reads it, or what a server's ledger holds of a contract. What payment
    needs and it does not have is named. Ends with 1 where the rules in force cannot decide a row.
    """
    from engine.cli.evaluate_request import check_unread, read_as
    from engine.cli.price_report import print_priced
    from engine.cli.price_sources import (
        HELD_BY_SERVER,
        Asked,
        Files,
        Shown,
        check_source,
        priced_by_server,
        priced_in_files,
    )
    from engine.cli.remote.vantages import check_served, vantage

    shown, seen = Shown.of(since, until), vantage(as_of, as_known_at)
    check_source(submissions, contract)
    check_served(seen, submissions)
    if submissions is None:
        check_unread(reading, {"--input": input, "--records": records}, HELD_BY_SERVER)
        found = priced_by_server(server, Asked(contract or "", shown, seen), rules, contracts or [])
    else:
        files = Files.of(rules, submissions, input, contracts or [])
        found = priced_in_files(files, read_as(reading, files.books), records or [], shown)
    print_priced(found, format)
