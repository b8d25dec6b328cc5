"""Decides again what was decided, since figures or facts have come that were not known then (SEMANTICS 30, 31)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.course import Step
from engine.model.decision import Decision, Superseded, folded
from engine.model.escalation import DecisionOutcome, Move
from engine.model.evidence import Evidence
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing


class Turn(NamedTuple):
    """A decision to be made again: by which rules, upon which evidence, and the one that stands so far."""

    rules: RuleSet
    evidence: Evidence
    stands: Step


def decided_again(
    contract: Contract, standing: Standing, turns: Iterable[Turn], *, why: str, on: date
) -> tuple[Decision, ...]:
    """Return the decisions that supersede those of *turns*, one after the other from *standing*, made on the day *on*.

    They end with the first that is undecided, if one is: a person must judge before anything can be superseded.
    """
    made: list[Decision] = []
    for turn in turns:
        decision = decide(turn.rules, contract, standing, replace(turn.evidence, decided_on=on))
        if decision.outcome is DecisionOutcome.UNDECIDED:
            return (*made, _named(decision) if made else decision)
        made.append(
            replace(
                decision,
                moves=_with_clocks_that_run(decision.moves, turn.stands.decision.moves),
                supersedes=Superseded(turn.stands.version, why),
            )
        )
        standing = replace(folded(standing, decision), carried=standing.carried)
    return tuple(made)


def _named(decision: Decision) -> Decision:
    """Return *decision* with the later period that it is about in what a person must judge."""
    when = decision.period.label if decision.period else str(decision.rules.on)
    return replace(decision, undecided=tuple(f"{when}, decided again: {why}" for why in decision.undecided))


def _with_clocks_that_run(moves: tuple[Move, ...], stood: tuple[Move, ...]) -> tuple[Move, ...]:
    """Return *moves* with the actions that are set already: a clock that runs is not started again (SEMANTICS 31)."""
    running = {(move.ladder, move.before, move.after): move.actions for move in stood}
    return tuple(
        move._replace(actions=running.get((move.ladder, move.before, move.after), move.actions)) for move in moves
    )
