"""Calendars of working days by name, read once from the holidays package and frozen."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.metadata import version

import holidays

from engine.model.working_days import WorkingDays

# The subdivision of the holidays package that each calendar names; England and Wales share theirs.
_SUBDIVISIONS = {
    "england": "ENG",
    "wales": "WLS",
    "england-and-wales": "ENG",
    "scotland": "SCT",
    "northern-ireland": "NIR",
}
CALENDARS = tuple(_SUBDIVISIONS)

_FIRST_YEAR, _LAST_YEAR = 1990, 2060


@cache
def working_days(name: str) -> WorkingDays | None:
    """Return the calendar called *name*, one of CALENDARS, with the bank and public holidays of 1990 to 2060."""
    subdivision = _SUBDIVISIONS.get(name)
    if subdivision is None:
        return None
    years = range(_FIRST_YEAR, _LAST_YEAR + 1)
    days = holidays.country_holidays("GB", subdiv=subdivision, years=years, categories=holidays.PUBLIC)
    return WorkingDays(
        name=name,
        version=f"holidays {version('holidays')}",
        holidays=frozenset(days),
        first=date(_FIRST_YEAR, 1, 1),
        last=date(_LAST_YEAR, 12, 31),
    )
