"""Decides again what was decided, since figures or facts have come that were not known then (SEMANTICS 30, 31)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias

from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.course import Step
from engine.model.decision import Decision, Superseded, folded
from engine.model.escalation import Action, DecisionOutcome, Move, MoveKind
from engine.model.evidence import Evidence
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing


class Turn(NamedTuple):
    """A decision to be made again: by which rules, upon which evidence, and the one that stands so far, if one does."""

    rules: RuleSet
    evidence: Evidence
    stands: Step | None


# The actions of each rung that a decision has entered, by its ladder and its name.
_Entered: TypeAlias = Mapping[tuple[str, str], tuple[Action, ...]]


def decided_again(
    contract: Contract, standing: Standing, turns: Iterable[Turn], *, why: str, on: date
) -> tuple[Decision, ...]:
    """Return the decisions of *turns*, one after the other from *standing*, made on the day *on*.

    Those in the place of others say *why*. They end with the first that is undecided, if one is: a person must judge
    before anything can be superseded.
    """
    turns, made = tuple(turns), list[Decision]()
    for turn in turns:
        decision = decide(turn.rules, contract, standing, replace(turn.evidence, decided_on=on))
        if decision.outcome is DecisionOutcome.UNDECIDED:
            return (*made, _named(decision) if made and turn.stands else decision)
        made.append(replace(decision, supersedes=Superseded(turn.stands.version, why) if turn.stands else None))
        standing = replace(folded(standing, decision), carried=standing.carried)
    return _with_clocks_that_run(made, turns)


def _named(decision: Decision) -> Decision:
    """Return *decision* with the later period that it is about in what a person must judge."""
    when = decision.period.label if decision.period else str(decision.rules.on)
    return replace(decision, undecided=tuple(f"{when}, decided again: {why}" for why in decision.undecided))


def _with_clocks_that_run(made: Sequence[Decision], turns: Sequence[Turn]) -> tuple[Decision, ...]:
    """Return what was *made* of *turns* with the actions that are set: a clock that runs is not started again.

    What is decided for the first time sets none where a decision after it, which it now comes before, has set them.
    """
    now = [_entered(decision) for decision in made]
    stood = [_entered(turn.stands.decision) if turn.stands else {} for turn in turns]
    return tuple(
        replace(
            decision,
            moves=tuple(
                _set_already(move, now[place:], stood[place : place + 1] if turns[place].stands else stood[place:])
                for move in decision.moves
            ),
        )
        for place, decision in enumerate(made)
    )


def _entered(decision: Decision) -> _Entered:
    return {(move.ladder, move.after): move.actions for move in decision.moves if move.kind is MoveKind.ENTERED}


def _set_already(move: Move, now: Sequence[_Entered], stood: Sequence[_Entered]) -> Move:
    """Return *move*, of the first of the decisions made *now*, with the actions that those which *stood* have set."""
    entered = move.ladder, move.after
    if entered not in now[0]:
        return move
    place = next((place for place, one in enumerate(stood) if entered in one), 0)
    is_entered_anew = place > 0 and entered in now[place]
    return move if is_entered_anew else move._replace(actions=stood[place].get(entered, move.actions))
