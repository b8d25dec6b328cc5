"""Decisions of the wire as the plain values of `engine.model.document`, so that both can be held against each other."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from engine.api import condition_pb2, escalation_pb2, evidence_pb2, figure_pb2, outcome_pb2, payment_pb2
from engine.model.decimals import plain, settled

NUMBER = re.compile(r"-?\d+(\.\d+)?")
SIDES = {
    outcome_pb2.SIDE_AT_LEAST: "at least",
    outcome_pb2.SIDE_MORE_THAN: "more than",
    outcome_pb2.SIDE_AT_MOST: "at most",
    outcome_pb2.SIDE_LESS_THAN: "less than",
}
HELD = {
    condition_pb2.VERDICT_HOLDS: True,
    condition_pb2.VERDICT_DOES_NOT_HOLD: False,
    condition_pb2.VERDICT_UNKNOWN: None,
}


def alike(value: object) -> object:
    """*value* with every number, down through lists and mappings, in the one form in which equal ones are equal."""
    match value:
        case dict():
            return {key: alike(below) for key, below in value.items()}
        case list():
            return [alike(below) for below in value]
        case str() if NUMBER.fullmatch(value):
            return plain(settled(Decimal(value)))
    return value


def decision_document(message) -> dict:
    """The decision that *message* is, as `document` writes it."""
    gravest = next((move for move in message.moves if move.ladder == message.gravest_ladder), None)
    return {
        "contract": message.contract,
        "provider": message.provider,
        "parameters": {one.name: figure(one) for one in message.parameters},
        **evidence(message.evidence),
        "outcome": word(escalation_pb2.DecisionOutcome, "DECISION_OUTCOME", message.outcome, "_"),
        "rung": gravest.after if gravest else None,
        "move": word(escalation_pb2.MoveKind, "MOVE_KIND", gravest.kind) if gravest else "none",
        "kpis": {one.kpi: outcome(one) for one in message.kpis},
        "payment": payment(message.payment) if message.HasField("payment") else None,
        "ladders": {one.ladder: move(one) for one in message.moves},
        "rights": {one.ladder: right(one) for one in message.rights},
        "undecided": list(message.undecided),
        "rules": rules(message.rules),
        **({"supersedes": superseded(message.supersedes)} if message.HasField("supersedes") else {}),
        **({"excuses": list(map(excuse, message.excuses))} if message.excuses else {}),
    }


def superseded(message) -> dict:
    return {"version": int(message.decision.rpartition("#")[2]), "why": message.why}


def excuse(message) -> dict:
    what = message.WhichOneof("what")
    return {
        "event": message.version,
        "kpi": getattr(message, what).kpi if what in {"relief", "waiver", "confirmation", "dispute"} else None,
        "on": day(message.on),
        "by": message.by,
        "why": message.why,
        "clause": message.clause,
    }


def word(enum, prefix: str, number: int, between: str = " ") -> str:
    """The word that the engine has for a member of *enum*."""
    return enum.Name(number).removeprefix(f"{prefix}_").lower().replace("_", between)


def day(message) -> str:
    return date(message.year, message.month, message.day).isoformat()


def figure(message, oneof: str = "figure") -> object:
    match message.WhichOneof(oneof):
        case None:
            return None
        case "date":
            return day(message.date)
        case "absence":
            return {"absent": word(figure_pb2.Absence, "ABSENCE", message.absence)}
        case kind:
            return getattr(message, kind)


def evidence(message) -> dict:
    kind = word(evidence_pb2.EvidenceKind, "EVIDENCE_KIND", message.kind, "_")
    stated = {"period": message.period.label or None, "evidence": kind, "decided_on": day(message.decided_on)}
    if kind == "submission":
        stated |= {"revision": message.revision, "received_on": day(message.received_on)}
        stated |= {"after_non_submission": True} if message.after_non_submission else {}
    if kind == "event":
        stated |= {"event": message.event, "on": day(message.happened_on)}
    return stated


def rules(message) -> dict:
    return {
        "rule_set": message.rule_set,
        "in_force": day(message.in_force),
        "digest": message.digest,
        "reason": f"the version in force on {day(message.on)}, the period's last day",
        "calendar": message.calendar or None,
        "plugins": [{"name": one.name, "version": one.version} for one in message.plugins],
    }


def outcome(message) -> dict:
    value = figure(message, "value")
    unrounded = message.unrounded if message.HasField("unrounded") else value
    stated = {"rating": None, "value": value, "read": {one.name: figure(one) for one in message.read}}
    if message.kind == outcome_pb2.OUTCOME_KIND_NOT_RATED:
        absence = word(figure_pb2.Absence, "ABSENCE", message.absence)
        return stated | {"rating": "", "reason": absence, "because": list(message.because)}
    if message.kind == outcome_pb2.OUTCOME_KIND_UNDECIDED:
        return stated | {"reason": "undecided", "because": list(message.because)}
    stated |= {"unrounded": unrounded}
    if message.kind == outcome_pb2.OUTCOME_KIND_MEASURED:
        return stated | {"reason": "no bands"} | ({"doubtful": True} if message.doubtful else {})
    return stated | rated(message)


def rated(message) -> dict:
    return {
        "rating": message.rating,
        "reason": word(outcome_pb2.Basis, "BASIS", message.basis),
        "counts": word(outcome_pb2.Counts, "COUNTS", message.counts),
        "points": message.points,
        "repeat": message.repeat,
        "doubtful": message.doubtful,
        "in_grace": message.in_grace,
        "limits": [limit(one) for one in message.limits],
        "conditions": [comparison(one) for one in message.conditions],
        "limited_by": list(message.limited_by),
    }


def limit(message) -> dict:
    margin = message.margin if message.HasField("margin") else None
    return {"rating": message.rating, "limit": message.limit, "side": SIDES[message.side], "margin": margin}


def comparison(message) -> dict:
    left, right = figure(message.left), figure(message.right)
    held = HELD[message.verdict]
    return {"text": message.text, "left": left, "operator": message.operator, "right": right, "held": held}


def move(message) -> dict:
    return {
        "before": message.before,
        "after": message.after,
        "move": word(escalation_pb2.MoveKind, "MOVE_KIND", message.kind),
        "decision": word(escalation_pb2.DecisionOutcome, "DECISION_OUTCOME", message.outcome, "_"),
        "clause": message.clause,
        "checks": [check(one) for one in message.checks],
        "actions": [
            {"do": one.do, "by": one.by, "due": day(one.due), "clause": one.clause}
            | ({"opens": one.opens} if one.opens else {})
            for one in message.actions
        ],
    }


def check(message) -> dict:
    return {
        "rung": message.rung,
        "way": message.way,
        "condition": message.condition,
        "holds": HELD[message.verdict],
        "conditions": [comparison(one) for one in message.comparisons],
    }


def right(message) -> dict:
    evidence = [day(one) for one in message.evidence]
    return {"ladder": message.ladder, "rung": message.rung, "arisen": day(message.arisen), "evidence": evidence}


def money(message) -> str:
    """The amount, its units and billionths added up as whole numbers."""
    billionths = message.units * 10**9 + message.nanos
    return format(Decimal(billionths).scaleb(-9), "f")


def payment(message) -> dict:
    totals = {word(payment_pb2.LineKind, "LINE_KIND", one.kind): one for one in message.totals}
    return {
        "currency": message.currency,
        **{sum_: {kind: money(getattr(one, sum_)) for kind, one in totals.items()} for sum_ in SUMS},
        "payable": money(message.payable),
        "carried_forward": money(message.carried_forward),
        "debt": money(message.debt),
        "lines": [line(one) for one in message.lines],
    }


SUMS = ("due", "capped_off", "applied")


def line(message) -> dict:
    return {
        "entry": message.entry,
        "policy": message.policy,
        "kind": word(payment_pb2.LineKind, "LINE_KIND", message.kind),
        "state": word(payment_pb2.LineState, "LINE_STATE", message.state),
        **{sum_: money(getattr(message, sum_)) for sum_ in SUMS},
        "unrounded": message.unrounded,
        "clause": message.clause,
        "parts": [part(one) for one in message.parts],
        "caps": [cap(one) for one in message.caps],
        **({"adjusts": message.adjusts.label} if message.HasField("adjusts") else {}),
    }


def part(message) -> dict:
    factors = [
        {"value": one.value, "what": one.what, **({"of": one.of} if one.HasField("of") else {})}
        for one in message.factors
    ]
    return {"what": message.what, "factors": factors, "amount": message.amount}


def cap(message) -> dict:
    sums = {name: getattr(message, name) for name in ("limit", "used_before", "came", "left")}
    return {"cap": message.cap, **sums, "bound": message.bound, "clause": message.clause}
