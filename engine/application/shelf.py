"""The rule sets in use: read as one, changed as one, never against what they have decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple

from engine.application import terms
from engine.application.clock import Clock
from engine.application.lending import Lending
from engine.application.results import RuleSetInUse
from engine.application.states import contracts_in
from engine.compiler.bases import Bases
from engine.compiler.rule_sets import compiled
from engine.diagnostics import did_you_mean
from engine.errors import NotFoundError, PreconditionError, Reason, StaleStandingError, SubmissionError
from engine.model.contract import Contract
from engine.model.ledger import KeptRules, Ledger
from engine.model.period import Period
from engine.model.policy import Policies
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet

Books = Mapping[str, RuleBook]


def book_in(books: Books, name: str) -> RuleBook:
    """Return the rule set called *name*; NotFoundError where *books* have none."""
    book = books.get(name)
    if book is None:
        raise NotFoundError(f"unknown rule set `{name}`{did_you_mean(name, books)}", Reason.RULE_SET_UNKNOWN)
    return book


def rules_for(books: Books, contract: Contract, period: Period) -> RuleSet:
    """Return the version that decides *period* of *contract* (SEMANTICS 28); PreconditionError where there is none."""
    rules = book_in(books, contract.rule_set).on(period.last_day)
    if rules is None:
        message = f"expected a version of `{contract.rule_set}` in force on {period.last_day}, and there is none"
        raise PreconditionError(message, Reason.RULES_NOT_IN_FORCE, period.label)
    return rules


class Loaded(NamedTuple):
    """The rule sets by name, and when they were read."""

    books: Books
    at: datetime


class Shelf:
    """The rule sets in use. *load* reads them all, or raises RuleSetError or OSError.

    *lent* is what is in use: a request that records borrows it until it is recorded, any other reads it once, at its
    start. *problem* says why the last reload was refused, empty where it was not; the rules before it stay in use.
    """

    def __init__(self, load: Callable[[], Books], ledger: Ledger, policies: Policies, clock: Clock) -> None:
        self._load, self._ledger, self._policies, self._clock = load, ledger, policies, clock
        self._made = lru_cache(maxsize=64)(self._compiled)
        self.lent, self.problem = Lending(Loaded({}, clock.now())), ""

    @property
    def loaded(self) -> Loaded:
        """What is in use."""
        return self.lent.lent

    @property
    def books(self) -> Books:
        """The rule sets in use, by name."""
        return self.lent.lent.books

    def reload(self) -> None:
        """Read the rules again, all or nothing.

        RuleSetError where they have mistakes, PreconditionError where they contradict what was decided by them or
        what contracts have agreed, UnavailableError where the ledger does not say; the rules before stay in use then.
        """
        try:
            books = MappingProxyType(dict(self._load()))
            reached, contracts = self._ledger.head(), contracts_in(self._ledger)
            check_reload(books, self._ledger.rules_used(), contracts)
            with self.lent.recalled():
                # Nothing is recorded now. What was since the ledger was read is little.
                check_reload(books, self._ledger.rules_used(), contracts_in(self._ledger, reached, contracts))
                self.lent.lent = Loaded(books, self._clock.now())
        except Exception as error:
            self.problem = str(error) or repr(error)
            raise
        self.problem = ""

    def check_in_use(self, books: Books, rules: RuleSet) -> None:
        """Raise StaleStandingError where the text of *rules*, which are in *books*, was replaced since these were read.

        Only for who has borrowed what is in use.
        """
        if books is self.books:
            return
        book = self.books.get(rules.name)
        if book is None or all(one.digest != rules.digest for one in book.versions):
            name = f"`{rules.name}` in force from {rules.in_force}"
            raise StaleStandingError(f"expected {name} still to be in use: the rules were read again meanwhile")

    def by_digest(self, digest: str) -> RuleSet:
        """Return the rules that *digest* names, in use or not: those that decided are kept (SEMANTICS 29)."""
        for book in self.books.values():
            for rules in book.versions:
                if rules.digest == digest:
                    return rules
        return self._made(digest)

    @property
    def bases(self) -> Bases:
        """What rules to be may extend: the files of those in use, called by names that give no path away."""
        books = self.books.values()
        return Bases.of(
            {f"{book.name}/{PurePath(file).name}": text for book in books for file, text in book.files.items()}
        )

    def versions(self, books: Iterable[RuleBook]) -> list[tuple[RuleSetInUse, ...]]:
        """Return the versions of each of *books*, the earliest first."""
        decided = self.decided()
        return [tuple(RuleSetInUse(rules, rules.digest in decided) for rules in book.versions) for book in books]

    def decided(self) -> frozenset[str]:
        """Return the digests of the rules that are settled: they have decided a period."""
        return frozenset(kept.digest for kept in self._ledger.rules_used() if kept.settled)

    def _compiled(self, digest: str) -> RuleSet:
        kept = self._ledger.rules(digest)
        if kept is None:
            raise NotFoundError(f"no rules with the digest `{digest}` are known", Reason.RULE_SET_UNKNOWN)
        made = compiled(f"{kept.rule_set}@{kept.in_force}", kept.canonical.encode(), self._policies)
        if made.rules is None or made.rules.digest != digest:
            # A policy that the rules need is no longer installed, or reads its parameters differently.
            found = "".join(f": {one.headline()}" for one in made.diagnostics[:1])
            message = (
                f"expected `{kept.rule_set}` in force from {kept.in_force} to be readable as when it decided{found}"
            )
            raise PreconditionError(message, Reason.RULES_INVALID, digest)
        return made.rules


def check_reload(books: Books, used: Iterable[KeptRules], contracts: Mapping[str, Contract]) -> None:
    """Raise PreconditionError where *books* contradict the rules *used* or do not fit *contracts*, naming all that."""
    against = [*_changed(books, used), *_lacking(books, contracts)]
    if against:
        raise PreconditionError("; ".join(against), Reason.RULES_IN_USE, against[0])


def _changed(books: Books, used: Iterable[KeptRules]) -> Iterator[str]:
    """Yield what is said of each version that decided and is not there any more as it was (SEMANTICS 28).

    One by which every decision was undecided may be mended (SEMANTICS 6).
    """
    for kept in (one for one in used if one.settled):
        book = books.get(kept.rule_set)
        version = next((one for one in book.versions if one.in_force == kept.in_force), None) if book else None
        name = f"`{kept.rule_set}` in force from {kept.in_force}"
        if version is None:
            yield f"expected {name}, which has decided, among the rules"
        elif version.digest != kept.digest:
            yield f"expected {name} as it was when it decided: its text cannot change, a new version can be added"


def _lacking(books: Books, contracts: Mapping[str, Contract]) -> Iterator[str]:
    """Yield what is said of each contract whose rule set is gone or asks it for a term that it has not."""
    for contract in contracts.values():
        book = books.get(contract.rule_set)
        if book is None:
            yield f"expected the rule set `{contract.rule_set}`, which the contract `{contract.id}` is under"
            continue
        try:
            terms.check(contract, book)
        except SubmissionError as error:
            yield f"`{contract.rule_set}` does not fit the contract `{contract.id}`: {error}"
