"""Prices what the ledger holds of a contract by the rules in force and by others, side by side; nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from engine.application import terms
from engine.application.corrections import Corrections
from engine.application.requests import AlternativeRules, GivenTerm, PricingRequest, Registration
from engine.application.results import PricedBeside
from engine.application.shelf import Books, Shelf, book_in
from engine.application.states import State, States
from engine.compiler.rule_books import Bound
from engine.errors import Reason, RuleSetError, SubmissionError, Violation
from engine.evaluation.decide import decide
from engine.evaluation.pricing import PricedPeriod, Pricer, priced_period, readmitted, side_by_side
from engine.evaluation.replaying import Turn, opened_again
from engine.model.contract import Contract, ParameterValue
from engine.model.dated import Dated
from engine.model.decimals import plain
from engine.model.decision import Decision, folded
from engine.model.escalation import DecisionOutcome
from engine.model.evidence import Event, Evidence, NonSubmission, Submission
from engine.model.ledger import Ledger
from engine.model.period import Period
from engine.model.rule_book import RuleBook
from engine.model.standing import Standing

Checked: TypeAlias = Callable[[Mapping[str, bytes], Mapping[str, bytes]], Bound]


class _Other(NamedTuple):
    """Other rules, and the contract as it would be under them."""

    name: str
    book: RuleBook
    contract: Contract


class Pricing:
    """Prices the evidence of one ledger's contracts; *checked* reads rule files."""

    def __init__(self, ledger: Ledger, states: States, shelf: Shelf, checked: Checked) -> None:
        self._states, self._shelf, self._checked = states, shelf, checked
        self._corrections = Corrections(ledger, shelf)

    def of(self, ledger: Ledger, states: States) -> Pricing:
        """Return what prices the evidence of *ledger*, whose *states* these are, as this does its own."""
        return Pricing(ledger, states, self._shelf, self._checked)

    def compared(self, asked: PricingRequest) -> PricedBeside:
        """Return what each period of a contract comes to, by its own rules first and by each of the alternatives.

        SubmissionError where these do not fit the contract or each other, RuleSetError where one has mistakes.
        """
        books = self._shelf.books
        state = self._states.of(asked.contract)
        in_force = book_in(books, state.contract.rule_set)
        others = [self._other(books, state.contract, place, one) for place, one in enumerate(asked.alternatives)]
        currency = _currency(in_force, others)
        turns = self._corrections.turns(state)
        priced = {in_force.name: [*_as_decided(state, turns)]}
        for place, other in enumerate(others):
            if other.name in priced:
                raise _misfit(place, "name", f"expected a name that no other rules have, not `{other.name}`")
            priced[other.name] = [*_Run(state, other, Pricer(in_force)).periods(turns)]
        return PricedBeside(side_by_side(priced, since=asked.since, until=asked.until), currency)

    def _other(self, books: Books, contract: Contract, place: int, asked: AlternativeRules) -> _Other:
        book = book_in(books, asked.rule_set) if asked.rule_set else self._read(asked)
        given = {**_shared(contract, book), **asked.parameters}
        stated = Registration(
            contract.id, contract.provider, book.name, contract.start, contract.end, contract.time_zone, given
        )
        try:
            return _Other(asked.name or book.name, book, terms.contract_from(stated, book))
        except SubmissionError as error:
            violations = [Violation(f"alternatives[{place}].{path}", message) for path, message in error.violations]
            raise SubmissionError(*violations, reason=error.reason) from None

    def _read(self, asked: AlternativeRules) -> RuleBook:
        book, diagnostics = self._checked(asked.files, asked.frameworks)
        if book is None:
            raise RuleSetError(diagnostics)
        return book


def _shared(contract: Contract, book: RuleBook) -> dict[str, Dated[GivenTerm]]:
    """Return the parameters that *contract* has and *book* leaves to it too."""
    declared = {name for version in book.versions for name in version.parameters}
    return {name: dated.map(_given) for name, dated in contract.parameters.items() if name in declared}


def _given(value: ParameterValue) -> GivenTerm:
    return plain(value) if isinstance(value, Decimal) else value


def _misfit(place: int, field: str, message: str) -> SubmissionError:
    return SubmissionError(Violation(f"alternatives[{place}].{field}", message), reason=Reason.REQUEST_INVALID)


def _currency(in_force: RuleBook, others: Sequence[_Other]) -> str:
    """Return the one currency that all rules pay in."""
    currency = _paid_in(in_force)
    for place, other in enumerate(others):
        own = _paid_in(other.book)
        if own and currency and own != currency:
            raise _misfit(
                place, "rule_set", f"expected rules that pay in {currency}, not {own}: nothing here exchanges it"
            )
        currency = currency or own
    return currency


def _paid_in(book: RuleBook) -> str:
    return next((version.currency for version in reversed(book.versions) if version.currency), "")


def _as_decided(state: State, turns: Iterable[Turn]) -> Iterator[PricedPeriod]:
    """Yield what each period comes to by the rules that decided it, as though its figures had come right at first."""
    standing = state.beginning
    for turn in turns:
        decision = decide(turn.rules, state.contract, standing, turn.evidence)
        decision = replace(decision, opened=opened_again(decision, (turn,), (), standing))
        standing = folded(standing, decision, turn.stands.version if turn.stands else 0)
        priced = priced_period(decision)
        if priced is not None:
            yield priced


class _Run:
    """One contract under other rules, from its first period on."""

    def __init__(self, state: State, other: _Other, pricer: Pricer) -> None:
        self._other, self._decide = other, pricer
        self._standing = Standing(events=state.standing.events)
        self._stopped: Period | None = None

    def periods(self, turns: Iterable[Turn]) -> Iterator[PricedPeriod]:
        """Yield what each period of *turns* comes to; after one that cannot be priced, none can."""
        for turn in turns:
            if isinstance(turn.evidence, Event):
                self._decided(turn.evidence, turn.evidence.on)
            else:
                yield self._period(turn.evidence)

    def _period(self, evidence: Submission | NonSubmission) -> PricedPeriod:
        if self._stopped is not None:
            return self._unpriced(evidence.period, f"{self._stopped.label} could not be priced, and comes before")
        rules, contract = self._other.book.on(evidence.period.last_day), self._other.contract
        if rules is None:
            return self._unpriced(evidence.period, "no version of the rules is in force")
        try:
            decision = self._decided(readmitted(rules, contract, evidence), evidence.period.last_day)
        except SubmissionError as error:
            return self._unpriced(evidence.period, *map(str, error.violations))
        priced = priced_period(decision) if decision else None
        if priced is None or priced.sums is None:
            return self._unpriced(evidence.period, *(priced.why if priced else ()))
        return priced

    def _decided(self, evidence: Evidence, day: date) -> Decision | None:
        rules = self._other.book.on(day)
        if rules is None:
            return None
        decision = self._decide(rules, self._other.contract, self._standing, evidence)
        if decision.outcome is not DecisionOutcome.UNDECIDED:
            # What would have become of plans that other rules open, nobody has recorded: they do not count.
            after = folded(self._standing, decision)
            self._standing = replace(after, opened=()) if after.opened else after
        return decision

    def _unpriced(self, period: Period, *why: str) -> PricedPeriod:
        self._stopped = self._stopped or period
        return PricedPeriod(self._other.contract.id, self._other.contract.provider, period, None, why)
