"""What a rung has people do, and the plans and notices that are open by it, whatever move led there (SEMANTICS 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from engine.evaluation.case import Case
from engine.model.escalation import Action, ActionTerm, Move, Rung
from engine.model.events import Dispute, Lapse
from engine.model.evidence import Event
from engine.model.matters import matters
from engine.model.opened import Opened, ended
from engine.model.rule_set import Ladder
from engine.model.standing import Standing


def actions_of(case: Case, ladder: Ladder, rung: Rung, asked_for: Sequence[str]) -> tuple[Action, ...]:
    """Return who must do what by when on *rung* of *ladder*; what was *asked_for* before opens nothing."""
    terms = (term._replace(opens="" if term.opens in asked_for else term.opens) for term in rung.actions)
    return tuple(_action(case, ladder, rung, term) for term in terms)


def owed_besides(case: Case, ladder: Ladder, rung: Rung, owed: Sequence[str]) -> tuple[Action, ...]:
    """Return the actions that open what is *owed* where *ladder* stands on *rung*: its own, else the lowest that does.

    They are none for what was opened before and is no part yet of what a policy sees, or was dropped.
    """
    return tuple(
        _action(case, ladder, asking, term)
        for name in dict.fromkeys(owed)
        for asking, term in _asking(ladder, rung.name, name)
        if not _is_dealt_with(case.standing, (ladder.name, name), case.day)
    )


def opened(case: Case, moves: tuple[Move, ...]) -> tuple[Opened, ...]:
    """Return the plans and notices that are open by *moves*: from the day of the event, or of the decision.

    What stands since something is recorded of it, though its own rung was taken back, they take over (SEMANTICS 31).
    """
    evidence = case.evidence
    day = evidence.on if isinstance(evidence, Event) else evidence.decided_on
    made = (
        Opened(place, move.ladder, rung.name, action.opens, form, day, action.due, action.clause)
        for ladder, move in zip(case.rules.ladders, moves, strict=False)  # none moves where a person must judge
        for action in move.actions
        if (place := case.rules.opens.get((move.ladder, action.opens)))
        and (form := case.rules.events[action.opens].form)
        for rung, _ in _asking(ladder, move.after, action.opens)
    )
    return tuple(one.in_place_of(stands) if (stands := _left_open(case, one.key)) else one for one in made)


def _left_open(case: Case, key: tuple[str, str]) -> Opened | None:
    """Return what stands under *key* without its rung, and had not ended by the day that is decided."""
    back = [one for one in case.standing.opened if one.key == key and one.taken_back is not None]
    return next((one for one in reversed(back) if not ended(one, case.standing.events, case.day)), None)


def _action(case: Case, ladder: Ladder, rung: Rung, term: ActionTerm) -> Action:
    stands = _left_open(case, (ladder.name, term.opens)) if term.opens else None
    due = stands.due if stands else term.time.due(case.decided_on, case.rules.calendar)
    return Action(term.do, term.by, due, term.clause or rung.clause, term.opens)


def _asking(ladder: Ladder, first: str, name: str) -> list[tuple[Rung, ActionTerm]]:
    """Return the rung of which an action opens *name*, and that action: the rung called *first*, else the lowest."""
    found = [(rung, term) for rung in ladder.rungs for term in rung.actions if term.opens == name]
    return sorted(found, key=lambda one: one[0].name != first)[:1]


def _is_dealt_with(standing: Standing, key: tuple[str, str], day: date) -> bool:
    """Return whether what was opened last under *key* is no part yet of what a policy sees on *day*, or was dropped.

    What is decided late is open from then on only; what a person has let lapse, or disputes, no figures open again.
    """
    last = next((one for one in reversed(standing.opened) if one.key == key), None)
    if last is None:
        return False
    in_effect = (state.event.version for state in matters(standing.events))
    return last.on > day or (last.number in _dropped(standing) and last.number not in in_effect)


def _dropped(standing: Standing) -> Iterator[int]:
    for event in standing.events:
        match event.what:
            case Lapse(version=int(number)) | Dispute(event=int(number)):
                yield number
