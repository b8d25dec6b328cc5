"""Decisions of a server in a table without their KPIs, which rule sets do not have in common, or as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

import typer
from rich.text import Text

from engine.api.decision_pb2 import Decision
from engine.cli import output
from engine.cli.output import Format
from engine.cli.remote.reading import decision_row, json_of
from engine.cli.short_names import words

_HEADINGS = ("decision", "provider", "period", "outcome", "rung", "move", "deducted", "payable")


def print_recorded(decisions: Iterable[Decision], format: Format) -> int:  # noqa: A002  # the option's name
    """Print *decisions*; return how many there were."""
    if format is Format.JSON:
        return sum(print_line(one) for one in decisions)
    rows = output.table(*_HEADINGS)
    for one in decisions:
        rows.add_row(*map(Text, _cells(one)))
    if rows.row_count:
        output.console().print(rows)
    return rows.row_count


def print_line(decision: Decision) -> int:
    """Print *decision* as one line of JSON; return 1, the number of lines."""
    typer.echo(json.dumps(json_of(decision), ensure_ascii=False))
    return 1


def print_also_decided(ids: Collection[str]) -> None:
    """Print on standard error the *ids* of the decisions that supersede others by what was asked, if there are any."""
    if ids:
        output.print_note(f"decided again: {', '.join(ids)}")


def _cells(decision: Decision) -> tuple[str, ...]:
    row = decision_row(decision)
    # What is superseded stands in the list as well: who reads it has to see which decision stands.
    name = f"{decision.id} for {decision.supersedes.decision}" if decision.HasField("supersedes") else decision.id
    return (
        name,
        decision.provider,
        row.period,
        words(row.outcome),
        words(row.rung),
        row.move,
        row.deducted,
        row.payable,
    )
