"""Rows about people's outcomes, read field by field, each person and outcome once a period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from engine.model.figures import Absence
from engine.model.policy import AbsentFigureError, View
from engine.model.record_terms import FieldName
from engine.model.rows import Cell, Row
from engine.plugins.person_outcomes.parameters import PersonOutcomesParameters, TimingParameters

STATES = ("agreed", "confirmed", "not achieved", "disproved")


class Report(NamedTuple):
    """What became of one outcome of one person; *whose* names both."""

    whose: str
    outcome: str
    state: str
    row: Row


def reports(parameters: PersonOutcomesParameters, view: View) -> Iterator[Report]:
    """Yield what the period's rows say; ValueError where two are about one person and outcome."""
    seen: set[str] = set()
    for row in _rows(parameters, view):
        outcome = text(row, parameters.outcome)
        whose = f"{text(row, parameters.person)}, {outcome}"
        if whose in seen:
            raise ValueError(f"expected one row for each person and outcome: two are about `{whose}`")
        seen.add(whose)
        yield Report(whose, outcome, _state(row, parameters.state), row)


def _rows(parameters: PersonOutcomesParameters, view: View) -> tuple[Row, ...]:
    try:
        return view.records(parameters.person.record)
    except AbsentFigureError as error:
        if parameters.missing == "pays_nothing" and error.absence is Absence.MISSING:
            return ()
        raise


def _state(row: Row, field: FieldName) -> str:
    state = text(row, field)
    if state not in STATES:
        words = ", ".join(f"`{word}`" for word in STATES)
        raise ValueError(f"expected `{field}` to be one of {words}, not `{state}`")
    return state


def text(row: Row, field: FieldName) -> str:
    """Return the words in *field*."""
    cell = there(row, field)
    if not isinstance(cell, str):
        raise ValueError(f"expected words in `{field}`, not `{type(cell).__name__}`")
    return cell


def sum_of(row: Row, field: FieldName) -> Decimal:
    """Return the sum in *field*, which is never below zero."""
    cell = there(row, field)
    if not isinstance(cell, Decimal) or cell < 0:
        raise ValueError(f"expected a sum of 0 or more in `{field}`, not `{cell}`")
    return cell


def days_late(row: Row, timing: TimingParameters, view: View) -> int:
    """Return how many days after the due day the outcome was confirmed, below zero where it was before.

    ValueError where nobody can have confirmed it then: before the contract or work on it began, or after the period.
    """
    confirmed = _day(row, timing.confirmed)
    if confirmed > view.period.last_day:
        last = f"{view.period.last_day}, the last of the period"
        raise ValueError(f"expected a day no later than {last}, in `{timing.confirmed}`, not {confirmed}")
    if confirmed < view.contract_start:
        first = f"{view.contract_start}, on which the contract started"
        raise ValueError(f"expected a day no earlier than {first}, in `{timing.confirmed}`, not {confirmed}")
    if timing.started is not None and confirmed < _day(row, timing.started):
        first = f"`{timing.started}`, {_day(row, timing.started)}"
        raise ValueError(f"expected a day no earlier than {first}, in `{timing.confirmed}`, not {confirmed}")
    return (confirmed - _day(row, timing.due)).days


def _day(row: Row, field: FieldName) -> date:
    cell = there(row, field)
    if not isinstance(cell, date) or isinstance(cell, datetime):
        raise ValueError(f"expected a date in `{field}`, not `{type(cell).__name__}`")
    return cell


def there(row: Row, field: FieldName) -> Cell:
    """Return the cell of *field*; AbsentFigureError where the row leaves it out."""
    cell = row[field.field]
    if isinstance(cell, Absence):
        raise AbsentFigureError(str(field), cell)
    return cell
