"""Which human decisions rest on figures corrected since: they stand, and ask for a person (SEMANTICS 31)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

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
    in_effect,
)
from engine.model.period import Period
from engine.model.standing import Standing


class Superseding(NamedTuple):
    """The decision under the version *by* took the place of another on the day *on*.

    The one that was made *first* in that place, and the entry that *brought* all this, are named by their versions.
    Where that holds figures, they *revise* a period.
    """

    by: int
    first: int
    on: date
    brought: int
    revises: Period | None


def first_in_place_of(version: int, superseded: Sequence[Superseding]) -> int:
    """Return the version of the decision that was made first in the place of the one of that *version*."""
    return next((one.first for one in reversed(superseded) if one.by == version), version)


def corrected_since(standing: Standing, superseded: Sequence[Superseding]) -> dict[int, int]:
    """Return which human decisions were made on figures since corrected, and by which decision.

    They are what was decided on exits, plans and notices that were begun, and what was agreed of a KPI's figures in a
    period, once these are revised. So is what a decision had opened, and nobody would have taken further by the
    figures of now.
    """
    causes = {event.version: event for event in standing.events}
    found: dict[int, int] = {}
    for event in in_effect(standing.events):
        later = (one.by for one in superseded if _corrects(one, event, causes.get(one.brought)))
        if (by := next(later, None)) is not None:
            found[event.version] = by
    return found | _taken_back(standing, superseded)


def _corrects(one: Superseding, event: ContractEvent, cause: ContractEvent | None) -> bool:
    """Return whether *one* corrects what *event* was decided on, which is not what came of the event itself."""
    if one.brought <= event.version:
        return False
    match event.what:
        case ExitDecision() | Matter(form=Form.PLAN | Form.NOTICE):
            return one.first < event.version and not (cause and _is_about(cause, event))
        case Relief(period=period) | Waiver(period=period) | Confirmation(period=period):
            return one.revises == period
    return False


def _is_about(cause: ContractEvent, event: ContractEvent) -> bool:
    """Return whether *cause* tells how *event* itself went on."""
    match cause.what:
        case Progress(version=version) | Lapse(version=version) | Dispute(event=version) | Reported(matter=version):
            return version == event.version
    return False


def _taken_back(standing: Standing, superseded: Iterable[Superseding]) -> dict[int, int]:
    known = {one.by for one in superseded}
    opened = ((one.number, one.taken_back) for one in standing.opened)
    return {number: by for number, by in opened if by is not None and by in known}
