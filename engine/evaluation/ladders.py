"""Ladders: each policy says where to stand; the core sets actions, due days and exit rights (SEMANTICS 21 to 23)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from engine.errors import PluginError
from engine.evaluation import answers, held
from engine.evaluation.asking import asked
from engine.evaluation.case import Case
from engine.evaluation.opening import actions_of, owed_besides
from engine.evaluation.view import LadderCaseView, Seen
from engine.model.escalation import (
    WAIVED,
    Check,
    DecisionOutcome,
    ExitRight,
    Move,
    MoveKind,
    Rung,
    Step,
    Verdict,
)
from engine.model.events import exit_decisions, right_waived, waives_right
from engine.model.evidence import Event
from engine.model.outcome import Counts, Rated
from engine.model.rule_set import Ladder

# Python 3.11 looks a member up through Python code; what runs for every KPI and line has it at hand.
_ENTERED = MoveKind.ENTERED
_LEFT = MoveKind.LEFT
_HELD = MoveKind.HELD
_NONE = MoveKind.NONE
_FAILURE = Counts.FAILURE
_EXIT_TRIGGER = DecisionOutcome.EXIT_TRIGGER


# A NamedTuple's own constructor is Python code and costs twice as much.
_moved: Callable[[tuple[object, ...]], Move] = partial(tuple.__new__, Move)


def climb(seen: Seen) -> tuple[Move, ...]:
    """Return the move on each ladder; one a period."""
    return tuple([_move(seen, ladder) for ladder in seen.case.rules.ladders])


def _move(seen: Seen, ladder: Ladder) -> Move:
    case = seen.case
    before = _rung(ladder, held.rung(case, ladder))
    step = _step(seen, ladder, before)
    after, checks = _rung(ladder, step.rung), step.checks
    if after is not before and _is_given_up(seen, ladder, after, checks):
        checks = (*checks, Check(after.name, WAIVED, Verdict(holds=True, examined=())))
        after = before
    kind = _kind(ladder, before, after)
    actions = actions_of(case, ladder, after, step.asked_for) if kind is _ENTERED else ()
    owed = [name for name in step.owed if all(one.opens != name for one in actions)] if step.owed else ()
    if owed:
        actions += owed_besides(case, ladder, after, owed)
    clause = after.clause or ladder.clause
    return _moved((ladder.name, before.name, after.name, kind, after.decision, clause, checks, actions))


def _step(seen: Seen, ladder: Ladder, before: Rung) -> Step:
    evidence = seen.case.evidence
    if isinstance(evidence, Event) and evidence.without_effect:
        return Step(before.name, ())
    view = LadderCaseView(seen, ladder.programs, ladder.name, before.name)
    return asked(
        ladder.policy,
        lambda: ladder.policy.step(ladder.parameters, view),
        lambda answer: answers.step(answer, ladder),
    )


def _is_given_up(seen: Seen, ladder: Ladder, rung: Rung, checks: tuple[Check, ...]) -> bool:
    """Return whether the right to exit by *rung* was waived, and nothing has come since that brings another.

    That is a failure, or an event that the way in asks for; a window that still holds what the right was waived for
    brings no other.
    """
    standing, evidence = seen.case.standing, seen.case.evidence
    right = standing.rights.get(ladder.name)
    if rung.decision is not _EXIT_TRIGGER or right is None or not right_waived(right, standing.events):
        return False
    if isinstance(evidence, Event):
        return not _asks_for(evidence, rung.name, checks)
    return all(not isinstance(one, Rated) or one.counts is not _FAILURE for one in seen.outcomes.values())


def _rung(ladder: Ladder, name: str) -> Rung:
    rung = ladder.rung(name)
    if rung is None:
        raise PluginError(f"the ladder `{ladder.name}` has no rung `{name}`")
    return rung


def _kind(ladder: Ladder, before: Rung, after: Rung) -> MoveKind:
    if after is not before:
        up = ladder.rungs.index(after) - ladder.rungs.index(before)
        return _ENTERED if up > 0 else _LEFT
    return _NONE if before is ladder.rungs[0] else _HELD


def rights(case: Case, moves: tuple[Move, ...]) -> dict[str, ExitRight]:
    """Return the rights to exit that arise or gather evidence: one right stays one right (SEMANTICS 23)."""
    found = {}
    for move in moves:
        if move.decision is not _EXIT_TRIGGER:
            continue
        ladder, rung, day = move.ladder, move.after, case.day
        standing = case.standing.rights.get(ladder)
        if standing is None:
            found[ladder] = ExitRight(ladder, rung, day, (day,))
        elif right_waived(standing, case.standing.events):
            # What gave up the right before gives up no other, whatever days they bear.
            chosen = exit_decisions(case.standing.events, standing)
            waived = max(event.version for event in chosen if waives_right(event))
            found[ladder] = ExitRight(ladder, rung, day, (day,), waived)
        elif standing.rung != rung or _holds_again(case, move):
            found[ladder] = standing._replace(rung=rung, evidence=(*standing.evidence, day))
    return found


def _holds_again(case: Case, move: Move) -> bool:
    """Return whether the way in holds, and upon an event asks for it: what it does not ask for is no evidence."""
    evidence = case.evidence
    if isinstance(evidence, Event) and not _asks_for(evidence, move.after, move.checks):
        return False
    return any(verdict.holds is True for verdict in _ways_in(move.after, move.checks))


def _ways_in(rung: str, checks: tuple[Check, ...]) -> list[Verdict]:
    return [check.verdict for check in checks if check.rung == rung and check.way == "enter"]


def _asks_for(event: Event, rung: str, checks: tuple[Check, ...]) -> bool:
    """Return whether a way into *rung* that holds names *event*; what a policy counts for itself may be it."""
    named = re.compile(rf"\b{re.escape(event.kind)}\b").search
    held = (verdict.condition for verdict in _ways_in(rung, checks) if verdict.holds is True)
    return any(not condition or named(condition) for condition in held)
