"""Ranks the contracts of a file of figures, for who has no server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from engine.batch.choices import InputFormat
from engine.batch.comparing import compared_results
from engine.batch.evaluation import evaluated
from engine.batch.formats import reader_for
from engine.batch.placing import placed
from engine.batch.record_placing import lay_beside
from engine.batch.results import Decided, Refused
from engine.cli import output
from engine.cli.comparison_shown import Shown, shown_of
from engine.cli.evaluate_options import Reading
from engine.cli.evaluate_request import read_as, record_files
from engine.cli.rules_in_use import book_at, contracts_in

if TYPE_CHECKING:
    from engine.model.period import Period


class Figures(NamedTuple):
    """A file of figures and how it is read."""

    file: Path
    input: InputFormat | None
    contracts: Path | None
    records: list[str]
    reading: Reading


def compared_file(rules: Path, figures: Figures, asked: Period | None) -> tuple[Shown, bool]:
    """Return how the contracts of a file rank, and whether a row was refused, each of which is printed."""
    book = book_at(rules)
    read = read_as(figures.reading, [book])
    placement = placed(reader_for(figures.file, figures.input)(figures.file.read_bytes()), read)
    lay_beside(placement, record_files(figures.records, read))
    known = contracts_in(figures.contracts, book, placement)
    results = list(evaluated(book, placement, read, known))
    refused = [one for one in results if isinstance(one, Refused)]
    for one in refused:
        output.console(error=True).print(Text(one.at(figures.file), style="red"), soft_wrap=True)
    decided = [one for one in results if isinstance(one, Decided)]
    return shown_of(compared_results(book, decided, known or {}, asked)), bool(refused)
