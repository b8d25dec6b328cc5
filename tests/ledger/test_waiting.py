"""Of every adapter: who waits for entries is woken by them, and what is closed answers nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.errors import UnavailableError
from engine.model.ledger import ContractQuery, DecisionQuery
from tests.ledger.builders import decision, recorded, registration, request

SOON = 60


def test_waiting_for_what_is_there_takes_no_time(ledger):
    ledger.append(registration())

    assert ledger.wait(0, SOON)


def test_waiting_for_what_does_not_come_ends(ledger):
    ledger.append(registration())

    assert not ledger.wait(1, 0.001)


def test_whoever_waits_is_woken_by_an_entry_that_is_there_to_read(ledger):
    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(lambda: ledger.wait(0, SOON) and len(ledger.entries(0, 10))) for _ in range(4)]
        ledger.append(registration())

        assert [one.result(SOON) for one in waiting] == [1] * 4


def test_whoever_waits_is_sent_away_when_the_ledger_is_closed(ledger):
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(ledger.wait, 0, SOON)
        ledger.close()

        with pytest.raises(UnavailableError, match="is closed"):
            waiting.result(SOON)


CALLS = {
    "append": lambda ledger: ledger.append(decision()),
    "answered": lambda ledger: ledger.answered(request()),
    "version": lambda ledger: ledger.version("cedar"),
    "stream": lambda ledger: ledger.stream("cedar"),
    "entry": lambda ledger: ledger.entry("cedar", 1),
    "head": lambda ledger: ledger.head(),
    "entries": lambda ledger: ledger.entries(0, 1),
    "decisions": lambda ledger: ledger.decisions(DecisionQuery(), 0, 1),
    "contracts": lambda ledger: ledger.contracts(ContractQuery(), "", 1),
    "rules_used": lambda ledger: ledger.rules_used(),
    "rules": lambda ledger: ledger.rules("0" * 64),
    "wait": lambda ledger: ledger.wait(0, SOON),
    "check_writable": lambda ledger: ledger.check_writable(),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_closed_ledger_answers_nothing(ledger, call):
    recorded(ledger, registration())
    CALLS[call](ledger)
    ledger.close()

    with pytest.raises(UnavailableError, match=r"the ledger .* is closed"):
        CALLS[call](ledger)


def test_a_ledger_may_be_closed_twice(ledger):
    ledger.close()
    ledger.close()


def test_a_ledger_that_can_be_written_says_so_and_records_nothing(ledger):
    ledger.append(registration())

    for _ in range(3):
        ledger.check_writable()

    assert ledger.head() == 1
