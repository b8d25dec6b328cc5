"""What the decisions of one contract say of one criterion, period by period: a figure, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from engine.model.decision import Decision
from engine.model.evidence import NonSubmission
from engine.model.figures import Absence, Value
from engine.model.outcome import Basis, Measured, NotRated, Outcome, Rated, Read, Undecided
from engine.model.period import Period
from engine.model.ranking import Absences, ByWord, Criterion, Deemed, Unscored
from engine.model.renames import name_in_other_rules
from engine.model.rule_set import RuleSet


class Ruled(NamedTuple):
    """A decision and the rules that made it."""

    decision: Decision
    rules: RuleSet


class Candidate(NamedTuple):
    """A contract to be ranked, with its decisions on the periods that count, the earliest first.

    *rungs* are those that it stands on, by ladder; *why* it cannot be ranked is said where nothing is decided.
    """

    contract: str
    provider: str
    decided: tuple[Ruled, ...]
    rungs: Mapping[str, str]
    why: str = ""


class Seen(NamedTuple):
    """A figure of one period, and of how many cases it is a rate, None where that is not known."""

    period: Period
    value: Value
    unrounded: Value
    cases: Decimal | None
    outcome: Rated | Measured
    doubtful: bool = False
    carried: bool = False


class Unseen(NamedTuple):
    """A period without a figure: what the framework deems it to score, and why."""

    period: Period
    deemed: Deemed
    why: str


Look: TypeAlias = Seen | Unseen


def looks(criterion: Criterion, candidate: Candidate, absences: Absences) -> tuple[Look, ...]:
    """Return what each period says of *criterion*; one in which it was not due says nothing."""
    latest = candidate.decided[-1]
    found = [_look(criterion, ruled, latest.rules, absences) for ruled in candidate.decided]
    due = tuple(one for one in found if one)
    if due or latest.decision.period is None:
        return due
    return (Unseen(latest.decision.period, absences.not_rated, "it was not measured in the time looked at"),)


def _look(criterion: Criterion, ruled: Ruled, now: RuleSet, absences: Absences) -> Look | None:
    decision, period = ruled.decision, ruled.decision.period
    name = name_in_other_rules(now.renames, criterion.kpi, now.in_force, ruled.rules.in_force)
    outcome = next((one for one in decision.outcomes if one.kpi == name), None)
    if period is None or (isinstance(outcome, NotRated) and not outcome.due):
        return None
    if outcome is None:
        return Unseen(period, absences.not_rated, f"its rules have no `{criterion.kpi}`")
    return _seen(criterion, period, outcome) or _unseen(period, decision, outcome, absences)


def _seen(criterion: Criterion, period: Period, outcome: Outcome) -> Seen | None:
    match outcome:
        case Measured():
            cases = _cases(criterion, outcome.read)
            return Seen(period, outcome.value, outcome.unrounded, cases, outcome, outcome.doubtful)
        case Rated(value=value) if value is not None:
            carried = outcome.basis is Basis.CARRIED
            cases = None if carried else _cases(criterion, outcome.read)
            return Seen(
                period,
                value,
                value if outcome.unrounded is None else outcome.unrounded,
                cases,
                outcome,
                outcome.doubtful,
                carried,
            )
        case NotRated() if (choice := _choice(criterion, outcome.read)) is not None:
            return Seen(period, choice, choice, None, Measured(outcome.kpi, choice, choice, outcome.read))
    return None


def _cases(criterion: Criterion, read: Read) -> Decimal | None:
    """Return of how many cases the figure is a rate."""
    count = dict(read).get(criterion.rate.of) if criterion.rate else None
    return count if isinstance(count, Decimal) else None


def _choice(criterion: Criterion, read: Read) -> str | None:
    """Return the choice that has a score although its KPI maps it to no rating, such as `Not yet rated`."""
    scores = criterion.scoring.scores if isinstance(criterion.scoring, ByWord) else {}
    return next((figure for _, figure in read if isinstance(figure, str) and figure in scores), None)


def _unseen(period: Period, decision: Decision, outcome: Outcome, absences: Absences) -> Unseen:
    match outcome:
        case Undecided():
            return Unseen(period, Unscored.NOT_RANKED, f"it is undecided: {outcome.why}")
        case NotRated(absence=Absence.SUPPRESSED):
            return Unseen(period, absences.suppressed, "the figure is suppressed")
        case NotRated(absence=Absence.RELIEVED):
            # What people agreed to excuse never costs a place, whatever is declared of other figures.
            return Unseen(period, Unscored.LEAVE_OUT, "it is relieved")
        case NotRated(absence=absence) if absence is not Absence.MISSING:
            return Unseen(period, absences.not_rated, f"it is not rated: {absence.value}")
    if isinstance(decision.evidence, NonSubmission):
        return Unseen(period, absences.not_returned, "nothing was returned")
    came = not any(isinstance(figure, Absence) for _, figure in outcome.read)
    return Unseen(period, absences.missing, "the figure came too late" if came else "the figure is missing")
