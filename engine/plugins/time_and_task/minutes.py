"""How many minutes of each visit are paid for: tolerance, the plan, whole units, the least of a visit."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from engine.model.decimals import settled
from engine.plugins.time_and_task.days import Days
from engine.plugins.time_and_task.parameters import TimeAndTaskParameters, TimeParameters
from engine.plugins.time_and_task.visits import Visit

_NOTHING, _ONE = Decimal(0), Decimal(1)
_MODES = {"up": ROUND_CEILING, "down": ROUND_FLOOR, "nearest": ROUND_HALF_UP}
UNRECORDED = "visits without a recorded time"
AS_PLANNED = "paid as planned without a recorded time"
NO_TIME = "visits of no minutes"


class Group(NamedTuple):
    """Visits that are paid alike: the kind of their day, their minutes, and what is unusual; no *kind* is no pay."""

    kind: str | None
    minutes: Decimal
    note: str = ""


class Paid(NamedTuple):
    """How many visits each group has, and the groups in which units were added up over several visits."""

    groups: Counter[Group]
    added_up: list[tuple[Group, int]]


def paid(parameters: TimeAndTaskParameters, visits: Counter[Visit], days: Days) -> Paid:
    """Return the minutes to pay for, of each visit by itself, or of those that add their units up."""
    groups: Counter[Group] = Counter()
    pooled: dict[tuple[object, ...], list[tuple[Decimal, int]]] = {}
    for visit, number in visits.items():
        kind, time = days.kind(visit.day), parameters.time
        if visit.minutes and time is not None and time.left_over_by and not _as_planned(time, visit):
            pooled.setdefault((kind, visit.alike), []).append((_capped(time, visit.minutes, visit), number))
        else:
            groups[_group(parameters, kind, visit)] += number
    return Paid(groups, [_added_up(parameters, str(kind), pool) for (kind, _), pool in pooled.items()])


def _group(parameters: TimeAndTaskParameters, kind: str, visit: Visit) -> Group:
    if visit.minutes is None:
        planned = visit.planned if parameters.missing == "pays_planned" else None
        return Group(kind, planned, AS_PLANNED) if planned else Group(None, _NOTHING, UNRECORDED)
    if not visit.minutes:
        return Group(None, _NOTHING, NO_TIME)
    # A visit that has one price, however long, is one visit.
    return Group(kind, _counted(parameters.time, visit.minutes, visit) if parameters.time else _NOTHING)


def _counted(time: TimeParameters, minutes: Decimal, visit: Visit) -> Decimal:
    """Return the minutes of one visit that are paid for; its least comes last, and goes before the plan."""
    if _as_planned(time, visit) and visit.planned is not None:
        counted = visit.planned
    else:
        # What is rounded up is held to the plan again.
        counted = _capped(time, in_units(time, _capped(time, minutes, visit)), visit)
    return counted if time.at_least is None else max(counted, time.at_least)


def _as_planned(time: TimeParameters, visit: Visit) -> bool:
    if time.tolerance is None or visit.planned is None or visit.minutes is None:
        return False
    return settled(abs(visit.minutes - visit.planned)) <= time.tolerance


def _capped(time: TimeParameters, minutes: Decimal, visit: Visit) -> Decimal:
    if time.beyond_planned != "unpaid" or visit.planned is None:
        return minutes
    return min(minutes, visit.planned)


def in_units(time: TimeParameters, minutes: Decimal) -> Decimal:
    """Return *minutes* in whole units, as the contract rounds them."""
    if time.to is None:
        return minutes
    return settled(minutes / time.to).quantize(_ONE, _MODES[time.rounded]) * time.to


def _added_up(parameters: TimeAndTaskParameters, kind: str, pool: list[tuple[Decimal, int]]) -> tuple[Group, int]:
    minutes = sum((minutes * number for minutes, number in pool), _NOTHING)
    units = minutes if parameters.time is None else in_units(parameters.time, minutes)
    return Group(kind, units), sum(number for _, number in pool)
