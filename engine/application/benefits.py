"""Benefits against the business case, from what the ledger holds of a contract."""

from __future__ import annotations

from engine.application.results import MeasuredBenefits
from engine.application.shelf import Shelf, book_in
from engine.application.states import State, States
from engine.evaluation.benefits import benefits
from engine.model.rule_set import RuleSet


class Benefits:
    """The benefits of contracts."""

    def __init__(self, states: States, shelf: Shelf) -> None:
        self._states, self._shelf = states, shelf

    def of(self, contract: str) -> MeasuredBenefits:
        """Return the benefits of *contract*, year by year; NotFoundError where it is not registered.

        They are those that the version in force for the last period that was decided names.
        """
        state = self._states.of(contract)
        rules = self._rules(state)
        return MeasuredBenefits(
            state.contract, rules, benefits(rules, state.contract, self._states.decisions(contract))
        )

    def _rules(self, state: State) -> RuleSet:
        book = book_in(self._shelf.books, state.contract.rule_set)
        latest = state.standing.latest
        return book.on(latest.last_day if latest else state.contract.start) or book.latest
