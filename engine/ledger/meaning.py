"""What the body of an entry says about where the entry is to be found again."""

from __future__ import annotations

from typing import NamedTuple

from engine.model.decision import Decision
from engine.model.evidence import Event
from engine.model.ledger import Entry, EntryKind, FiledContract, FiledDecision
from engine.model.recording import decision_of, event_of, evidence_of, opening_of, parameters_of, registered_of, term_of


class Meaning(NamedTuple):
    """What an entry is filed under, and the digest of the rules that it was decided by."""

    filed: FiledContract | FiledDecision | None = None
    rules: str | None = None


def meaning_of(entry: Entry) -> Meaning:
    """Return what the body of *entry* says; BrokenEntryError where it cannot be read."""
    match entry.kind:
        case EntryKind.REGISTERED:
            contract = registered_of(entry)
            return Meaning(FiledContract(contract.provider, contract.rule_set))
        case EntryKind.DECIDED:
            decision = decision_of(entry)
            return Meaning(_filed(decision), decision.rules.digest)
        case EntryKind.PARAMETERS_SET:
            parameters_of(entry)
        case EntryKind.TERM_SET:
            term_of(entry)
        case EntryKind.SUBMITTED | EntryKind.NOT_SUBMITTED:
            evidence_of(entry)
        case EntryKind.EVENT_RECORDED:
            event_of(entry)
        case EntryKind.OPENED:
            opening_of(entry)
    return Meaning()


def _filed(decision: Decision) -> FiledDecision:
    match decision.evidence:
        case Event(on=day):
            first = last = day
        case evidence:
            first, last = evidence.period.start, evidence.period.last_day
    return FiledDecision(decision.provider, decision.rules.rule_set, first, last, decision.outcome.value)
