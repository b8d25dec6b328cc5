"""How far back an event reaches into what is decided, and what is said of decisions that are made again for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from engine.application.corrections import Reached
from engine.application.states import State
from engine.model.changes import Change
from engine.model.contract import Contract
from engine.model.events import (
    Confirmation,
    ContractEvent,
    Dispute,
    ExitDecision,
    Form,
    Lapse,
    Matter,
    Progress,
    Relief,
    Reported,
    Waiver,
    waives_right,
)
from engine.model.naming import entry_name, place_in


def reached_by(state: State, event: ContractEvent) -> Reached | None:
    """Return where *event* has decisions made again: at the period that it excuses, or at what it undoes."""
    recorded = {one.version: one for one in state.standing.happened}
    match event.what:
        case Lapse(version=version) if waives_right(recorded[version]):
            return lambda course: course.place_known_to(version)
        case Lapse(version=version):
            return _where(recorded, recorded[version])
        case Relief() | Waiver() | Confirmation() | Dispute() | Progress() | Reported() | Matter():
            return _where(recorded, event)
        case Change(parameters=parameters, effective=day) if parameters and day is not None:
            return lambda course: course.place_since(day)
    return None


def warning_of(events: Iterable[ContractEvent], event: ContractEvent) -> int:
    """Return the version of the warning among *events* that *event* is, answers, disputes or takes back; 0 for none."""
    recorded = {one.version: one for one in events}
    found: ContractEvent | None = event
    while found is not None:
        match found.what:
            case Matter(form=Form.WARNING):
                return found.version
            case Progress(version=number) | Dispute(event=number) | Lapse(version=number):
                found = recorded.get(number)
            case _:
                found = None
    return 0


def settled_by(before: Contract, after: State) -> Reached | None:
    """Return the last period that is decided where it is the contract's last *after*, and was not *before*, or was."""
    latest = after.standing.latest
    if latest is None or before.ends_in(latest) is after.contract.ends_in(latest):
        return None
    return lambda course: course.place_of(latest)


def _where(recorded: Mapping[int, ContractEvent], event: ContractEvent) -> Reached | None:
    """Return where in a course *event* has its effect."""
    match event.what:
        case Relief(period=period) | Waiver(period=period) | Confirmation(period=period) | Dispute(period=period) if (
            period is not None
        ):
            return lambda course: course.place_of(period)
        case Dispute(event=number) | Progress(version=number) | Reported(matter=number) if place_in(number):
            # Without what is said of it, the decision by which it is open may take it back.
            return lambda course: course.place_opening(number)
        case Dispute(event=version) | Progress(version=version) if Dispute in {
            type(event.what),
            type(recorded[version].what),
        }:
            return _where(recorded, recorded[version])
        case Progress(version=version) if isinstance(recorded[version].what, ExitDecision):
            return None
        case Reported() | Matter() | Progress():
            return lambda course: course.place_since(event.on)
    return None


def in_words(event: ContractEvent) -> str:
    """Return why *event* has decisions made again."""
    match event.what:
        case Relief() | Waiver() | Confirmation():
            return f"{_done(event.what)}: {event.why}"
        case Lapse(version=version):
            return f"the event under version {entry_name(version)} has lapsed: {event.why}"
        case Dispute():
            return f"it was disputed: {event.why}"
        case Progress(version=version, stage=stage):
            return f"the dispute under version {version} was {stage.value}: {event.why}"
    return event.why


def told_late(name: str, event: ContractEvent) -> str:
    """Return why *event*, which conditions call by *name*, has decisions made again that were made without it."""
    return f"it was not known yet that `{name}` on {event.on}: {event.why}"


def _done(what: Relief | Waiver | Confirmation) -> str:
    match what:
        case Relief(kpi=kpi):
            return f"relief was agreed for `{kpi}`"
        case Waiver(kpi=kpi):
            return f"what `{kpi}` came to was waived"
        case Confirmation(kpi=kpi):
            return f"the figure of `{kpi}` was confirmed"
    assert_never(what)
