"""The reviews of a contract: by when the next is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.model.days import months_later, stretches_between


def review_due(start: date, months: int, held: Iterable[date]) -> date:
    """Return the day by which the next review is due: every so many *months* from *start* (AC-73: 9 November, 9 May).

    A review meets every due day up to its own, or the next one where none is open. One held before the due day that is
    met already meets nothing more: it may be the same review, said twice.
    """
    met = 0
    for day in sorted({*held}):
        gone = stretches_between(start, months, day)
        met = gone if met < gone else gone + 1
    return months_later(start, (met + 1) * months)
