"""Runs the tests of a rule set with the one `decide`, and holds what came against what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from engine.authoring.comparison import unlike
from engine.authoring.facts import Refused, facts
from engine.authoring.tried_events import tried_event
from engine.authoring.written_events import WrittenEvent
from engine.authoring.written_tests import RuleTest, WrittenPeriod, written_tests
from engine.compiler.plain import plain
from engine.diagnostics import Diagnostic, Place
from engine.errors import SubmissionError
from engine.evaluation.admission import non_submission, out_of_order, submission
from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.decision import Decision, folded
from engine.model.escalation import DecisionOutcome
from engine.model.evidence import Evidence
from engine.model.period import Period
from engine.model.rows import given_table
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing


class Difference(NamedTuple):
    """What a test expected of a period beside what came; *place* is where the expectation stands."""

    place: Place
    period: str
    what: str
    expected: str
    actual: str


class Tried(NamedTuple):
    """One period of a test, the rules that were in force for it, and what came of it."""

    period: Period
    rules: RuleSet
    came: Decision | Refused


class Decided(NamedTuple):
    """A decision and the rules that made it."""

    decision: Decision
    rules: RuleSet


@dataclass(frozen=True, slots=True)
class TestResult:
    """What came of one test; it passed where nothing differs from what was expected."""

    name: str
    place: Place
    differences: tuple[Difference, ...]
    periods: tuple[Tried, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences

    @property
    def decisions(self) -> tuple[Decided, ...]:
        """The decisions, period by period; refused submissions have none."""
        return tuple(Decided(one.came, one.rules) for one in self.periods if isinstance(one.came, Decision))


class Tested(NamedTuple):
    """What became of one file of tests: a result for each test without mistakes, and every diagnostic."""

    results: tuple[TestResult, ...]
    diagnostics: tuple[Diagnostic, ...]


def tested(file: str, content: bytes, book: RuleBook, *, only: str = "") -> Tested:
    """Run the tests in *content*, the bytes of the file called *file*, whose name holds the text *only*."""
    tests, diagnostics = written_tests(file, content, book)
    chosen = (test for test in tests if only.casefold() in test.name.casefold())
    return Tested(tuple(map(result_of, chosen)), diagnostics)


def result_of(test: RuleTest) -> TestResult:
    """Return what comes of *test*: its periods decided in order, each on what those before left behind.

    It ends with a period that stays open, where nobody expected that.
    """
    standing = Standing()
    tried: list[Tried] = []
    differences: list[Difference] = []
    for written in test.periods:
        standing, refused = _happened(test.contract, standing, written, differences)
        if refused:
            break
        came = _came(test.contract, standing, written)
        tried.append(Tried(written.period, written.rules, came))
        stuck = _stuck(written, came)
        if stuck:
            differences.append(stuck)
            break
        if isinstance(came, Decision):
            standing = folded(standing, came)
        differences += _differences(written, written.period.label, came, standing)
    return TestResult(test.name, test.place, tuple(differences), tuple(tried))


def _happened(
    contract: Contract, standing: Standing, written: WrittenPeriod, differences: list[Difference]
) -> tuple[Standing, bool]:
    """Return the standing after the events before a period is decided, and whether one was refused unexpectedly."""
    for event in written.events:
        came, standing = tried_event(contract, standing, event)
        label = f"{written.period.label}, {event.on}"
        if isinstance(came, Refused) and not (event.expect and "refused" in plain(event.expect)):
            why = f"refused: {came.why}"
            differences.append(Difference(event.place(*came.path), label, "outcome", "an event that fits", why))
            return standing, True
        if came is not None:
            differences += _differences(event, label, came, standing)
        elif event.expect is not None:
            why = "nothing is decided on it"
            differences.append(Difference(event.place("expect"), label, "outcome", "a decision", why))
    return standing, False


def _came(contract: Contract, standing: Standing, written: WrittenPeriod) -> Decision | Refused:
    try:
        evidence = _evidence(contract, written)
    except SubmissionError as error:
        return Refused(str(error), tuple(error.violations[0].path.split(".")))
    closed = out_of_order(written.rules, contract, standing, written.period)
    if closed:
        return Refused(f"period: {closed}", ("period",))
    return decide(written.rules, contract, standing, evidence)


def _evidence(contract: Contract, written: WrittenPeriod) -> Evidence:
    rules, period, figures = written.rules, written.period, written.figures
    if not written.submitted:
        return non_submission(rules, contract, period, figures, decided_on=written.decided_on, sources=written.sources)
    return submission(
        rules,
        contract,
        period,
        figures,
        decided_on=written.decided_on,
        received_on=written.received_on,
        records={name: given_table(rows) for name, rows in written.records.items()},
        sources=written.sources,
    )


def _stuck(written: WrittenPeriod, came: Decision | Refused) -> Difference | None:
    """Return that nothing was decided and why, where *written* does not expect that."""
    if isinstance(came, Refused):
        word, why, place = "refused", came.why, written.place(*came.path)
    elif came.outcome is DecisionOutcome.UNDECIDED:
        word, why, place = "undecided", "; ".join(came.undecided), written.place("period")
    else:
        return None
    expected = plain(written.expect) if written.expect else {}
    if word in expected or word in (expected.get("outcome"), *expected.get("reasons", {}).values()):
        return None
    return Difference(place, written.period.label, "outcome", expected.get("outcome", "a decision"), f"{word}: {why}")


def _differences(
    written: WrittenPeriod | WrittenEvent, label: str, came: Decision | Refused, after: Standing
) -> Iterator[Difference]:
    if written.expect is None:
        return
    for one in unlike(written.expect, facts(came, written.rules, after)):
        place = written.document.source.place(one.at)
        yield Difference(place, label, one.what, one.expected, one.actual)
