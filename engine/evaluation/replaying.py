"""Decides again what was decided, since figures or facts have come that were not known then (SEMANTICS 30, 31)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias

from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.course import Step
from engine.model.decision import Decision, Superseded, folded
from engine.model.escalation import Action, DecisionOutcome, Move, MoveKind
from engine.model.events import ContractEvent, waives_right
from engine.model.evidence import Evidence
from engine.model.naming import unrecorded
from engine.model.opened import Opened, carried_on
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing


class Turn(NamedTuple):
    """A decision to be made again: by which rules, upon which evidence, and the one that stands so far, if one does.

    *first* is the version of the one that was made first in its place.
    """

    rules: RuleSet
    evidence: Evidence
    stands: Step | None
    first: int | None = None

    def known_of(self, standing: Standing) -> Standing:
        """Return *standing* without the rights that were given up since it was first decided: those waivers stand."""
        if self.first is None:
            return standing
        events = tuple(one for one in standing.events if one.version < self.first or not waives_right(one))
        return standing if len(events) == len(standing.events) else replace(standing, events=events)


# The actions of each rung that a decision has entered, by its ladder and its name.
_Entered: TypeAlias = Mapping[tuple[str, str], tuple[Action, ...]]


def decided_again(
    contract: Contract, standing: Standing, turns: Iterable[Turn], *, why: str, on: date
) -> tuple[Decision, ...]:
    """Return the decisions of *turns*, one after the other from *standing*, made on the day *on*.

    Those in the place of others say *why*. They end with the first that is undecided, if one is: a person must judge
    before anything can be superseded.
    """
    turns, made, taken = tuple(turns), list[Decision](), set[int]()
    for place, turn in enumerate(turns):
        evidence = replace(turn.evidence, decided_on=on)
        decision = decide(turn.rules, contract, turn.known_of(standing), evidence)
        if decision.outcome is DecisionOutcome.UNDECIDED:
            return (*made, _named(decision) if made and turn.stands else decision)
        opened = opened_again(decision, turns[place:], taken, standing.events)
        taken |= {one.number for one in opened}
        over = Superseded(turn.stands.version, why) if turn.stands else None
        made.append(replace(decision, supersedes=over, opened=opened))
        version = turn.stands.version if turn.stands else unrecorded(place)
        standing = replace(folded(standing, made[-1], version), carried=standing.carried)
    return tuple(map(_due_as_opened, _with_clocks_that_run(made, turns)))


def opened_again(
    decision: Decision, turns: Sequence[Turn], taken: Collection[int], events: Iterable[ContractEvent]
) -> tuple[Opened, ...]:
    """Return what is open by *decision*, made again as the first of *turns*, with the clocks that run.

    What stood stays open where something is recorded of it among *events*. What is decided for the first time takes
    over what a decision after it had opened. *taken* are the numbers of what another has open already.
    """
    if turns[0].stands:
        return carried_on(decision.opened, (one for one in _stood(turns[0]) if one.number not in taken), events)
    ours = {one.key for one in decision.opened}
    later = {one.key: one for turn in reversed(turns) for one in _stood(turn) if one.number not in taken}
    return carried_on(decision.opened, (one for key, one in later.items() if key in ours), events)


def _stood(turn: Turn) -> Iterator[Opened]:
    if turn.stands:
        yield from (one.held_by(turn.stands.version) for one in turn.stands.decision.opened)


def _due_as_opened(decision: Decision) -> Decision:
    """Return *decision* with its actions due when what they open is."""
    due = {one.key: one.due for one in decision.opened}
    return replace(decision, moves=tuple(_due_by(move, due) for move in decision.moves)) if due else decision


def _due_by(move: Move, due: Mapping[tuple[str, str], date]) -> Move:
    return _due_by_each(move, [due.get((move.ladder, one.opens), one.due) for one in move.actions])


def _due_by_each(move: Move, days: Sequence[date]) -> Move:
    actions = (one._replace(due=day) for one, day in zip(move.actions, days, strict=True))
    return move._replace(actions=tuple(actions))


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
    if is_entered_anew:
        return move
    due = {(one.do, one.by): one.due for one in stood[place].get(entered, ())}
    return _due_by_each(move, [due.get((one.do, one.by), one.due) for one in move.actions])
