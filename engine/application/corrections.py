"""Decides periods again whose figures were revised, or came late: nothing is rewritten, decisions supersede others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import dropwhile
from typing import NamedTuple, TypeAlias

from engine.application.requests import SubmissionRequest
from engine.application.shelf import Shelf
from engine.application.states import State, decided_in
from engine.evaluation.admission import submission
from engine.evaluation.replaying import Turn, decided_again
from engine.evaluation.warned import flags_otherwise
from engine.model.course import Course, Step
from engine.model.decision import Decision, disregarded
from engine.model.escalation import DecisionOutcome
from engine.model.events import ContractEvent, with_effect
from engine.model.evidence import Event, Evidence, NonSubmission, Submission
from engine.model.figures import Absence, Figure
from engine.model.ledger import Entry, EntryKind, Ledger
from engine.model.outcome import came_to
from engine.model.payment import Line
from engine.model.period import Period
from engine.model.recording import evidence_of
from engine.model.rule_set import RuleSet

# Finds in a course the place from which on an event has decisions made again, if there is one.
Reached: TypeAlias = Callable[[Course], int | None]


class Corrected(NamedTuple):
    """What came for a period that is decided, and the decisions that it brings: the period's own, then later ones.

    Where one of them is undecided it is the only one, and supersedes nothing. There are none where the same figures
    were decided on before; the decision *stands* then.
    """

    stands: Step
    evidence: Submission
    decisions: tuple[Decision, ...]


class Corrections:
    """Decides the past of one ledger's contracts again."""

    def __init__(self, ledger: Ledger, shelf: Shelf) -> None:
        self._ledger, self._shelf = ledger, shelf

    def made(self, state: State, asked: SubmissionRequest, period: Period, day: date) -> Corrected | None:
        """Return what the figures that *asked* brings for *period*, decided before, come to on *day*.

        None where it is no period that was decided; SubmissionError where they do not fit.
        """
        past = self._past(state)
        course = past.course
        place = course.place_of(period)
        if place is None:
            return None
        stands, turns = course.steps[place], [self._turn(past, step) for step in course.steps[place:]]
        evidence = self._revised(state, asked._replace(period=period), turns[0], day)
        if _is_the_same(evidence, turns[0].evidence):
            return Corrected(stands, evidence, ())
        turns[0] = turns[0]._replace(evidence=evidence)
        why = f"the figures of {period.label} were revised" + (f": {asked.reason}" if asked.reason else "")
        decisions = decided_again(state.contract, course.before(place), turns, why=why, on=day)
        if decisions[-1].outcome is DecisionOutcome.UNDECIDED:
            return Corrected(stands, evidence, (decisions[-1],))
        return Corrected(stands, evidence, decisions)

    def in_place(
        self, state: State, rules: RuleSet, evidence: Evidence, why: str, *, warning: int = 0
    ) -> tuple[Decision, ...]:
        """Return the decision by *rules* upon *evidence* in the place of its day, and then what supersedes others.

        Those are of its own day and later, or flagged otherwise by *warning*, made *why* with what *state* knows; they
        begin with the first that comes to anything else. Where one is undecided it is the only one.
        """
        past = self._past(state)
        course = past.course
        place = course.place_for(evidence)
        since = course.place_since(evidence.on) if isinstance(evidence, Event) else None
        reflagged = self._reflagged(past, warning)
        first = min([place if since is None else since, *reflagged])
        turns = [self._turn(past, step) for step in course.steps[first:]]
        turns.insert(place - first, Turn(rules, evidence, None))
        before = course.before(first)
        if not isinstance(evidence, Event):
            # A period that is decided for the first time books what is still to be; those decided again do not.
            before = replace(before, carried=state.standing.carried, pending=state.standing.pending)
        decisions = decided_again(state.contract, before, turns, why=why, on=evidence.decided_on)
        if decisions[-1].outcome is DecisionOutcome.UNDECIDED:
            return decisions[-1:]
        new = decisions[place - first]
        others = [pair for pair in zip(decisions, turns, strict=True) if pair[1].stands]
        return (new, *_others(others, reflagged.values()))

    def flags_otherwise(self, state: State, warning: int) -> bool:
        """Return whether *warning*, by what *state* knows, flags other decisions than those that name it."""
        return bool(self._reflagged(self._past(state), warning))

    def after(self, state: State, reached: Reached, why: str, day: date, *, warning: int = 0) -> tuple[Decision, ...]:
        """Return what supersedes the decision that is *reached*, and later ones, now that *state* knows of an event.

        So it does those that *warning* flags otherwise. They begin with the first that comes to anything else; there
        are none where all would stand, or where nothing is reached. Where one is undecided it is the only one, and
        supersedes nothing.
        """
        past = self._past(state)
        course = past.course
        reflagged = self._reflagged(past, warning)
        place = min((one for one in (reached(course), *reflagged) if one is not None), default=None)
        if place is None:
            return ()
        turns = [self._turn(past, step) for step in course.steps[place:]]
        decisions = decided_again(state.contract, course.before(place), turns, why=why, on=day)
        if decisions[-1].outcome is DecisionOutcome.UNDECIDED:
            return decisions[-1:]
        return _others(zip(decisions, turns, strict=True), reflagged.values())

    def replayed(self, state: State) -> Course:
        """Return a contract's course where everything is decided again upon the events that *state* knows.

        What cannot be decided again stays as it was decided. What is booked stays booked.
        """
        past = self._past(state)
        turns = [self._turn(past, step) for step in past.course.steps]
        on = max((turn.evidence.decided_on for turn in turns), default=state.contract.start)
        decisions = decided_again(state.contract, state.beginning, turns, why="", on=on)
        again = (one for one in decisions if one.outcome is not DecisionOutcome.UNDECIDED)
        steps = [Step(state.version + place, one) for place, one in enumerate(again, start=1)]
        return Course([*past.decided, *steps], state.beginning)

    def figure_of(self, state: State, kpi: str, period: Period) -> Figure:
        """Return what *kpi* stands at in *period*, by its name there; unknown where nothing is decided of it, or waits.

        What came last could not be decided upon then: nobody can tell which of the two figures is meant.
        """
        past = self._past(state)
        place = past.course.place_of(period)
        if place is None:
            return Absence.UNKNOWN
        stands = past.course.steps[place]
        if any(one.version > stands.version and one.decision.period == period for one in past.decided):
            return Absence.UNKNOWN
        return next((came_to(one) for one in stands.decision.outcomes if one.kpi == kpi), Absence.UNKNOWN)

    def turns(self, state: State) -> list[Turn]:
        """Return what the decisions on the contract of *state* that stand were made upon, and by which rules."""
        past = self._past(state)
        return [self._turn(past, step) for step in past.course.steps]

    def _reflagged(self, past: _Past, warning: int) -> dict[int, int]:
        """Return the places and versions of the decisions that *warning* flags otherwise by the events of *past*."""
        if not warning:
            return {}
        made = ((step, self._shelf.by_digest(step.decision.rules.digest)) for step in past.course.steps)
        return {
            place: step.version
            for place, (step, rules) in enumerate(made)
            if flags_otherwise(step.decision, rules, warning, past.events)
        }

    def _past(self, state: State) -> _Past:
        entries = self._ledger.stream(state.contract.id)
        decided = {step.version: step for step in decided_in(entries)}
        course = Course(decided.values(), state.beginning)
        return _Past(tuple(decided.values()), course, _came(entries, decided), state.standing.happened)

    def _turn(self, past: _Past, step: Step) -> Turn:
        decision = step.decision
        came = past.came.get(decision.period) if decision.period else None
        # What came is read as it came: a decision keeps none of the rows of a submission.
        evidence = evidence_of(came) if came else decision.evidence
        if isinstance(evidence, Event):
            evidence = replace(evidence, without_effect=not past.has_effect(step))
        first = past.course.first_in_place_of(step.version)
        return Turn(self._shelf.by_digest(decision.rules.digest), evidence, step, first)

    def _revised(self, state: State, asked: SubmissionRequest, turn: Turn, day: date) -> Submission:
        stands = turn.evidence
        if isinstance(stands, Submission):
            revision, late = stands.revision + 1, stands.after_non_submission
            # Figures that came in time are not late for being revised: their day stays, unless it is revised too.
            received = stands.received_on
        else:
            revision, late, received = 1, isinstance(stands, NonSubmission), day
        evidence = submission(
            turn.rules,
            state.contract,
            asked.period,
            asked.figures,
            decided_on=day,
            received_on=asked.received_on or received,
            revision=revision,
            records=asked.records,
            sources=asked.sources,
        )
        return replace(evidence, after_non_submission=late)


class _Past(NamedTuple):
    """A contract's decisions, their course, the entry of what came for each period decided on, and its events."""

    decided: tuple[Step, ...]
    course: Course
    came: Mapping[Period, Entry]
    events: tuple[ContractEvent, ...]

    def has_effect(self, step: Step) -> bool:
        """Return whether the event that *step* was made upon has effect, as is known now."""
        first = self.course.first_in_place_of(step.version)
        # What was reported was decided on at once, in the same request.
        return max(one.version for one in self.events if one.version < first) in with_effect(self.events)


def _came(entries: Iterable[Entry], decided: Mapping[int, Step]) -> dict[Period, Entry]:
    """Return the entry of what each period was last decided on: what could not be decided on does not count.

    *decided* are the decisions among *entries*, by their versions.
    """
    found: dict[Period, Entry] = {}
    came: Entry | None = None
    for entry in entries:
        if entry.kind in {EntryKind.SUBMITTED, EntryKind.NOT_SUBMITTED}:
            came = entry
        elif entry.kind is EntryKind.DECIDED and came is not None:
            # The first decision after what came is about it, and later ones follow from it.
            decision, about = decided[entry.version].decision, came
            came = None
            if decision.period is not None and decision.outcome is not DecisionOutcome.UNDECIDED:
                found[decision.period] = about
    return found


def _is_the_same(evidence: Submission, stands: Evidence) -> bool:
    if not isinstance(stands, Submission):
        return False
    ours, theirs = ((one.figures, one.records, one.received_on, one.sources) for one in (evidence, stands))
    return ours == theirs


def _others(made: Iterable[tuple[Decision, Turn]], reflagged: Collection[int] = ()) -> tuple[Decision, ...]:
    """Return the decisions *made* from the first on that comes to anything else than the one that stands.

    For those that stand under the versions *reflagged* that is also to be flagged by other warnings.
    """

    def is_the_same(pair: tuple[Decision, Turn]) -> bool:
        decision, turn = pair
        if turn.stands and turn.stands.version in reflagged and _flagged(decision) != _flagged(turn.stands.decision):
            return False
        return _comes_to_the_same(decision, turn)

    return tuple(decision for decision, _ in dropwhile(is_the_same, made))


def _flagged(decision: Decision) -> set[int]:
    return {event.version for event in decision.unanswered}


def _comes_to_the_same(decision: Decision, turn: Turn) -> bool:
    """Return whether *decision* says what the one that stands says, whenever and upon which events it was made."""
    if turn.stands is None:
        return False
    stands = turn.stands.decision
    opened = tuple(one.held_by(turn.stands.version) for one in stands.opened)
    if decision.opened != opened:
        return False
    bare = replace(
        decision,
        evidence=stands.evidence,
        supersedes=stands.supersedes,
        excuses=stands.excuses,
        unanswered=stands.unanswered,
        opened=stands.opened,
    )
    if set(disregarded(decision.excuses)) != set(disregarded(stands.excuses)):
        # Exits are counted by it from the next decision on.
        return False
    return bare == replace(stands, payment=decision.payment) and _own(decision) == _own(stands)


def _own(decision: Decision) -> tuple[Line, ...]:
    """Return the lines of the period itself, without what was carried into it or adjusted in it."""
    return tuple(line for line in decision.payment.lines if line.policy) if decision.payment else ()
