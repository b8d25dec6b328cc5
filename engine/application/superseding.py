"""Decisions as drafts of entries, and the names that they are recorded under."""

from __future__ import annotations

from collections.abc import Iterable

from engine.application.states import State
from engine.model.decision import Decision
from engine.model.ledger import Draft, Entry, EntryKind, FiledDecision, KeptRules
from engine.model.naming import DecisionName
from engine.model.recording import canonical, decision_body
from engine.model.rule_set import RuleSet


def decided_drafts(state: State, decisions: Iterable[Decision]) -> tuple[Draft, ...]:
    """Return the entries to be of *decisions* on the contract of *state*."""
    return tuple(_draft(state, decision) for decision in decisions)


def kept(rules: RuleSet, *, settles: bool = True) -> KeptRules:
    """Return *rules* as a decision by them has them kept; it *settles* their text unless it is undecided."""
    return KeptRules(rules.name, rules.in_force, rules.digest, rules.canonical, settles)


def names_of(decided: Iterable[Entry]) -> tuple[DecisionName, ...]:
    """Return the names of the decisions that *decided* records."""
    return tuple(DecisionName(entry.contract, entry.version) for entry in decided)


def _draft(state: State, decision: Decision) -> Draft:
    contract, day = state.contract, decision.rules.on
    first, last = (decision.period.start, decision.period.last_day) if decision.period else (day, day)
    filed = FiledDecision(contract.provider, contract.rule_set, first, last, decision.outcome.value)
    return Draft(EntryKind.DECIDED, canonical(decision_body(decision)), filed=filed)
