"""The ways into and out of a rung that were looked at: what each condition found, and what came of it."""

from __future__ import annotations

from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import Code, Sentence, opened, words
from engine.model.escalation import WAIVED, Check, Move, MoveKind
from engine.model.figures import Absence

_PREFERRED = {MoveKind.ENTERED: "a way up comes before a way down"}
_RESETS = {
    "reset_by_move": "the last move",
    "reset_by_passes": "enough passed periods in a row",
}
_NO_MOVE = "cannot be known, and an unknown condition moves no rung"


def check_sentences(move: Move, check: Check, lexicon: Lexicon) -> list[Sentence]:
    """Return what came of *check*, its condition where that joins several comparisons, and each of these."""
    text, whole = _came_of(move, check), lexicon.conditions.whole(check.verdict.condition)
    sentences = [Sentence(move.ladder, Code.CHECK, opened(text), _clause(move, check, lexicon))] if text else []
    if whole:
        sentences.append(
            Sentence(move.ladder, Code.CONDITION, opened(f"{_way(move, check, named=not text)} when {whole}"))
        )
    return sentences + [lexicon.comparisons.sentence(move.ladder, one) for one in check.verdict.examined]


def _clause(move: Move, check: Check, lexicon: Lexicon) -> str:
    """Return the clause of a rung that the move itself does not name."""
    if check.rung in {move.before, move.after}:
        return ""
    ladder = next((one for one in lexicon.rules.ladders if one.name == move.ladder), None)
    rung = ladder.rung(check.rung) if ladder else None
    return rung.clause if rung else ""


def _way(move: Move, check: Check, *, named: bool) -> str:
    """Return what *check* leads to; the rung need not be *named* again where the sentence before is about it."""
    rung = words(check.rung) if named or check.rung == move.before else "it"
    match check.way:
        case "enter":
            return f"{rung} is entered"
        case "leave":
            return f"{rung} is left"
    return f"{words(check.way)} of {words(check.rung)} holds"


def _came_of(move: Move, check: Check) -> str:
    """Return what came of *check*; nothing where the move itself says so."""
    match check.way:
        case "enter":
            return _way_in_again(move, check) if check.rung == move.before else _way_in(move, check)
        case "leave":
            return _way_out(move, check)
    return _besides(check)


def _besides(check: Check) -> str:
    """Return what came of *check*, which is no way in or out by itself."""
    rung, holds = words(check.rung), check.verdict.holds
    if check.way == "stay" and isinstance(holds, bool):
        return f"the least time on {rung} is {'' if holds else 'not '}over"
    if check.way == WAIVED:
        return f"{rung} is not entered again: the right to exit by it was waived, and nothing has failed since"
    if check.way in _RESETS:
        return f"points from before {_RESETS[check.way]} count no further"
    if isinstance(holds, Absence):
        return f"whether the condition {words(check.way)} of {rung} holds {_NO_MOVE}"
    return f"the condition {words(check.way)} of {rung} {'holds' if holds else 'does not hold'}"


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
    return f"what leads to {rung} {'still holds' if check.verdict.holds else 'no longer holds'}"


def _way_out(move: Move, check: Check) -> str:
    rung = words(check.rung)
    if isinstance(check.verdict.holds, Absence):
        return f"whether {rung} is to be left {_NO_MOVE}"
    if not check.verdict.holds:
        return f"{rung} is not left"
    if move.kind is MoveKind.LEFT:
        return ""
    return f"{rung} could have been left, but {_PREFERRED.get(move.kind, 'it is held')}"
