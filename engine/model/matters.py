"""How plans, notices and warnings stand: what is owed by whom, what came late, and how conditions call it.

A clock runs to the end of its last day in the contract's time zone: what is not there by then is late on the day after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from engine.model.events import (
    ContractEvent,
    ExitChoice,
    ExitDecision,
    Form,
    Happening,
    Matter,
    Progress,
    Reported,
    Stage,
    disputed,
    in_effect,
)

_ONE_DAY = timedelta(days=1)
LATE, UNANSWERED = "late", "unanswered"
_NAMES: Mapping[Form, tuple[str, ...]] = {
    Form.PLAN: ("submitted", LATE, "accepted", "rejected", UNANSWERED, "milestone_met", "milestone_missed", "closed"),
    Form.NOTICE: ("answered", UNANSWERED, "closed"),
    Form.WARNING: ("answered", UNANSWERED),
    Form.EXIT: ("milestone_met", "milestone_missed", "closed"),
}
# What may come next, by what came last; milestones are met and missed while a plan is accepted.
_NEXT: Mapping[tuple[Form, Stage | None], tuple[Stage, ...]] = {
    (Form.PLAN, None): (Stage.SUBMITTED,),
    (Form.PLAN, Stage.SUBMITTED): (Stage.ACCEPTED, Stage.REJECTED),
    (Form.PLAN, Stage.REJECTED): (Stage.SUBMITTED,),
    (Form.PLAN, Stage.ACCEPTED): (Stage.MILESTONE_MET, Stage.MILESTONE_MISSED, Stage.CLOSED),
    (Form.NOTICE, None): (Stage.ANSWERED, Stage.CLOSED),
    (Form.NOTICE, Stage.ANSWERED): (Stage.CLOSED,),
    (Form.WARNING, None): (Stage.ANSWERED,),
    (Form.EXIT, None): (Stage.MILESTONE_MET, Stage.MILESTONE_MISSED, Stage.CLOSED),
}
_OF_MILESTONES = (Stage.MILESTONE_MET, Stage.MILESTONE_MISSED)
_PROVIDERS = (Stage.SUBMITTED,)


def names(kind: str, form: Form | None) -> tuple[str, ...]:
    """Return how conditions call what happens of *kind*: by its own name, and by what becomes of it."""
    return (kind, *(f"{kind}_{name}" for name in _NAMES[form])) if form else (kind,)


def every_name(kind: str) -> frozenset[str]:
    """Return every name by which conditions may call what happens of *kind*, whatever it is."""
    return frozenset(name for form in _NAMES for name in names(kind, form))


class Milestone(NamedTuple):
    """A part of an accepted plan that is *due* on a day; *met* or *missed* on the day on which that was found."""

    name: str
    due: date
    met: date | None = None
    missed: date | None = None

    @property
    def late_on(self) -> date | None:
        """The day on which it is missed: the first after it was due, or an earlier one on which that was said."""
        in_time = self.met is not None and self.met <= self.due
        days = (self.missed, None if in_time else self.due + _ONE_DAY)
        return min((day for day in days if day is not None), default=None)


class Occurrence(NamedTuple):
    """What happened *on* a day, by the name that conditions *call* it.

    What became of a plan, a notice or a warning, and its beginning, names the *matter* by the version under which it
    was recorded; what takes no course names the one that it is about, if any. *milestone* is the one that was met or
    missed.
    """

    on: date
    called: str
    matter: int = 0
    milestone: str = ""
    is_disputed: bool = False

    def concerns(self, matter: int) -> bool:
        """Return whether it is about *matter*: about that one, or about none in particular."""
        return self.matter in (0, matter)


class MatterState(NamedTuple):
    """How a matter stands after everything that is recorded of it; *stage* is None where nothing came of it yet."""

    event: ContractEvent
    matter: Matter
    progress: tuple[ContractEvent, ...]
    stage: Stage | None
    due: date | None
    milestones: tuple[Milestone, ...]

    @property
    def next(self) -> tuple[Stage, ...]:
        """What may come next; nothing where the matter has ended."""
        return _NEXT.get((self.matter.form, self.stage), ())

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something: a plan, an answer, milestones."""
        return bool(self.next) and self.stage is not Stage.ANSWERED

    @property
    def owed_by_provider(self) -> bool:
        """Whether it is the provider's turn."""
        plan = self.matter.form is Form.PLAN
        return (plan and self.stage is not Stage.SUBMITTED) or self.matter.form is Form.NOTICE

    def overdue(self, day: date) -> bool:
        """Return whether something that was due has not come by the end of the day before *day*."""
        if not self.is_open:
            return False
        pending = [one.due for one in self.milestones if one.met is None and one.missed is None]
        return any(due < day for due in [*pending, *([self.due] if self.due else [])])


def matters(events: Iterable[ContractEvent]) -> tuple[MatterState, ...]:
    """Return how each matter among *events* that has effect stands, in the order in which they were recorded."""
    standing = in_effect(events)
    begun = [(event, matter) for event in standing if (matter := _begun(event.what))]
    found: dict[int, list[ContractEvent]] = {event.version: [] for event, _ in begun}
    for event in standing:
        if isinstance(event.what, Progress) and event.what.version in found:
            found[event.what.version].append(event)
    return tuple(_state(event, matter, found[event.version]) for event, matter in begun)


def _begun(what: Happening) -> Matter | None:
    """Return the matter that *what* is, or sets going: an exit that is exercised."""
    if isinstance(what, ExitDecision) and what.choice is ExitChoice.EXERCISED:
        return Matter(Form.EXIT, Form.EXIT.value)
    return what if isinstance(what, Matter) else None


def unanswered(events: Iterable[ContractEvent], day: date) -> tuple[ContractEvent, ...]:
    """Return the warnings among *events* whose clock had run out before *day*, and which had no answer by then."""
    return tuple(
        state.event
        for state in matters(events)
        if state.matter.form is Form.WARNING
        and state.matter.due is not None
        and state.event.on <= day
        and state.matter.due < day
        and not any(step.on <= day for step in state.progress)
    )


def warned_of(event: ContractEvent) -> tuple[str, ...]:
    """Return the KPIs that *event* warns cannot be achieved."""
    return event.what.kpis if isinstance(event.what, Matter) else ()


def happenings(
    events: Iterable[ContractEvent], kinds: Collection[str], *, are_disputed: bool | None = None
) -> Iterator[date]:
    """Yield the day on which each thing happened that conditions call by one of *kinds*.

    What has not come by its last day happened on the day after, which may lie ahead. Where *are_disputed* is said, only
    what is, or what is not, disputed at present.
    """
    for one in occurrences(events, kinds):
        if are_disputed in (None, one.is_disputed):
            yield one.on


def occurrences(events: Iterable[ContractEvent], kinds: Collection[str]) -> Iterator[Occurrence]:
    """Yield what happened, or will have, that conditions call by one of *kinds*."""
    events = tuple(events)
    open_to = disputed(events)
    for version, one in _occurrences(events):
        if one.called in kinds:
            yield one._replace(is_disputed=True) if version in open_to else one


def _occurrences(events: Sequence[ContractEvent]) -> Iterator[tuple[int, Occurrence]]:
    for event in in_effect(events):
        if isinstance(event.what, Reported):
            yield event.version, Occurrence(event.on, event.what.kind, event.what.matter)
    for state in matters(events):
        kind, matter = state.matter.kind, state.event.version
        yield matter, Occurrence(state.event.on, kind, matter)
        for name, version, day, milestone in _became(state):
            yield version, Occurrence(day, f"{kind}_{name}", matter, milestone)


def _became(state: MatterState) -> Iterator[tuple[str, int, date, str]]:
    """Yield what became of a matter: each stage that it reached, and what was late of it."""
    due, owed = state.matter.due, state.event.version
    for event in state.progress:
        if isinstance(event.what, Progress) and event.what.stage not in _OF_MILESTONES:
            if due is not None and event.on > due:
                yield _lateness(event.what.stage), owed, due + _ONE_DAY, ""
            yield event.what.stage.value, event.version, event.on, ""
            due, owed = event.what.due, event.version
    if due is not None and state.is_open:
        yield _lateness(state.next[0]), owed, due + _ONE_DAY, ""
    yield from _of_milestones(state)


def _of_milestones(state: MatterState) -> Iterator[tuple[str, int, date, str]]:
    closed = next((event.on for event in state.progress if _stage(event) is Stage.CLOSED), date.max)
    for milestone in state.milestones:
        if milestone.met is not None:
            yield "milestone_met", state.event.version, milestone.met, milestone.name
        if milestone.late_on is not None and milestone.late_on <= closed:
            yield "milestone_missed", state.event.version, milestone.late_on, milestone.name


def _lateness(owed: Stage) -> str:
    return LATE if owed in _PROVIDERS else UNANSWERED


def _stage(event: ContractEvent) -> Stage | None:
    return event.what.stage if isinstance(event.what, Progress) else None


def _state(event: ContractEvent, matter: Matter, progress: list[ContractEvent]) -> MatterState:
    stage, due = None, matter.due
    obliged = event.what.obligations if isinstance(event.what, ExitDecision) else {}
    milestones = {name: Milestone(name, day) for name, day in obliged.items()}
    for one in progress:
        match one.what:
            case Progress(stage=Stage.MILESTONE_MET, milestone=name) if name in milestones:
                milestones[name] = milestones[name]._replace(met=one.on)
            case Progress(stage=Stage.MILESTONE_MISSED, milestone=name) if name in milestones:
                milestones[name] = milestones[name]._replace(missed=one.on)
            case Progress() if one.what.stage not in _OF_MILESTONES:
                stage, due = one.what.stage, one.what.due
                milestones |= {name: Milestone(name, day) for name, day in one.what.milestones.items()}
    in_order = tuple(sorted(milestones.values(), key=lambda one: (one.due, one.name)))
    return MatterState(event, matter, tuple(progress), stage, due, in_order)
