"""Decides what comes in: recorded, or only looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar

from engine.application.clock import Clock, today
from engine.application.content import request
from engine.application.corrections import Corrections
from engine.application.requests import Call, SubmissionRequest
from engine.application.results import Previewed, Recorded, Refused
from engine.application.retrying import retried
from engine.application.shelf import Books, Shelf, rules_for
from engine.application.states import State, States
from engine.application.superseding import decided_drafts, kept, names_of
from engine.application.turns import Asked, Turn, check_come
from engine.errors import (
    DeadlineError,
    PlimsollError,
    UnavailableError,
)
from engine.evaluation.decide import decide
from engine.model.course import Step
from engine.model.decision import Decision
from engine.model.escalation import DecisionOutcome
from engine.model.evidence import NonSubmission, Submission
from engine.model.ledger import (
    Append,
    Beside,
    Draft,
    Entry,
    EntryKind,
    KeptRules,
    Ledger,
    Request,
)
from engine.model.naming import DecisionName
from engine.model.recording import decision_of, evidence_written
from engine.model.rule_set import RuleSet

T = TypeVar("T")


class Submissions:
    """What providers report, and that they did not."""

    def __init__(self, ledger: Ledger, states: States, shelf: Shelf, clock: Clock) -> None:
        self._ledger, self._states, self._shelf, self._clock = ledger, states, shelf, clock
        self._corrections = Corrections(ledger, shelf)

    def submit(self, call: Call, asked: Asked) -> Recorded:
        """Decide *asked* and record both; the same request again is answered as it was.

        SubmissionError where it does not fit, PreconditionError where its period cannot be decided now,
        StaleStandingError where the contract is not at the version that *asked* expects.
        """
        with self._shelf.lent as (books, _):
            return self._submitted(books, call, asked)

    def preview(self, asked: SubmissionRequest) -> Previewed:
        """Return what would be decided about *asked* now; nothing is recorded. Raises what `submit` does."""
        return self._previewed(self._shelf.books, asked)

    def submit_each(self, call: Call, asked: Iterable[tuple[str, SubmissionRequest]]) -> list[Recorded | Refused]:
        """Submit each of *asked*, under its own request id, in order; one that is refused does not stop the others.

        All are decided by the rules in use now; refused with StaleStandingError where their text is replaced meanwhile.
        """
        books = self._shelf.books
        return [
            _answer(call, partial(self._submitted_in_turn, books, call._replace(request_id=name), one))
            for name, one in asked
        ]

    def preview_each(self, call: Call, asked: Iterable[SubmissionRequest]) -> list[Previewed | Refused]:
        """Preview each of *asked* by itself; one that is refused does not stop the others."""
        books = self._shelf.books
        return [_answer(call, partial(self._previewed, books, one)) for one in asked]

    def _submitted_in_turn(self, books: Books, call: Call, asked: Asked) -> Recorded:
        # A batch does not keep the rules that it found from being replaced before its end.
        with self._shelf.lent:
            return self._submitted(books, call, asked)

    def _submitted(self, books: Books, call: Call, asked: Asked) -> Recorded:
        made_for = request(call.request_id, asked)
        now = self._clock.now()

        def decided() -> Recorded:
            made = self._deciding(books, asked, now)
            if made.rules is not None:
                self._shelf.check_in_use(books, made.rules)
            return self._recorded(call, made_for, made)

        try:
            return retried(decided, expected=asked.expected)
        except PlimsollError:
            # A request that is made again mostly finds its period decided. The ledger is asked no sooner: it knows the
            # request when it is appended.
            before = self._ledger.answered(made_for)
            if before is None:
                raise
            return _recorded(before, repeated=True)

    def _previewed(self, books: Books, asked: SubmissionRequest) -> Previewed:
        made = self._deciding(books, asked, self._clock.now())
        decision = made.decisions[0] if made.decisions or made.stands is None else made.stands.decision
        return Previewed(decision, made.state.version)

    def _deciding(self, books: Books, asked: Asked, now: datetime) -> _Made:
        state = self._states.of(asked.contract)
        state.check_at(asked.expected)
        contract = state.contract
        period, day = asked.period.clipped(contract.span) or asked.period, today(now, contract.time_zone)
        if isinstance(asked, SubmissionRequest) and asked.reason and state.is_decided(period):
            check_come("received_on", asked.received_on, day)
            corrected = self._corrections.made(state, asked, period, day)
            if corrected is not None:
                return _Made(state, None, corrected.evidence, corrected.decisions, now, corrected.stands)
        turn = Turn(state, rules_for(books, contract, period), period, day)
        evidence = turn.evidence(asked)
        turn.check_order()
        return _Made(state, turn.rules, evidence, self._decided(turn, evidence), now)

    def _decided(self, turn: Turn, evidence: Submission | NonSubmission) -> tuple[Decision, ...]:
        """Return the decision upon *evidence*, and those that supersede what was decided on events since its period."""
        state = turn.state
        if not state.reaches_past(evidence):
            return (decide(turn.rules, state.contract, state.standing, evidence),)
        why = f"the report on {turn.period.label} had not come yet"
        return self._corrections.in_place(state, turn.rules, evidence, why)

    def _recorded(self, call: Call, made_for: Request, made: _Made) -> Recorded:
        if made.stands is not None and not made.decisions:
            before = self._ledger.answered(made_for)
            return _recorded(before, repeated=True) if before else self._standing(made, made.stands)
        appended = self._ledger.append(_append(call, made_for, made))
        if appended.repeated:
            # Another thread has answered the same request in the meantime.
            return _recorded(appended.entries, repeated=True)
        entry = appended.entries[1]
        if made.rules is not None and made.state.goes_on_with(made.decisions[0]):
            self._states.keep(made.state.decided(made.decisions[0], entry.version))
        return Recorded(entry, made.decisions[0], later=names_of(appended.entries[2:]))

    def _standing(self, made: _Made, stands: Step) -> Recorded:
        """Return the decision that was made on the same figures before; nothing is recorded."""
        contract = made.state.contract.id
        entry = self._ledger.entry(contract, stands.version)
        if entry is None:
            raise UnavailableError(f"expected the decision `{DecisionName(contract, stands.version)}` in the ledger")
        return Recorded(entry, stands.decision, repeated=True)


class _Made(NamedTuple):
    """Decisions not recorded yet, and the state and the rules that they were made in and by.

    *rules* are None where what was decided is decided again, by rules that are kept already; *stands* is the decision
    on the period so far, and where there are no others it stands.
    """

    state: State
    rules: RuleSet | None
    evidence: Submission | NonSubmission
    decisions: tuple[Decision, ...]
    now: datetime
    stands: Step | None = None


def _append(call: Call, made_for: Request, made: _Made) -> Append:
    evidence = made.evidence
    kind = EntryKind.SUBMITTED if isinstance(evidence, Submission) else EntryKind.NOT_SUBMITTED
    came = Draft(kind, evidence_written(evidence))
    return Append(
        made.state.contract.id,
        made.state.version,
        (came, *decided_drafts(made.state, made.decisions)),
        made.now,
        made_for,
        _kept_by(made),
        Beside(call.request_id, call.caller, call.trace_id, call.elapsed_us()),
        call.wanted,
    )


def _kept_by(made: _Made) -> KeptRules | None:
    if made.rules is None:
        return None
    return kept(made.rules, settles=made.decisions[0].outcome is not DecisionOutcome.UNDECIDED)


def _recorded(entries: tuple[Entry, ...], *, repeated: bool) -> Recorded:
    """Return the decision that a request made: the first of its *entries*, which evidence comes before."""
    return Recorded(entries[1], decision_of(entries[1]), repeated, names_of(entries[2:]))


def _answer(call: Call, work: Callable[[], T]) -> T | Refused:
    try:
        if not call.wanted():
            raise DeadlineError("the caller waits no longer, and nothing was written")
        return work()
    except PlimsollError as error:
        return Refused(error)
