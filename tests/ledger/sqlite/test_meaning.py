"""Bodies of real decisions, and the tables in which they are found again."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest

from engine.ledger.meaning import Meaning, meaning_of
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.ledger.sqlite.mistake import Mistake
from engine.ledger.sqlite.verification import Verified, verify
from engine.model.ledger import EntryKind, FiledContract, FiledDecision
from tests.application.builders import Desk
from tests.ledger.sqlite.outside import tamper


@pytest.fixture
def decided(path):
    """A contract with two decided periods and one that nobody reported on: seven entries."""
    with closing(SqliteLedger(path)) as ledger:
        desk = Desk(ledger=ledger)
        desk.clock.is_on(date(2026, 8, 3))
        desk.registers()
        desk.submits_each(["75", "40"])
        desk.hears_nothing("2026-06")
    return path


def test_a_ledger_of_real_decisions_has_nothing_wrong(decided):
    found = verify(decided)

    assert isinstance(found, Verified)
    assert (found.entries, found.contracts, found.decisions, found.rule_sets, found.requests) == (7, 1, 3, 1, 4)


def test_a_body_says_what_its_entry_is_filed_under(decided):
    with closing(SqliteLedger(decided)) as ledger:
        means = {entry.version: meaning_of(entry) for entry in ledger.stream("cedar")}
        [kept] = ledger.rules_used()
        [registered] = ledger.entries(0, 1, EntryKind.REGISTERED)

    assert means[registered.version] == Meaning(FiledContract("Cedar Support", "test"))
    assert means[2] == means[6] == Meaning()
    assert means[3].rules == kept.digest
    assert means[3].filed[:4] == FiledDecision("Cedar Support", "test", date(2026, 4, 1), date(2026, 4, 30), "")[:4]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param(
            "UPDATE decisions SET outcome = 'exit_trigger' WHERE position = 5",
            Mistake(
                "found it under `Cedar Support`, `test`, `2026-05-01`, `2026-05-31`, `exit_trigger`", 5, "cedar", 5
            ),
            id="another outcome",
        ),
        pytest.param(
            "UPDATE decisions SET last = '2027-05-31' WHERE position = 5",
            Mistake("`2027-05-31`", 5, "cedar", 5),
            id="another period",
        ),
        pytest.param(
            "UPDATE contracts SET provider = 'Oak House'",
            Mistake("expected it listed under `Cedar Support`, `test`, found it under `Oak House`", 1, "cedar", 1),
            id="another provider",
        ),
        pytest.param(
            "DELETE FROM rule_sets",
            Mistake("by which it was decided, found none", 3, "cedar", 3),
            id="rules that are gone",
        ),
    ],
)
def test_what_is_listed_otherwise_than_its_body_says_is_found(decided, statement, expected):
    tamper(decided, statement)

    found = verify(decided)

    assert found[1:] == expected[1:]
    assert expected.message in found.message
    assert isinstance(verify(decided, read=None), Verified)


def test_a_body_that_cannot_be_read_is_found(kept):
    found = verify(kept)

    assert found[1:] == (1, "cedar", 1)
    assert found.message.startswith("expected a body that can be read: ")
