"""Figures as people write them: what they say that they stand by is held against what a KPI came to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine.model.decimals import plain
from engine.model.figures import Absence, Figure
from engine.model.terms import is_number


def written(figure: Figure) -> str:
    """Return *figure* as people write it: `40`, `Good`, `true`, `2026-04-01`; without a value why, as `no activity`."""
    match figure:
        case Decimal():
            return plain(figure)
        case bool():
            return "true" if figure else "false"
        case date():
            return figure.isoformat()
        case Absence():
            return figure.value
    return str(figure)


def is_written(text: str, figure: Figure) -> bool:
    """Return whether *text* writes *figure*; `40.0` is `40`."""
    if isinstance(figure, Decimal) and is_number(text):
        return Decimal(text) == figure
    return text == written(figure)
