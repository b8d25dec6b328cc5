"""What a server says may be published, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.api import figure_pb2, publishable_pb2
from engine.api.publishable_pb2 import PublishableOutcome, PublishablePeriod
from engine.cli.publishable_rows import PublishableRow
from engine.cli.remote.reading import day, word


def rows_sent(periods: Iterable[PublishablePeriod]) -> Iterator[PublishableRow]:
    """Yield a row for each KPI of *periods*."""
    for one in periods:
        for kpi in one.kpis:
            yield _row(one, kpi)


def _row(of: PublishablePeriod, kpi: PublishableOutcome) -> PublishableRow:
    flags = (word(publishable_pb2.PublishableFlag.Name(flag), "PUBLISHABLE_FLAG") for flag in kpi.flags)
    return PublishableRow(
        contract=of.contract,
        provider=of.provider,
        rule_set=of.rule_set,
        period=of.period.label,
        first=day(of.period.first).isoformat(),
        last=day(of.period.last).isoformat(),
        kpi=kpi.kpi,
        title=kpi.title,
        clause=kpi.clause,
        unit=kpi.unit,
        rating=kpi.rating,
        value=_value(kpi),
        reason="not due" if kpi.not_due else word(figure_pb2.Absence.Name(kpi.absence)) if kpi.absence else "",
        flags=tuple(flags),
    )


def _value(kpi: PublishableOutcome) -> str:
    match kpi.WhichOneof("value"):
        case "flag":
            return "yes" if kpi.flag else "no"
        case "date":
            return day(kpi.date).isoformat()
    return kpi.number or kpi.text
