"""Moves on ladders: what happened and why, why nothing graver did, who must do what by when, and rights to exit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from engine.evaluation.explanation.checks import check_sentences
from engine.evaluation.explanation.figures import day, period_in_words, weekday
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import Code, Section, Sentence, on_ladder, opened, words
from engine.evaluation.explanation.spans import window_span
from engine.model.decision import Decision
from engine.model.escalation import Action, Check, DecisionOutcome, ExitRight, Move, MoveKind
from engine.model.evidence import Event

# What policies look at besides ways out: a stranger's own words may mean one.
_NO_WAY_OUT = ("enter", "reset_by_move", "reset_by_passes")


def ladder_sections(decision: Decision, lexicon: Lexicon) -> Iterator[Section]:
    """Yield a section for each ladder."""
    for move in decision.moves:
        sentences = [headline(move), *_checks(move, lexicon), *_next(move, lexicon)]
        sentences += _windows(move, decision, lexicon)
        if not _has_no_effect(decision):
            sentences += _only_people(move)
        sentences += [_action(move, action) for action in move.actions]
        right_arisen = decision.rights.get(move.ladder)
        if right_arisen:
            sentences.append(right(right_arisen, decision))
        yield Section(opened(on_ladder(move.ladder)), tuple(sentences))


def _has_no_effect(decision: Decision) -> bool:
    return isinstance(decision.evidence, Event) and decision.evidence.without_effect


def _only_people(move: Move) -> Iterator[Sentence]:
    """Yield that only a person ends the rung that is held, where no way out of it was looked at."""
    if move.kind is MoveKind.HELD and all(check.way in _NO_WAY_OUT for check in move.checks):
        text = f"No condition for leaving {words(move.before)} was looked at: only a recorded human decision ends it"
        yield Sentence(move.ladder, Code.CHECK, text)


def brought(move: Move, lexicon: Lexicon) -> list[Sentence]:
    """Return that *move* was made, and what was found by which it was."""
    looked_at = (check for check in move.checks if decided(move, check))
    return [headline(move), *(one for check in looked_at for one in check_sentences(move, check, lexicon))]


def headline(move: Move) -> Sentence:
    """Return what happened on the ladder, with the clause of the rung."""
    after, before = words(move.after), words(move.before)
    match move.kind:
        case MoveKind.ENTERED:
            code, text = Code.ENTERED, f"{after} is entered, from {before}"
        case MoveKind.HELD:
            code, text = Code.HELD, f"{after} is held"
        case MoveKind.LEFT:
            code, text = Code.LEFT, f"{before} is left for {after}"
        case MoveKind.NONE:
            code, text = Code.STAYED, f"nothing moves, and it stays on {after}"
        case _:
            assert_never(move.kind)
    text = f"{opened(on_ladder(move.ladder))}: {text}; the outcome is {_meaning(move.decision)}"
    return Sentence(move.ladder, code, text, move.clause)


def _meaning(decision: DecisionOutcome) -> str:
    return "a right to exit" if decision is DecisionOutcome.EXIT_TRIGGER else words(decision.value)


def _checks(move: Move, lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield what was looked at, what decided the move first."""
    for check in sorted(move.checks, key=lambda check: not decided(move, check)):
        yield from check_sentences(move, check, lexicon)


def _next(move: Move, lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield why the rung above the one come to was not entered, where nobody looked at the way into it."""
    ladder = next((one for one in lexicon.rules.ladders if one.name == move.ladder), None)
    names = [rung.name for rung in ladder.rungs] if ladder else []
    above = names[names.index(move.after) + 1 :] if move.after in names else []
    if not above or move.kind not in {MoveKind.ENTERED, MoveKind.LEFT}:
        return
    if all(check.rung != above[0] for check in move.checks):
        text = f"Whether {words(above[0])} is to be entered was not looked at: one move is made in a period"
        yield Sentence(move.ladder, Code.CHECK, text)


def _windows(move: Move, decision: Decision, lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield the days of each window that the conditions looked back over."""
    ladder = next((one for one in lexicon.rules.ladders if one.name == move.ladder), None)
    programs = [ladder.programs.get(check.verdict.condition) for check in move.checks] if ladder else []
    for window in dict.fromkeys(window for program in programs if program for window in program.windows):
        span = window_span(window, decision, lexicon.rules)
        if span and span != decision.period:
            text = f"{opened(str(window))} means {period_in_words(span)}"
            yield Sentence(move.ladder, Code.WINDOW, text)


def decided(move: Move, check: Check) -> bool:
    """Return whether *check* is what brought the move about; what is held or stays, nothing did."""
    match move.kind:
        case MoveKind.ENTERED:
            came = check.way == "enter" and check.rung == move.after
        case MoveKind.LEFT:
            came = check.way == "leave" and check.rung == move.before
        case MoveKind.HELD | MoveKind.NONE:
            return False
        case _:
            assert_never(move.kind)
    return came and check.verdict.holds is True


def _action(move: Move, action: Action) -> Sentence:
    text = f"{opened(action.by)}, by {weekday(action.due)}: {action.do}"
    if action.opens:
        text += f"; {words(action.opens)} is open from now on"
    return Sentence(move.ladder, Code.ACTION, text, action.clause)


def right(right: ExitRight, decision: Decision) -> Sentence:
    """Return that a right to exit has arisen or gathers evidence; a person alone acts on it (SEMANTICS 23)."""
    rung, first = words(right.rung), day(right.arisen)
    if right.arisen == decision.rules.on:
        text = f"A right to exit has arisen, by the rung {rung}, on the evidence of {first}"
    else:
        evidence = f"{len(right.evidence)} occasions, first {first}, latest {day(right.evidence[-1])}"
        text = f"The right to exit that arose by the rung {rung} stands, now on the evidence of {evidence}"
    clauses = (move.clause for move in decision.moves if (move.ladder, move.after) == (right.ladder, right.rung))
    text = f"{text}; only a recorded human decision acts on it"
    return Sentence(right.ladder, Code.RIGHT, text, next(clauses, ""))
