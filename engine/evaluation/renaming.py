"""What happened to a contract in the words of the rules that decide: KPIs by their names in these (SEMANTICS 28)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from engine.model.events import Confirmation, ContractEvent, Dispute, Matter, Relief, Waiver
from engine.model.renames import name_in_other_rules
from engine.model.rule_set import RuleSet


def in_words_of(rules: RuleSet, events: Iterable[ContractEvent]) -> tuple[ContractEvent, ...]:
    """Return *events*, those about KPIs by the names that *rules* have for them.

    A relief may have been agreed for a period to come, by the name that its KPI had then; a name may be another KPI's
    since. One that *rules* do not have any more, or not yet, gets a name that none has.
    """
    return tuple(_in_words_of(rules, event) for event in events)


def _in_words_of(rules: RuleSet, event: ContractEvent) -> ContractEvent:
    named = _named(event)
    match event.what:
        case Relief(kpi=kpi) | Waiver(kpi=kpi) | Confirmation(kpi=kpi) | Dispute(kpi=kpi) if kpi:
            return replace(event, what=replace(event.what, kpi=_name(rules, kpi, named)), named=rules.in_force)
        case Matter(kpis=kpis) if kpis:
            ours = tuple(_name(rules, kpi, named) for kpi in kpis)
            return replace(event, what=replace(event.what, kpis=ours), named=rules.in_force)
    return event


def _named(event: ContractEvent) -> date:
    """Return the day as of which *event* calls KPIs: of the rules it was checked by, else of what it is about."""
    match event.what:
        case Relief() | Waiver() | Confirmation() | Dispute() if event.named is None and event.what.period is not None:
            return event.what.period.last_day
    return event.named or event.on


def _name(rules: RuleSet, kpi: str, named: date) -> str:
    return name_in_other_rules(rules.renames, kpi, named, rules.in_force)
