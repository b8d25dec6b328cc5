"""Decides what comes in: recorded, or only looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from typing import NamedTuple, TypeVar

from engine.application.clock import Clock, today
from engine.application.content import request
from engine.application.requests import Call, NonSubmissionRequest, SubmissionRequest
from engine.application.results import Previewed, Recorded, Refused
from engine.application.retrying import TRIES, retried
from engine.application.shelf import Books, Shelf, rules_for
from engine.application.states import State, States
from engine.errors import DeadlineError, PlimsollError, PreconditionError, Reason, StaleStandingError
from engine.evaluation.admission import non_submission, out_of_order, submission
from engine.evaluation.decide import decide
from engine.model.decision import Decision
from engine.model.evidence import NonSubmission, Submission
from engine.model.ledger import (
    Append,
    Beside,
    Draft,
    Entry,
    EntryKind,
    FiledDecision,
    KeptRules,
    Ledger,
    Request,
)
from engine.model.period import Period
from engine.model.recording import canonical, decision_body, decision_of, evidence_body
from engine.model.rule_set import RuleSet

Asked = SubmissionRequest | NonSubmissionRequest
T = TypeVar("T")


class Submissions:
    """What providers report, and that they did not."""

    def __init__(self, ledger: Ledger, states: States, shelf: Shelf, clock: Clock) -> None:
        self._ledger, self._states, self._shelf, self._clock = ledger, states, shelf, clock

    def submit(self, call: Call, asked: Asked) -> Recorded:
        """Decide *asked* and record both; the same request again is answered as it was.

        SubmissionError where it does not fit, PreconditionError where its period cannot be decided now,
        StaleStandingError where the contract is not at the version that *asked* expects.
        """
        made_for = request(call.request_id, asked)
        books, now = self._shelf.books, self._clock.now()
        tries = TRIES if asked.expected is None else 1
        try:
            return retried(lambda: self._recorded(call, made_for, self._deciding(books, asked, now)), tries=tries)
        except PlimsollError:
            # A request that is made again mostly finds its period decided. The ledger is asked no sooner: it knows the
            # request when it is appended.
            before = self._ledger.answered(made_for)
            if before is None:
                raise
            return _recorded(before[-1], repeated=True)

    def preview(self, asked: SubmissionRequest) -> Previewed:
        """Return what would be decided about *asked* now; nothing is recorded. Raises what `submit` does."""
        made = self._deciding(self._shelf.books, asked, self._clock.now())
        return Previewed(made.decision, made.state.version)

    def submit_each(self, call: Call, asked: Iterable[tuple[str, SubmissionRequest]]) -> list[Recorded | Refused]:
        """Submit each of *asked*, under its own request id, in order; one that is refused does not stop the others."""
        return [_answer(call, partial(self.submit, call._replace(request_id=name), one)) for name, one in asked]

    def preview_each(self, call: Call, asked: Iterable[SubmissionRequest]) -> list[Previewed | Refused]:
        """Preview each of *asked* by itself; one that is refused does not stop the others."""
        return [_answer(call, partial(self.preview, one)) for one in asked]

    def _deciding(self, books: Books, asked: Asked, now: datetime) -> _Made:
        state = self._states.of(asked.contract)
        if asked.expected not in {None, state.version}:
            message = f"expected the contract at version {asked.expected}, which is at {state.version}"
            raise StaleStandingError(message)
        contract = state.contract
        period = asked.period.clipped(contract.span) or asked.period
        turn = _Turn(state, rules_for(books, contract, period), period, today(now, contract.time_zone))
        evidence = turn.evidence(asked)
        turn.check_order()
        decision = decide(turn.rules, contract, state.standing, evidence)
        return _Made(state, turn.rules, evidence, decision, now)

    def _recorded(self, call: Call, made_for: Request, made: _Made) -> Recorded:
        appended = self._ledger.append(_append(call, made_for, made))
        entry = appended.entries[-1]
        if appended.repeated:
            # Another thread has answered the same request in the meantime.
            return _recorded(entry, repeated=True)
        self._states.keep(made.state.decided(made.decision, entry.version))
        return Recorded(entry, made.decision)


class _Made(NamedTuple):
    """A decision not recorded yet, and the state and the rules that it was made in and by."""

    state: State
    rules: RuleSet
    evidence: Submission | NonSubmission
    decision: Decision
    now: datetime


class _Turn(NamedTuple):
    """A period of a contract, the rules that decide it, and the day on which that is asked for."""

    state: State
    rules: RuleSet
    period: Period
    day: date

    def evidence(self, asked: Asked) -> Submission | NonSubmission:
        """Return *asked* as evidence; SubmissionError carries all that does not fit."""
        rules, contract, period = self.rules, self.state.contract, self.period
        if isinstance(asked, SubmissionRequest):
            return submission(
                rules,
                contract,
                period,
                asked.figures,
                decided_on=self.day,
                received_on=asked.received_on or self.day,
                revision=self.state.attempts + 1,
            )
        evidence = non_submission(rules, contract, period, asked.figures, decided_on=self.day)
        self._check_due(asked.on or self.day)
        return evidence

    def check_order(self) -> None:
        """Raise PreconditionError unless the period is the one to be decided next (SEMANTICS 6)."""
        standing, period = self.state.standing, self.period
        why = out_of_order(self.rules, self.state.contract, standing, period)
        if why is None:
            return
        if standing.latest is not None and period.start < standing.latest.end:
            raise PreconditionError(why, Reason.PERIOD_DECIDED, period.label)
        raise PreconditionError(why, Reason.PERIOD_OPEN, self._open().label)

    def _open(self) -> Period:
        """Return the period that is to be decided next; the turn's own where the contract has no other."""
        reporting, span, latest = self.rules.reporting, self.state.contract.span, self.state.standing.latest
        return (reporting.first(span) if latest is None else reporting.after(span, latest)) or self.period

    def _check_due(self, on: date) -> None:
        due = self.rules.reporting.due_day(self.period, self.rules.calendar) or self.period.last_day
        if on <= due:
            message = f"expected a day after {due}, by which the report on {self.period.label} is due, not {on}"
            raise PreconditionError(message, Reason.PERIOD_NOT_DUE, self.period.label)


def _append(call: Call, made_for: Request, made: _Made) -> Append:
    decision, rules, evidence = made.decision, made.rules, made.evidence
    kind = EntryKind.SUBMITTED if isinstance(evidence, Submission) else EntryKind.NOT_SUBMITTED
    came = Draft(kind, canonical(evidence_body(evidence)))
    decided = Draft(EntryKind.DECIDED, canonical(decision_body(decision)), filed=_filed(made))
    return Append(
        made.state.contract.id,
        made.state.version,
        (came, decided),
        made.now,
        made_for,
        KeptRules(rules.name, rules.in_force, rules.digest, rules.canonical),
        Beside(call.request_id, call.caller, call.trace_id, call.elapsed_us()),
        call.wanted,
    )


def _filed(made: _Made) -> FiledDecision:
    contract, period = made.state.contract, made.evidence.period
    return FiledDecision(
        contract.provider, contract.rule_set, period.start, period.last_day, made.decision.outcome.value
    )


def _recorded(entry: Entry, *, repeated: bool) -> Recorded:
    return Recorded(entry, decision_of(entry), repeated)


def _answer(call: Call, work: Callable[[], T]) -> T | Refused:
    try:
        if not call.wanted():
            raise DeadlineError("the caller waits no longer, and nothing was written")
        return work()
    except PlimsollError as error:
        return Refused(error)
