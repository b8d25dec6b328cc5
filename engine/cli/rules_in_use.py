"""The rules and contracts that a command decides by, read from their files; mistakes in these end the command."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from engine.cli import output

if TYPE_CHECKING:
    from engine.batch.placing import Placement
    from engine.model.contract import Contract
    from engine.model.rule_book import RuleBook


def book_at(rules: Path) -> RuleBook:
    """Return the rule set at *rules* with all its versions; one with mistakes is shown, and ends the command with 1."""
    from engine.bootstrap import rules_at
    from engine.settings import settings

    book, diagnostics = rules_at(rules, settings())
    if book is None:
        output.print_diagnostics(output.errors(diagnostics), error=True)
        raise typer.Exit(output.FINDINGS)
    return book


def contracts_in(file: Path | None, book: RuleBook, placement: Placement) -> Mapping[str, Contract] | None:
    """Return the contracts in *file*; None where there is none, and the rules need none."""
    from engine.authoring.contracts import Terms, contracts
    from engine.batch.rows import MismatchError

    if file is None:
        required = Terms.of(*book.versions).required
        if required:
            names = ", ".join(f"`{name}`" for name in required)
            raise MismatchError(f"expected --contracts FILE: each contract sets {names}, which has no default")
        return None
    found, diagnostics = contracts(str(file), file.read_bytes(), book, placement.starts())
    if output.errors(diagnostics):
        output.print_diagnostics(diagnostics, error=True)
        raise typer.Exit(output.FINDINGS)
    return found
