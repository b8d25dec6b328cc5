"""What is recorded in these tests: contracts registered, and periods decided one after the other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256

from engine.model.ledger import (
    Append,
    Appended,
    Draft,
    EntryKind,
    FiledContract,
    FiledDecision,
    KeptRules,
    Ledger,
    Request,
)

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)


def registration(contract: str = "cedar", **stated: object) -> Append:
    """The registration of *contract*; *stated* may have its provider and rule set."""
    filed = FiledContract(stated.pop("provider", "Cedar Homes"), stated.pop("rule_set", "homecare"))
    draft = Draft(EntryKind.REGISTERED, '{"start":"2026-04-01"}', filed=filed)
    return Append(**{"contract": contract, "after": 0, "drafts": (draft,), "recorded_at": NOON} | stated)


def decision(contract: str = "cedar", after: int = 1, **stated: object) -> Append:
    """A submission and the decision on it; *stated* may have what the decision is filed under."""
    filed = {
        "provider": "Cedar Homes",
        "rule_set": "homecare",
        "first": date(2026, 4, 1),
        "last": date(2026, 4, 30),
        "outcome": "no_action",
    }
    filed |= {name: stated.pop(name) for name in tuple(filed) if name in stated}
    drafts = (
        Draft(EntryKind.SUBMITTED, '{"figures":{"visits_missed":"97"}}'),
        Draft(EntryKind.DECIDED, '{"rating":"inadequate"}', filed=FiledDecision(**filed)),
    )
    return Append(**{"contract": contract, "after": after, "drafts": drafts, "recorded_at": NOON} | stated)


def change(contract: str = "cedar", after: int = 1, **stated: object) -> Append:
    """A parameter set from a date."""
    drafts = (Draft(EntryKind.PARAMETERS_SET, '{"since":"2026-06-01","values":{"exit_points":"40"}}'),)
    return Append(**{"contract": contract, "after": after, "drafts": drafts, "recorded_at": NOON} | stated)


def request(name: str = "april", content: str = "97 visits missed") -> Request:
    """The request called *name*, which asks for *content*."""
    return Request(name, sha256(content.encode()).digest())


def rules(canonical: str = '{"rule_set":"homecare"}', in_force: date = date(2026, 4, 1)) -> KeptRules:
    """The rules that *canonical* is the canonical form of."""
    return KeptRules("homecare", in_force, sha256(canonical.encode()).hexdigest(), canonical)


def recorded(ledger: Ledger, *appends: Append) -> list[Appended]:
    """Record *appends*, one after the other."""
    return [ledger.append(wanted) for wanted in appends]


def a_year(ledger: Ledger, contract: str = "cedar", **stated: object) -> None:
    """Register *contract* and decide the twelve months from April 2026."""
    ledger.append(registration(contract, **{name: stated[name] for name in ("provider", "rule_set") if name in stated}))
    for number in range(12):
        first = date(2026 + (number + 3) // 12, (number + 3) % 12 + 1, 1)
        ledger.append(decision(contract, 1 + 2 * number, first=first, last=first.replace(day=28), **stated))
