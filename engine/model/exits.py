"""What follows once a right to exit is exercised: obligations with their days, and people who go over to others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.model.escalation import ActionTerm
from engine.model.events import ContractEvent, Transfer, in_effect


class ExitRules(NamedTuple):
    """What the exit plan obliges people to do; *plan* is the event by which that plan is brought up to date."""

    plan: str | None
    obligations: tuple[ActionTerm, ...]
    clause: str


class Transferred(NamedTuple):
    """How many people went over to others, and how many of them without a break in their care."""

    people: int
    unbroken: int


def transferred(events: Iterable[ContractEvent], version: int) -> Transferred:
    """Return who went over to others under the exit that is recorded as *version*."""
    found = [event.what for event in in_effect(events) if isinstance(event.what, Transfer)]
    ours = [one for one in found if one.version == version]
    return Transferred(sum(one.people for one in ours), sum(one.people for one in ours if one.continuity_kept))
