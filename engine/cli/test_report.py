"""How `plimsoll test` shows what came: a line for each rule set, and expected beside actual where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from engine.cli import output

if TYPE_CHECKING:
    from engine.authoring.rule_tests import Difference, TestResult
    from engine.diagnostics import Diagnostic
    from engine.model.document import Json


class TestedRules(NamedTuple):
    """The rule set at *path* with what came of its tests, and the mistakes that keep some from being run."""

    path: Path
    results: tuple[TestResult, ...]
    diagnostics: tuple[Diagnostic, ...]
    has_tests: bool = True

    @property
    def failed(self) -> int:
        """How many tests failed."""
        return sum(not one.passed for one in self.results)


def print_rules(rules: TestedRules) -> None:
    """Print a line on *rules*, then its mistakes and the tests that failed."""
    screen = output.console()
    screen.print(Text(f"{rules.path}: {_summary(rules)}", style=_style(rules)), soft_wrap=True)
    output.print_diagnostics(rules.diagnostics)
    for result in rules.results:
        if not result.passed:
            screen.print(Text(f"  FAILED {result.name} ({result.place})", style="bold red"), soft_wrap=True)
            for difference in result.differences:
                screen.print(_difference(difference), soft_wrap=True)


def print_totals(done: Sequence[TestedRules]) -> None:
    """Print how many tests passed and failed."""
    failed = sum(one.failed for one in done)
    passed = sum(len(one.results) for one in done) - failed
    mistakes = sum(len(output.errors(one.diagnostics)) for one in done)
    more = f", {output.count(mistakes, 'error')} in files" if mistakes else ""
    style = "bold red" if failed or mistakes else "bold green"
    output.console().print(Text(f"{passed} passed, {failed} failed{more}", style=style))


def documented(done: Iterable[TestedRules]) -> Json:
    """Return what came of all tests as JSON values."""
    done = list(done)
    failed = sum(one.failed for one in done)
    untested: list[Json] = [str(one.path) for one in done if not one.has_tests]
    return {
        "passed": sum(len(one.results) for one in done) - failed,
        "failed": failed,
        "tests": [_result(one.path, result) for one in done for result in one.results],
        "diagnostics": [output.diagnostic_document(each) for one in done for each in one.diagnostics],
        "untested": untested,
    }


def _summary(rules: TestedRules) -> str:
    if not rules.has_tests:
        return "warning: no tests.yaml stands beside these rules"
    if rules.diagnostics and not rules.results:
        return f"{output.count(len(rules.diagnostics), 'mistake')}, no test was run"
    passed = len(rules.results) - rules.failed
    return f"{passed} passed" + (f", {rules.failed} failed" if rules.failed else "")


def _style(rules: TestedRules) -> str:
    if rules.failed or output.errors(rules.diagnostics):
        return "red"
    return "" if rules.has_tests else "yellow"


def _difference(one: Difference) -> Text:
    """Return the two above each other, as long ones are best compared."""
    return Text.assemble(
        f"    {one.place}: {one.period}, {one.what}\n",
        ("      expected  ", "dim"),
        f"{one.expected}\n",
        ("      actual    ", "dim"),
        one.actual,
    )


def _result(path: Path, result: TestResult) -> Json:
    return {
        "rules": str(path),
        "name": result.name,
        **_place(result),
        "passed": result.passed,
        "differences": [
            {
                **_place(one),
                "period": one.period,
                "what": one.what,
                "expected": one.expected,
                "actual": one.actual,
            }
            for one in result.differences
        ],
    }


def _place(one: TestResult | Difference) -> dict[str, Json]:
    return {"file": one.place.file, "line": one.place.line, "column": one.place.column}
