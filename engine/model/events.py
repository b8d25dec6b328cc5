"""What happens to a contract between its start and its exit, apart from reports: agreed, decided or found by people.

Each is dated, says who and why, and is recorded as it came; what it means is worked out when a period is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from engine.model.changes import Change
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


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A person stands by what *kpi* came to in *period*: though doubtful, it has its consequences (SEMANTICS 16).

    It is of one *figure*, as that is written, and of no other that the period comes to have; where none is said, of
    whatever figure there is.
    """

    period: Period
    kpi: str
    figure: str = ""


class ExitChoice(Enum):
    """What the council does with a right to exit that has arisen."""

    EXERCISED = "exercised"
    DEFERRED = "deferred"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class ExitDecision:
    """A person's decision on the right to exit that stands on *ladder*; *until* is the day it is deferred to.

    One that is exercised sets going what the exit plan obliges people to do, by the last day for each *obligation*.
    """

    ladder: str
    choice: ExitChoice
    until: date | None = None
    obligations: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lapse:
    """An earlier event, by its *version* in the contract's record, that has no effect any more."""

    version: int


@dataclass(frozen=True, slots=True)
class Reported:
    """Something of a *kind* that the rules name: a regulator's rating, a meeting held, an exception report.

    It may be about one *matter*, by the version under which that is recorded; 0 for none in particular.
    """

    kind: str
    matter: int = 0


class Form(Enum):
    """What a matter is, which says what its course is made of."""

    PLAN = "plan"
    NOTICE = "notice"
    WARNING = "warning"
    EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Matter:
    """Something of a *kind* that the rules name, and that takes its course: a plan, a notice, a warning.

    *due* is the last day for what comes next: the plan, or an answer. A warning says which *kpis* cannot be achieved,
    the *consequence*, and the *workaround* that is offered. A notice may be *deemed_served* on a later day than it was.
    """

    form: Form
    kind: str
    due: date | None = None
    kpis: tuple[str, ...] = ()
    consequence: str = ""
    workaround: str = ""
    deemed_served: date | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """An objection to what *kpi* came to in *period*, or to an earlier *event* by its version; to one of the two.

    What is disputed *stands* meanwhile, or has no consequence until it is settled.
    """

    stands: bool
    period: Period | None = None
    kpi: str = ""
    event: int = 0


class Stage(Enum):
    """What became of a matter or a dispute."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MILESTONE_MET = "milestone met"
    MILESTONE_MISSED = "milestone missed"
    ANSWERED = "answered"
    CLOSED = "closed"
    UPHELD = "upheld"


@dataclass(frozen=True, slots=True)
class Progress:
    """How the matter or dispute that is recorded as *version* went on: it reached a *stage*.

    *due* is the last day for what comes next. A plan is accepted with its *milestones*, by their last days; what is met
    or missed is a *milestone* of them.
    """

    version: int
    stage: Stage
    milestone: str = ""
    milestones: Mapping[str, date] = field(default_factory=dict)
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A review of the contract that was held."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """People who went over to others under the exit recorded as *version*, and whether their care went on unbroken."""

    version: int
    people: int
    continuity_kept: bool


Happening: TypeAlias = (
    Relief
    | Waiver
    | Confirmation
    | ExitDecision
    | Lapse
    | Reported
    | Matter
    | Dispute
    | Progress
    | Change
    | Review
    | Transfer
)


@dataclass(frozen=True, slots=True)
class ContractEvent:
    """*what* happened on the day *on*, *by* whom and *why*, under which *version* of the contract's record.

    *evidence* names papers; *clause* says where the contract provides for it. KPIs are called as in the rules in force
    from the day *named*, by which it was checked; None where it was not said, or none is called.
    """

    version: int
    on: date
    by: str
    why: str
    what: Happening
    clause: str = ""
    evidence: tuple[str, ...] = ()
    named: date | None = None


def not_lapsed(events: Iterable[ContractEvent]) -> tuple[ContractEvent, ...]:
    """Return those of *events* that have not lapsed, the lapses not among them."""
    events = tuple(events)
    lapsed = {event.what.version for event in events if isinstance(event.what, Lapse)}
    if not lapsed:
        return events
    return tuple(event for event in events if event.version not in lapsed and not isinstance(event.what, Lapse))


def in_effect(events: Iterable[ContractEvent]) -> tuple[ContractEvent, ...]:
    """Return those of *events* that have effect: they have not lapsed, and no dispute keeps them from it."""
    standing = not_lapsed(events)
    without = {
        event.what.event
        for event, settled in disputes(standing)
        if isinstance(event.what, Dispute) and _is_kept_from_effect(event.what, settled)
    }
    return tuple(event for event in standing if event.version not in without) if without else standing


def with_effect(events: Iterable[ContractEvent]) -> frozenset[int]:
    """Return the versions of those of *events* that have effect themselves and, where they go on with one, by that."""
    found = {event.version: event.what for event in in_effect(events)}
    return frozenset(
        version for version, what in found.items() if not isinstance(what, Progress) or what.version in found
    )


def disputes(events: Iterable[ContractEvent]) -> Iterator[tuple[ContractEvent, Stage | None]]:
    """Yield each dispute among *events*, and how it was settled; None while it is open."""
    events = tuple(events)
    settled = {event.what.version: event.what.stage for event in events if isinstance(event.what, Progress)}
    for event in events:
        if isinstance(event.what, Dispute):
            yield event, settled.get(event.version)


def disputed(events: Iterable[ContractEvent]) -> frozenset[int]:
    """Return the versions of those of *events* that are disputed, while nothing settles that."""
    found = disputes(not_lapsed(events))
    return frozenset(one.what.event for one, settled in found if isinstance(one.what, Dispute) and settled is None)


def _is_kept_from_effect(dispute: Dispute, settled: Stage | None) -> bool:
    """Return whether what is disputed has no consequence: it was upheld, or does not stand while it is open."""
    return settled is Stage.UPHELD or (settled is None and not dispute.stands)


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
    return any(waives_right(one) for one in exit_decisions(events, right))


def waives_right(event: ContractEvent) -> bool:
    """Return whether *event* gives up a right to exit."""
    return isinstance(event.what, ExitDecision) and event.what.choice is ExitChoice.WAIVED


def excuses(events: Iterable[ContractEvent], period: Period) -> tuple[ContractEvent, ...]:
    """Return the reliefs, waivers, confirmations and disputes among *events* by which a KPI of *period* is decided."""
    standing = not_lapsed(events)
    settled = {event.version: stage for event, stage in disputes(standing)}
    return tuple(event for event in standing if _excuses(event, period, settled.get(event.version)))


def _excuses(event: ContractEvent, period: Period, settled: Stage | None) -> bool:
    match event.what:
        case Relief() | Waiver() | Confirmation():
            return event.what.period == period
        case Dispute():
            return event.what.period == period and _is_kept_from_effect(event.what, settled)
    return False
