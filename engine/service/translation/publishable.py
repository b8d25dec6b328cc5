"""What may be published of periods, written to the wire."""

from __future__ import annotations

from collections.abc import Iterable

from engine.api import decision_service_pb2 as service
from engine.api import publishable_pb2 as wire
from engine.application.results import PublishablePeriod
from engine.model.kpi import Kpi
from engine.model.publishing import Publishable
from engine.service.translation.days import write_day, write_instant, write_period
from engine.service.translation.figures import write_figure
from engine.service.translation.words import ABSENCES, PUBLISHABLE_FLAGS


def publishable_listed(found: Iterable[PublishablePeriod], next_page_token: str) -> service.ListPublishableResponse:
    """Return a page of what may be published."""
    to = service.ListPublishableResponse(next_page_token=next_page_token)
    for one in found:
        _write_period(to.periods.add(), one)
    return to


def _write_period(to: wire.PublishablePeriod, found: PublishablePeriod) -> None:
    recorded, rules, kpis = found
    decision = recorded.decision
    to.contract, to.provider, to.rule_set = decision.contract, decision.provider, rules.name
    to.decision = str(recorded.name)
    write_day(to.in_force, rules.in_force)
    write_instant(to.recorded_at, recorded.entry.recorded_at)
    if decision.period is not None:
        write_period(to.period, decision.period)
    for kpi in kpis:
        _write_outcome(to.kpis.add(), kpi, rules.kpis[kpi.kpi])


def _write_outcome(to: wire.PublishableOutcome, outcome: Publishable, kpi: Kpi) -> None:
    to.kpi, to.title, to.clause, to.unit = outcome.kpi, kpi.title, kpi.clause, kpi.unit or ""
    to.rating, to.not_due = outcome.rating, not outcome.due
    if outcome.value is not None:
        write_figure(to, outcome.value)
    if outcome.absence is not None:
        to.absence = ABSENCES[outcome.absence.value]
    to.flags.extend(PUBLISHABLE_FLAGS[flag.value] for flag in outcome.flags)
