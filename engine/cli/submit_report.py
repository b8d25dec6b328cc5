"""Shows what a server made of a file: decisions on standard output, everything else on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from engine.batch.results import Refused
from engine.cli import output
from engine.cli.decision_rows import DecisionRow, rated_kpis
from engine.cli.decision_table import print_decisions
from engine.cli.output import Format
from engine.cli.remote.reading import decision_row
from engine.cli.remote.results import print_also_decided, print_line
from engine.cli.remote.submitting import Result
from engine.model.rule_book import RuleBook


def print_results(results: Iterable[Result], book: RuleBook, source: Path, format: Format) -> bool:  # noqa: A002
    """Show *results* as they come, and the table at the end; return whether any row was refused."""
    kpis = tuple(rated_kpis(book))
    rows: list[DecisionRow] = []
    refused = before = 0
    also: list[str] = []
    try:
        for result in results:
            if isinstance(result, Refused):
                refused += 1
                output.print_failure(result.at(source))
                continue
            before += result.before
            also += result.also
            if result.decision.undecided:
                why = "; ".join(result.decision.undecided)
                output.print_failure(
                    f"{source}:{result.line}: {result.decision.id}: undecided, for a person to judge: {why}"
                )
            if format is Format.JSON:
                print_line(result.decision)
            rows.append(decision_row(result.decision, kpis, book))
    finally:
        # Where the server goes away in between, what it has decided is recorded, and is shown.
        if format is Format.TABLE:
            print_decisions(output.screen(sys.stdout), rows, kpis, book)
        known = f", {before} of them before" if before else ""
        output.print_note(f"{output.count(len(rows), 'row')} decided{known}, {refused or 'none'} refused")
        print_also_decided(also)
    return refused > 0
