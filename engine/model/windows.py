"""How parameters write windows over history, such as `6 months` or `contract year`, and numbers of periods."""

from __future__ import annotations

import re
from typing import Annotated

from engine.expression.history import YEARS, Window
from engine.model.terms import FromText

_MONTHS = re.compile(r"([1-9]\d{0,2}) (month|year)s?", re.ASCII)
_PERIODS = re.compile(r"([1-9]\d{0,2}) periods?", re.ASCII)
_COUNT = re.compile(r"([1-9]\d?) periods?", re.ASCII)
_WHOLE_CONTRACT = "contract"


def window(text: str) -> Window:
    """Return the window that *text* writes; it ends with the period being decided (SEMANTICS 18)."""
    if match := _PERIODS.fullmatch(text):
        return Window(periods=int(match[1]))
    if match := _MONTHS.fullmatch(text):
        return Window(months=int(match[1]) * (12 if match[2] == "year" else 1))
    if text in YEARS:
        return Window(year=text)
    if text == _WHOLE_CONTRACT:
        return Window()
    years = ", ".join(f"`{year}`" for year in YEARS)
    raise ValueError(f"expected a window such as `3 periods` or `6 months`, {years} or `contract`, not `{text}`")


def window_text(given: Window) -> str:
    """Return *given* as a rule file writes it."""
    if given.periods is not None:
        return periods_text(given.periods)
    if given.months is not None:
        return f"{given.months} month{'' if given.months == 1 else 's'}"
    return given.year or _WHOLE_CONTRACT


def window_arguments(given: Window) -> tuple[str, ...]:
    """Return *given* as a condition asks for it, such as `last=3`; nothing for the whole contract."""
    if given.periods is not None:
        return (f"last={given.periods}",)
    if given.months is not None:
        return (f'last="{window_text(given)}"',)
    return () if given.year is None else (f'within="{given.year}"',)


def periods(text: str) -> int:
    """Return the number that `2 periods` writes."""
    match = _COUNT.fullmatch(text)
    if not match:
        raise ValueError(f"expected a number of periods such as `2 periods`, not `{text}`")
    return int(match[1])


def periods_text(count: int) -> str:
    """Return *count* periods as a rule file writes them."""
    return f"{count} period{'' if count == 1 else 's'}"


Over = Annotated[
    Window,
    FromText(window, window_text, {"type": "string", "description": "3 periods, 6 months, contract year, contract"}),
]
Periods = Annotated[
    int,
    FromText(
        periods,
        periods_text,
        {"type": "string", "description": "`2 periods`", "pattern": r"^[1-9]\d? periods?$"},
    ),
]
