"""What can happen to a contract apart from reports: plain values, and the messages that carry them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from plimsoll_client.figures import Period, date_of, period_of, plain
from plimsoll_client.requests import new_request_id
from plimsoll_client.v1 import event_pb2, event_service_pb2


class Effect(Enum):
    """What a relief does to a failure: nothing follows, or what follows does not count towards exit."""

    NO_CONSEQUENCE = event_pb2.RELIEF_EFFECT_NO_CONSEQUENCE
    DISREGARDED_FOR_EXIT = event_pb2.RELIEF_EFFECT_DISREGARDED_FOR_EXIT


class ExitChoice(Enum):
    """What the council does with a right to exit that has arisen."""

    EXERCISED = event_pb2.EXIT_CHOICE_EXERCISED
    DEFERRED = event_pb2.EXIT_CHOICE_DEFERRED
    WAIVED = event_pb2.EXIT_CHOICE_WAIVED


@dataclass(frozen=True, slots=True)
class Relief:
    """An agreed excuse for *kpi* in *period*; the counts *excluded*, by measure, are left out of its figures."""

    period: Period
    kpi: str
    effect: Effect = Effect.NO_CONSEQUENCE
    excluded: Mapping[str, Decimal | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiver:
    """The council's sole discretion: what *kpi* came to in *period* has no consequence."""

    period: Period
    kpi: str


@dataclass(frozen=True, slots=True)
class ExitDecision:
    """A person's decision on the right to exit that stands on *ladder*; *until* is the day it is deferred to."""

    ladder: str
    choice: ExitChoice
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Lapse:
    """That the earlier *event*, by its id such as `cedar#14`, has no effect any more."""

    event: str


@dataclass(frozen=True, slots=True)
class Reported:
    """Something of a *kind* that the rules name under `events`; it moves ladders at once."""

    kind: str


What: TypeAlias = Relief | Waiver | ExitDecision | Lapse | Reported


@dataclass(frozen=True, slots=True)
class Event:
    """*what* happened to *contract* on the day *on*, *by* whom and *why*.

    *clause* says where the contract provides for it, *evidence* names papers. Sent again under its *request_id*, it is
    answered as before.
    """

    contract: str
    what: What
    on: date
    by: str
    why: str
    clause: str = ""
    evidence: Sequence[str] = ()
    request_id: str = field(default_factory=new_request_id)


def record_event_request(event: Event) -> event_service_pb2.RecordEventRequest:
    """Return the message that records *event*."""
    message = event_pb2.ContractEvent(
        on=date_of(event.on), by=event.by, why=event.why, clause=event.clause, evidence=event.evidence
    )
    _write(message, event.what)
    return event_service_pb2.RecordEventRequest(request_id=event.request_id, contract=event.contract, event=message)


def _write(to: event_pb2.ContractEvent, what: What) -> None:
    match what:
        case Relief():
            excluded = {name: plain(count) for name, count in what.excluded.items()}
            period = period_of(what.period)
            to.relief.MergeFrom(
                event_pb2.Relief(period=period, kpi=what.kpi, effect=what.effect.value, excluded=excluded)
            )
        case Waiver():
            to.waiver.MergeFrom(event_pb2.Waiver(period=period_of(what.period), kpi=what.kpi))
        case ExitDecision():
            until = None if what.until is None else date_of(what.until)
            to.exit_decision.MergeFrom(
                event_pb2.ExitDecision(ladder=what.ladder, choice=what.choice.value, until=until)
            )
        case Lapse():
            to.lapse.event = what.event
        case Reported():
            to.reported.kind = what.kind
