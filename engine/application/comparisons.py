"""Ranks the providers of a framework by what the ledger holds about their contracts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.application.shelf import Books, Shelf, book_in
from engine.application.states import State, States
from engine.errors import NotFoundError, PreconditionError, Reason
from engine.evaluation.ranking import Candidate, Ruled, check_period, check_ranks, chosen, compared, latest_period
from engine.model.comparison import Comparison
from engine.model.decision import Decision
from engine.model.escalation import DecisionOutcome
from engine.model.ledger import ContractQuery, Ledger
from engine.model.period import Period
from engine.model.renames import rung_in_other_rules
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing

_AT_ONCE = 200


class ComparisonQuery(NamedTuple):
    """The rule set under which, or what extends it, contracts are ranked, for the latest *period* unless given."""

    framework: str
    period: Period | None = None


class Comparisons:
    """The comparisons of the providers in one ledger."""

    def __init__(self, ledger: Ledger, states: States, shelf: Shelf) -> None:
        self._ledger, self._states, self._shelf = ledger, states, shelf

    def compared(self, query: ComparisonQuery) -> Comparison:
        """Return how the contracts under a framework rank, by the rules in force on the period's last day.

        NotFoundError where there is no such rule set or version, SubmissionError where it ranks nobody,
        PreconditionError where nothing is decided yet.
        """
        books = self._shelf.books
        framework = book_in(books, query.framework)
        states = list(self._all(books, query.framework))
        asked = query.period or latest_period(one for one in map(_latest, states) if one)
        if asked is None:
            message = f"expected a contract under `{framework.name}` with a period that is decided, and there is none"
            raise PreconditionError(message, Reason.PERIOD_OPEN, framework.name)
        rules = framework.on(asked.last_day)
        if rules is None:
            message = f"no version of `{framework.name}` is in force on {asked.last_day}"
            raise NotFoundError(message, Reason.RULE_SET_UNKNOWN)
        count = check_ranks(rules).periods
        under = [one for one in states if _is_under(books, one, framework.name, asked)]
        check_period(rules, asked, [one.contract.span for one in under])
        return compared(rules, asked, [self._candidate(one, asked, count) for one in under])

    def _all(self, books: Books, framework: str) -> Iterator[State]:
        """Yield the contracts under *framework* by any version of their rules, in the order of their names."""
        for book in books.values():
            if any(book.is_under(framework, one.in_force) for one in book.versions):
                for name in self._names(book.name):
                    yield self._states.of(name)

    def _names(self, rule_set: str) -> Iterator[str]:
        after = ""
        while names := self._ledger.contracts(ContractQuery(None, rule_set), after, _AT_ONCE):
            yield from names
            after = names[-1]

    def _candidate(self, state: State, asked: Period, count: int) -> Candidate:
        contract, standing = state.contract, state.standing
        periods = chosen([one.period for one in standing.records], asked, count)
        decided = self._decided(contract.id, periods)
        if not decided:
            open_one = ", and what was submitted last is undecided" if state.attempts else ""
            why = f"nothing is decided for {asked.label}{open_one}"
            return Candidate(contract.id, contract.provider, (), _rungs(standing), why)
        ruled = tuple(Ruled(one, self._shelf.by_digest(one.rules.digest)) for one in decided)
        stands = periods[-1] == standing.latest
        # An event under later rules may have moved a ladder since, to a rung that those of the period call otherwise.
        then = {move.ladder: move.after for move in decided[-1].moves}
        rungs = _rungs_by(ruled[-1].rules, standing) if stands else then
        return Candidate(contract.id, contract.provider, ruled, rungs)

    def _decided(self, contract: str, periods: tuple[Period, ...]) -> tuple[Decision, ...]:
        """Return the decisions on *periods* that stand: of those on one period the last, unless it was undecided."""
        found = self._states.decisions(contract) if periods else ()
        standing = {one.period: one for one in found if one.outcome is not DecisionOutcome.UNDECIDED}
        return tuple(standing[period] for period in periods if period in standing)


def _latest(state: State) -> Period | None:
    """Return the last period that was decided here; one that was stated has no figures."""
    decided = state.standing.records[state.standing.stated :]
    return decided[-1].period if decided else None


def _rungs(standing: Standing) -> Mapping[str, str]:
    return {ladder: held.rung for ladder, held in standing.ladders.items()}


def _rungs_by(rules: RuleSet, standing: Standing) -> Mapping[str, str]:
    """Return the rungs stood on, by the names that *rules* have for them."""
    named, ours = standing.rungs_version or rules.in_force, rules.in_force
    return {
        ladder: rung_in_other_rules(rules.renames, (ladder, rung), named, ours)
        for ladder, rung in _rungs(standing).items()
    }


def _is_under(books: Books, state: State, framework: str, asked: Period) -> bool:
    """Return whether the contract runs in the period *asked*, under rules that are then those of *framework*."""
    book = books.get(state.contract.rule_set)
    runs = asked.clipped(state.contract.span) is not None
    return runs and book is not None and book.is_under(framework, asked.last_day)
