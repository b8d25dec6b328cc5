"""A row as evidence under the rules of its period: a submission, or the record that none came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from engine.batch.placing import Placed
from engine.batch.request import Request
from engine.batch.rows import Cell
from engine.batch.sources import sources_in
from engine.errors import SubmissionError, Violation
from engine.evaluation.admission import non_submission, submission
from engine.model.contract import Contract
from engine.model.evidence import NonSubmission, Submission
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.rule_set import RuleSet
from engine.model.sources import NO_SOURCES, Sources
from engine.model.terms import day, flag

# How numbers are written elsewhere, and what to do about it.
_HINTS = (
    (re.compile(r".*%"), "write it without the percent sign"),
    (re.compile(r"[£€$].*"), "write it without the currency"),
    (re.compile(r"-?\d{1,3}([, ]\d{3})+(\.\d+)?"), "write it without separators between thousands"),
    (re.compile(r"-?\d+,\d+"), "write it with a decimal point"),
    (re.compile(r"-?[\d.]+[eE][-+]?\d+"), "write it out, without a power of ten"),
    (re.compile(r"-?\d*\.\d{21,}"), "write at most 20 places"),
    (re.compile(r"-?[0-9]{19,}(\.[0-9]+)?"), "write at most 18 digits before the point"),
    (re.compile(r"\D*"), "`--marker` says what a text such as `[c]` means"),
)


class Reported(NamedTuple):
    """What a row says: its figures by measure, and the days and the flag that stand beside them."""

    figures: Mapping[str, Cell]
    received: date | None
    decided: date | None
    not_submitted: bool
    sources: Sources = NO_SOURCES

    @property
    def held(self) -> Mapping[str, Cell]:
        """The figures that there are: of a period that nothing came for, the council's own."""
        return {name: cell for name, cell in self.figures.items() if cell is not Absence.MISSING}

    @property
    def held_sources(self) -> Sources:
        """Where the figures that there are came from."""
        held = self.held
        return {name: source for name, source in self.sources.items() if name in held}


def reported(rules: RuleSet, placed: Placed, request: Request) -> Reported:
    """Return what *placed* says; SubmissionError where its days or its flag cannot be read, or contradict its records.

    A figure of a measure that only another version of the rules has is left aside, and so is a source that only other
    rule sets know.
    """
    figures = {
        name: request.meant(placed.row.cells[place])
        for name, place in placed.layout.figures
        if name in rules.measures or name not in request.columns.measures
    }
    dates = _Dates(placed, request)
    if dates.not_submitted:
        _check_no_records(placed)
    places = [one for one in placed.layout.sources if one.measure in figures]
    sources = request.elsewhere.sources_for(rules, sources_in(placed.row, places, request))
    return Reported(figures, dates.received, dates.decided, dates.not_submitted, sources)


def _check_no_records(placed: Placed) -> None:
    """Raise SubmissionError where lines of records came for *placed*, which says that nothing did."""
    came = [
        Violation(
            f"records.{name}", f"expected no rows where nothing was submitted ({filed.file}, line {filed.lines[0]})"
        )
        for name, filed in placed.records.items()
        if filed.lines
    ]
    if came:
        raise SubmissionError(*came)


def evidence(rules: RuleSet, contract: Contract, placed: Placed, request: Request) -> Submission | NonSubmission:
    """Return *placed* as evidence for *contract*; SubmissionError carries all that does not fit."""
    period = placed.period
    said = reported(rules, placed, request)
    decided_on = said.decided or max(period.end, said.received or period.end)
    try:
        if said.not_submitted:
            said = said._replace(figures=request.elsewhere.held_for(rules, said.figures))
            return non_submission(rules, contract, period, said.held, decided_on=decided_on, sources=said.held_sources)
        return submission(
            rules,
            contract,
            period,
            said.figures,
            decided_on=decided_on,
            received_on=said.received or period.end,
            records=request.elsewhere.records_for(rules, placed.records),
            sources=said.sources,
        )
    except SubmissionError as error:
        raise SubmissionError(*located(explained(error.violations, said.figures, request), placed)) from None


def located(violations: Iterable[Violation], placed: Placed) -> Iterator[Violation]:
    """Yield *violations*, those of rows of records with the lines that these stand on."""
    for violation in violations:
        filed = next((one for name, one in placed.records.items() if _is_of(name, violation.path)), None)
        yield filed.placed(violation) if filed else violation


def _is_of(records: str, path: str) -> bool:
    return path.startswith((f"records.{records}[", f"records[{records}]."))


def nothing_came(rules: RuleSet, contract: Contract, period: Period, request: Request) -> NonSubmission:
    """Return the evidence that no row came for *period*."""
    return non_submission(rules, contract, period, {}, decided_on=request.decided_on or period.end)


class _Dates:
    """The days and the flag that stand beside the figures of one row."""

    def __init__(self, placed: Placed, request: Request) -> None:
        layout = placed.layout
        self._request = request
        self._placed = placed
        self.received = self._day(layout.received, request.columns.received or "received")
        self.decided = self._day(layout.decided, "decided_on") or request.decided_on
        self.not_submitted = self._flag(layout.not_submitted)
        if self.received and self.decided and self.received > self.decided:
            message = f"expected the day of receipt no later than the decision on {self.decided}, not {self.received}"
            raise SubmissionError(Violation("received", message))

    def _cell(self, place: int | None) -> Cell:
        return Absence.MISSING if place is None else self._request.meant(self._placed.row.cells[place])

    def _day(self, place: int | None, name: str) -> date | None:
        cell = self._cell(place)
        if isinstance(cell, Absence):
            return None
        try:
            return day(cell)
        except ValueError as error:
            raise SubmissionError(Violation(name, str(error))) from None

    def _flag(self, place: int | None) -> bool:
        cell = self._cell(place)
        if isinstance(cell, Absence):
            return False
        try:
            return flag(cell.lower())
        except ValueError as error:
            raise SubmissionError(Violation("not_submitted", str(error))) from None


def explained(violations: Iterable[Violation], figures: Mapping[str, Cell], request: Request) -> Iterator[Violation]:
    """Yield *violations*, saying how a number is written and which column it stands in where that has another name.

    Their paths are those of the engine, `figures.missed`, or of the wire, `figures[missed]`.
    """
    for path, message in violations:
        name = path.removeprefix("figures").strip(".[]")
        cell = figures.get(name)
        hint = _hint(cell) if isinstance(cell, str) and "expected a number" in message else ""
        heading = request.columns.measures.get(name, name)
        where = f" (column `{heading}`)" if heading != name else ""
        yield Violation(path, message + hint + where)


def _hint(text: str) -> str:
    return next((f": {hint}" for pattern, hint in _HINTS if pattern.fullmatch(text)), "")
