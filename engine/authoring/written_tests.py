"""Reads `tests.yaml`: every test that makes sense, bound to the rules in force, and every mistake with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from engine.authoring.contracts import contract
from engine.authoring.expected_names import Named, check_names
from engine.authoring.expecting import Expecting
from engine.authoring.tests_shape import AbsenceShape, FigureText, PeriodShape, SourcedShape, TestShape, TestsShape
from engine.authoring.written_events import EventsReading, Told, WrittenEvent
from engine.compiler.findings import Findings
from engine.compiler.nodes import Mapping as Written
from engine.compiler.nodes import Path
from engine.compiler.plain import plain
from engine.compiler.quoting import quoted
from engine.compiler.reader import read
from engine.compiler.shapes import shaped
from engine.diagnostics import Diagnostic, Place
from engine.model.contract import Contract
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet
from engine.model.sources import Source, Sources

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WrittenPeriod(Expecting):
    """One period of a test under the rules in force on its last day."""

    period: Period
    submitted: bool
    figures: Mapping[str, str | Absence]
    records: Mapping[str, Sequence[Mapping[str, str]]]
    received_on: date | None
    decided_on: date
    reason: str
    events: tuple[WrittenEvent, ...]
    sources: Sources


@dataclass(frozen=True, slots=True)
class RuleTest:
    """A contract's life under the rules in *book*, period by period, what happened after, and what must come of it."""

    name: str
    place: Place
    contract: Contract
    book: RuleBook
    periods: tuple[WrittenPeriod, ...]
    events: tuple[WrittenEvent, ...] = ()


class WrittenTests(NamedTuple):
    """What became of one file: the tests without mistakes, and every diagnostic by position."""

    tests: tuple[RuleTest, ...]
    diagnostics: tuple[Diagnostic, ...]


def written_tests(file: str, content: bytes, book: RuleBook | None) -> WrittenTests:
    """Return the tests that *content*, the bytes of the file called *file*, holds for the rules in *book*.

    Where the rules have mistakes themselves there is no book: then there are no tests, and only their shape is checked.
    """
    document = read(file, content, nulls=True)
    findings = Findings(document)
    if not isinstance(document.root, Written):
        if not findings.has_errors:
            findings.error((), "not-a-test-file", "expected a file of tests: a mapping that starts with `tests:`")
        return WrittenTests((), findings.all())
    whole = shaped(TestsShape, plain(document.root), findings)
    tests = tuple(_tests(whole, book, findings)) if whole else ()
    # Text that YAML readers disagree about may be anywhere in the tests: none is run before it is mended.
    return WrittenTests(() if document.diagnostics else tests, findings.all())


def _tests(whole: TestsShape, book: RuleBook | None, findings: Findings) -> Iterator[RuleTest]:
    names: dict[str, Path] = {}
    for place, tree in enumerate(whole.tests):
        path: Path = ("tests", place)
        shape = shaped(TestShape, tree, findings, at=path)
        if shape is None:
            continue
        _check_name(shape.name, path, names, findings)
        _check_expectations(shape, path, findings)
        test = _Binding(book, findings, whole.figures).test(shape, path) if book else None
        if test:
            yield test


def _check_name(name: str, path: Path, names: dict[str, Path], findings: Findings) -> None:
    first = names.setdefault(name, path)
    if first != path:
        also = (findings.place((*first, "name")), "first given here")
        message = f"expected each test to have a name of its own, found {quoted(name)} again"
        findings.error((*path, "name"), "name-twice", message, also=(also,))


def _check_expectations(shape: TestShape, path: Path, findings: Findings) -> None:
    said = [period.expect for period in shape.periods]
    said += [event.expect for events in (*(one.events for one in shape.periods), shape.events) for event in events]
    if not any(expect.model_fields_set for expect in said):
        message = f"expected the test {quoted(shape.name)} to say under `expect:` what must come out"
        findings.key_error((*path, "name"), "no-expectation", message)


class _Binding:
    """Binds the tests of one file to the rules that decide them; *usual* figures are what every period reports."""

    def __init__(self, book: RuleBook, findings: Findings, usual: Mapping[str, FigureText]) -> None:
        self.book, self.findings, self.usual = book, findings, usual

    def test(self, shape: TestShape, path: Path) -> RuleTest | None:
        before, told = len(self.findings.found), EventsReading(self.book, self.findings, Told())
        periods = tuple(
            written
            for place, period in enumerate(shape.periods)
            if (written := self._period(period, told, (*path, "periods", place)))
        )
        events = tuple(told.events(shape.events, (*path, "events")))
        agreed = self._contract(shape, path, periods) if periods else None
        if agreed is None or len(self.findings.found) > before:
            return None
        return RuleTest(shape.name, self.findings.place((*path, "name")), agreed, self.book, periods, events)

    def _contract(self, shape: TestShape, path: Path, periods: tuple[WrittenPeriod, ...]) -> Contract | None:
        used = {period.rules.in_force: period.rules for period in periods}
        needed = {name: one for rules in used.values() for name, one in rules.parameters.items()}
        return contract(
            shape.contract,
            replace(periods[0].rules, parameters=needed),
            self.findings,
            id=shape.contract.id,
            start=periods[0].period.start,
            at=(*path, "contract"),
            others=self.book.versions,
        )

    def _period(self, shape: PeriodShape, told: EventsReading, path: Path) -> WrittenPeriod | None:
        period = shape.period
        rules = self.book.on(period.last_day)
        if rules is None:
            until = f" until {self.book.latest.until}" if self.book.latest.until else ""
            force = f"from {self.book.versions[0].in_force}{until}"
            message = f"expected a period whose last day has rules in force, {force}, not `{period.label}`"
            self.findings.error((*path, "period"), "no-rules-in-force", message)
            return None
        check_names(shape.expect, Named(rules, self.book), self.findings, (*path, "expect"))
        _check_days(shape, path, self.findings)
        events = tuple(told.events(shape.events, (*path, "events"), period))
        earliest = _earliest(shape, rules)
        decided_on = told.told.on(shape.decided_on, earliest, self.findings, (*path, "decided_on"))
        reported = self._reported(shape, rules)
        return WrittenPeriod(
            rules,
            self.findings.document,
            path,
            period,
            not shape.not_submitted,
            {name: _figure(figure) for name, figure in reported.items()},
            shape.records,
            shape.received,
            decided_on,
            shape.reason or "",
            events,
            _sources(reported),
        )

    def _reported(self, shape: PeriodShape, rules: RuleSet) -> dict[str, FigureText]:
        """Return the usual figures, of which a non-submission has the council's, and over them the period's own."""
        held = {name for name, measure in rules.measures.items() if measure.council}
        usual = {name: one for name, one in self.usual.items() if name in held or not shape.not_submitted}
        return usual | shape.figures


def _check_days(shape: PeriodShape, path: Path, findings: Findings) -> None:
    for key in ("received", "records", "reason"):
        if shape.not_submitted and getattr(shape, key):
            findings.key_error((*path, key), key, f"expected no `{key}` where nothing was submitted")
    if shape.received and shape.decided_on and shape.decided_on < shape.received:
        message = f"expected a day no earlier than {shape.received}, when it was received, not {shape.decided_on}"
        findings.error((*path, "decided_on"), "decided-before", message)


def _earliest(shape: PeriodShape, rules: RuleSet) -> date:
    """Return the first day on which a period can be decided; stated days are what they are."""
    if shape.decided_on:
        return date.min
    due = rules.reporting.due_day(shape.period, rules.calendar) if shape.not_submitted else None
    # That nothing came is known once the report is late.
    return max(shape.period.end, shape.received or shape.period.end, due + _ONE_DAY if due else shape.period.end)


def _figure(given: FigureText) -> str | Absence:
    if isinstance(given, AbsenceShape):
        return Absence(given.absent)
    return given.value if isinstance(given, SourcedShape) else given


def _sources(reported: Mapping[str, FigureText]) -> dict[str, Source]:
    given = ((name, one) for name, one in reported.items() if isinstance(one, SourcedShape))
    return {name: Source(one.source, one.verified) for name, one in given}
