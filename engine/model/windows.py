"""How a policy's parameters write a window over history: `3 periods`, `6 months`, `contract year`, `contract`."""

from __future__ import annotations

import re
from typing import Annotated

from engine.expression.history import YEARS, Window
from engine.model.terms import FromText

_MONTHS = re.compile(r"([1-9]\d{0,2}) (month|year)s?", re.ASCII)
_PERIODS = re.compile(r"([1-9]\d{0,2}) periods?", re.ASCII)
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
        return f"{given.periods} period{'' if given.periods == 1 else 's'}"
    if given.months is not None:
        return f"{given.months} month{'' if given.months == 1 else 's'}"
    return given.year or _WHOLE_CONTRACT


Over = Annotated[
    Window,
    FromText(window, window_text, {"type": "string", "description": "3 periods, 6 months, contract year, contract"}),
]
