"""Registers contracts, changes their terms, and says how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from engine.application import terms
from engine.application.changing import change_totals
from engine.application.clock import Clock, today
from engine.application.content import request
from engine.application.corrections import Corrections
from engine.application.due import next_period
from engine.application.openings import opening_from
from engine.application.requests import Call, OpeningRequest, ParameterChange, Registration
from engine.application.results import Moved, Registered, Stood
from engine.application.retrying import retried
from engine.application.shelf import Books, Shelf, book_in
from engine.application.states import State, States
from engine.application.superseding import decided_drafts, names_of
from engine.errors import ConflictError, NotFoundError, PreconditionError, Reason, StaleStandingError
from engine.evaluation.explanation import moved
from engine.evaluation.reviewing import Known, ReviewState, reviewed
from engine.model.contract import Contract
from engine.model.course import NOTHING_STANDS
from engine.model.decision import Decision
from engine.model.ledger import Append, Beside, ContractQuery, Draft, EntryKind, FiledContract, Ledger, Request
from engine.model.naming import DecisionName
from engine.model.recording import canonical, decision_of, opening_body, parameters_body, registered_body, registered_of
from engine.model.rule_set import RuleSet


class Contracts:
    """The contracts of one ledger; how they stand is said as of a *day*, today where none is named."""

    def __init__(self, ledger: Ledger, states: States, shelf: Shelf, clock: Clock, *, day: date | None = None) -> None:
        self._ledger, self._states, self._shelf, self._clock = ledger, states, shelf, clock
        self._corrections, self._day = Corrections(ledger, shelf), day

    def register(self, call: Call, asked: Registration) -> Registered:
        """Register a contract; registering what is registered already, word for word, changes nothing.

        SubmissionError where it does not fit its rules, ConflictError where the name is another contract's.
        """
        made_for = request(call.request_id, asked)
        if self._ledger.answered(made_for) is not None:
            return self._present(asked.contract, repeated=True)
        with self._shelf.lent as (books, _):
            return self._registered(call, made_for, terms.contract_from(asked, book_in(books, asked.rule_set)))

    def _registered(self, call: Call, made_for: Request, contract: Contract) -> Registered:
        registered = self._first(contract.id)
        if registered is None:
            try:
                return self._append(call, made_for, State(contract, 0), (_registration(contract),))
            except StaleStandingError:
                registered = self._first(contract.id)
        if registered != contract:
            message = f"the contract `{contract.id}` is registered already, with other content"
            raise ConflictError(message, Reason.CONTRACT_EXISTS)
        return self._present(contract.id, repeated=True)

    def set_parameters(self, call: Call, asked: ParameterChange) -> Registered:
        """Set parameters from a day on that no decided period has reached (SEMANTICS 7).

        What was decided upon events of that day and later is decided again, by the values that are in force on theirs.
        """
        made_for = request(call.request_id, asked)
        before = self._ledger.answered(made_for)
        if before is not None:
            return self._present(asked.contract, repeated=True, decided=names_of(before[1:]))
        with self._shelf.lent as (books, _):
            return retried(lambda: self._changed(call, made_for, asked, books))

    def open(self, call: Call, asked: OpeningRequest) -> Registered:
        """State how a contract stood when it was taken over, once, before anything is decided about it."""
        made_for = request(call.request_id, asked)
        if self._ledger.answered(made_for) is not None:
            return self._present(asked.contract, repeated=True)
        with self._shelf.lent as (books, _):
            return retried(lambda: self._opened(call, made_for, asked, books))

    def one(self, contract: str) -> Registered:
        """Return the contract of that name; NotFoundError where none is registered."""
        return self._present(contract)

    def some(self, query: ContractQuery, after: str, limit: int) -> Sequence[Registered]:
        """Return at most *limit* contracts that *query* asks for, after the name *after*, in order of names."""
        return [self._present(name) for name in self._ledger.contracts(query, after, limit)]

    def standing(self, contract: str) -> Stood:
        """Return what the decisions of *contract* left behind; NotFoundError where it is not registered."""
        state = self._states.of(contract)
        latest = DecisionName(contract, state.latest) if state.latest else None
        open_period = next_period(self._shelf.books, state.contract, state.standing.latest)
        day = self._day or today(self._clock.now(), state.contract.time_zone)
        rules = book_in(self._shelf.books, state.contract.rule_set).on(day)
        changes = change_totals(rules, state)
        review = self._review(rules, state, day) if rules and rules.review else None
        stood = (state.contract, state.version, state.standing, open_period, state.attempts, latest, day)
        moved = {ladder: self._moved(contract, ladder, version) for ladder, version in state.moved.items()}
        return Stood(*stood, changes, review, state.corrected_since(), state.payable, moved, state.opening)

    def _moved(self, contract: str, ladder: str, version: int) -> Moved:
        entry = self._ledger.entry(contract, version)
        if entry is None:
            raise NotFoundError(f"unknown decision `{DecisionName(contract, version)}`", Reason.DECISION_UNKNOWN)
        decision = decision_of(entry)
        why = moved(decision, self._shelf.by_digest(decision.rules.digest), ladder)
        actions = tuple(action for move in decision.moves if move.ladder == ladder for action in move.actions)
        return Moved(DecisionName(contract, version), why, actions)

    def _review(self, rules: RuleSet, state: State, day: date) -> ReviewState | None:
        # What a contract has brought is read from the record, where its rules measure it.
        decisions = tuple(self._states.decisions(state.contract.id)) if rules.benefits else ()
        return reviewed(rules, state.contract, Known(state.standing.happened, decisions), day)

    def _changed(self, call: Call, made_for: Request, asked: ParameterChange, books: Books) -> Registered:
        state = self._states.of(asked.contract)
        latest = state.standing.latest
        if latest is not None and asked.since <= latest.last_day:
            message = f"expected a day after {latest.last_day}, the last that is decided, not {asked.since}"
            raise PreconditionError(message, Reason.PERIOD_DECIDED, latest.label)
        book = book_in(books, state.contract.rule_set)
        contract = terms.changed(state.contract, asked.since, asked.values, book)
        read = {name: contract.parameters[name].at(contract.start, asked.since) for name in asked.values}
        values = {name: value for name, value in read.items() if value is not None}
        draft = Draft(EntryKind.PARAMETERS_SET, canonical(parameters_body(asked.since, values)))
        again = self._again(replace(state, contract=contract), asked)
        return self._append(call, made_for, state, (draft, *decided_drafts(state, again)))

    def _again(self, state: State, asked: ParameterChange) -> tuple[Decision, ...]:
        """Return what supersedes decisions on events since the day from which on *asked* sets parameters."""
        names = ", ".join(f"`{name}`" for name in asked.values)
        done = "was" if len(asked.values) == 1 else "were"
        why, day = f"{names} {done} set from {asked.since}", today(self._clock.now(), state.contract.time_zone)
        return self._corrections.after(state, lambda course: course.place_since(asked.since), why, day)

    def _opened(self, call: Call, made_for: Request, asked: OpeningRequest, books: Books) -> Registered:
        state = self._states.of(asked.contract)
        if state.standing != NOTHING_STANDS:
            message = f"expected the contract `{asked.contract}` without periods, rungs or events, which it has already"
            raise PreconditionError(message, Reason.PERIOD_DECIDED, asked.contract)
        day = today(self._clock.now(), state.contract.time_zone)
        opening = opening_from(asked, state.contract, book_in(books, state.contract.rule_set), day)
        return self._append(call, made_for, state, (Draft(EntryKind.OPENED, canonical(opening_body(opening))),))

    def _present(self, contract: str, *, repeated: bool = False, decided: tuple[DecisionName, ...] = ()) -> Registered:
        state = self._states.of(contract)
        return Registered(state.contract, state.version, repeated, decided)

    def _first(self, contract: str) -> Contract | None:
        """Return *contract* as it was registered, None where it was not."""
        entry = self._ledger.entry(contract, 1)
        return None if entry is None else registered_of(entry)

    def _append(self, call: Call, made_for: Request, before: State, drafts: tuple[Draft, ...]) -> Registered:
        """Record *drafts* after the state *before*."""
        contract = before.contract.id
        appended = self._ledger.append(
            Append(
                contract,
                before.version,
                drafts,
                self._clock.now(),
                made_for,
                beside=Beside(call.request_id, call.caller, call.trace_id, call.elapsed_us()),
                wanted=call.wanted,
            )
        )
        return self._present(contract, repeated=appended.repeated, decided=names_of(appended.entries[1:]))


def _registration(contract: Contract) -> Draft:
    filed = FiledContract(contract.provider, contract.rule_set)
    return Draft(EntryKind.REGISTERED, canonical(registered_body(contract)), filed=filed)
