"""Caps: the most that lines may come to, in the order written, each on what the last left (SEMANTICS 24)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from engine.evaluation.case import Case
from engine.evaluation.view import CaseView
from engine.model.days import months_later, window_start
from engine.model.decimals import Precision
from engine.model.figures import Absence
from engine.model.payment import BasisTime, Cap, CapUse, Line, Window
from engine.model.policy import AbsentFigureError
from engine.model.standing import PeriodRecord, ended_since
from engine.model.terms import Amount

# Python 3.11 looks a member up through Python code; what runs for every KPI and line has it at hand.
_THIS_PERIOD = BasisTime.PERIOD
_EVENT = Window.EVENT
_ONE_PERIOD = Window.PERIOD
_TWELVE_MONTHS = Window.TWELVE_MONTHS
_ZERO = Decimal(0)
_ONE = Decimal(1)
_YEAR = 12
# A NamedTuple's own constructor is Python code and costs twice as much.
_use: Callable[[tuple[object, ...]], CapUse] = partial(tuple.__new__, CapUse)


class Till(NamedTuple):
    """What is known when a line comes: the case, what its policy sees, and this period's *lines* so far."""

    case: Case
    view: CaseView
    money: Precision
    lines: list[Line]


class Capped(NamedTuple):
    """What each cap left in turn, and what the last left in all."""

    uses: tuple[CapUse, ...]
    left: Decimal


def is_by_event(caps: tuple[Cap, ...]) -> bool:
    """Return whether the first of *caps* caps each event by itself; none does where the first does not."""
    return bool(caps) and caps[0].over is _EVENT


def capped(till: Till, caps: tuple[Cap, ...], due: Iterable[Decimal]) -> Capped:
    """Return what *caps* leave of what is *due*: one sum, or one for each event where the first is by event."""
    uses: list[CapUse] = []
    left = [*due]
    for cap in caps:
        limit = till.money.rounded(_limit(till, cap))
        if cap.over is _EVENT:
            drawn = [_drawn(till, cap, limit, came) for came in left]
        else:
            drawn = [_drawn(till, cap, limit, sum(left, till.money.nothing))]
        uses += drawn
        left = [use.left for use in drawn]
    return Capped(tuple(uses), sum(left, till.money.nothing))


def _drawn(till: Till, cap: Cap, limit: Decimal, came: Decimal) -> CapUse:
    """Return what *cap* leaves of what *came* to it."""
    used = till.money.nothing if cap.over is _EVENT else _used(till, cap)
    room = limit - used
    left = came if came <= room else max(room, till.money.nothing)
    return _use((cap.name, limit, used, came, left, cap.clause))


def _limit(till: Till, cap: Cap) -> Decimal:
    """Return the cap's figure, which is rounded before anything is compared with it."""
    case, view, limit = till.case, till.view, cap.limit
    if cap.first_year is not None and view.contract_year == 1:
        return case.number(cap.first_year)
    amount = limit.constant or limit.at(case.contract.start, case.day)
    if amount is None:
        raise AbsentFigureError(f"the limit of `{cap.name}`", Absence.MISSING)
    if cap.basis is _THIS_PERIOD or amount.of is None:
        return view.worth(amount)
    return amount.share * _charges(case, view, cap.basis, amount.of)


def _charges(case: Case, view: CaseView, basis: BasisTime, name: str) -> Decimal:
    """Return the charges of twelve months; months before the contract count nothing."""
    records = case.standing.records
    if basis is BasisTime.TWELVE_MONTHS:
        now = view.worth(Amount(_ONE, name))
        return now + _recorded(ended_since(records, window_start(case.day, _YEAR)), name)
    return _recorded(ended_since(records, months_later(case.period.start, -_YEAR)), name)


def _recorded(records: tuple[PeriodRecord, ...], name: str) -> Decimal:
    return sum([record.charges.get(name, _ZERO) for record in records], _ZERO)


def _used(till: Till, cap: Cap) -> Decimal:
    """Return what counts against *cap* already, by amounts applied."""
    name, over = cap.name, cap.over
    paid = [line.applied for line in till.lines if any(use.cap == name for use in line.caps)]
    now = sum(paid, till.money.nothing)
    if over is _ONE_PERIOD:
        return now
    records = till.case.standing.records
    if over is _TWELVE_MONTHS:
        records = ended_since(records, window_start(till.case.day, _YEAR))
    return now + sum([entry.caps.get(name, _ZERO) for record in records for entry in record.entries.values()], _ZERO)
