"""The terms that rules leave to each contract: read, checked against every version that meets it, and changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from engine.application.requests import GivenTerm, Registration
from engine.diagnostics import did_you_mean
from engine.errors import Reason, SubmissionError, Violation
from engine.evaluation.admission import check_terms
from engine.model.contract import Contract, ParameterValue
from engine.model.dated import Dated, Point
from engine.model.measures import Parameter, fitting
from engine.model.naming import contract_name
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet
from engine.model.scale import Rating


def contract_from(asked: Registration, book: RuleBook) -> Contract:
    """Return the contract that *asked* describes; SubmissionError carries all that does not fit."""
    violations: list[Violation] = []
    parameters = dict(_parameters(asked.parameters, book, violations))
    try:
        contract = Contract(
            id=contract_name(asked.contract),
            provider=asked.provider,
            rule_set=asked.rule_set,
            start=asked.start,
            end=asked.end,
            time_zone=asked.time_zone,
            parameters=parameters,
        )
    except ValueError as error:
        violations.append(Violation("contract", str(error)))
    if violations:
        raise SubmissionError(*violations, reason=Reason.PARAMETERS_INVALID)
    check(contract, book)
    return contract


def check(contract: Contract, book: RuleBook) -> None:
    """Raise SubmissionError where *contract* lacks what a version of *book* that is in force during it leaves to it."""
    for rules in meeting(contract, book):
        try:
            check_terms(rules, contract)
        except SubmissionError as error:
            raise SubmissionError(*error.violations, reason=Reason.PARAMETERS_INVALID) from None


def meeting(contract: Contract, book: RuleBook) -> Iterator[RuleSet]:
    """Yield the versions of *book* that are in force on some day of *contract*."""
    latest = book.on(contract.start)
    for rules in book.versions:
        begins_within = contract.start <= rules.in_force < contract.span.end
        if rules is latest or begins_within:
            yield rules


def changed(contract: Contract, since: date, values: Mapping[str, GivenTerm], book: RuleBook) -> Contract:
    """Return *contract* with *values* from the day *since* on; SubmissionError carries all that does not fit."""
    violations: list[Violation] = []
    given = {name: Dated.always(value) for name, value in values.items()}
    read = {name: one.constant for name, one in _parameters(given, book, violations)}
    if not contract.span.contains(since):
        violations.append(Violation("since", f"expected a day of the contract, not `{since}`"))
    if violations:
        raise SubmissionError(*violations, reason=Reason.PARAMETERS_INVALID)
    after = with_values(contract, since, {name: value for name, value in read.items() if value is not None})
    check(after, book)
    return after


def with_values(contract: Contract, since: date, values: Mapping[str, ParameterValue]) -> Contract:
    """Return *contract* with *values* from the day *since* on; what was agreed to begin later still begins then."""
    changes = {name: _from(contract, name, since, value) for name, value in values.items()}
    return replace(contract, parameters={**contract.parameters, **changes})


def _from(contract: Contract, name: str, since: date, value: ParameterValue) -> Dated[ParameterValue]:
    before = contract.parameters.get(name)
    steps = {} if before is None else _by_day(contract, before)
    return Dated.stepped({**steps, since: value})


def _by_day(contract: Contract, dated: Dated[ParameterValue]) -> dict[Point, ParameterValue]:
    """Return the values of *dated* by the days on which they begin in *contract*."""
    if dated.constant is not None:
        return {contract.start: dated.constant}
    return {step.starts(contract.start): step.value for step in dated.steps}


def _parameters(
    given: Mapping[str, Dated[GivenTerm]], book: RuleBook, violations: list[Violation]
) -> Iterator[tuple[str, Dated[ParameterValue]]]:
    declared = {name: one for rules in book.versions for name, one in rules.parameters.items()}
    for name, dated in given.items():
        path = f"parameters.{name}"
        parameter = declared.get(name)
        if parameter is None:
            violations.append(Violation(path, f"unknown parameter `{name}`{did_you_mean(name, declared)}"))
            continue
        try:
            yield name, dated.map(partial(_fitting, parameter))
        except ValueError as error:
            violations.append(Violation(path, str(error)))


def _fitting(parameter: Parameter, given: GivenTerm) -> ParameterValue:
    value = fitting(parameter.type, given, parameter.of)
    if isinstance(value, Rating):
        raise TypeError("a parameter is never a rating")
    return value
