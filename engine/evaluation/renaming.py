"""What happened to a contract in the words of the rules that decide: KPIs by their names of today (SEMANTICS 28)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.model.events import ContractEvent, Dispute, Matter, Relief, Waiver
from engine.model.rule_set import RuleSet


def in_words_of(rules: RuleSet, events: Iterable[ContractEvent]) -> tuple[ContractEvent, ...]:
    """Return *events*, those about KPIs by the names that *rules* have for them.

    A relief may have been agreed for a period to come, by the name that its KPI had then.
    """
    return tuple(_in_words_of(rules, event) for event in events)


def _in_words_of(rules: RuleSet, event: ContractEvent) -> ContractEvent:
    match event.what:
        case Relief(kpi=kpi) | Waiver(kpi=kpi) | Dispute(kpi=kpi) if _named(rules, kpi) != kpi:
            return replace(event, what=replace(event.what, kpi=_named(rules, kpi)))
        case Matter(kpis=kpis) if kpis:
            return replace(event, what=replace(event.what, kpis=tuple(_named(rules, kpi) for kpi in kpis)))
    return event


def _named(rules: RuleSet, kpi: str) -> str:
    """Return the name that *rules* have for *kpi*, which a version before them may have called so."""
    for _, renames in rules.renames:
        if kpi in rules.kpis:
            return kpi
        kpi = renames.kpis.get(kpi) or kpi
    return kpi
