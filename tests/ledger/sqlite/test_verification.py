from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from threading import Event

import pytest

from engine.errors import UnavailableError
from engine.ledger.chain import START, linked, stamp
from engine.ledger.meaning import Meaning
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.ledger.sqlite.mistake import Mistake, Seal
from engine.ledger.sqlite.verification import Verified, verify
from engine.model.ledger import EntryKind, FiledContract
from tests.ledger.builders import change, decision, registration
from tests.ledger.sqlite.outside import connection, tamper

SOON = 60


def first_mistake(path):
    found = verify(path, read=None)
    assert isinstance(found, Mistake)
    return found


def test_a_ledger_in_which_nothing_is_wrong_says_what_it_holds(kept):
    with closing(SqliteLedger(kept)) as ledger:
        entries = ledger.entries(0, 100)
    seal = START
    for entry in entries:
        seal = sha256(seal + entry.hash).digest()

    found = verify(kept, read=None)

    assert found == Verified(contracts=2, decisions=13, rule_sets=1, requests=1, seal=Seal(28, seal.hex()))
    assert found.entries == 28
    assert str(found.seal) == f"28:{seal.hex()}"


def test_an_empty_ledger_has_nothing_wrong(path):
    SqliteLedger(path).close()

    assert verify(path) == Verified(0, 0, 0, 0, Seal(0, START.hex()))


CHANGED = "what it records was changed"
TAMPERED = [
    pytest.param(
        "UPDATE entries SET body = replace(body, '97', '7') WHERE position = 4",
        Mistake(CHANGED, 4, "cedar", 4),
        id="a figure was changed",
    ),
    pytest.param(
        "UPDATE entries SET recorded_at = '2026-05-14T11:00:00.000000Z' WHERE position = 5",
        Mistake(CHANGED, 5, "cedar", 5),
        id="an instant was changed",
    ),
    pytest.param(
        "UPDATE entries SET kind = 'not_submitted' WHERE position = 2",
        Mistake(CHANGED, 2, "cedar", 2),
        id="a kind was changed",
    ),
    pytest.param(
        "UPDATE entries SET kind_version = 2 WHERE position = 2",
        Mistake(CHANGED, 2, "cedar", 2),
        id="the version of a kind was changed",
    ),
    pytest.param(
        "UPDATE entries SET contract = 'elm' WHERE contract = 'oak'",
        Mistake(CHANGED, 26, "elm", 1),
        id="a contract was renamed",
    ),
    pytest.param(
        "UPDATE entries SET hash = zeroblob(32) WHERE position = 3",
        Mistake(CHANGED, 3, "cedar", 3),
        id="a hash was changed",
    ),
    pytest.param(
        "UPDATE entries SET previous = zeroblob(32) WHERE position = 7",
        Mistake("expected the hash before it to be", 7, "cedar", 7),
        id="a link was changed",
    ),
    pytest.param(
        "DELETE FROM entries WHERE position = 6",
        Mistake("expected an entry at position 6, the next is at 7", 7, "cedar", 7),
        id="an entry is gone",
    ),
    pytest.param(
        "DELETE FROM entries WHERE position < 3",
        Mistake("expected an entry at position 1, the next is at 3", 3, "cedar", 3),
        id="the first entries are gone",
    ),
    pytest.param(
        "DELETE FROM entries WHERE position = 25; UPDATE entries SET position = position - 1 WHERE position > 25; "
        "UPDATE entries SET version = 30 WHERE position = 24",
        Mistake("expected version 24 of the contract, found version 30", 24, "cedar", 30),
        id="a version was changed",
    ),
    pytest.param(
        "UPDATE entries SET kind = 'telephoned' WHERE position = 9",
        Mistake("expected an entry of a kind and instant that this Plimsoll knows, found `telephoned`", 9),
        id="a kind that is none",
    ),
    pytest.param(
        "UPDATE entries SET recorded_at = 'at noon' WHERE position = 9",
        Mistake("expected an entry of a kind and instant that this Plimsoll knows", 9),
        id="an instant that is none",
    ),
    pytest.param(
        "UPDATE entries SET recorded_at = '2026-05-14T12:00:00Z' WHERE position = 9",
        Mistake(
            "expected the instant `2026-05-14T12:00:00.000000Z`, found it as `2026-05-14T12:00:00Z`", 9, "cedar", 9
        ),
        id="an instant written in another way",
    ),
    pytest.param(
        "DELETE FROM decisions WHERE position = 11",
        Mistake("expected each decision to be listed with its contract", 11, "cedar", 11),
        id="a decision that is not listed",
    ),
    pytest.param(
        "UPDATE decisions SET contract = 'oak' WHERE position = 11",
        Mistake("expected each decision to be listed with its contract", 11, "cedar", 11),
        id="a decision that is listed as another contract's",
    ),
    pytest.param(
        "INSERT INTO decisions SELECT 2, contract, provider, rule_set, first, last, outcome FROM decisions LIMIT 1",
        Mistake("expected only decisions to be listed as decisions", 2, "cedar"),
        id="evidence that is listed as a decision",
    ),
    pytest.param(
        "DELETE FROM contracts WHERE contract = 'oak'",
        Mistake("expected each contract to be listed where it was registered", 26, "oak", 1),
        id="a contract that is not listed",
    ),
    pytest.param(
        "INSERT INTO contracts VALUES ('elm', 'Elm Care', 'homecare', 28)",
        Mistake("expected only contracts that were registered to be listed", 28, "elm"),
        id="a contract that was never registered",
    ),
    pytest.param(
        "UPDATE requests SET first = 99, last = 99",
        Mistake("expected a request to have made entries of one contract", 99),
        id="a request that made nothing",
    ),
    pytest.param(
        "UPDATE requests SET first = 25",
        Mistake("expected a request to have made entries of one contract", 25, "cedar", 25),
        id="a request on two contracts",
    ),
    pytest.param(
        "INSERT INTO requests SELECT 'may', digest, last, last FROM requests",
        Mistake("expected each entry to be made by one request at most", 28, "oak", 3),
        id="an entry of two requests",
    ),
    pytest.param(
        "UPDATE rule_sets SET canonical = canonical || ' '",
        Mistake("expected the rules of the digest", 28),
        id="rules that were changed",
    ),
    pytest.param(
        "UPDATE rule_sets SET position = 27",
        Mistake("expected kept rules to have decided an entry", 27),
        id="rules that decided nothing",
    ),
    pytest.param(
        "UPDATE rule_sets SET settled = 0",
        Mistake("expected rules to be settled by what is not undecided", 28, "oak"),
        id="rules that could be changed again",
    ),
]


@pytest.mark.parametrize(("statements", "expected"), TAMPERED)
def test_the_first_thing_that_is_wrong_is_named_with_its_place(kept, statements, expected):
    tamper(kept, *statements.split("; "))

    found = first_mistake(kept)

    assert found[1:] == expected[1:]
    assert expected.message in found.message


def forge(path, entry, **changes):
    """Record *entry* otherwise, with a hash that fits."""
    forged = entry._replace(**changes)
    tamper(
        path,
        f"UPDATE entries SET kind = '{forged.kind.value}', recorded_at = '{stamp(forged.recorded_at)}', "
        f"hash = x'{linked(forged).hex()}' WHERE position = {entry.position}",
    )


@pytest.fixture
def oak(path):
    """The second of the two entries of a ledger: the registration of `oak`."""
    with closing(SqliteLedger(path)) as ledger:
        ledger.append(registration("cedar"))
        [entry] = ledger.append(registration("oak")).entries
    return entry


def test_an_entry_stamped_before_the_last_is_found(path, oak):
    forge(path, oak, recorded_at=oak.recorded_at.replace(hour=11))

    expected = "expected an instant no earlier than `2026-05-14T12:00:00.000000Z` before it, found `2026-05-14T11:"
    found = first_mistake(path)

    assert found.message.startswith(expected)
    assert found[1:] == (2, "oak", 1)


def test_a_contract_that_does_not_begin_with_its_registration_is_found(path, oak):
    forge(path, oak, kind=EntryKind.SUBMITTED)

    expected = "expected `registered` as the first version and nowhere else, found `submitted`"

    assert first_mistake(path) == Mistake(expected, 2, "oak", 1)


def test_a_mistake_says_where_it_is():
    assert str(Mistake("expected this", 4, "cedar", 2)) == "position 4: contract `cedar`: version 2: expected this"
    assert str(Mistake("expected this")) == "expected this"


def test_a_seal_is_read_as_it_is_written(kept):
    seal = verify(kept, read=None).seal

    assert Seal.parse(str(seal)) == seal


@pytest.mark.parametrize(
    "text", ["", "28", "28:00", f"-1:{64 * '0'}", f"28:{64 * 'G'}", f"28:{64 * '0'} ", f"٣:{64 * '0'}"]
)
def test_what_is_no_seal_is_refused(text):
    with pytest.raises(ValueError, match="expected a seal, a position and a SHA-256"):
        Seal.parse(text)


def test_a_seal_noted_before_still_holds_later(path):
    with closing(SqliteLedger(path)) as ledger:
        ledger.append(registration())
        noted = verify(path, read=None).seal
        ledger.append(decision())

        assert verify(path, noted, read=None).seal.position == 3
        assert verify(path, verify(path, read=None).seal, read=None).entries == 3


def test_a_ledger_cut_at_its_end_does_not_hold_the_seal_noted_before(kept):
    noted = verify(kept, read=None).seal
    tamper(
        kept,
        "DELETE FROM entries WHERE position > 26",
        "DELETE FROM decisions WHERE position > 26",
        "DELETE FROM requests",
        "DELETE FROM rule_sets",
    )

    assert isinstance(verify(kept, read=None), Verified)
    found = verify(kept, noted, read=None)
    assert found == Mistake("expected entries up to position 28, where a seal was noted, found none from here", 27)


def test_a_ledger_written_anew_does_not_hold_the_seal_noted_before(kept, tmp_path):
    noted = verify(kept, read=None).seal
    other = tmp_path / "other.db"
    with closing(SqliteLedger(other)) as ledger:
        ledger.append(registration())
        for version in range(1, 40):
            ledger.append(change(after=version))

    found = verify(other, noted, read=None)

    assert found.message.startswith(f"expected the seal `{noted.digest}` that was noted")
    assert found.position == 28


def test_an_index_that_does_not_fit_its_table_is_found(kept):
    with connection(kept) as opened:
        opened.execute("PRAGMA writable_schema = ON")
        opened.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, '(outcome)', '(provider)') WHERE name LIKE '%outcome'"
        )
    with connection(kept) as opened:
        opened.execute("REINDEX decisions_by_outcome")
        opened.execute("PRAGMA writable_schema = ON")
        opened.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, '(provider)', '(outcome)') WHERE name LIKE '%outcome'"
        )

    assert first_mistake(kept).message.startswith("expected a file without damage: row 1 missing from index")


def test_a_page_that_cannot_be_read_is_found_at_its_position(kept):
    with connection(kept) as opened:
        [[page]] = opened.execute(
            "SELECT pageno FROM dbstat WHERE name = 'entries' AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET 1"
        ).fetchall()
        [[size]] = opened.execute("PRAGMA page_size").fetchall()
    content = bytearray(kept.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    kept.write_bytes(content)

    found = first_mistake(kept)

    assert found.message == "expected an entry that can be read: database disk image is malformed"
    assert 1 < found.position < 28


def test_a_file_that_is_not_there_is_said_to_be_missing(path):
    with pytest.raises(UnavailableError, match=f"expected a ledger at `{path}`, found no such file"):
        verify(path)

    assert not path.exists()


def test_what_is_verified_is_one_moment_whatever_is_recorded_meanwhile(path):
    with closing(SqliteLedger(path)) as ledger:
        ledger.append(registration())

        def read(_):
            ledger.append(decision(after=ledger.version("cedar")))
            return Meaning(FiledContract("Cedar Homes", "homecare"))

        found = verify(path, read=read)

        assert (found.entries, found.decisions) == (1, 0)
        assert ledger.head() == 3


def test_a_ledger_is_verified_while_it_is_served(path):
    stop = Event()

    def write(ledger):
        ledger.append(registration())
        version = 1
        while not stop.is_set():
            version = ledger.append(decision(after=version)).entries[-1].version

    with closing(SqliteLedger(path)) as ledger, ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write, ledger)
        assert ledger.wait(0, SOON)
        found = [verify(path, read=None) for _ in range(10)]
        stop.set()
        writing.result(SOON)

    assert all(isinstance(one, Verified) for one in found)
    assert [one.entries for one in found] == sorted(one.entries for one in found)
