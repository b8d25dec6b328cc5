"""The ways into and out of a rung that were looked at: what each condition found, and what came of it."""

from __future__ import annotations

from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import Code, Sentence, opened, words
from engine.model.escalation import Check, Move, MoveKind
from engine.model.figures import Absence

_NO_MOVE = "cannot be known, and an unknown condition moves no rung"


def check_sentences(move: Move, check: Check, lexicon: Lexicon) -> list[Sentence]:
    """Return what came of *check*, and every comparison in it with its values."""
    text = _came_of(move, check)
    compared = [lexicon.comparisons.sentence(move.ladder, one) for one in check.verdict.examined]
    return [Sentence(move.ladder, Code.CHECK, opened(text)), *compared] if text else compared


def _came_of(move: Move, check: Check) -> str:
    """Return what came of *check*; nothing where the move itself says so."""
    match check.way:
        case "enter":
            return _way_in_again(move, check) if check.rung == move.before else _way_in(move, check)
        case "leave":
            return _way_out(move, check)
    rung = words(check.rung)
    if isinstance(check.verdict.holds, Absence):
        return f"whether the condition {words(check.way)} of {rung} holds {_NO_MOVE}"
    return f"the condition {words(check.way)} of {rung} {'holds' if check.verdict.holds else 'does not hold'}"


def _way_in(move: Move, check: Check) -> str:
    rung = words(check.rung)
    if isinstance(check.verdict.holds, Absence):
        return f"whether {rung} is to be entered {_NO_MOVE}"
    if not check.verdict.holds:
        return f"{rung} is not entered"
    if check.rung == move.after:
        return ""
    return f"{rung} could have been entered too, but one move is made in a period"


def _way_in_again(move: Move, check: Check) -> str:
    rung = words(move.before)
    if isinstance(check.verdict.holds, Absence):
        return f"whether what leads to {rung} still holds cannot be known"
    return f"what leads to {rung} {'holds again' if check.verdict.holds else 'does not hold any more'}"


def _way_out(move: Move, check: Check) -> str:
    rung = words(check.rung)
    if isinstance(check.verdict.holds, Absence):
        return f"whether {rung} is to be left {_NO_MOVE}"
    if not check.verdict.holds:
        return f"{rung} is not left"
    if move.kind is MoveKind.LEFT:
        return ""
    return f"{rung} could have been left, but {'up beats down' if move.kind is MoveKind.ENTERED else 'it is held'}"
