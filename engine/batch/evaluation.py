"""The loop: each contract from its first period to its last, each period by the one function that decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from engine.batch.choices import Gaps
from engine.batch.evidence import evidence, nothing_came
from engine.batch.parties import contract_of
from engine.batch.placing import Placed, Placement
from engine.batch.request import Request
from engine.batch.results import Decided, Refused, Result
from engine.errors import SubmissionError, Violation
from engine.evaluation.admission import check_terms, out_of_order
from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.decision import Decision, folded
from engine.model.evidence import Evidence
from engine.model.period import Period
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing

Deciding: TypeAlias = Callable[[RuleSet, Contract, Standing, Evidence], Decision]


def evaluated(
    book: RuleBook,
    placement: Placement,
    request: Request,
    known: Mapping[str, Contract] | None,
    *,
    deciding: Deciding = decide,
) -> Iterator[Result]:
    """Yield what becomes of every row: contracts in the order of *placement*, their periods in order of time.

    Rows are let go as their contract is done. *known* is None where each new name is a contract. What is *deciding* may
    be more careful than `decide`, and is never another evaluator.
    """
    yield from placement.refused
    while placement.contracts:
        name = next(iter(placement.contracts))
        rows = placement.contracts.pop(name)
        if not rows:
            continue
        try:
            contract = contract_of(name, rows[0].period, book, known)
        except SubmissionError as error:
            yield from (Refused(one.row.line, name, one.period, error.violations) for one in rows)
            continue
        # A row that may be for any period may be for the one that seems to be missing.
        complete = not {name, None} & placement.unclear
        run = _Run(contract, book, request, fills=complete and request.gaps is Gaps.NOT_SUBMITTED)
        run.deciding = deciding
        yield from run.results(rows)


class _Run:
    """One contract being decided, period by period."""

    def __init__(self, contract: Contract, book: RuleBook, request: Request, *, fills: bool) -> None:
        self.contract, self.book, self.request, self.fills = contract, book, request, fills
        self.deciding: Deciding = decide
        self.standing = Standing()
        self.lines: dict[Period, int] = {}
        self.checked: set[date] = set()

    def results(self, rows: list[Placed]) -> Iterator[Result]:
        """Yield what becomes of *rows*, which are in order of their periods."""
        own = [row._replace(period=self._own(row.period)) for row in rows]
        came = {row.period for row in own}
        for row in own:
            if self.fills:
                yield from self._gaps_before(row.period, came)
            try:
                yield self._decided(row)
            except SubmissionError as error:
                yield Refused(row.row.line, self.contract.id, row.period, error.violations)

    def _own(self, period: Period) -> Period:
        """Return the part of *period* that the contract has: `2026-04` is its first month, however short."""
        return period.clipped(self.contract.span) or period

    def _decided(self, placed: Placed) -> Decided:
        rules = self._rules(placed.period)
        submitted = evidence(rules, self.contract, placed, self.request)
        line = self.lines.get(placed.period)
        if line is not None:
            raise SubmissionError(Violation("period", f"expected each period once: line {line} has it too"))
        closed = out_of_order(rules, self.contract, self.standing, placed.period)
        if closed:
            raise SubmissionError(Violation("period", closed))
        self.lines[placed.period] = placed.row.line
        return self._by(rules, submitted, placed.row.line)

    def _by(self, rules: RuleSet, submitted: Evidence, line: int) -> Decided:
        decision = self.deciding(rules, self.contract, self.standing, submitted)
        # Files hold no events, so that what became of a plan is not known: none counts, as none is ever late.
        after = folded(self.standing, decision)
        self.standing = replace(after, opened=()) if after.opened else after
        return Decided(line, decision, rules)

    def _gaps_before(self, period: Period, came: set[Period]) -> Iterator[Decided]:
        """Record what is due before *period* and did not come; what came and was refused stays open."""
        while (due := self._due(period)) is not None and due not in came:
            rules = self._rules(due)
            before = self.standing
            yield self._by(rules, nothing_came(rules, self.contract, due, self.request), 0)
            if self.standing is before:
                return

    def _due(self, period: Period) -> Period | None:
        """Return the next period to be decided, if it is before *period* and there are rules for it."""
        rules = self.book.on(period.last_day)
        span, latest = self.contract.span, self.standing.latest
        if rules is None or rules.reporting.fits(span, period):
            return None
        due = rules.reporting.first(span) if latest is None else rules.reporting.after(span, latest)
        return due if due and due < period and self.book.on(due.last_day) else None

    def _rules(self, period: Period) -> RuleSet:
        """Return the version in force on the last day of *period*, whose terms the contract sets."""
        rules = self.book.on(period.last_day)
        if rules is None:
            since = self.book.versions[0].in_force
            raise SubmissionError(Violation("period", f"expected a period that ends on {since} or later"))
        if rules.in_force not in self.checked:
            check_terms(rules, self.contract)
            self.checked.add(rules.in_force)
        return rules
