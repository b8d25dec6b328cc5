"""Which decisions a ranking looks at: those on the latest periods up to the one that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.evaluation.ranking.looking import Ruled
from engine.model.period import Period


def latest_period(periods: Iterable[Period]) -> Period | None:
    """Return the period that ends last, whole rather than cut short by a contract's start; None where there is none."""
    return max(periods, key=lambda one: (one.end, -one.start.toordinal()), default=None)


def chosen(periods: Sequence[Period], asked: Period, count: int) -> tuple[Period, ...]:
    """Return the latest *count* of *periods*, which are in order, of which the last ends in the period *asked* for.

    Contracts start and end within periods, and what is left of one counts as the whole; none where nothing of *asked*
    is among them.
    """
    reached = [one for one in periods if one.end <= asked.end]
    if not reached or reached[-1].last_day < asked.start:
        return ()
    return tuple(reached[-count:])


def windowed(decided: Sequence[Ruled], asked: Period, count: int) -> tuple[Ruled, ...]:
    """Return those of *decided*, which are in order of their periods, that a ranking for *asked* looks at."""
    by_period = {one.decision.period: one for one in decided if one.decision.period}
    return tuple(by_period[period] for period in chosen(tuple(by_period), asked, count))
