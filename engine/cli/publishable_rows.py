"""What may be published, a row for each KPI and period: plain texts, with nothing beside it that may not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple, TextIO

from rich.console import Console
from rich.text import Text

from engine.batch.results import Decided
from engine.cli import output
from engine.cli.short_names import words
from engine.model.decimals import plain
from engine.model.document import Json
from engine.model.figures import Value
from engine.model.publishing import publishable


class PublishableRow(NamedTuple):
    """One KPI in one period; what does not apply is empty. *reason* is why it is not rated."""

    contract: str
    provider: str
    rule_set: str
    period: str
    first: str
    last: str
    kpi: str
    title: str
    clause: str
    unit: str
    rating: str
    value: str
    reason: str
    flags: tuple[str, ...]

    @property
    def texts(self) -> dict[str, str]:
        """The row as cells of a sheet."""
        return {**self._asdict(), "flags": "; ".join(self.flags)}

    @property
    def document(self) -> dict[str, Json]:
        """The row as JSON values."""
        return {**self._asdict(), "flags": list(self.flags)}


def publishable_rows(decided: Decided) -> Iterator[PublishableRow]:
    """Yield what may be published of a decision: nothing of an event, or where a person must judge."""
    decision, rules = decided.decision, decided.rules
    period = decision.period
    for one in publishable(decision, rules.scale.not_rated) if period else ():
        kpi = rules.kpis[one.kpi]
        yield PublishableRow(
            contract=decision.contract,
            provider=decision.provider,
            rule_set=rules.name,
            period=period.label if period else "",
            first=period.start.isoformat() if period else "",
            last=period.last_day.isoformat() if period else "",
            kpi=one.kpi,
            title=kpi.title,
            clause=kpi.clause,
            unit=kpi.unit or "",
            rating=one.rating,
            value=_text(one.value),
            reason="not due" if not one.due else one.absence.value if one.absence else "",
            flags=tuple(flag.value for flag in one.flags),
        )


def print_publishable(console: Console, rows: Iterable[PublishableRow]) -> None:
    """Print *rows* in a table."""
    table = output.table("contract", "provider", "period", "KPI", "value", "rating", "flags")
    for row in rows:
        rating = f"{words(row.rating)}{f', {row.reason}' if row.reason else ''}"
        value = f"{row.value} {row.unit}".strip() if row.value else ""
        cells = (row.contract, row.provider, row.period, row.title, value, rating, ", ".join(row.flags))
        table.add_row(*map(Text, cells))
    if table.row_count:
        console.print(table)


def write_lines(rows: Iterable[PublishableRow], stream: TextIO) -> None:
    """Write *rows* to *stream*, a line of JSON each."""
    for row in rows:
        stream.write(json.dumps(row.document, ensure_ascii=False) + "\n")


def _text(value: Value | None) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return plain(value)
        case bool():
            return "yes" if value else "no"
    return str(value)
