"""`plimsoll evaluate`: a file of figures in, a decision for each contract and period out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from engine.batch.choices import InputFormat
from engine.cli import evaluate_options as options
from engine.cli import output
from engine.cli.output import Format, FormatOption
from engine.cli.rules_in_use import book_at, contracts_in
from engine.cli.spreading import spread

if TYPE_CHECKING:
    from engine.batch.request import Request
    from engine.model.rule_book import RuleBook


@spread
def evaluate(  # noqa: PLR0913  # one for each thing that is asked for
    rules: options.RulesArgument,
    *,
    submissions: options.Submissions,
    input: options.Input = None,  # noqa: A002  # the option's name
    contracts: options.ContractsFile = None,
    records: options.RecordFiles = None,
    reading: options.Reading,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
    output_file: options.OutputFile = None,
    publishable: options.PublishableOption = False,
) -> None:
    """Decide a file of figures, each row those of one contract and period, and show what comes out.

    A row that cannot be read or decided is reported with its line and does not stop the others, but for later
    periods of its contract. `not_submitted` in a row, true, records that nothing came. Ends with 1 where a row
    was refused, or --only takes none.
    """
    from engine.cli.evaluate_request import read_as

    book = book_at(rules)
    asked = read_as(reading, [book])
    if _has_findings(
        book, asked, _Files(submissions, input, contracts, output_file, records or [], publishable), format
    ):
        raise typer.Exit(output.FINDINGS)


class _Files(NamedTuple):
    """The files that the command reads and writes."""

    submissions: Path
    input: InputFormat | None
    contracts: Path | None
    output: Path | None
    records: list[str]
    publishable: bool


def _has_findings(book: RuleBook, asked: Request, files: _Files, format: Format) -> bool:  # noqa: A002  # the option's name
    """Decide and show everything; return whether any row was refused, or none was chosen."""
    from engine.batch.evaluation import evaluated
    from engine.batch.formats import reader_for
    from engine.batch.placing import placed
    from engine.batch.record_placing import lay_beside
    from engine.cli.evaluate_request import record_files
    from engine.cli.evaluation_report import Report

    placement = placed(reader_for(files.submissions, files.input)(files.submissions.read_bytes()), asked)
    lay_beside(placement, record_files(files.records, asked))
    known = contracts_in(files.contracts, book, placement)
    report = Report(book, files.submissions, format, files.output, publishable=files.publishable)
    report.notes(placement, known)
    refused = report.results(evaluated(book, placement, asked, known), placement.expected)
    return refused or placement.none_chosen
