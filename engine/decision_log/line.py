"""One line of the log: a pure function of the entry that records the decision, and of what is masked."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.decision_log.consequences import move_fields, payment_fields, right_fields
from engine.decision_log.fields import Line
from engine.decision_log.masking import Masking
from engine.decision_log.outcomes import outcome_fields
from engine.model.decimals import exactly
from engine.model.decision import Decision
from engine.model.document import Json
from engine.model.evidence import Event, NonSubmission, Submission
from engine.model.ledger import Beside, Entry
from engine.model.naming import DecisionName
from engine.model.recording import decision_of
from engine.model.recording.values import figure_json
from engine.model.recording.words import MOVE, OUTCOME

# Of what a line holds. A field that is added leaves it as it is; one that is dropped or means something else does not.
SCHEMA = 1
KIND = "decision"


def line(entry: Entry, masking: Masking) -> Line:
    """Return the line of *entry*, which records a decision, without what *masking* covers; BrokenEntryError."""
    decision = decision_of(entry)
    made = unmasked(entry, decision)
    made["masked"] = [*masking.masked(made, decision)]
    return made


def unmasked(entry: Entry, decision: Decision) -> Line:
    """Return everything that a line says about *decision*, which *entry* records."""
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "position": entry.position,
        "decision": str(DecisionName(entry.contract, entry.version)),
        "contract": entry.contract,
        "version": entry.version,
        "recorded_at": _instant(entry.recorded_at),
        "hash": entry.hash.hex(),
        "provider": decision.provider,
        **_evidence(decision),
        **_rules(decision),
        **_decided(decision),
        **_beside(entry.beside),
    }


def _evidence(decision: Decision) -> Line:
    evidence = decision.evidence
    stated: Line = {
        "evidence": "event",
        "event_kind": None,
        "period": None,
        "first": None,
        "last": None,
        "revision": None,
        "received_on": None,
        "decided_on": evidence.decided_on.isoformat(),
        "figures": {},
    }
    if isinstance(evidence, Event):
        day = evidence.on.isoformat()
        return stated | {"event_kind": evidence.kind, "first": day, "last": day}
    return stated | _period(evidence)


def _period(evidence: Submission | NonSubmission) -> Line:
    period = evidence.period
    stated: Line = {
        "evidence": "non_submission",
        "period": period.label,
        "first": period.start.isoformat(),
        "last": period.last_day.isoformat(),
        "figures": {name: figure_json(figure) for name, figure in evidence.figures.items()},
    }
    if isinstance(evidence, Submission):
        stated["evidence"] = "submission"
        stated["revision"] = evidence.revision
        stated["received_on"] = evidence.received_on.isoformat()
    return stated


def _rules(decision: Decision) -> Line:
    rules = decision.rules
    return {
        "rule_set": rules.rule_set,
        "in_force": rules.in_force.isoformat(),
        "digest": rules.digest,
        "calendar": rules.calendar or None,
        "plugins": [{"name": name, "version": version} for name, version in rules.plugins],
    }


def _decided(decision: Decision) -> Line:
    gravest = decision.gravest
    # Margins are differences of numbers of up to 50 digits.
    with exactly():
        outcomes: list[Json] = [outcome_fields(outcome) for outcome in decision.outcomes]
    return {
        "outcome": OUTCOME.of[decision.outcome],
        "rung": gravest.after if gravest else None,
        "move": MOVE.of[gravest.kind] if gravest else "none",
        "undecided": list(decision.undecided),
        "outcomes": outcomes,
        "moves": [move_fields(move) for move in decision.moves],
        "rights": [right_fields(right) for right in decision.rights.values()],
        "payment": payment_fields(decision.payment) if decision.payment else None,
    }


def _beside(beside: Beside) -> Line:
    return {
        "request_id": beside.request_id,
        "caller": beside.caller,
        "trace_id": beside.trace_id,
        "duration_us": beside.duration_us,
    }


def _instant(instant: datetime) -> str:
    """Return *instant* as the ledger keeps it, such as `2026-05-14T09:30:00.000000Z`."""
    return f"{instant.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"
