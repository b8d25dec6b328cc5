"""What follows from a decision, as a line says it: moves with their reasons, rights to exit, payment."""

from __future__ import annotations

from engine.decision_log.outcomes import comparisons
from engine.model.document import Json
from engine.model.escalation import Action, Check, ExitRight, Move
from engine.model.payment import Line, Payment
from engine.model.recording.values import figure_json, money_json
from engine.model.recording.words import LINE_KIND, LINE_STATE, MOVE, OUTCOME


def move_fields(move: Move) -> Json:
    """Return the rungs before and after, every condition that was looked at, and the actions with their due days."""
    return {
        "ladder": move.ladder,
        "before": move.before,
        "after": move.after,
        "move": MOVE.of[move.kind],
        "decision": OUTCOME.of[move.decision],
        "clause": move.clause,
        "checks": [_check(check) for check in move.checks],
        "actions": [_action(action) for action in move.actions],
    }


def right_fields(right: ExitRight) -> Json:
    """Return a right to exit with the days of its evidence."""
    evidence: Json = [day.isoformat() for day in right.evidence]
    return {"ladder": right.ladder, "rung": right.rung, "arisen": right.arisen.isoformat(), "evidence": evidence}


def payment_fields(payment: Payment) -> Json:
    """Return the totals by kind and the lines; how a line was worked out stays in the ledger."""
    return {
        "currency": payment.currency,
        "payable": money_json(payment.payable),
        "carried_forward": money_json(payment.carried_forward),
        "totals": {
            LINE_KIND.of[kind]: {
                "due": money_json(due),
                "capped_off": money_json(payment.capped_off[kind]),
                "applied": money_json(payment.applied[kind]),
            }
            for kind, due in payment.due.items()
        },
        "lines": [_line(line) for line in payment.lines],
    }


def _check(check: Check) -> Json:
    verdict = check.verdict
    return {
        "rung": check.rung,
        "way": check.way,
        "condition": verdict.condition,
        "holds": figure_json(verdict.holds),
        "conditions": comparisons(verdict.examined),
    }


def _action(action: Action) -> Json:
    return {"do": action.do, "by": action.by, "due": action.due.isoformat(), "clause": action.clause}


def _line(line: Line) -> Json:
    return {
        "entry": line.entry,
        "policy": line.policy,
        "kind": LINE_KIND.of[line.kind],
        "state": LINE_STATE.of[line.state],
        "due": money_json(line.due),
        "capped_off": money_json(line.capped_off),
        "applied": money_json(line.applied),
        "caps": [use.cap for use in line.caps if use.bound],
        "clause": line.clause,
    }
