"""Prices one file of figures under several rule sets: to each its own rows and records, and the loop that decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from engine.batch.elsewhere import Elsewhere
from engine.batch.evaluation import Deciding, evaluated
from engine.batch.parties import contract_of
from engine.batch.placing import Placed, Placement, placed
from engine.batch.record_files import RecordFile
from engine.batch.record_placing import lay_beside
from engine.batch.record_sharing import shared_out
from engine.batch.request import Request
from engine.batch.results import Decided, Refused
from engine.batch.rows import MismatchError, Read
from engine.errors import SubmissionError
from engine.evaluation.decide import decide
from engine.evaluation.pricing import PricedPeriod, Pricer, priced_period
from engine.model.contract import Contract
from engine.model.period import Period
from engine.model.rule_book import RuleBook

_NOTHING_CAME = "no evidence: the file has no row for it"


class Priced(NamedTuple):
    """What one rule set makes of a file: each period that a row is for, and the rows that are no period's."""

    periods: tuple[PricedPeriod, ...]
    refused: tuple[Refused, ...]


class Evidence(NamedTuple):
    """What a file holds: its rows, how they are read, and the records that belong to them."""

    rows: Sequence[Read]
    request: Request
    files: Sequence[RecordFile]

    def placement(self, book: RuleBook) -> Placement:
        """Return the rows by contract, with those records of theirs that *book* has."""
        placement = placed(self.rows, self.request)
        lay_beside(placement, shared_out(self.files, book))
        return placement

    def asked(self, book: RuleBook, books: Iterable[RuleBook]) -> Request:
        """Return how the file is read for *book*, one of *books*: what only the others know is left aside."""
        return replace(self.request, elsewhere=Elsewhere.of(one for one in books if one is not book))


class Alternative(NamedTuple):
    """A rule set that the evidence is priced under, and its contracts; None where each name is a contract."""

    name: str
    book: RuleBook
    contracts: Mapping[str, Contract] | None


def priced(evidence: Evidence, alternatives: Sequence[Alternative]) -> dict[str, Priced]:
    """Return what each of *alternatives*, the first being in force, makes of *evidence*, by their names."""
    check_currencies(alternatives)
    books = [one.book for one in alternatives]
    return {one.name: _Pricing(one, evidence, books).priced() for one in alternatives}


def check_currencies(alternatives: Iterable[Alternative]) -> None:
    """Raise MismatchError where rule sets pay in several currencies, which nothing here exchanges."""
    found = {version.currency: one.name for one in alternatives for version in one.book.versions if version.currency}
    if len(found) > 1:
        named = " and ".join(f"`{name}` in {currency}" for currency, name in found.items())
        raise MismatchError(f"expected rule sets that pay in one currency, not {named}")


class _Pricing:
    """One rule set and what is priced under it."""

    def __init__(self, alternative: Alternative, evidence: Evidence, books: Sequence[RuleBook]) -> None:
        self.book, self.evidence, self.books = alternative.book, evidence, books
        self.placement = evidence.placement(alternative.book)
        self.refused: list[Refused] = []
        self.known = dict(self._contracts(alternative.contracts))
        self.in_force = books[0] is alternative.book

    def priced(self) -> Priced:
        absent = [*self._left_aside()]
        deciding: Deciding = decide if self.in_force else Pricer(self.books[0])
        asked = self.evidence.asked(self.book, self.books)
        found = evaluated(self.book, self.placement, asked, self.known, deciding=deciding)
        periods = [*absent]
        for result in found:
            one = self._refused(result) if isinstance(result, Refused) else _decided(result)
            if one is not None:
                periods.append(one)
        return Priced(tuple(sorted(periods, key=lambda one: (one.contract, one.period))), tuple(self.refused))

    def _contracts(self, known: Mapping[str, Contract] | None) -> Iterator[tuple[str, Contract]]:
        """Yield the contract of each name that there are rows of, where it can be made out whose they are."""
        for name, rows in self.placement.contracts.items():
            try:
                if rows:
                    yield name, contract_of(name, rows[0].period, self.book, known)
            except SubmissionError as error:
                self.refused += [Refused(row.row.line, name, row.period, error.violations) for row in rows]
                rows.clear()

    def _left_aside(self) -> Iterator[PricedPeriod]:
        """Leave rows aside that are for periods of another rule set; yield the own periods that have no row then."""
        for name, rows in self.placement.contracts.items():
            contract = self.known.get(name)
            if contract is None:
                continue
            fitting: list[Placed] = []
            aside: list[Placed] = []
            for row in rows:
                (fitting if self._is_own(contract, row) else aside).append(row)
            rows[:] = fitting
            came = {row.period.clipped(contract.span) for row in fitting}
            for period in {self._nearest(contract, row) for row in aside} - came:
                if period is not None:
                    yield PricedPeriod(name, contract.provider, period, None, (_NOTHING_CAME,))

    def _is_own(self, contract: Contract, row: Placed) -> bool:
        """Return whether the row is for a period of the rule set; what is of none is told by the one in force."""
        if _fits(self.book, contract, row.period):
            return True
        return self.in_force and not any(_fits(book, contract, row.period) for book in self.books[1:])

    def _nearest(self, contract: Contract, row: Placed) -> Period | None:
        rules = self.book.on(row.period.last_day)
        return None if rules is None else rules.reporting.nearest(contract.span, row.period)

    def _refused(self, refused: Refused) -> PricedPeriod | None:
        """Return the period that a refused row was for; one that is for none is told by itself."""
        if refused.contract is None or refused.period is None:
            self.refused.append(refused)
            return None
        contract = self.known.get(refused.contract)
        provider = contract.provider if contract else refused.contract
        return PricedPeriod(refused.contract, provider, refused.period, None, (refused.message,))


def _fits(book: RuleBook, contract: Contract, period: Period) -> bool:
    rules = book.on(period.last_day)
    return rules is not None and rules.reporting.fits(contract.span, period.clipped(contract.span) or period) is None


def _decided(decided: Decided) -> PricedPeriod | None:
    return priced_period(decided.decision)
