"""Which decisions a warning flags: those on its KPIs that were made while it had no answer, after its last day."""

from __future__ import annotations

from collections.abc import Iterable

from engine.evaluation.renaming import in_words_of
from engine.model.decision import Decision
from engine.model.events import ContractEvent
from engine.model.evidence import Event, Evidence
from engine.model.matters import unanswered, warned_of
from engine.model.rule_set import RuleSet


def flags(rules: RuleSet, events: Iterable[ContractEvent], evidence: Evidence) -> tuple[ContractEvent, ...]:
    """Return the warnings that flag a decision by *rules* upon *evidence*; *events* are in the words of these.

    None flags the decision upon an event: that is about no KPI.
    """
    if isinstance(evidence, Event):
        return ()
    found = unanswered(events, evidence.decided_on)
    return tuple(event for event in found if any(kpi in rules.kpis for kpi in warned_of(event)))


def is_flagged(decision: Decision, warning: int) -> bool:
    """Return whether *decision* names the *warning* of that version."""
    return any(event.version == warning for event in decision.unanswered)


def flags_otherwise(decision: Decision, rules: RuleSet, warning: int, events: Iterable[ContractEvent]) -> bool:
    """Return whether the *warning* of that version would have flagged *decision*, and does not, or the other way round.

    *events* are those that are known now; the *decision* was made by *rules*, upon what was known then.
    """
    known = in_words_of(rules, events) if rules.renames else events
    should = any(event.version == warning for event in flags(rules, known, decision.evidence))
    return should is not is_flagged(decision, warning)
