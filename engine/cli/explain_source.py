"""Which decision `plimsoll explain` is about: one of a file of figures, or one of a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, NoReturn

import typer

from engine.authoring.facts import Refused as TestRefused
from engine.authoring.folders import tests_beside
from engine.authoring.rule_tests import result_of
from engine.authoring.written_tests import RuleTest, written_tests
from engine.batch.choices import InputFormat
from engine.batch.evaluation import evaluated
from engine.batch.formats import reader_for
from engine.batch.placing import Placement, placed
from engine.batch.record_placing import lay_beside
from engine.batch.request import Request
from engine.batch.results import Decided, Refused, Result
from engine.batch.rows import Header, MismatchError, Read, Row
from engine.cli import output
from engine.cli.evaluate_request import record_files
from engine.cli.places import places
from engine.cli.rules_in_use import book_at, contracts_in
from engine.diagnostics import did_you_mean
from engine.errors import NotFoundError
from engine.model.decision import Decision
from engine.model.period import Period
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet
from engine.settings import settings

PERIOD = "period"  # the column that holds the period, where none is named


class Wanted(NamedTuple):
    """Whose decision is asked for and of which period; None is the only contract, and the last period."""

    contract: str | None
    period: Period | None

    def has(self, period: Period) -> bool:
        """Return whether *period* is the one, which the contract may have cut short."""
        if self.period is None:
            return True
        return self.period.start <= period.start and period.end <= self.period.end


class Chosen(NamedTuple):
    """The decision to explain and the rules that made it."""

    decision: Decision
    rules: RuleSet


class Figures(NamedTuple):
    """A file of figures, how it is read, and the rules and contracts that its rows are decided by."""

    book: RuleBook
    file: Path
    input: InputFormat | None
    contracts: Path | None
    request: Request
    records: Sequence[str] = ()


def check_source(test: str | None, submissions: Path | None) -> None:
    """Raise MismatchError unless the decision is asked for in one of the two ways."""
    if (test is None) == (submissions is None):
        raise MismatchError("expected either `--test NAME` or `--submissions FILE`")


def wanted(contract: str | None, period: str | None) -> Wanted:
    """Return what is asked for; MismatchError where *period* is none."""
    try:
        return Wanted(contract, None if period is None else Period.parse(period))
    except ValueError as error:
        raise MismatchError(f"--period: {error}") from None


def decided_in_file(figures: Figures, asked: Wanted) -> Chosen:
    """Return the decision *asked* for among those on *figures*."""
    rows = [*reader_for(figures.file, figures.input)(figures.file.read_bytes())]
    request = figures.request
    if asked.period is not None and request.columns.period == PERIOD and not _has_column(rows, PERIOD):
        request = replace(request, period=asked.period, columns=replace(request.columns, period=None))
    placement = placed(rows, request)
    lay_beside(placement, record_files(figures.records, request))
    _keep(placement, asked.contract)
    known = contracts_in(figures.contracts, figures.book, placement)
    results = [*evaluated(figures.book, placement, request, known)]
    found = [Chosen(one.decision, one.rules) for one in results if isinstance(one, Decided) and _is_wanted(one, asked)]
    if not found:
        _end_if_refused(results, figures.file, asked)
    return _last(found, asked)


def decided_in_test(rules: Path, name: str, asked: Wanted) -> Chosen:
    """Return the decision *asked* for in the test called *name*, beside the rules at *rules*; else the last of it."""
    if asked.contract is not None:
        raise MismatchError("expected `--contract` beside `--submissions` only: a test has one contract")
    folder = places([rules], settings())[0]
    book, file = book_at(folder), tests_beside(folder)
    if file is None:
        raise NotFoundError(f"expected `tests.yaml` beside the rules in `{folder}`, and there is none")
    tests, diagnostics = written_tests(str(file), file.read_bytes(), book)
    if output.errors(diagnostics):
        output.print_diagnostics(diagnostics, error=True)
        raise typer.Exit(output.FINDINGS)
    result = result_of(_named(tests, name))
    tried = [one for one in result.periods if asked.has(one.period)]
    if tried and isinstance(tried[-1].came, TestRefused):
        _refuse(f"{result.place}: {tried[-1].period.label}: {tried[-1].came.why}")
    found = [Chosen(one.came, one.rules) for one in tried if isinstance(one.came, Decision)]
    return _last(found, asked)


def _has_column(rows: Iterable[Read], name: str) -> bool:
    shapes = {one.names for one in rows if isinstance(one, Header | Row)}
    return any(name in shape for shape in shapes)


def _keep(placement: Placement, contract: str | None) -> None:
    """Leave in *placement* the rows of *contract* alone; without one there must be only one."""
    names = [*placement.contracts]
    if contract is None:
        if len(names) > 1:
            raise MismatchError(f"expected `--contract`, since the file has {len(names)}{did_you_mean('', names)}")
    elif contract not in names:
        raise NotFoundError(
            f"expected a contract of the file after `--contract`, not `{contract}`{did_you_mean(contract, names)}"
        )
    else:
        placement.contracts = {contract: placement.contracts[contract]}


def _is_wanted(result: Decided, asked: Wanted) -> bool:
    return result.decision.period is not None and asked.has(result.decision.period)


def _end_if_refused(results: Iterable[Result], file: Path, asked: Wanted) -> None:
    """Show why the row that was asked for was refused, which ends the command with 1; return where it was not."""
    for one in results:
        of_contract = asked.contract is None or getattr(one, "contract", None) in {asked.contract, None}
        if isinstance(one, Refused) and of_contract and (one.period is None or asked.has(one.period)):
            _refuse(f"{one.file or file}:{one.line}: {one.message}")


def _refuse(message: str) -> NoReturn:
    output.print_failure(message)
    raise typer.Exit(output.FINDINGS)


def _named(tests: Sequence[RuleTest], name: str) -> RuleTest:
    """Return the test called *name*, or the only one whose name holds it."""
    exact = [test for test in tests if test.name == name]
    found = exact or [test for test in tests if name.casefold() in test.name.casefold()]
    if len(found) == 1:
        return found[0]
    names = [test.name for test in found or tests]
    which = f"which {len(found)} names hold" if found else "which no name holds"
    raise NotFoundError(f"expected the name of one test, not `{name}`, {which}: {'; '.join(names)}")


def _last(found: Sequence[Chosen], asked: Wanted) -> Chosen:
    if found:
        return found[-1]
    period = asked.period.label if asked.period else "any period"
    raise NotFoundError(f"expected after `--period` one that was decided, not `{period}`")
