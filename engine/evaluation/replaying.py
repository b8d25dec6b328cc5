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
from engine.model.events import waives_right
from engine.model.evidence import Evidence
from engine.model.naming import unrecorded
from engine.model.opened import Opened, carried_on, ended, taken_further
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
# The numbers of what later decisions had opened, by the place of the one that takes each over.
_Claims: TypeAlias = Mapping[int, Collection[int]]


def decided_again(
    contract: Contract, standing: Standing, turns: Iterable[Turn], *, why: str, on: date
) -> tuple[Decision, ...]:
    """Return the decisions of *turns*, one after the other from *standing*, made on the day *on*.

    Those in the place of others say *why*. They end with the first that is undecided, if one is: a person must judge
    before anything can be superseded.
    """
    run, claims = _Run(contract, standing, tuple(turns), why, on), dict[int, set[int]]()
    made = run.made(claims)
    while (claimed := run.claimed(made, claims)) is not None:
        place, number = claimed
        claims.setdefault(place, set()).add(number)
        made = run.made(claims)
    if _ends_undecided(made):
        return made
    return tuple(map(_due_as_opened, _with_clocks_that_run(made, run.turns)))


class _Run(NamedTuple):
    """The decisions of *turns* to be made on the day *on*, from what stood *before* them."""

    contract: Contract
    before: Standing
    turns: tuple[Turn, ...]
    why: str
    on: date

    def made(self, claims: _Claims) -> tuple[Decision, ...]:
        """Return the decisions that are made where each takes over what is in *claims*."""
        standing, made = self.before, list[Decision]()
        for place, turn in enumerate(self.turns):
            evidence = replace(turn.evidence, decided_on=self.on)
            decision = decide(turn.rules, self.contract, turn.known_of(standing), evidence)
            if decision.outcome is DecisionOutcome.UNDECIDED:
                return (*made, _named(decision) if made and turn.stands else decision)
            opened = opened_again(decision, self.turns[place:], claims.get(place, ()), standing)
            over = Superseded(turn.stands.version, self.why) if turn.stands else None
            made.append(replace(decision, supersedes=over, opened=opened))
            standing = replace(folded(standing, made[-1], unrecorded(place)), carried=standing.carried)
        return tuple(made)

    def claimed(self, made: Sequence[Decision], claims: _Claims) -> tuple[int, int] | None:
        """Return the place of the first of the decisions *made* that takes over what a later one had opened, and which.

        They are what none of them opens by its own now, and nothing in *claims*; None where there is no such thing.
        """
        if _ends_undecided(made):
            return None
        known = {one.number for decision in made for one in decision.opened if one.taken_back is None}
        known |= {number for numbers in claims.values() for number in numbers}
        left = ((place, one) for place, turn in enumerate(self.turns) for one in _stood(turn))
        found = ((self._opener(made[:place], one), one.number) for place, one in left if one.number not in known)
        return next(((place, number) for place, number in found if place is not None), None)

    def _opener(self, made: Sequence[Decision], stood: Opened) -> int | None:
        """Return the place of the last of the decisions *made* that opens anew what *stood* is, if one takes it over.

        What was decided before, and is made again, takes over that alone of which something is recorded.
        """
        events = self.before.events
        for place, decision in reversed([*enumerate(made)]):
            if all(one.key != stood.key or one.version for one in decision.opened):
                continue
            takes = self.turns[place].stands is None or stood.number in taken_further(events)
            return place if takes and not ended(stood, events, decision.rules.on) else None
        return None


def _ends_undecided(made: Sequence[Decision]) -> bool:
    return bool(made) and made[-1].outcome is DecisionOutcome.UNDECIDED


def opened_again(
    decision: Decision, turns: Sequence[Turn], claims: Collection[int], before: Standing
) -> tuple[Opened, ...]:
    """Return what is open by *decision*, made again as the first of *turns* from *before*, with the clocks that run.

    What stood stays open where something is recorded of it. What later ones of *turns* had opened, and is in *claims*,
    it takes over.
    """
    held = {one.number for one in before.opened}
    own = (one for one in _stood(turns[0]) if one.number not in held)
    later = (one for turn in turns[1:] for one in _stood(turn) if one.number in claims)
    return carried_on(decision.opened, (*later, *own), before.events)


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
