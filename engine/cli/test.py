"""`plimsoll test`: whether each rule set decides what its tests say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import output
from engine.cli.output import Format, FormatOption
from engine.cli.places import PathsArgument, places
from engine.cli.test_report import TestedRules, documented, print_rules, print_totals

if TYPE_CHECKING:
    from engine.compiler.rule_books import Bound


def test(
    paths: PathsArgument = None,
    *,
    filter: Annotated[  # noqa: A002  # the option's name
        str, typer.Option(metavar="TEXT", help="Run only the tests whose name holds this text.", show_default=False)
    ] = "",
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Run the examples in the tests.yaml beside rule files.

    A test gives a contract and its figures period by period, and says what must come out: ratings, rung, actions
    with their due days, payment lines. What was expected is shown beside what came where they differ. Ends with 1
    where a test fails or a file has mistakes.
    """
    from engine.bootstrap import neighbours, rules_at
    from engine.settings import settings

    chosen = settings()
    near = neighbours(chosen)
    done: list[TestedRules] = []
    for path in places(paths, chosen):
        done.append(_tested(path, filter, rules_at(path, chosen, near)))
        if format is Format.TABLE:
            print_rules(done[-1])
    if format is Format.JSON:
        output.print_json(documented(done))
    else:
        print_totals(done)
    _end(done, filter)


def _tested(path: Path, only: str, rules: Bound) -> TestedRules:
    from engine.authoring.folders import tests_beside
    from engine.authoring.rule_tests import tested

    book, diagnostics = rules
    file = tests_beside(path)
    if book is None or file is None:
        return TestedRules(path, (), output.errors(diagnostics), has_tests=file is not None)
    results, found = tested(str(file), file.read_bytes(), book, only=only)
    return TestedRules(path, results, found)


def _end(done: list[TestedRules], only: str) -> None:
    if any(one.failed or output.errors(one.diagnostics) for one in done):
        raise typer.Exit(output.FINDINGS)
    if only and not any(one.results for one in done):
        output.print_failure(f"expected a part of a test's name after --filter, and no name holds `{only}`")
        raise typer.Exit(output.USAGE)
