"""Periods in which what was relieved did not happen, for rungs that disregard it."""

from __future__ import annotations

from decimal import Decimal

from engine.model.figures import Absence
from engine.model.outcome import Counts
from engine.model.standing import PeriodRecord


def without_relieved(record: PeriodRecord) -> PeriodRecord:
    """Return *record* with what was relieved neither failed nor passed, and without its points (SEMANTICS 17)."""
    if not any(kpi.relieved for kpi in record.kpis.values()):
        return record
    kpis = {
        name: kpi._replace(counts=Counts.NEITHER, points=Decimal(0), absence=Absence.RELIEVED) if kpi.relieved else kpi
        for name, kpi in record.kpis.items()
    }
    failures = [kpi.counts for kpi in kpis.values()].count(Counts.FAILURE)
    return record._replace(kpis=kpis, failures=failures, points=sum((kpi.points for kpi in kpis.values()), Decimal(0)))
