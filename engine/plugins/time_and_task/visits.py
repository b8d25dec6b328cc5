"""Reads visits from their rows: their day, how long they took, how long they were planned to take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeVar

from engine.model.figures import Absence
from engine.model.policy import AbsentFigureError, View
from engine.model.record_terms import FieldName
from engine.model.rows import Cell, Row
from engine.plugins.time_and_task.parameters import TimeAndTaskParameters

T = TypeVar("T")

_SECOND, _SIXTY = timedelta(seconds=1), Decimal(60)


class Visit(NamedTuple):
    """What a visit's pay hangs on; *minutes* are None where none were recorded, *alike* the cells that share units."""

    day: date | None
    minutes: Decimal | None
    planned: Decimal | None
    alike: tuple[Cell, ...]


def visits(parameters: TimeAndTaskParameters, view: View) -> Counter[Visit]:
    """Return how many visits there are of each; AbsentFigureError where the contract lets a missing time wait."""
    rows = view.records(parameters.length[0].record)
    took = _took(parameters, rows)
    if parameters.missing == "wait" and None in took:
        raise AbsentFigureError(str(parameters.length[-1]), Absence.MISSING)
    columns = (_days(parameters, rows, took, view), took, _planned(parameters, rows, took), _alike(parameters, rows))
    return Counter(map(Visit._make, zip(*columns, strict=True)))


def _took(parameters: TimeAndTaskParameters, rows: tuple[Row, ...]) -> list[Decimal | None]:
    if parameters.minutes is not None:
        return _numbers(rows, parameters.minutes)
    starts, ends = (_column(rows, field, _instant) for field in parameters.length)
    return [_between(ends_at, place) for place, ends_at in enumerate(zip(starts, ends, strict=True), 1)]


def _between(ends: tuple[datetime | None, datetime | None], place: int) -> Decimal | None:
    started, ended = ends
    if started is None or ended is None:
        return None
    if ended < started:
        raise ValueError(f"expected visits that end no earlier than they start, not as in row {place}")
    return (ended - started) // _SECOND / _SIXTY


def _planned(
    parameters: TimeAndTaskParameters, rows: tuple[Row, ...], took: Iterable[Decimal | None]
) -> list[Decimal | None]:
    if parameters.planned is None:
        return [None] * len(rows)
    planned = _numbers(rows, parameters.planned)
    for minutes, plan in zip(took, planned, strict=True):
        if plan is None and (minutes is not None or parameters.missing == "pays_planned"):
            raise AbsentFigureError(str(parameters.planned), Absence.MISSING)
    return planned


def _alike(parameters: TimeAndTaskParameters, rows: tuple[Row, ...]) -> list[tuple[Cell, ...]]:
    names = [field.field for field in parameters.left_over_by]
    return [tuple([row[name] for name in names]) for row in rows]


def _days(
    parameters: TimeAndTaskParameters, rows: tuple[Row, ...], took: Iterable[Decimal | None], view: View
) -> list[date | None]:
    """Return the day of each visit, which only one that pays nothing can do without."""
    field, zone = parameters.day, view.time_zone
    if field is None:
        return [None] * len(rows)

    def day(cell: object) -> date:
        if isinstance(cell, datetime):
            return cell.astimezone(zone).date()
        if isinstance(cell, date):
            return cell
        raise ValueError("a date or an instant")

    days = _column(rows, field, day)
    for found, minutes in zip(days, took, strict=True):
        if found is None and (minutes is not None or parameters.missing != "pays_nothing"):
            raise AbsentFigureError(str(field), Absence.MISSING)
    return days


def _numbers(rows: tuple[Row, ...], field: FieldName) -> list[Decimal | None]:
    return _column(rows, field, _number)


def _column(rows: tuple[Row, ...], field: FieldName, read: Callable[[object], T]) -> list[T | None]:
    try:
        return [None if (cell := row[field.field]) is Absence.MISSING else read(cell) for row in rows]
    except ValueError as error:
        raise ValueError(f"expected `{field}` to hold {error}") from None


def _number(cell: object) -> Decimal:
    if not isinstance(cell, Decimal):
        raise ValueError("minutes")
    if cell < 0:
        raise ValueError(f"minutes of 0 or more, not `{cell}`")
    return cell


def _instant(cell: object) -> datetime:
    if not isinstance(cell, datetime):
        raise ValueError("instants")
    return cell
