"""What can happen to a contract apart from reports: plain values, and the messages that carry them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from plimsoll_client.figures import Period, date_of, day_of, instant_of, period_of, plain
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
class Confirmation:
    """A person stands by the figure of *kpi* in *period*: though doubtful, it has its consequences.

    It is of one *figure* as answers write it, of the one that stands where none is said.
    """

    period: Period
    kpi: str
    figure: str = ""


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
    """Something of a *kind* that the rules name under `events`; it moves ladders at once.

    It may be about the plan, notice or warning that is recorded as *event*, such as `cedar#14`.
    """

    kind: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of a *kind* that the rules name, owed by the provider; *due* by the rules' clock unless a day is given."""

    kind: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of a *kind* that the rules name; its answer is *due* by the rules' clock unless a day is given.

    That clock runs from the day on which the notice is *deemed_served*, by the rules too unless it is given.
    """

    kind: str
    due: date | None = None
    deemed_served: date | None = None


@dataclass(frozen=True, slots=True)
class ProviderWarning:
    """The provider's warning that *kpis* cannot be achieved: the *consequence*, and the *workaround* that it offers."""

    kind: str
    kpis: Sequence[str]
    consequence: str
    workaround: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """An objection to what *kpi* came to in *period*, or to an earlier *event*.

    What is disputed *stands* until that is settled, or has no consequence meanwhile.
    """

    stands: bool
    period: Period | None = None
    kpi: str = ""
    event: str = ""


class Stage(Enum):
    """What became of a plan, a notice, a warning or a dispute."""

    SUBMITTED = event_pb2.STAGE_SUBMITTED
    ACCEPTED = event_pb2.STAGE_ACCEPTED
    REJECTED = event_pb2.STAGE_REJECTED
    MILESTONE_MET = event_pb2.STAGE_MILESTONE_MET
    MILESTONE_MISSED = event_pb2.STAGE_MILESTONE_MISSED
    ANSWERED = event_pb2.STAGE_ANSWERED
    CLOSED = event_pb2.STAGE_CLOSED
    UPHELD = event_pb2.STAGE_UPHELD


@dataclass(frozen=True, slots=True)
class Progress:
    """How the plan, notice, warning, dispute or exercised exit *event*, such as `cedar#14`, went on.

    A plan is accepted with its *milestones*, by their last days; one *milestone* is met or missed.
    """

    event: str
    stage: Stage
    milestone: str = ""
    milestones: Mapping[str, date] = field(default_factory=dict)
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An agreed change: the *old* becomes the *new*, from the day *effective* on or later, where the rules say so.

    *value* is what the contract is worth more, or less; *ends* its new last day; *rules* the first day of the version
    of the rule set that the change made; *parameters* what it sets, as text. Whether it *changes_scope* materially, or
    the economic balance so that it *favours_provider*, people judge.
    """

    old: str
    new: str
    effective: date | None = None
    value: Decimal | int | None = None
    ends: date | None = None
    rules: date | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    changes_scope: bool = False
    favours_provider: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A review of the contract that was held."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """People who went over to others under the exit *event*, such as `cedar#14`, their care unbroken or not."""

    event: str
    people: int
    continuity_kept: bool


What: TypeAlias = (
    Relief
    | Waiver
    | Confirmation
    | ExitDecision
    | Lapse
    | Reported
    | Plan
    | Notice
    | ProviderWarning
    | Dispute
    | Progress
    | Change
    | Review
    | Transfer
)

_Course: TypeAlias = Plan | Notice | ProviderWarning | Dispute | Progress | Change | Review | Transfer


@dataclass(frozen=True, slots=True)
class Event:
    """*what* happened to *contract*, *by* whom and *why*: on the day *on*, or at that moment with its zone.

    *clause* says where the contract provides for it, *evidence* names papers. With *expected_version* it is recorded
    only while the contract is at that version. Sent again under its *request_id*, it is answered as before.
    """

    contract: str
    what: What
    on: date
    by: str
    why: str
    clause: str = ""
    evidence: Sequence[str] = ()
    request_id: str = field(default_factory=new_request_id)
    expected_version: int | None = None


def record_event_request(event: Event) -> event_service_pb2.RecordEventRequest:
    """Return the message that records *event*."""
    message = event_pb2.ContractEvent(by=event.by, why=event.why, clause=event.clause, evidence=event.evidence)
    if isinstance(event.on, datetime):
        message.at.MergeFrom(instant_of(event.on))
    else:
        message.on.MergeFrom(date_of(event.on))
    _write(message, event.what)
    return event_service_pb2.RecordEventRequest(
        request_id=event.request_id, contract=event.contract, event=message, expected_version=event.expected_version
    )


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
        case Confirmation():
            to.confirmation.MergeFrom(
                event_pb2.Confirmation(period=period_of(what.period), kpi=what.kpi, figure=what.figure)
            )
        case ExitDecision():
            until = None if what.until is None else date_of(what.until)
            to.exit_decision.MergeFrom(
                event_pb2.ExitDecision(ladder=what.ladder, choice=what.choice.value, until=until)
            )
        case Lapse():
            to.lapse.event = what.event
        case Reported():
            to.reported.MergeFrom(event_pb2.Reported(kind=what.kind, event=what.event))
        case _:
            _write_course(to, what)


def _write_course(to: event_pb2.ContractEvent, what: _Course) -> None:
    match what:
        case Plan():
            to.plan.MergeFrom(event_pb2.Plan(kind=what.kind, due=day_of(what.due)))
        case Notice():
            served = day_of(what.deemed_served)
            to.notice.MergeFrom(event_pb2.Notice(kind=what.kind, due=day_of(what.due), deemed_served=served))
        case ProviderWarning():
            to.warning.MergeFrom(_warning(what))
        case Dispute():
            period = None if what.period is None else period_of(what.period)
            to.dispute.MergeFrom(event_pb2.Dispute(stands=what.stands, period=period, kpi=what.kpi, event=what.event))
        case Progress():
            to.progress.MergeFrom(_progress(what))
        case Change():
            to.change.MergeFrom(_change(what))
        case Review():
            to.review.SetInParent()
        case Transfer():
            went = event_pb2.Transfer(event=what.event, people=what.people, continuity_kept=what.continuity_kept)
            to.transfer.MergeFrom(went)


def _change(what: Change) -> event_pb2.Change:
    return event_pb2.Change(
        old=what.old,
        new=what.new,
        effective=day_of(what.effective),
        value="" if what.value is None else plain(what.value),
        ends=day_of(what.ends),
        rules=day_of(what.rules),
        parameters=what.parameters,
        changes_scope=what.changes_scope,
        favours_provider=what.favours_provider,
    )


def _warning(what: ProviderWarning) -> event_pb2.ProviderWarning:
    return event_pb2.ProviderWarning(
        kind=what.kind,
        kpis=what.kpis,
        consequence=what.consequence,
        workaround=what.workaround,
        due=day_of(what.due),
    )


def _progress(what: Progress) -> event_pb2.Progress:
    milestones = [event_pb2.Milestone(name=name, due=date_of(due)) for name, due in what.milestones.items()]
    return event_pb2.Progress(
        event=what.event,
        stage=what.stage.value,
        milestone=what.milestone,
        milestones=milestones,
        due=day_of(what.due),
    )
