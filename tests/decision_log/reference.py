"""A line made from a decision itself, and not from what is recorded of it: what lines are held against in tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal

from engine.expression.program import Examined
from engine.model.decimals import exactly
from engine.model.decision import Decision
from engine.model.escalation import Action, Check, ExitRight, Move
from engine.model.evidence import Event, Submission
from engine.model.ledger import Entry
from engine.model.naming import DecisionName
from engine.model.outcome import Limit, Measured, NotRated, Outcome, Rated
from engine.model.payment import Line, Payment
from engine.model.recording.values import figure_json, money_json, number_json


def expected(entry: Entry, decision: Decision) -> dict:
    """Everything that a line says about *decision*, which *entry* records, but what is masked."""
    gravest = decision.gravest
    with exactly():
        outcomes = [outcome_fields(outcome) for outcome in decision.outcomes]
    return {
        "schema": 1,
        "kind": "decision",
        "position": entry.position,
        "decision": str(DecisionName(entry.contract, entry.version)),
        "contract": entry.contract,
        "version": entry.version,
        "recorded_at": entry.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "hash": entry.hash.hex(),
        "provider": decision.provider,
        "supersedes": f"{decision.contract}#{decision.supersedes.version}" if decision.supersedes else None,
        "excuses": [{"event": f"{decision.contract}#{one.version}", "kpi": one.what.kpi} for one in decision.excuses],
        "unanswered": [f"{decision.contract}#{one.version}" for one in decision.unanswered],
        **evidence_fields(decision),
        "rule_set": decision.rules.rule_set,
        "in_force": str(decision.rules.in_force),
        "digest": decision.rules.digest,
        "calendar": decision.rules.calendar or None,
        "plugins": [{"name": name, "version": version} for name, version in decision.rules.plugins],
        "outcome": decision.outcome.value,
        "rung": gravest.after if gravest else None,
        "move": gravest.kind.value if gravest else "none",
        "undecided": list(decision.undecided),
        "outcomes": outcomes,
        "moves": [move_fields(move) for move in decision.moves],
        "rights": [right_fields(right) for right in decision.rights.values()],
        "payment": payment_fields(decision.payment) if decision.payment else None,
        **entry.beside._asdict(),
    }


def evidence_fields(decision: Decision) -> dict:
    evidence, period = decision.evidence, decision.period
    is_event, came = isinstance(evidence, Event), isinstance(evidence, Submission)
    return {
        "evidence": "event" if is_event else "submission" if came else "non_submission",
        "event_kind": evidence.kind if is_event else None,
        "period": period.label if period else None,
        "first": str(period.start if period else evidence.on),
        "last": str(period.last_day if period else evidence.on),
        "revision": evidence.revision if came else None,
        "received_on": str(evidence.received_on) if came else None,
        "decided_on": str(evidence.decided_on),
        "figures": {} if is_event else {name: figure_json(figure) for name, figure in evidence.figures.items()},
        "sources": {}
        if is_event
        else {name: {"source": one.name, "verified": one.verified} for name, one in evidence.sources.items()},
    }


def outcome_fields(outcome: Outcome) -> dict:
    said = {"kpi": outcome.kpi, "kind": "undecided", "rating": None, "value": None}
    if isinstance(outcome, Rated):
        return said | rated_fields(outcome)
    if isinstance(outcome, Measured):
        return said | {"kind": "measured", "value": figure_json(outcome.value)}
    if isinstance(outcome, NotRated):
        why = {"reason": outcome.absence.value, "because": list(outcome.because), "due": outcome.due}
        return said | {"kind": "not_rated"} | why
    return said | {"why": outcome.why}


def rated_fields(rated: Rated) -> dict:
    return {
        "kind": "rated",
        "rating": rated.rating.name,
        "value": figure_json(rated.value),
        "basis": rated.basis.value,
        "counts": rated.counts.value,
        "points": number_json(rated.points),
        "repeat": rated.repeat,
        "doubtful": rated.doubtful,
        "in_grace": rated.in_grace,
        "limits": [limit_fields(limit, rated.value) for limit in rated.held.limits],
        "conditions": comparisons(rated.held.examined),
        "limited_by": list(rated.held.limited_by),
    }


def limit_fields(limit: Limit, value: Decimal) -> dict:
    side = ("less than", "at most") if limit.upper else ("more than", "at least")
    return {
        "rating": limit.rating.name,
        "side": side[not limit.strict],
        "limit": number_json(limit.figure),
        "margin": number_json(limit.margin(value)),
    }


def comparisons(examined: Sequence[Examined]) -> list[dict]:
    return [
        {
            "text": one.text,
            "left": figure_json(one.left),
            "operator": one.operator,
            "right": figure_json(one.right),
            "held": figure_json(one.held),
        }
        for one in examined
    ]


def move_fields(move: Move) -> dict:
    return {
        "ladder": move.ladder,
        "before": move.before,
        "after": move.after,
        "move": move.kind.value,
        "decision": move.decision.value,
        "clause": move.clause,
        "checks": [check_fields(check) for check in move.checks],
        "actions": [action_fields(action) for action in move.actions],
    }


def action_fields(action: Action) -> dict:
    opens = {"opens": action.opens} if action.opens else {}
    return {"do": action.do, "by": action.by, "due": str(action.due), "clause": action.clause, **opens}


def check_fields(check: Check) -> dict:
    verdict = check.verdict
    return {
        "rung": check.rung,
        "way": check.way,
        "condition": verdict.condition,
        "holds": figure_json(verdict.holds),
        "conditions": comparisons(verdict.examined),
    }


def right_fields(right: ExitRight) -> dict:
    evidence = [str(day) for day in right.evidence]
    return {"ladder": right.ladder, "rung": right.rung, "arisen": str(right.arisen), "evidence": evidence}


def payment_fields(payment: Payment) -> dict:
    return {
        "currency": payment.currency,
        "payable": money_json(payment.payable),
        "carried_forward": money_json(payment.carried_forward),
        "debt": money_json(payment.debt) if payment.debt else "0",
        "totals": {
            kind.value: {
                "due": money_json(due),
                "capped_off": money_json(payment.capped_off[kind]),
                "applied": money_json(payment.applied[kind]),
            }
            for kind, due in payment.due.items()
        },
        "lines": [line_fields(line) for line in payment.lines],
    }


def line_fields(line: Line) -> dict:
    return {
        "entry": line.entry,
        "policy": line.policy,
        "kind": line.kind.value,
        "state": line.state.value,
        "due": money_json(line.due),
        "capped_off": money_json(line.capped_off),
        "applied": money_json(line.applied),
        "caps": [use.cap for use in line.caps if use.bound],
        "clause": line.clause,
        "adjusts": line.adjusts.label if line.adjusts else None,
    }
