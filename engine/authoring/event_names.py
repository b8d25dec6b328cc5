"""How a test calls what happened earlier: by the id that it gave it, by its name in the rules, or by what it is."""

from __future__ import annotations

from collections.abc import Iterable

from engine.model.changes import Change
from engine.model.events import (
    Confirmation,
    ContractEvent,
    Dispute,
    ExitDecision,
    Happening,
    Matter,
    Relief,
    Reported,
    Review,
    Transfer,
    Waiver,
    not_lapsed,
)
from engine.model.naming import place_in, version_in

_BY_WHAT: dict[type[Happening], str] = {
    Relief: "relief",
    Waiver: "waiver",
    Confirmation: "confirm",
    Dispute: "dispute",
    ExitDecision: "exit",
    Change: "change",
    Review: "review",
    Transfer: "transfer",
}
WORDS = tuple(_BY_WHAT.values())
# What people agree of a KPI's figures in one period.
AGREED = tuple(_BY_WHAT[one] for one in (Relief, Waiver, Confirmation))


def called(what: Happening) -> str:
    """Return how tests call *what* happened: by its name in the rules, or by what it is; empty for what has no name."""
    return what.kind if isinstance(what, Reported | Matter) else _BY_WHAT.get(type(what), "")


def latest(events: Iterable[ContractEvent], name: str) -> int | None:
    """Return the number of the latest of *events* called *name* that has not lapsed, None where there is none.

    What a decision opened came with that decision.
    """
    found = (one.version for one in not_lapsed(events) if called(one.what) == name)
    return max(found, key=lambda number: (version_in(number), place_in(number)), default=None)
