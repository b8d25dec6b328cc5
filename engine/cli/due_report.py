"""Shows what is due: one list of reports that have not come and of what else people are to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.text import Text

from engine.api.contract_service_pb2 import DueObligation, DueReport
from engine.cli import output
from engine.cli.output import Format
from engine.cli.remote.reading import day, json_of


def print_due(
    reports: Sequence[DueReport],
    obligations: Sequence[DueObligation],
    on: date,
    format: Format,  # noqa: A002  # the option's name
) -> None:
    """Print what is due by the day *on*, each contract's reports first."""
    found: list[DueReport | DueObligation] = [*reports, *obligations]
    found.sort(key=lambda one: one.contract)
    if format is Format.JSON:
        output.print_json([json_of(one) for one in found])
        return
    rows = output.table("contract", "provider", "what", "by", "due", "days overdue")
    for one in found:
        late = str(one.days_overdue) if one.days_overdue else ""
        rows.add_row(*map(Text, (one.contract, one.provider, *_what(one), str(day(one.due_on)), late)))
    if found:
        output.console().print(rows)
    others = f" and {output.count(len(obligations), 'other thing')}" if obligations else ""
    due = f"{output.count(len(reports), 'report')}{others}" if found else "nothing"
    output.print_note(f"{due} due by {on}")


def _what(one: DueReport | DueObligation) -> tuple[str, str]:
    """Return what is due, with where it follows from, and who is to do it."""
    if isinstance(one, DueReport):
        return f"report for {one.period.label}", "provider"
    about = f" ({one.about})" if one.about else ""
    return f"{one.what}{about}", one.owed_by
