"""Caps: the most that lines may come to, in the order written, each on what the last left (SEMANTICS 24)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from engine.evaluation.case import Case
from engine.evaluation.view import CaseView
from engine.model.days import months_later, window_start
from engine.model.figures import Absence
from engine.model.payment import BasisTime, Cap, CapUse, Line, Window
from engine.model.policy import AbsentFigureError
from engine.model.standing import PeriodRecord
from engine.model.terms import Amount

# Python 3.11 looks a member up through Python code; what runs for every KPI and line has it at hand.
_THIS_PERIOD = BasisTime.PERIOD
_ONE_PERIOD = Window.PERIOD
_ZERO = Decimal(0)
_YEAR = 12


class Till(NamedTuple):
    """What is known when a line comes: the case, what its policy sees, and this period's *lines* so far."""

    case: Case
    view: CaseView
    lines: list[Line]


def capped(till: Till, caps: tuple[Cap, ...], due: Decimal) -> tuple[CapUse, ...]:
    """Return what each of *caps* leaves of *due*."""
    uses: list[CapUse] = []
    for cap in caps:
        came = uses[-1].left if uses else due
        limit = _limit(till.case, till.view, cap)
        used = _used(till.case, cap, till.lines)
        uses.append(CapUse(cap.name, limit, used, came, min(came, max(limit - used, _ZERO)), cap.clause))
    return tuple(uses)


def _limit(case: Case, view: CaseView, cap: Cap) -> Decimal:
    """Return the cap's figure, rounded before anything is compared with it."""
    if cap.first_year is not None and view.contract_year == 1:
        return _money(case, case.number(cap.first_year))
    amount = cap.limit.constant or cap.limit.at(case.contract.start, case.day)
    if amount is None:
        raise AbsentFigureError(f"the limit of `{cap.name}`", Absence.MISSING)
    if cap.basis is _THIS_PERIOD or amount.of is None:
        return _money(case, view.priced(amount).amount)
    return _money(case, amount.share * _charges(case, view, cap, amount))


def _charges(case: Case, view: CaseView, cap: Cap, amount: Amount) -> Decimal:
    """Return the charges of twelve months; months before the contract count nothing."""
    name = amount.of or ""
    if cap.basis is BasisTime.TWELVE_MONTHS:
        now = view.priced(Amount(Decimal(1), name)).amount
        return now + _recorded(case.standing.records, name, window_start(case.day, _YEAR))
    return _recorded(case.standing.records, name, months_later(case.period.start, -_YEAR))


def _recorded(records: Iterable[PeriodRecord], name: str, since: date) -> Decimal:
    return sum((record.charges.get(name, _ZERO) for record in records if record.period.last_day >= since), _ZERO)


def _used(case: Case, cap: Cap, lines: list[Line]) -> Decimal:
    """Return what counts against *cap* already, by amounts applied."""
    now = sum((line.applied for line in lines if any(use.cap == cap.name for use in line.caps)), _ZERO)
    if cap.over is _ONE_PERIOD:
        return now
    records = case.standing.records
    if cap.over is Window.TWELVE_MONTHS:
        since = window_start(case.day, _YEAR)
        records = tuple(record for record in records if record.period.last_day >= since)
    earlier = (entry.caps.get(cap.name, _ZERO) for record in records for entry in record.entries.values())
    return now + sum(earlier, _ZERO)


def _money(case: Case, amount: Decimal) -> Decimal:
    return case.rules.money.rounded(amount) if case.rules.money else amount
