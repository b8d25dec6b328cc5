"""The figures that benefits are measured by, as one decision knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.model.contract import Contract
from engine.model.course import own_sum
from engine.model.decision import Decision
from engine.model.evidence import NonSubmission, Submission
from engine.model.figures import Absence, Figure
from engine.model.outcome import Measured, NotRated, Outcome, Rated, Undecided
from engine.model.payment import PAYABLE, LineState, Payment
from engine.model.renames import name_in_other_rules, payment_in_other_rules
from engine.model.rule_set import RuleSet

_ZERO = Decimal(0)


def figures(rules: RuleSet, contract: Contract, decision: Decision) -> dict[str, Figure]:
    """Return the measures, KPIs, parameters and payments of the period of *decision*, by the names in *rules*."""
    names = {name for one in rules.benefits.values() for name in one.value.reads}
    known = {
        **dict(_payments(rules, decision)),
        **dict(_measures(rules, contract, decision)),
        **decision.parameters,
        **dict(_kpis(rules, decision)),
    }
    # What the rules that decided did not have is nowhere to be found.
    return {name: known.get(name, Absence.MISSING) for name in names}


def _kpis(rules: RuleSet, decision: Decision) -> Iterator[tuple[str, Figure]]:
    """Yield what each KPI came to, by the name that *rules* have for it (SEMANTICS 28)."""
    then = decision.rules.in_force
    for outcome in decision.outcomes:
        yield name_in_other_rules(rules.renames, outcome.kpi, then, rules.in_force), _value(outcome)


def _payments(rules: RuleSet, decision: Decision) -> Iterator[tuple[str, Figure]]:
    payment, then = decision.payment, decision.rules.in_force
    for entry in rules.payments:
        name = payment_in_other_rules(rules.renames, entry.name, rules.in_force, then)
        yield entry.name, Absence.UNKNOWN if payment is None else _paid(payment, name)
    yield PAYABLE, Absence.UNKNOWN if payment is None else own_sum(payment)


def _paid(payment: Payment, entry: str) -> Decimal:
    own = (line for line in payment.lines if line.entry == entry and line.policy and line.state is LineState.APPLIED)
    return sum((line.kind.sign * line.applied for line in own), _ZERO)


def _measures(rules: RuleSet, contract: Contract, decision: Decision) -> Iterator[tuple[str, Figure]]:
    evidence = decision.evidence
    if not isinstance(evidence, Submission | NonSubmission):
        return
    stated: Mapping[str, Figure] = evidence.figures
    for name, measure in rules.measures.items():
        stands_in = measure.stand_in(contract.start, evidence.period.last_day)
        yield name, stated.get(name, Absence.MISSING if stands_in is None else stands_in)


def _value(outcome: Outcome) -> Figure:
    """Return the value of a KPI, or why there is none that proves anything."""
    match outcome:
        case Rated(value=None):
            return Absence.MISSING
        case Rated(doubtful=True) | Measured(doubtful=True):
            return Absence.UNKNOWN
        case Rated(value=value) | Measured(value=value) if value is not None:
            return value
        case NotRated(absence=absence):
            return absence
        case Undecided() | Rated() | Measured():
            return Absence.UNKNOWN
