"""One line of the log: a pure function of the entry that records the decision, and of what is masked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from engine.decision_log.fields import Line
from engine.decision_log.masking import Masking
from engine.decision_log.outcomes import outcome_fields
from engine.decision_log.payment import payment_fields
from engine.decision_log.recorded import below, body_of, each, label
from engine.errors import BrokenEntryError
from engine.model.decimals import exactly
from engine.model.document import Json
from engine.model.ledger import Entry
from engine.model.naming import DecisionName
from engine.model.recording.words import OUTCOME

# Of what a line holds. A field that is added leaves it as it is; one that is dropped or means something else does not.
SCHEMA = 1
KIND = "decision"

# What reading a body raises that is not as it was written.
_DAMAGED = (LookupError, TypeError, ValueError, ArithmeticError)
_RIGHT = ("ladder", "rung", "arisen", "evidence")
_GRAVITY = {word: outcome.gravity for outcome, word in OUTCOME.of.items()}


def line(entry: Entry, masking: Masking) -> Line:
    """Return the line of *entry* without what *masking* covers; BrokenEntryError where it records no decision."""
    try:
        body = body_of(entry)
        made = _everything(entry, body)
        made["masked"] = [*masking.masked(made, body["outcomes"])]
    except _DAMAGED as error:
        raise _broken(entry, error) from error
    return made


def unmasked(entry: Entry) -> Line:
    """Return everything that the line of *entry* says where nothing is masked; BrokenEntryError."""
    try:
        return _everything(entry, body_of(entry))
    except _DAMAGED as error:
        raise _broken(entry, error) from error


def _broken(entry: Entry, error: Exception) -> BrokenEntryError:
    why = f"expected the field `{error.args[0]}`" if isinstance(error, KeyError) else error
    return BrokenEntryError(f"entry {entry.version} of the contract `{entry.contract}` cannot be read: {why}")


def _everything(entry: Entry, body: Line) -> Line:
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "position": entry.position,
        "decision": str(DecisionName(entry.contract, entry.version)),
        "contract": entry.contract,
        "version": entry.version,
        "recorded_at": _instant(entry.recorded_at),
        "hash": entry.hash.hex(),
        "provider": body["provider"],
        "supersedes": _superseded(entry, body),
        "excuses": [*_excuses(entry, body)],
        "unanswered": [_event(entry, event) for event in each(body.get("unanswered", []))],
        **_evidence(below(body["evidence"])),
        **_rules(below(body["rules"])),
        **_decided(body),
        "request_id": entry.beside.request_id,
        "caller": entry.beside.caller,
        "trace_id": entry.beside.trace_id,
        "duration_us": entry.beside.duration_us,
    }


def _evidence(body: Line) -> Line:
    is_event = body["kind"] == "event"
    period = {"first": body["on"], "last": body["on"]} if is_event else below(body["period"])
    return {
        "evidence": body["kind"],
        "event_kind": body.get("event"),
        "period": None if is_event else label(period),
        "first": period["first"],
        "last": period["last"],
        "revision": body.get("revision"),
        "received_on": body.get("received_on"),
        "decided_on": body["decided_on"],
        "figures": {} if is_event else below(body["figures"]),
        "sources": dict(_sources(body)),
    }


def _sources(body: Line) -> Iterator[tuple[str, Json]]:
    """Yield where figures came from, by measure; most do not say."""
    for name, source in below(body.get("sources", {})).items():
        said = below(source)
        yield name, {"source": said["from"], "verified": said.get("verified", False)}


def _superseded(entry: Entry, body: Line) -> str | None:
    if "supersedes" not in body:
        return None
    return str(DecisionName(entry.contract, int(str(below(body["supersedes"])["version"]))))


def _excuses(entry: Entry, body: Line) -> Iterator[Json]:
    """Yield the events that excuse a KPI, by their ids; who agreed to them, and why, is personal."""
    for event in each(body.get("excuses", [])):
        yield {"event": _event(entry, event), "kpi": event["kpi"]}


def _event(entry: Entry, event: Line) -> str:
    return str(DecisionName(entry.contract, int(str(event["version"]))))


def _rules(body: Line) -> Line:
    return {
        "rule_set": body["rule_set"],
        "in_force": body["in_force"],
        "digest": body["digest"],
        "calendar": body["calendar"] or None,
        "plugins": body["plugins"],
    }


def _decided(body: Line) -> Line:
    moves = list(each(body["moves"]))
    gravest = max(moves, key=lambda move: _GRAVITY[str(move["decision"])], default=None)
    # Margins are differences of numbers of up to 50 digits.
    with exactly():
        outcomes: list[Json] = [outcome_fields(outcome) for outcome in each(body["outcomes"])]
    return {
        "outcome": body["outcome"],
        "rung": gravest["after"] if gravest else None,
        "move": gravest["move"] if gravest else "none",
        "undecided": body["undecided"],
        "outcomes": outcomes,
        "moves": [*moves],
        "rights": [{name: right[name] for name in _RIGHT} for right in each(body["rights"])],
        "payment": payment_fields(below(body["payment"])) if body["payment"] else None,
    }


def _instant(instant: datetime) -> str:
    """Return *instant* as the ledger keeps it, such as `2026-05-14T09:30:00.000000Z`."""
    return f"{instant.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"
