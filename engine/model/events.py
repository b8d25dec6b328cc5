"""What happens to a contract between its start and its exit, apart from reports: agreed, decided or found by people.

Each is dated, says who and why, and is recorded as it came; what it means is worked out when a period is decided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from engine.model.escalation import ExitRight
from engine.model.period import Period


class Effect(Enum):
    """What a relief does to a failure (SEMANTICS 17)."""

    NO_CONSEQUENCE = "no consequence"
    DISREGARDED_FOR_EXIT = "disregarded for exit"


@dataclass(frozen=True, slots=True)
class Relief:
    """An agreed excuse for *kpi* in *period*.

    Where counts are *excluded*, the KPI is worked out without them and stands as it then is; else the whole KPI is
    excused, with the declared *effect*.
    """

    period: Period
    kpi: str
    effect: Effect = Effect.NO_CONSEQUENCE
    excluded: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiver:
    """The council's sole discretion, for one *period*: what *kpi* came to has no consequence."""

    period: Period
    kpi: str


class ExitChoice(Enum):
    """What the council does with a right to exit that has arisen."""

    EXERCISED = "exercised"
    DEFERRED = "deferred"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class ExitDecision:
    """A person's decision on the right to exit that stands on *ladder*; *until* is the day it is deferred to."""

    ladder: str
    choice: ExitChoice
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Lapse:
    """An earlier event, by its *version* in the contract's record, that has no effect any more."""

    version: int


@dataclass(frozen=True, slots=True)
class Reported:
    """Something of a *kind* that the rules name: a regulator's rating, a plan closed, a notice served."""

    kind: str


Happening: TypeAlias = Relief | Waiver | ExitDecision | Lapse | Reported


@dataclass(frozen=True, slots=True)
class ContractEvent:
    """*what* happened on the day *on*, *by* whom and *why*, under which *version* of the contract's record.

    *evidence* names papers; *clause* says where the contract provides for it.
    """

    version: int
    on: date
    by: str
    why: str
    what: Happening
    clause: str = ""
    evidence: tuple[str, ...] = ()


def in_effect(events: Iterable[ContractEvent]) -> tuple[ContractEvent, ...]:
    """Return those of *events* that have not lapsed."""
    events = tuple(events)
    lapsed = {event.what.version for event in events if isinstance(event.what, Lapse)}
    return tuple(event for event in events if event.version not in lapsed and not isinstance(event.what, Lapse))


def exit_decisions(events: Iterable[ContractEvent], right: ExitRight) -> tuple[ContractEvent, ...]:
    """Return what was decided on *right*, in recorded order: decisions of its ladder on no right before it."""
    return tuple(
        event
        for event in in_effect(events)
        if isinstance(event.what, ExitDecision)
        and event.what.ladder == right.ladder
        and event.version > right.after
        and event.on >= right.arisen
    )


def right_waived(right: ExitRight, events: Iterable[ContractEvent]) -> bool:
    """Return whether *right* was given up."""
    decisions = exit_decisions(events, right)
    return any(isinstance(one.what, ExitDecision) and one.what.choice is ExitChoice.WAIVED for one in decisions)


def happenings(events: Iterable[ContractEvent], kinds: Collection[str]) -> Iterator[date]:
    """Yield the day of each of *events* that is in effect and of one of *kinds*."""
    for event in in_effect(events):
        if isinstance(event.what, Reported) and event.what.kind in kinds:
            yield event.on


def excuses(events: Iterable[ContractEvent], period: Period) -> tuple[ContractEvent, ...]:
    """Return the reliefs and waivers among *events* that are in effect for *period*."""
    return tuple(
        event for event in in_effect(events) if isinstance(event.what, Relief | Waiver) and event.what.period == period
    )
