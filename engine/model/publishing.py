"""What of a decision may be published: the KPIs of which its rules say so, and nothing that others leave in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from engine.model.decision import Decision
from engine.model.escalation import DecisionOutcome
from engine.model.events import Confirmation, ContractEvent, Dispute, Relief, Waiver
from engine.model.figures import Absence, Value
from engine.model.outcome import Basis, Measured, NotRated, Outcome, Rated, Undecided, came_to
from engine.model.written import is_written


class Flag(Enum):
    """What a reader has to know of a rating beside it."""

    DEEMED = "deemed"
    CARRIED_FORWARD = "carried forward"
    DOUBTFUL = "doubtful"
    IN_GRACE = "in grace"
    RELIEVED = "relieved"
    WAIVED = "waived"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"


class Publishable(NamedTuple):
    """What one KPI came to, without what it was worked out from and what follows from it.

    *rating* is in the words of the scale, or what that calls what cannot be rated; empty for a KPI without bands.
    *absence* is why it is not rated; *due* is false between two measurements.
    """

    kpi: str
    rating: str
    value: Value | None
    absence: Absence | None
    flags: tuple[Flag, ...]
    due: bool = True


# `isinstance` asks for the types themselves.
_Excuse = Relief | Waiver | Dispute | Confirmation
_BASES = {Basis.DEEMED: Flag.DEEMED, Basis.CARRIED: Flag.CARRIED_FORWARD}
_EXCUSES = {
    Relief: Flag.RELIEVED,
    Waiver: Flag.WAIVED,
    Dispute: Flag.DISPUTED,
    Confirmation: Flag.CONFIRMED,
}


def publishable(decision: Decision, not_rated: str) -> tuple[Publishable, ...]:
    """Return what may be published of *decision*, whose scale calls what cannot be rated *not_rated*.

    Nothing where a person must judge: no period is decided then.
    """
    if decision.outcome is DecisionOutcome.UNDECIDED:
        return ()
    lets = {kpi for kpi, said in decision.rules.publishable if said}
    return tuple(_publishable(one, decision.excuses, not_rated) for one in decision.outcomes if one.kpi in lets)


def _publishable(outcome: Outcome, excuses: Iterable[ContractEvent], not_rated: str) -> Publishable:
    flags = (*_flags(outcome), *_excused(outcome, excuses))
    match outcome:
        case Rated():
            return Publishable(outcome.kpi, outcome.rating.name, outcome.value, None, flags)
        case Measured():
            return Publishable(outcome.kpi, "", outcome.value, None, flags)
        case NotRated():
            return Publishable(outcome.kpi, not_rated, None, outcome.absence, flags, outcome.due)
        case Undecided():
            raise ValueError(f"expected a decision on every KPI, and `{outcome.kpi}` is undecided")


def _flags(outcome: Outcome) -> Iterator[Flag]:
    if isinstance(outcome, Rated) and outcome.basis in _BASES:
        yield _BASES[outcome.basis]
    if isinstance(outcome, Rated | Measured) and outcome.doubtful:
        yield Flag.DOUBTFUL
    if isinstance(outcome, Rated) and outcome.in_grace:
        yield Flag.IN_GRACE


def _excused(outcome: Outcome, excuses: Iterable[ContractEvent]) -> tuple[Flag, ...]:
    """Return what people agreed, waived, disputed or confirmed of *outcome*, each once."""
    said = (one.what for one in excuses if isinstance(one.what, _Excuse) and one.what.kpi == outcome.kpi)
    kinds = {type(what) for what in said if not isinstance(what, Confirmation) or _is_of(what, outcome)}
    return tuple(flag for kind, flag in _EXCUSES.items() if kind in kinds)


def _is_of(confirmation: Confirmation, outcome: Outcome) -> bool:
    """Return whether *confirmation* is of what *outcome* came to, and not of a figure from before a revision."""
    figure = came_to(outcome)
    return not confirmation.figure or figure is Absence.RELIEVED or is_written(confirmation.figure, figure)
