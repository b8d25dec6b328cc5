"""What has not come, and is to be done: time is data, so somebody asks "what is due by this day"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from engine.application.obligations import Obligations
from engine.application.requests import DueQuery
from engine.application.results import Due, Owed
from engine.application.shelf import Books, Shelf, book_in
from engine.application.states import State, States
from engine.evaluation.obligations import PLACES
from engine.model.contract import Contract
from engine.model.ledger import ContractQuery, Ledger
from engine.model.period import Period
from engine.model.rule_set import RuleSet

_AT_ONCE = 200
# A place is no longer than a page token may be, whatever people wrote.
_LETTERS, _MARK = 48, 16


class Reports:
    """The reports that contracts owe, and what else people are to do by a day."""

    def __init__(self, ledger: Ledger, states: States, shelf: Shelf, owed: Obligations) -> None:
        self._ledger, self._states, self._shelf, self._owed = ledger, states, shelf, owed

    def due(self, query: DueQuery, after: Place | None, limit: int) -> list[Due | Owed]:
        """Return at most *limit* things that *query* asks for: by contract its reports by period, then the rest by day.

        *after* is the place of the last one already known.
        """
        return list(islice(self._due(query, after), limit))

    def _due(self, query: DueQuery, after: Place | None) -> Iterator[Due | Owed]:
        books = self._shelf.books
        if after is not None:
            yield from (one for one in self._of(books, after.contract, query) if place_of(one) > after)
        for name in self._names(query, after.contract if after else ""):
            yield from self._of(books, name, query)

    def _names(self, query: DueQuery, after: str) -> Iterator[str]:
        if query.contract is not None:
            yield from [query.contract] * (query.contract > after)
            return
        asked = ContractQuery(query.provider, query.rule_set)
        while names := self._ledger.contracts(asked, after, _AT_ONCE):
            yield from names
            after = names[-1]

    def _of(self, books: Books, contract: str, query: DueQuery) -> Iterator[Due | Owed]:
        state = self._states.of(contract)
        if _covers(query, state.contract):
            yield from open_reports(books, state, query.by)
            yield from sorted((one for one in self._owed.of(books, contract) if one.due <= query.by), key=place_of)


class Place(NamedTuple):
    """Where a report, or what else is due, stands in the list: within its contract, reports come first."""

    contract: str
    key: tuple[str, ...]


def place_of(found: Due | Owed) -> Place:
    """Return the place of what was *found*."""
    if isinstance(found, Due):
        return Place(found.contract, ("", found.period.start.isoformat()))
    owed = found.obligation
    mark = sha256(repr(owed[2:]).encode()).hexdigest()[:_MARK]
    return Place(found.contract, (owed.due.isoformat(), str(PLACES[owed.kind]), owed.what[:_LETTERS], mark))


def _covers(query: DueQuery, contract: Contract) -> bool:
    return query.provider in {None, contract.provider} and query.rule_set in {None, contract.rule_set}


def open_reports(books: Books, state: State, by: date) -> Iterator[Due]:
    """Yield the reports of a contract that are neither decided nor recorded as missing and due by the day *by*."""
    contract = state.contract
    period = next_period(books, contract, state.standing.latest)
    while period is not None and period.last_day <= by:
        rules = book_in(books, contract.rule_set).on(period.last_day)
        if rules is None:
            return
        due = rules.reporting.due_day(period, rules.calendar) or period.last_day
        if due <= by:
            yield Due(contract.id, contract.provider, contract.rule_set, period, due)
        period = next_period(books, contract, period)


def next_period(books: Books, contract: Contract, latest: Period | None) -> Period | None:
    """Return the period after *latest*, the first where that is None; None at the contract's end, or without rules."""
    book = book_in(books, contract.rule_set)
    # The rules of the last decided day say when the next period ends, unless newer ones are in force by then.
    rules = book.on(contract.start if latest is None else latest.end) or book.latest
    due = _following(rules, contract, latest)
    if due is None:
        return None
    newer = book.on(due.last_day)
    return due if newer is None or newer is rules else _following(newer, contract, latest)


def _following(rules: RuleSet, contract: Contract, latest: Period | None) -> Period | None:
    reporting = rules.reporting
    return reporting.first(contract.span) if latest is None else reporting.after(contract.span, latest)
