"""Which days windows and twelve months stand for in one decision, as far as it and its rules say."""

from __future__ import annotations

from datetime import date, timedelta

from engine.expression.history import Window
from engine.model.days import YearKind, months_later, window_start, year_containing
from engine.model.decision import Decision
from engine.model.period import Period
from engine.model.rule_set import RuleSet

_YEAR = 12
_ONE_DAY = timedelta(days=1)


def window_span(window: Window, decision: Decision, rules: RuleSet) -> Period | None:
    """Return the days of *window*, up to those decided (SEMANTICS 18).

    None where it reaches to the start, or where its periods are not those of *rules* alone.
    """
    on = decision.rules.on
    if window.months is not None:
        return _up_to(window_start(on, window.months), decision)
    if window.year is not None:
        return _up_to(year_containing(YearKind(window.year), on, decision.contract_start).start, decision)
    return _periods(window.periods, decision, rules) if window.periods is not None else None


def twelve_months(decision: Decision) -> Period:
    """Return the twelve months that end with what was decided; none of them before the contract (SEMANTICS 24)."""
    return _up_to(window_start(decision.rules.on, _YEAR), decision)


def twelve_months_before(decision: Decision) -> Period | None:
    """Return the twelve months before the period; None in the contract's first."""
    period, start = decision.period, decision.contract_start
    if period is None or period.start <= start:
        return None
    return Period(max(start, months_later(period.start, -_YEAR)), period.start)


def _up_to(first: date, decision: Decision) -> Period:
    return Period(max(first, decision.contract_start), decision.rules.on + _ONE_DAY)


def _periods(count: int, decision: Decision, rules: RuleSet) -> Period | None:
    # A KPI that is measured less often counts its own measurements, and an event is in no period.
    if decision.period is None or rules.sparse:
        return None
    span = Period(decision.contract_start, decision.period.end)
    periods = [*rules.reporting.periods(span)][-count:]
    # What an older version decided may have been periods of another length.
    if not periods or periods[-1] != decision.period or periods[0].last_day < rules.in_force:
        return None
    return Period(periods[0].start, decision.period.end)
