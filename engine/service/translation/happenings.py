"""What happened, of each kind: read from the wire, and written to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias, assert_never, cast

from engine.api import event_pb2 as wire
from engine.api import event_service_pb2 as service
from engine.model.changes import Change
from engine.model.events import (
    Confirmation,
    Dispute,
    Effect,
    ExitChoice,
    ExitDecision,
    Happening,
    Lapse,
    Matter,
    Progress,
    Relief,
    Reported,
    Review,
    Transfer,
    Waiver,
)
from engine.model.naming import HappeningName
from engine.service.translation import changes, courses
from engine.service.translation.courses import write_course
from engine.service.translation.days import write_day, write_period
from engine.service.translation.figures import number
from engine.service.translation.given import counts
from engine.service.translation.naming import event_number
from engine.service.translation.periods import period
from engine.service.translation.reading import Reading
from engine.service.translation.words import EFFECTS, EXIT_CHOICES, member

Read: TypeAlias = Callable[[Reading, service.RecordEventRequest], Happening]


def happening(reading: Reading, request: service.RecordEventRequest) -> Happening:
    """Return what *request* says has happened."""
    kind = request.event.WhichOneof("what")
    if kind is None:
        reading.note("event", f"expected what happened, one of {', '.join(f'`{one}`' for one in KINDS)}")
        return cast("Happening", None)  # never seen: what was noted is raised first
    return KINDS[kind](reading, request)


def write_happening(to: wire.ContractEvent, contract: str, what: Happening) -> None:
    """Write *what* happened to *contract*."""
    match what:
        case Relief():
            _write_relief(to.relief, what)
        case Waiver() | Confirmation():
            _write_named(to.waiver if isinstance(what, Waiver) else to.confirmation, what)
        case ExitDecision():
            _write_exit_decision(to.exit_decision, what)
        case Lapse():
            to.lapse.event = str(HappeningName(contract, what.version))
        case Reported():
            _write_reported(to.reported, contract, what)
        case Matter() | Dispute() | Progress():
            write_course(to, contract, what)
        case Change():
            changes.write_change(to.change, what)
        case Review():
            to.review.SetInParent()
        case Transfer():
            changes.write_transfer(to.transfer, contract, what)
        case _:
            assert_never(what)


def _write_named(to: wire.Waiver | wire.Confirmation, what: Waiver | Confirmation) -> None:
    to.kpi = what.kpi
    write_period(to.period, what.period)
    if isinstance(to, wire.Confirmation) and isinstance(what, Confirmation):
        to.figure = what.figure


def _write_reported(to: wire.Reported, contract: str, what: Reported) -> None:
    to.kind = what.kind
    if what.matter:
        to.event = str(HappeningName(contract, what.matter))


def _relief(reading: Reading, request: service.RecordEventRequest) -> Relief:
    given = request.event.relief
    effect = given.effect or wire.RELIEF_EFFECT_NO_CONSEQUENCE
    return Relief(
        period(reading, given.period, "event.relief.period"),
        reading.name("event.relief.kpi", given.kpi),
        reading.read("event.relief.effect", partial(member, Effect, EFFECTS, wire.ReliefEffect.Name), effect),
        counts(reading, "event.relief.excluded", given.excluded),
    )


def _write_relief(to: wire.Relief, relief: Relief) -> None:
    to.kpi, to.effect = relief.kpi, EFFECTS[relief.effect.value]
    write_period(to.period, relief.period)
    for name, count in relief.excluded.items():
        to.excluded[name] = number(count)


def _waiver(reading: Reading, request: service.RecordEventRequest) -> Waiver:
    given = request.event.waiver
    return Waiver(period(reading, given.period, "event.waiver.period"), reading.name("event.waiver.kpi", given.kpi))


def _confirmation(reading: Reading, request: service.RecordEventRequest) -> Confirmation:
    given, path = request.event.confirmation, "event.confirmation"
    return Confirmation(
        period(reading, given.period, f"{path}.period"),
        reading.name(f"{path}.kpi", given.kpi),
        reading.text(f"{path}.figure", given.figure),
    )


def _exit_decision(reading: Reading, request: service.RecordEventRequest) -> ExitDecision:
    given, path = request.event.exit_decision, "event.exit_decision"
    choice = partial(member, ExitChoice, EXIT_CHOICES, wire.ExitChoice.Name)
    return ExitDecision(
        reading.name(f"{path}.ladder", given.ladder),
        reading.read(f"{path}.choice", choice, given.choice),
        reading.day(f"{path}.until", given.until) if given.HasField("until") else None,
    )


def _write_exit_decision(to: wire.ExitDecision, decision: ExitDecision) -> None:
    to.ladder, to.choice = decision.ladder, EXIT_CHOICES[decision.choice.value]
    if decision.until is not None:
        write_day(to.until, decision.until)
    for name, due in decision.obligations.items():
        write_day(to.obligations.add(name=name).due, due)


def _lapse(reading: Reading, request: service.RecordEventRequest) -> Lapse:
    number = partial(event_number, request.contract)
    return Lapse(reading.read("event.lapse.event", number, request.event.lapse.event))


def _reported(reading: Reading, request: service.RecordEventRequest) -> Reported:
    given, number = request.event.reported, partial(event_number, request.contract)
    matter = reading.read("event.reported.event", number, given.event) if given.event else 0
    return Reported(reading.name("event.reported.kind", given.kind), matter)


KINDS: Mapping[str, Read] = {
    "relief": _relief,
    "waiver": _waiver,
    "exit_decision": _exit_decision,
    "lapse": _lapse,
    "reported": _reported,
    "plan": courses.plan,
    "notice": courses.notice,
    "warning": courses.warning,
    "dispute": courses.dispute,
    "progress": courses.progress,
    "change": changes.change,
    "review": lambda _, __: Review(),
    "transfer": changes.transfer,
    "confirmation": _confirmation,
}
