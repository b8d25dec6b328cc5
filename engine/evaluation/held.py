"""The rungs that ladders held when the period that is decided began, and since when."""

from __future__ import annotations

from engine.evaluation.case import Case
from engine.model.events import right_waived
from engine.model.rule_set import Ladder
from engine.model.standing import ended_since


def ladder_of(case: Case, name: str) -> Ladder:
    """Return the ladder of that *name*."""
    return next(one for one in case.rules.ladders if one.name == name)


def rung(case: Case, ladder: Ladder) -> str:
    """Return the rung of *ladder* held when the period began; every contract starts on the first.

    Who waives a right to exit takes the contract off its rung, one down (SEMANTICS 22).
    """
    standing = case.standing
    state, right = standing.ladders.get(ladder.name), standing.rights.get(ladder.name)
    if state is None:
        return ladder.rungs[0].name
    if right is not None and right.rung == state.rung and right_waived(right, standing.events):
        names = [one.name for one in ladder.rungs]
        return names[max(names.index(state.rung) - 1, 0)] if state.rung in names else state.rung
    return state.rung


def periods(case: Case, ladder: Ladder) -> int:
    """Return for how many periods the rung of *ladder* has been held; 0 in the period of entry."""
    state, records = case.standing.ladders.get(ladder.name), case.standing.records
    if state is None:
        return len(records)
    if state.rung != rung(case, ladder):
        # Who waived a right took the contract off its rung: another is stood on since.
        return 0
    return len(records) - state.entered if state.on is None else len(ended_since(records, state.on))


def by_event(case: Case, ladder: Ladder) -> bool:
    """Return whether an event of this period, or of a later one, moved *ladder* to the rung that is held."""
    state = case.standing.ladders.get(ladder.name)
    if state is None or state.on is None or state.rung != rung(case, ladder):
        return False
    period = case.rules.reporting.period_containing(case.contract.span, case.day)
    return state.on >= (period or case.period).start
