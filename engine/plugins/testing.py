"""What a plugin developer tests with: a view of given figures, and rules run through the real `decide`, in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import chain, repeat
from typing import Any

from engine.compiler.findings import Findings
from engine.compiler.plain import plain
from engine.compiler.reader import read
from engine.compiler.rule_sets import compiled
from engine.compiler.shapes import shaped
from engine.errors import RuleSetError
from engine.evaluation.admission import check_contract, submission
from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.dated import Dated
from engine.model.decision import Decision, folded
from engine.model.events import ContractEvent
from engine.model.measures import fitting
from engine.model.policy import EscalationPolicy, PaymentPolicy, Policies
from engine.model.rows import given_table
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing
from engine.plugins.built_in import BUILT_IN
from engine.plugins.catalogue import catalogue
from engine.plugins.given_view import GivenView, not_rated, rated
from engine.plugins.hookspecs import hookimpl

__all__ = ["GivenView", "decided", "not_rated", "parameters_of", "policies_with", "rated"]

_RULES = "rules.yaml"


def parameters_of(policy: PaymentPolicy | EscalationPolicy, keys: str) -> Any:  # noqa: ANN401  # its own model
    """Return *keys*, written as in an entry of a rule file, read by *policy*'s model; RuleSetError shows mistakes."""
    document = read(_RULES, keys.encode())
    findings = Findings(document)
    given = shaped(policy.parameters, plain(document.root), findings) if document.root else None
    if given is None:
        raise RuleSetError(findings.all())
    return given


def policies_with(*added: PaymentPolicy | EscalationPolicy) -> Policies:
    """Return the built-in policies and those *added*, all through the door that every plugin comes through."""
    return catalogue((*BUILT_IN, _Added(added)), discover=False) if added else _built_in()


@cache  # tests ask for these thousands of times, and they never change
def _built_in() -> Policies:
    return catalogue(BUILT_IN, discover=False)


def decided(
    rules: str,
    *figures: Mapping[str, object],
    policies: Iterable[PaymentPolicy | EscalationPolicy] = (),
    start: date | None = None,
    end: date | None = None,
    parameters: Mapping[str, str] | None = None,
    records: Iterable[Mapping[str, Sequence[Mapping[str, object]]]] = (),
    events: Iterable[ContractEvent] = (),
) -> tuple[Decision, ...]:
    """Return what the text of a rule file decides about *figures*, those of one period after the other.

    *records* are the rows of these periods, by the names of their tables, and *events* all that happened to the
    contract, in recorded order. The contract starts on *start*, else when the rules come into force, and ends on *end*
    if it does. RuleSetError shows what is wrong with the rules,
    SubmissionError with the figures.
    """
    result = compiled(_RULES, rules.encode(), policies_with(*policies))
    if result.rules is None:
        raise RuleSetError(result.diagnostics)
    contract = _contract(result.rules, (start or result.rules.in_force, end), parameters or {})
    decisions: list[Decision] = []
    standing = Standing(events=tuple(events))
    reports = zip(figures, chain(records, repeat({})), strict=False)
    for period, (given, rows) in zip(result.rules.reporting.periods(contract.span), reports, strict=False):
        decided_on = period.last_day + timedelta(days=1)
        tables = {name: given_table(one) for name, one in rows.items()}
        evidence = submission(result.rules, contract, period, given, decided_on=decided_on, records=tables)
        decisions.append(decide(result.rules, contract, standing, evidence))
        standing = folded(standing, decisions[-1])
    return tuple(decisions)


def _contract(rules: RuleSet, days: tuple[date, date | None], given: Mapping[str, str]) -> Contract:
    parameters: dict[str, Dated[Any]] = {}
    for name, text in given.items():
        declared = rules.parameters.get(name)
        parameters[name] = Dated.always(fitting(declared.type, text, declared.of) if declared else text)
    start, end = days
    contract = Contract(id="test", provider="test", rule_set=rules.name, start=start, end=end, parameters=parameters)
    check_contract(rules, contract)
    return contract


class _Added:
    """A plugin that adds the policies of one test."""

    def __init__(self, policies: Iterable[PaymentPolicy | EscalationPolicy]) -> None:
        self.__name__ = "this test"
        self._policies = tuple(policies)

    @hookimpl
    def plimsoll_payment_policies(self) -> list[Any]:
        return [policy for policy in self._policies if hasattr(policy, "drafts")]

    @hookimpl
    def plimsoll_escalation_policies(self) -> list[Any]:
        return [policy for policy in self._policies if not hasattr(policy, "drafts")]
