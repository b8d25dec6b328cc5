"""What people are to do under the contracts of a ledger, apart from reports, as the contracts stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.application.clock import Clock, today
from engine.application.results import Owed
from engine.application.shelf import Books, book_in
from engine.application.states import State, States
from engine.errors import SubmissionError
from engine.evaluation.obligations import Entered, obligations
from engine.model.ledger import Ledger
from engine.model.naming import DecisionName
from engine.model.recording import decision_of


class Obligations:
    """What is owed under contracts as they stand on a *day*, today where none is named."""

    def __init__(self, ledger: Ledger, states: States, clock: Clock, *, day: date | None = None) -> None:
        self._ledger, self._states, self._clock, self._day = ledger, states, clock, day

    def of(self, books: Books, contract: str) -> Iterator[Owed]:
        """Yield what is to be done under *contract*; nothing where it was taken over after the day."""
        try:
            state = self._states.of(contract)
        except SubmissionError:
            # How it stood before it was taken over is not known, which is no reason not to list the others.
            return
        party = state.contract
        on = self._day or today(self._clock.now(), party.time_zone)
        entered = dict(self._entered(state))
        for one in obligations(book_in(books, party.rule_set), party, state.standing, entered, on=on):
            yield Owed(party.id, party.provider, party.rule_set, one)

    def _entered(self, state: State) -> Iterator[tuple[str, Entered]]:
        """Yield what is to be done since each ladder came where it stands, by the decision that brought it there."""
        contract = state.contract.id
        for ladder, version in state.moved.items():
            entry = self._ledger.entry(contract, version)
            moves = decision_of(entry).moves if entry else ()
            actions = tuple(action for move in moves if move.ladder == ladder for action in move.actions)
            yield ladder, Entered(DecisionName(contract, version), actions)
