"""What reliefs and waivers do to a KPI: counts are left out, or the whole of it is excused (SEMANTICS 17)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

from engine.evaluation.working import Working
from engine.model.events import ContractEvent, Dispute, Effect, Relief, Waiver
from engine.model.figures import Absence, Figure
from engine.model.outcome import NotRated, Rated, Undecided

# `isinstance` asks for the types themselves.
Excuse = Relief | Waiver | Dispute
Excuses: TypeAlias = Mapping[str, tuple[ContractEvent, ...]]


def by_kpi(events: Iterable[ContractEvent]) -> Excuses:
    """Return the reliefs, waivers and disputes *events* by the KPI that they excuse."""
    found: dict[str, tuple[ContractEvent, ...]] = {}
    for event in events:
        if isinstance(event.what, Excuse):
            found[event.what.kpi] = (*found.get(event.what.kpi, ()), event)
    return found


def excused(working: Working, kpi: str, enter: Callable[[Working], None], events: Iterable[ContractEvent]) -> None:
    """Work out *kpi* by *enter*, as *events* excuse it."""
    reliefs = tuple(event.what for event in events if isinstance(event.what, Excuse))
    stated = {name: working.figures[name] for what in reliefs if isinstance(what, Relief) for name in what.excluded}
    for what in reliefs:
        if isinstance(what, Relief):
            working.figures.update({name: _less(working.figures[name], n) for name, n in what.excluded.items()})
    negative = [name for name in stated if _is_negative(working.figures[name])]
    enter(working)
    outcome = working.found[kpi]
    if negative:
        why = f"the reliefs exclude more of `{negative[0]}` than there is"
        outcome = Undecided(kpi, why, outcome.read)
        _put(working, kpi, outcome, Absence.UNKNOWN)
    working.figures.update(stated)
    if any(is_whole(what) for what in reliefs) and isinstance(outcome, Rated | Undecided):
        _put(working, kpi, NotRated(kpi, Absence.RELIEVED, (), outcome.read), Absence.RELIEVED)


def _put(working: Working, kpi: str, outcome: NotRated | Undecided, figure: Figure) -> None:
    working.found[kpi] = outcome
    working.figures[kpi] = figure


def is_whole(what: Excuse) -> bool:
    """Return whether *what* excuses the whole of its KPI, so that it is not rated."""
    return not isinstance(what, Relief) or (what.effect is Effect.NO_CONSEQUENCE and not what.excluded)


def _less(figure: Figure, count: Decimal) -> Figure:
    return figure - count if isinstance(figure, Decimal) else figure


def _is_negative(figure: Figure) -> bool:
    return isinstance(figure, Decimal) and figure < 0
