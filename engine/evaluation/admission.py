"""Holds evidence and contracts against the rules before anything is decided: every misfit at once, with its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TypeAlias
from zoneinfo import ZoneInfo

from engine.diagnostics import did_you_mean
from engine.errors import SubmissionError, Violation
from engine.evaluation.record_admission import admitted_records
from engine.evaluation.sourcing import misnamed, refused
from engine.model.contract import Contract
from engine.model.evidence import NonSubmission, Submission
from engine.model.figures import STATED, Absence, Figure
from engine.model.measures import MeasureType, fitting
from engine.model.period import Period
from engine.model.rows import GivenTable
from engine.model.rule_set import RuleSet
from engine.model.sources import NO_SOURCES, Sources
from engine.model.standing import Standing

_NO_ROWS = "expected rows, were there none an empty list: without them this submission is refused"

# What dated bounds and defaults go by: the first day of the contract, and the last of the period.
_When: TypeAlias = tuple[date, date]

# Python 3.11 looks a member up through Python code; what runs for every submission has it at hand.
_MISSING = Absence.MISSING
_NO_RECORDS: Mapping[str, GivenTable] = MappingProxyType({})


def submission(  # noqa: PLR0913  # one for each thing that a submission says
    rules: RuleSet,
    contract: Contract,
    period: Period,
    figures: Mapping[str, object],
    *,
    decided_on: date,
    received_on: date | None = None,
    revision: int = 1,
    records: Mapping[str, GivenTable] = _NO_RECORDS,
    sources: Sources = NO_SOURCES,
) -> Submission:
    """Return the submission of *figures*, text or values by measure, and of rows by the table that they belong to.

    *sources* say where figures came from, by measure.
    SubmissionError carries all that does not fit; of rows, the first few misfits of each table.
    """
    when = contract.start, period.last_day
    violations = list(_misfits(rules, contract, period))
    needed = _needed(rules, contract, period) if rules.refusing and not violations else ()
    admitted = _figures(rules, when, figures, violations)
    for name in _refused(rules, when, admitted, needed):
        violations.append(_misfit(name, "expected a figure: without one this submission is refused"))
    if sources or rules.required:
        violations += [*misnamed(rules, figures, sources), *refused(rules, admitted, sources, needed)]
    rows = admitted_records(rules.records, ZoneInfo(contract.time_zone), records, violations) if records else {}
    tables = dict.fromkeys(rules.aggregates[name].table for name in needed if name in rules.aggregates)
    violations += [Violation(f"records.{name}", _NO_ROWS) for name in tables if name not in records]
    if violations:
        raise SubmissionError(*violations)
    return Submission(period, admitted, decided_on, received_on or decided_on, revision, records=rows, sources=sources)


def non_submission(
    rules: RuleSet,
    contract: Contract,
    period: Period,
    figures: Mapping[str, object],
    *,
    decided_on: date,
    on: date | None = None,
    sources: Sources = NO_SOURCES,
) -> NonSubmission:
    """Return the evidence that nothing had come for *period* *on* a day, with *figures* that the council itself holds.

    That day is the decision's unless it is given.
    """
    violations = list(_misfits(rules, contract, period))
    admitted = _figures(rules, (contract.start, period.last_day), figures, violations)
    for name in admitted:
        if not rules.measures[name].council:
            message = "expected only figures that are `held_by: council` where the provider submitted nothing"
            violations.append(_misfit(name, message))
    if sources or rules.required:
        violations += [*misnamed(rules, figures, sources), *refused(rules, admitted, sources)]
    if violations:
        raise SubmissionError(*violations)
    return NonSubmission(period, decided_on, on or decided_on, admitted, sources)


def check_contract(rules: RuleSet, contract: Contract) -> None:
    """Raise SubmissionError where the contract's terms do not fit the parameters that *rules* declare."""
    violations = []
    for name, dated in contract.parameters.items():
        path = f"parameters.{name}"
        parameter = rules.parameters.get(name)
        if parameter is None:
            violations.append(Violation(path, f"unknown parameter `{name}`{did_you_mean(name, rules.parameters)}"))
            continue
        for value in (dated.constant, *(step.value for step in dated.steps)):
            if value is not None:
                violations += [Violation(path, message) for message in _unfitting(parameter.type, value, parameter.of)]
    violations += [Violation(f"parameters.{name}", message) for name, message in _unset(rules, contract)]
    if violations:
        raise SubmissionError(*violations)


def check_terms(rules: RuleSet, contract: Contract) -> None:
    """Raise SubmissionError where *contract* does not set what *rules*, one version of several, leave to it."""
    declared = {name: terms for name, terms in contract.parameters.items() if name in rules.parameters}
    check_contract(rules, replace(contract, parameters=declared))


def out_of_order(rules: RuleSet, contract: Contract, standing: Standing, period: Period) -> str | None:
    """Return why *period* cannot be decided next, naming the one that can; None where it can (SEMANTICS 6)."""
    latest = standing.latest
    due = rules.reporting.first(contract.span) if latest is None else rules.reporting.after(contract.span, latest)
    if latest is not None and period.start < latest.end:
        return f"the period {period.label} is decided already"
    if due is not None and due != period:
        return f"the period {due.label} is open: neither decided nor recorded as not submitted"
    return None


def _unset(rules: RuleSet, contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield each parameter that *contract* must set and does not, with the reason."""
    first = max(contract.start, rules.in_force)
    for name, parameter in rules.parameters.items():
        lack = None if name in contract.parameters else parameter.lack(contract.start, first)
        if lack:
            yield name, f"expected a value: the parameter {lack}"


def _misfits(rules: RuleSet, contract: Contract, period: Period) -> Iterator[Violation]:
    if contract.rule_set != rules.name:
        yield Violation("contract", f"expected a contract under `{rules.name}`, not `{contract.rule_set}`")
    unfit = rules.reporting.fits(contract.span, period)
    if unfit:
        yield Violation("period", unfit)


def _figures(
    rules: RuleSet, when: _When, figures: Mapping[str, object], violations: list[Violation]
) -> dict[str, Figure]:
    """Return those of *figures* that fit, and add to *violations* why others do not."""
    admitted: dict[str, Figure] = {}
    admitting = rules.admitting
    contract_start, day = when
    for name, given in figures.items():
        admit = admitting.get(name)
        if admit is None:
            violations.append(_misfit(name, f"unknown measure `{name}`{did_you_mean(name, rules.measures)}"))
        elif isinstance(given, Absence):
            if given not in STATED:
                violations.append(_misfit(name, "expected a figure, or missing, suppressed or not applicable"))
            admitted[name] = given
        else:
            try:
                admitted[name] = admit(given, contract_start, day)
            except ValueError as error:
                violations.append(_misfit(name, str(error)))
    return admitted


def _misfit(name: str, message: str) -> Violation:
    return Violation(f"figures.{name}", message)


def _needed(rules: RuleSet, contract: Contract, period: Period) -> tuple[str, ...]:
    """Return what the KPIs read that are measured in *period* and refuse a submission without it."""
    due = [kpi for kpi in rules.refusing if kpi.every is None or kpi.every.measured_in(contract.span, period)]
    return tuple([name for kpi in due for name in kpi.reads])


def _refused(rules: RuleSet, when: _When, figures: Mapping[str, Figure], needed: tuple[str, ...]) -> Iterator[str]:
    """Yield the measures *needed* that are stated as missing, or left out where no default stands in."""
    for name in needed:
        measure = rules.measures.get(name)
        stated = figures.get(name)
        if measure and (stated is _MISSING or (stated is None and measure.stand_in(*when) is None)):
            yield name


def _unfitting(kind: MeasureType, value: object, of: tuple[str, ...]) -> list[str]:
    try:
        fitting(kind, value, of)
    except ValueError as error:
        return [str(error)]
    return []
