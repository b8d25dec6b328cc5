"""A decision as plain JSON values: numbers as plain strings, money with its minor digits, dates as ISO text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias, assert_never

from engine.expression.program import Examined
from engine.model.decimals import plain
from engine.model.decision import Decision
from engine.model.escalation import Action, Check, ExitRight, Move
from engine.model.events import Confirmation, ContractEvent, Dispute, Relief, Waiver
from engine.model.evidence import Event, NonSubmission, Submission
from engine.model.figures import Absence, Figure
from engine.model.outcome import Limit, Measured, NotRated, Outcome, Rated, Undecided
from engine.model.payment import CapUse, Factor, Line, LineKind, Part, Payment
from engine.model.scale import Rating
from engine.model.sources import Sources

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


def document(decision: Decision, not_rated: str) -> dict[str, Json]:
    """Return *decision* as JSON values; *not_rated* is the scale's name for what cannot be rated."""
    gravest, publishable = decision.gravest, dict(decision.rules.publishable)
    return {
        "contract": decision.contract,
        "provider": decision.provider,
        "parameters": {name: figure(value) for name, value in decision.parameters.items()},
        **_evidence(decision),
        "outcome": decision.outcome.value,
        "rung": gravest.after if gravest else None,
        "move": gravest.kind.value if gravest else "none",
        "kpis": {one.kpi: _outcome(one, not_rated) | _said(one.kpi, publishable) for one in decision.outcomes},
        "payment": _payment(decision.payment) if decision.payment else None,
        "ladders": {move.ladder: _move(move) for move in decision.moves},
        "rights": {name: _right(right) for name, right in decision.rights.items()},
        "undecided": list(decision.undecided),
        "rules": _rules(decision),
        **({"supersedes": decision.supersedes._asdict()} if decision.supersedes else {}),
        **({"excuses": list(map(_excuse, decision.excuses))} if decision.excuses else {}),
    }


def figure(value: Figure | None) -> Json:
    """Return a value or an absence as JSON; an absence is its words, as no figure is."""
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return plain(value)
        case Rating():
            return value.name
        case Absence():
            return {"absent": value.value}
        case date():
            return value.isoformat()
    assert_never(value)


def _evidence(decision: Decision) -> dict[str, Json]:
    evidence = decision.evidence
    match evidence:
        case Submission():
            return {
                "period": evidence.period.label,
                "evidence": "submission",
                "revision": evidence.revision,
                "received_on": evidence.received_on.isoformat(),
                "decided_on": evidence.decided_on.isoformat(),
                **({"after_non_submission": True} if evidence.after_non_submission else {}),
                **_sources(evidence.sources),
            }
        case NonSubmission():
            return {
                "period": evidence.period.label,
                "evidence": "non_submission",
                "decided_on": evidence.decided_on.isoformat(),
                **_sources(evidence.sources),
            }
        case Event():
            return {
                "period": None,
                "evidence": "event",
                "event": evidence.kind,
                "on": evidence.on.isoformat(),
                "decided_on": evidence.decided_on.isoformat(),
                **({"without_effect": True} if evidence.without_effect else {}),
            }
    assert_never(evidence)


def _excuse(event: ContractEvent) -> Json:
    kpi = event.what.kpi if isinstance(event.what, Relief | Waiver | Confirmation | Dispute) else None
    said: dict[str, Json] = {"by": event.by, "why": event.why, "clause": event.clause}
    return {"event": event.version, "kpi": kpi, "on": event.on.isoformat(), **said}


def _sources(sources: Sources) -> dict[str, Json]:
    ordered = sorted(sources.items())
    named: Json = {name: {"source": source.name, "verified": source.verified} for name, source in ordered}
    return {"sources": named} if sources else {}


def _rules(decision: Decision) -> Json:
    rules = decision.rules
    return {
        "rule_set": rules.rule_set,
        "in_force": rules.in_force.isoformat(),
        "digest": rules.digest,
        "reason": f"the version in force on {rules.on}, the period's last day",
        "calendar": rules.calendar or None,
        "plugins": [{"name": name, "version": version} for name, version in rules.plugins],
    }


def _measured(measured: Measured) -> dict[str, Json]:
    value, unrounded = figure(measured.value), figure(measured.unrounded)
    written: dict[str, Json] = {"rating": None, "value": value, "reason": "no bands", "unrounded": unrounded}
    return written | {"doubtful": True} if measured.doubtful else written


def _outcome(outcome: Outcome, not_rated: str) -> dict[str, Json]:
    read: Json = {name: figure(value) for name, value in outcome.read}
    match outcome:
        case Rated():
            return _rated(outcome) | {"read": read}
        case Measured():
            return _measured(outcome) | {"read": read}
        case NotRated():
            because: Json = list(outcome.because)
            return {
                "rating": not_rated,
                "value": None,
                "reason": outcome.absence.value,
                "because": because,
                "read": read,
            }
        case Undecided():
            return {"rating": None, "value": None, "reason": "undecided", "because": [outcome.why], "read": read}
    assert_never(outcome)


def _said(kpi: str, publishable: Mapping[str, bool]) -> dict[str, Json]:
    return {"publishable": publishable[kpi]} if kpi in publishable else {}


def _rated(outcome: Rated) -> dict[str, Json]:
    return {
        "rating": outcome.rating.name,
        "value": figure(outcome.value),
        "reason": outcome.basis.value,
        "unrounded": figure(outcome.unrounded),
        "counts": outcome.counts.value,
        "points": plain(outcome.points),
        "repeat": outcome.repeat,
        "doubtful": outcome.doubtful,
        "in_grace": outcome.in_grace,
        "limits": [_limit(limit, outcome.value) for limit in outcome.held.limits],
        "conditions": [_examined(one) for one in outcome.held.examined],
        "limited_by": list(outcome.held.limited_by),
    }


def _limit(limit: Limit, value: object) -> Json:
    margin = plain(limit.margin(value)) if isinstance(value, Decimal) else None
    side = (
        ("less than" if limit.strict else "at most") if limit.upper else ("more than" if limit.strict else "at least")
    )
    return {"rating": limit.rating.name, "limit": plain(limit.figure), "side": side, "margin": margin}


def _examined(one: Examined) -> Json:
    return {
        "text": one.text,
        "left": figure(one.left),
        "operator": one.operator,
        "right": figure(one.right),
        "held": None if isinstance(one.held, Absence) else one.held,
    }


def _move(move: Move) -> Json:
    return {
        "before": move.before,
        "after": move.after,
        "move": move.kind.value,
        "decision": move.decision.value,
        "clause": move.clause,
        "checks": [_check(check) for check in move.checks],
        "actions": [_action(action) for action in move.actions],
    }


def _check(check: Check) -> Json:
    holds = check.verdict.holds
    return {
        "rung": check.rung,
        "way": check.way,
        "condition": check.verdict.condition,
        "holds": None if isinstance(holds, Absence) else holds,
        "conditions": [_examined(one) for one in check.verdict.examined],
    }


def _action(action: Action) -> Json:
    opens: dict[str, Json] = {"opens": action.opens} if action.opens else {}
    return {"do": action.do, "by": action.by, "due": action.due.isoformat(), "clause": action.clause, **opens}


def _right(right: ExitRight) -> Json:
    evidence: Json = [day.isoformat() for day in right.evidence]
    return {"ladder": right.ladder, "rung": right.rung, "arisen": right.arisen.isoformat(), "evidence": evidence}


def _payment(payment: Payment) -> Json:
    return {
        "currency": payment.currency,
        "due": _by_kind(payment.due),
        "capped_off": _by_kind(payment.capped_off),
        "applied": _by_kind(payment.applied),
        "payable": money(payment.payable),
        "carried_forward": money(payment.carried_forward),
        "debt": money(payment.debt),
        "lines": [_line(line) for line in payment.lines],
    }


def money(amount: Decimal) -> str:
    """Return *amount* with the minor digits that it was rounded to."""
    return format(amount, "f")


def _by_kind(amounts: Mapping[LineKind, Decimal]) -> Json:
    return {kind.value: money(amount) for kind, amount in amounts.items()}


def _line(line: Line) -> Json:
    return {
        "entry": line.entry,
        "policy": line.policy,
        "kind": line.kind.value,
        "state": line.state.value,
        "due": money(line.due),
        "capped_off": money(line.capped_off),
        "applied": money(line.applied),
        "unrounded": plain(line.unrounded),
        "clause": line.clause,
        "parts": [_part(part) for part in line.parts],
        "caps": [_cap(use) for use in line.caps],
        **({"adjusts": line.adjusts.label} if line.adjusts else {}),
    }


def _part(part: Part) -> Json:
    factors: Json = [_factor(factor) for factor in part.factors]
    return {"what": part.what, "factors": factors, "amount": plain(part.amount)}


def _factor(factor: Factor) -> Json:
    of: dict[str, Json] = {} if factor.of is None else {"of": plain(factor.of)}
    return {"value": plain(factor.value), "what": factor.what, **of}


def _cap(use: CapUse) -> Json:
    return {
        "cap": use.cap,
        "limit": money(use.limit),
        "used_before": money(use.used_before),
        "came": money(use.came),
        "left": money(use.left),
        "bound": use.bound,
        "clause": use.clause,
    }
