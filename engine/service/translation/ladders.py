"""Moves on ladders, what they set going, and rights to exit, written to the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.api import escalation_pb2 as wire
from engine.model.escalation import Action, Check, ExitRight, Move
from engine.model.naming import HappeningName
from engine.model.opened import Opened
from engine.service.translation.conditions import write_comparisons
from engine.service.translation.days import write_day
from engine.service.translation.words import MOVES, OUTCOMES, verdict


def write_moves(add: Callable[[], wire.Move], moves: Iterable[Move]) -> None:
    """Write what happened on each ladder, and why, to what *add* adds."""
    for move in moves:
        to = add()
        to.ladder, to.before, to.after, to.clause = move.ladder, move.before, move.after, move.clause
        to.kind, to.outcome = MOVES[move.kind._value_], OUTCOMES[move.decision._value_]
        for check in move.checks:
            _write_check(to.checks.add(), check)
        for action in move.actions:
            write_action(to.actions.add(), action)


def name_opened(ladder: str, actions: Iterable[wire.Action], contract: str, opened: Iterable[Opened]) -> None:
    """Write to *actions* of *ladder* the ids of what is *opened* by them."""
    numbers = {one.key: one.number for one in opened}
    for to in actions:
        if (ladder, to.opens) in numbers:
            to.event = str(HappeningName(contract, numbers[ladder, to.opens]))


def write_rights(add: Callable[[], wire.ExitRight], rights: Iterable[ExitRight]) -> None:
    """Write each right to exit, with its evidence, to what *add* adds."""
    for right in rights:
        to = add()
        to.ladder, to.rung = right.ladder, right.rung
        write_day(to.arisen, right.arisen)
        for day in right.evidence:
            write_day(to.evidence.add(), day)


def _write_check(to: wire.Check, check: Check) -> None:
    to.rung, to.way, to.condition = check.rung, check.way, check.verdict.condition
    to.verdict = verdict(check.verdict.holds)
    write_comparisons(to.comparisons.add, check.verdict.examined)


def write_action(to: wire.Action, action: Action) -> None:
    """Write who must do what by when."""
    to.do, to.by, to.clause, to.opens = action.do, action.by, action.clause, action.opens
    write_day(to.due, action.due)
