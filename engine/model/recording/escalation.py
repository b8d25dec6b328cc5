"""Moves on ladders and rights to exit, as they are recorded."""

from __future__ import annotations

from engine.model.document import Json
from engine.model.escalation import Action, Check, ExitRight, Move, Verdict
from engine.model.recording.comparisons import examined_json, examined_of, holds
from engine.model.recording.fields import Fields, day, day_of, fields, text, whole, word
from engine.model.recording.nested import several
from engine.model.recording.values import figure_json
from engine.model.recording.words import MOVE, OUTCOME


def move_json(move: Move) -> Json:
    """Return what was done on one ladder, and why."""
    return {
        "ladder": move.ladder,
        "before": move.before,
        "after": move.after,
        "move": MOVE.of[move.kind],
        "decision": OUTCOME.of[move.decision],
        "clause": move.clause,
        "checks": [_check_json(check) for check in move.checks],
        "actions": [_action_json(action) for action in move.actions],
    }


def move_of(json: Json) -> Move:
    """Return the move that *json* writes."""
    body = fields(json)
    return Move(
        ladder=text(body, "ladder"),
        before=text(body, "before"),
        after=text(body, "after"),
        kind=word(body, "move", MOVE.means),
        decision=word(body, "decision", OUTCOME.means),
        clause=text(body, "clause"),
        checks=several(body, "checks", _check_of),
        actions=several(body, "actions", _action_of),
    )


def right_json(right: ExitRight) -> Json:
    """Return a right to exit with the days of its evidence."""
    evidence: list[Json] = [day.isoformat() for day in right.evidence]
    after: Fields = {"after": right.after} if right.after else {}
    stated: Fields = {"ladder": right.ladder, "rung": right.rung, "arisen": right.arisen.isoformat()}
    return {**stated, "evidence": evidence, **after}


def right_of(json: Json) -> ExitRight:
    """Return the right that *json* writes."""
    body = fields(json)
    after = whole(body, "after") if "after" in body else 0
    arisen, evidence = day(body, "arisen"), several(body, "evidence", day_of)
    return ExitRight(text(body, "ladder"), text(body, "rung"), arisen, evidence, after)


def _check_json(check: Check) -> Json:
    rung, way, verdict = check
    return {
        "rung": rung,
        "way": way,
        "holds": figure_json(verdict.holds),
        "condition": verdict.condition,
        "conditions": [examined_json(one) for one in verdict.examined],
    }


def _check_of(json: Json) -> Check:
    body = fields(json)
    verdict = Verdict(holds(body, "holds"), several(body, "conditions", examined_of), text(body, "condition"))
    return Check(text(body, "rung"), text(body, "way"), verdict)


def _action_json(action: Action) -> Json:
    opens: Fields = {"opens": action.opens} if action.opens else {}
    return {"do": action.do, "by": action.by, "due": action.due.isoformat(), "clause": action.clause, **opens}


def _action_of(json: Json) -> Action:
    body = fields(json)
    opens = text(body, "opens") if "opens" in body else ""
    return Action(text(body, "do"), text(body, "by"), day(body, "due"), text(body, "clause"), opens)
