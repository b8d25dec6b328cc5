"""What people's word does to a KPI: counts are left out, it is excused (SEMANTICS 17), or its figure is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

from engine.diagnostics import did_you_mean
from engine.errors import Violation
from engine.evaluation.sourcing import can_be_doubted
from engine.evaluation.working import Working
from engine.model.decimals import plain
from engine.model.events import Confirmation, ContractEvent, Dispute, Effect, Relief, Waiver
from engine.model.figures import Absence, Figure
from engine.model.measures import NUMBERS, MeasureType
from engine.model.outcome import NotRated, Rated, Undecided
from engine.model.rule_set import RuleSet

# `isinstance` asks for the types themselves.
Excuse = Relief | Waiver | Confirmation | Dispute
Excuses: TypeAlias = Mapping[str, tuple[ContractEvent, ...]]


def unfit_relief(rules: RuleSet, what: Relief) -> Iterator[Violation]:
    """Yield what does not fit of a relief for a KPI of *rules*: what its counts are, and what it does beside them."""
    if what.excluded and what.effect is not Effect.NO_CONSEQUENCE:
        yield Violation("effect", "expected no other effect where counts are excluded: without them the KPI stands")
    reads = rules.kpis[what.kpi].reads
    for name, count in what.excluded.items():
        if name not in rules.measures or name not in reads:
            expected = f"expected a measure that `{what.kpi}` reads, not `{name}`"
            yield Violation(f"excluded.{name}", expected + did_you_mean(name, reads))
        elif unfit := _unfit(rules.measures[name].type, count):
            yield Violation(f"excluded.{name}", unfit)
        if count <= Decimal(0):
            yield Violation(f"excluded.{name}", f"expected more than 0, not `{plain(count)}`")


def unfit_confirmation(rules: RuleSet, kpi: str) -> str | None:
    """Return why nobody can confirm a figure of *kpi*, one of *rules*: none is ever doubtful by itself."""
    if can_be_doubted(rules, rules.kpis[kpi]):
        return None
    return f"expected a KPI with `plausible`, or on a measure with `otherwise: doubtful`, not `{kpi}`"


def _unfit(kind: MeasureType, count: Decimal) -> str | None:
    if kind not in NUMBERS:
        return f"expected a measure that holds a number, not a {kind.value}"
    is_part = kind is MeasureType.COUNT and count != count.to_integral_value()
    return f"expected a whole number, as of any count, not `{plain(count)}`" if is_part else None


def by_kpi(events: Iterable[ContractEvent]) -> Excuses:
    """Return the reliefs, waivers, confirmations and disputes *events* by their KPI."""
    found: dict[str, tuple[ContractEvent, ...]] = {}
    for event in events:
        if isinstance(event.what, Excuse):
            found[event.what.kpi] = (*found.get(event.what.kpi, ()), event)
    return found


def excused(working: Working, kpi: str, enter: Callable[[Working], None], events: Iterable[ContractEvent]) -> None:
    """Work out *kpi* by *enter*, as *events* excuse it."""
    reliefs = tuple(event.what for event in events if isinstance(event.what, Excuse))
    excluded = _excluded(reliefs)
    kept = {name: working.figures[name] for name in excluded if name in working.figures}
    working.figures.update({name: _less(figure, excluded[name]) for name, figure in kept.items()})
    amiss = _amiss(working, kpi, excluded)
    if confirmed := tuple(what.figure for what in reliefs if isinstance(what, Confirmation)):
        working.confirmed = {**working.confirmed, kpi: confirmed}
    enter(working)
    working.figures.update(kept)
    outcome = working.found[kpi]
    if amiss:
        outcome = Undecided(kpi, amiss, outcome.read)
        _put(working, kpi, outcome, Absence.UNKNOWN)
    if any(is_whole(what) for what in reliefs) and isinstance(outcome, Rated | Undecided):
        _put(working, kpi, NotRated(kpi, Absence.RELIEVED, (), outcome.read), Absence.RELIEVED)


def _excluded(reliefs: Iterable[Excuse]) -> dict[str, Decimal]:
    """Return the counts that *reliefs* exclude together."""
    found: dict[str, Decimal] = {}
    for what in reliefs:
        for name, count in what.excluded.items() if isinstance(what, Relief) else ():
            found[name] = found.get(name, Decimal(0)) + count
    return found


def _amiss(working: Working, kpi: str, excluded: Iterable[str]) -> str | None:
    """Return why a person must judge: counts are excluded that rules since then do not read, or more than there are."""
    rules = working.case.rules
    for name in excluded:
        if name not in rules.measures or name not in rules.kpis[kpi].reads:
            return f"a relief excludes `{name}`, which the rules in force on {working.case.day} do not read"
        if _is_negative(working.figures[name]):
            return f"the reliefs exclude more of `{name}` than there is"
    return None


def _put(working: Working, kpi: str, outcome: NotRated | Undecided, figure: Figure) -> None:
    working.found[kpi] = outcome
    working.figures[kpi] = figure
    working.doubted.discard(kpi)


def is_whole(what: Excuse) -> bool:
    """Return whether *what* excuses the whole of its KPI, so that it is not rated."""
    if isinstance(what, Relief):
        return what.effect is Effect.NO_CONSEQUENCE and not what.excluded
    return not isinstance(what, Confirmation)


def _less(figure: Figure, count: Decimal) -> Figure:
    return figure - count if isinstance(figure, Decimal) else figure


def _is_negative(figure: Figure) -> bool:
    return isinstance(figure, Decimal) and figure < 0
