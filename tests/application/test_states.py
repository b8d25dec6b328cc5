"""What is kept in memory of contracts, and what is read again."""

from engine.application.states import States, state_of
from engine.model.ledger import Ledger
from tests.application.builders import Desk


class Counting:
    """A ledger that counts how often a stream is read."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self.reads = ledger, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def stream(self, contract: str, after: int = 0):
        self.reads += 1
        return self._ledger.stream(contract, after)


def _decided(*contracts: str) -> Counting:
    desk = Desk()
    for contract in contracts:
        desk.registers(contract)
        desk.submits_each(["75", "95", "60"], contract=contract)
    return Counting(desk.ledger)


def test_a_contract_that_has_not_moved_on_is_read_once():
    ledger = _decided("cedar")
    states = States(ledger)

    first, again = states.of("cedar"), states.of("cedar")

    assert (first, ledger.reads) == (again, 1)


def test_what_is_kept_is_bounded_by_periods_and_the_least_used_goes_first():
    ledger = _decided("ash", "elm", "oak")
    states = States(ledger, kept=8)  # two contracts of three periods each

    for contract in ("ash", "elm", "ash", "oak", "ash", "elm"):
        states.of(contract)

    assert ledger.reads == 4  # each once, and elm again, which was used least when oak came


def test_a_contract_longer_than_the_bound_is_kept_all_the_same():
    ledger = _decided("cedar")
    states = States(ledger, kept=1)

    states.of("cedar")
    states.of("cedar")

    assert ledger.reads == 1


def test_a_state_that_comes_late_does_not_replace_a_newer_one():
    ledger = _decided("cedar")
    states = States(ledger)
    older = state_of(ledger.stream("cedar")[:3])
    newest = states.of("cedar")

    states.keep(older)

    assert (states.of("cedar"), ledger.reads) == (newest, 2)  # once here, and once for the newest
