"""Runs the tests of a rule set in an application in memory, and holds what came against what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.authoring import facts
from engine.authoring.comparison import unlike
from engine.authoring.expectation_shape import STANDING
from engine.authoring.expecting import Expecting
from engine.authoring.facts import Facts, Refused
from engine.authoring.standing_facts import stood
from engine.authoring.tried_contract import Came, TriedContract
from engine.authoring.written_events import WrittenEvent
from engine.authoring.written_tests import RuleTest, WrittenPeriod, written_tests
from engine.compiler.plain import plain
from engine.diagnostics import Diagnostic, Place
from engine.errors import PlimsollError
from engine.model.decision import Decision
from engine.model.escalation import DecisionOutcome
from engine.model.period import Period
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet

# What can be expected where nothing is decided: how the contract stands, and what became of earlier decisions.
_WITHOUT_DECISION = STANDING | {"rungs", "in_force", "decided_again", "effective"}


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
    """Return what comes of *test*, told in order, each part of it on what those before left behind.

    It ends with a period that stays open, or an event that is refused, where nobody expected that.
    """
    try:
        contract = TriedContract(test.contract, test.book)
    except PlimsollError as error:
        label = test.periods[0].period.label
        unfit = Difference(test.place, label, "contract", "a contract that fits its rules", f"refused: {error}")
        return TestResult(test.name, test.place, (unfit,), ())
    trial = _Trial(contract)
    trial.of(test)
    return TestResult(test.name, test.place, tuple(trial.differences), tuple(trial.tried))


class _Trial:
    """One test being run with its *contract*."""

    def __init__(self, contract: TriedContract) -> None:
        self.contract = contract
        self.tried: list[Tried] = []
        self.differences: list[Difference] = []

    def of(self, test: RuleTest) -> None:
        for written in test.periods:
            if not (self._heard(written.events, written.period.label) and self._submitted(written)):
                return
        self._heard(test.events, "")

    def _heard(self, events: Iterable[WrittenEvent], before: str) -> bool:
        """Return whether all of *events* fit, or were expected not to."""
        return all(self._happened(event, f"{before}, {event.on}" if before else str(event.on)) for event in events)

    def _happened(self, written: WrittenEvent, label: str) -> bool:
        came = self.contract.hears(written)
        unasked = sorted(_expected(written).keys() - _WITHOUT_DECISION) if came.decided is None else ()
        if unasked:
            place, why = written.place("expect", unasked[0]), "nothing is decided on it"
            self.differences.append(Difference(place, label, "outcome", "a decision", why))
            return True
        return self._came(written, label, came)

    def _submitted(self, written: WrittenPeriod) -> bool:
        came = self.contract.submits(written)
        if came.decided is not None:
            self.tried.append(Tried(written.period, written.rules, came.decided))
        return self._came(written, written.period.label, came)

    def _came(self, written: Expecting, label: str, came: Came) -> bool:
        """Return whether something came of *written*, or was expected not to; note what is unlike the expected."""
        self._superseded(came)
        stuck = _stuck(written, label, came.decided)
        if stuck:
            self.differences.append(stuck)
            return False
        self._compare(written, label, came)
        return True

    def _superseded(self, came: Came) -> None:
        for one in came.again:
            if one.period is not None:
                self.tried.append(Tried(one.period, self.contract.rules_of(one), one))

    def _compare(self, written: Expecting, label: str, came: Came) -> None:
        if written.expect is None:
            return
        for one in unlike(written.expect, self._facts(written, came)):
            place = written.document.source.place(one.at)
            self.differences.append(Difference(place, label, one.what, one.expected, one.actual))

    def _facts(self, written: Expecting, came: Came) -> Facts:
        found: Facts = {"in_force": written.rules.in_force.isoformat()}
        if came.decided is None or STANDING & _expected(written).keys():
            found |= stood(self.contract.stood(), written.rules)
        if isinstance(came.decided, Refused):
            return found | facts.refused(came.decided.why)
        if came.effective:
            found["effective"] = came.effective.isoformat()
        if "decided_again" in _expected(written):
            found["decided_again"] = {_about(one): self._decided(one) for one in came.again}
        return found | (self._decided(came.decided) if came.decided else {})

    def _decided(self, decision: Decision) -> Facts:
        return facts.decided(decision, self.contract.rules_of(decision))


def _expected(written: Expecting) -> Mapping[str, Any]:
    return plain(written.expect) if written.expect else {}


def _about(decision: Decision) -> str:
    """Return what a decision is about: its period, or the day of its event."""
    return decision.period.label if decision.period else str(decision.rules.on)


def _stuck(written: Expecting, label: str, came: Decision | Refused | None) -> Difference | None:
    """Return that nothing was decided and why, where *written* does not expect that."""
    if isinstance(came, Refused):
        word, why, place = "refused", came.why, written.place(*came.path)
    elif came is not None and came.outcome is DecisionOutcome.UNDECIDED:
        word, why, place = (
            "undecided",
            "; ".join(came.undecided),
            written.place("period" if isinstance(written, WrittenPeriod) else "day"),
        )
    else:
        return None
    expected = _expected(written)
    if word in expected or word in (expected.get("outcome"), *expected.get("reasons", {}).values()):
        return None
    usual = "an event that fits" if word == "refused" and isinstance(written, WrittenEvent) else "a decision"
    return Difference(place, label, "outcome", expected.get("outcome", usual), f"{word}: {why}")
