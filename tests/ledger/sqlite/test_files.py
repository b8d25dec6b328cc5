from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import UnavailableError
from engine.ledger.sqlite import connections, schema
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.ledger.sqlite.mistake import Mistake
from engine.ledger.sqlite.verification import Verified, verify
from tests.ledger.builders import change, decision, recorded, registration, request
from tests.ledger.sqlite.outside import connection


def refusal(path):
    with pytest.raises(UnavailableError) as caught:
        SqliteLedger(path)
    return str(caught.value)


def test_what_was_recorded_is_there_when_the_file_is_opened_again(path):
    with closing(SqliteLedger(path)) as ledger:
        before = recorded(ledger, registration(), decision(request=request()))
    with closing(SqliteLedger(path)) as ledger:
        assert list(ledger.entries(0, 10)) == [entry for one in before for entry in one.entries]
        assert ledger.head() == 3
        assert ledger.append(decision(request=request())).repeated
        assert ledger.append(change(after=3)).entries[0].position == 4


def test_a_file_says_whose_it_is_and_by_which_schema(kept):
    header = kept.read_bytes()[:100]

    assert header[68:72] == b"Plim"
    assert int.from_bytes(header[60:64], "big") == schema.VERSION


def test_nothing_is_acknowledged_before_it_is_on_the_disk(ledger):
    opened = ledger._writer._record.connection

    assert opened.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
    assert opened.execute("PRAGMA synchronous").fetchall() == [(2,)]


def test_an_empty_file_becomes_a_ledger(path):
    path.touch()

    with closing(SqliteLedger(path)) as ledger:
        assert ledger.append(registration()).entries[0].position == 1


def test_a_ledger_by_a_newer_plimsoll_is_refused(kept):
    with connection(kept) as opened:
        opened.execute(f"PRAGMA user_version = {schema.VERSION + 1}")

    assert f"schema of version {schema.VERSION} at most, found version {schema.VERSION + 1}" in refusal(kept)
    assert "a newer Plimsoll wrote it" in refusal(kept)


def test_a_file_of_another_program_is_refused_and_left_as_it_is(path):
    with connection(path) as opened:
        opened.execute("CREATE TABLE recipes (name)")
    before = path.read_bytes()

    assert refusal(path) == f"expected a ledger of Plimsoll, found a file of another program in `{path}`"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("DROP TRIGGER entries_are_not_changed", id="a trigger that is gone"),
        pytest.param("DROP INDEX decisions_by_provider", id="an index that is gone"),
        pytest.param("CREATE TABLE notes (note)", id="a table too many"),
    ],
)
def test_a_file_whose_schema_was_changed_is_refused(kept, statement):
    with connection(kept) as opened:
        opened.execute(statement)

    assert "was changed; restore a backup" in refusal(kept)


def test_what_analyze_leaves_is_no_change(kept):
    with connection(kept) as opened:
        opened.execute("ANALYZE")

    SqliteLedger(kept).close()


DAMAGES = [
    pytest.param(lambda _: b"not a database, and long enough to look like one" * 100, id="garbage"),
    pytest.param(lambda _: b"short", id="a few bytes"),
    pytest.param(lambda content: content[: len(content) // 2], id="cut in half"),
    pytest.param(lambda content: content[:4096], id="cut after the first page"),
    pytest.param(lambda content: content[:16] + b"\xff" * 84 + content[100:], id="another header"),
    pytest.param(lambda content: content[:100] + os.urandom(3996) + content[4096:], id="a first page of noise"),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_in_words(kept, damage):
    kept.write_bytes(damage(kept.read_bytes()))

    message = refusal(kept)

    assert str(kept) in message
    assert "ledger verify" not in found_wrong(kept)


def found_wrong(path) -> str:
    """What verifying the file at *path* says of it."""
    try:
        found = verify(path)
    except UnavailableError as error:
        return str(error)
    assert isinstance(found, Mistake)
    return str(found)


def test_what_is_no_database_is_said_to_be_no_ledger(path):
    path.write_bytes(b"notes, and long enough to look like a database" * 100)

    said = (
        f"expected to open the ledger `{path}`: file is not a database; name the file of a ledger, or restore a backup"
    )
    assert (refusal(path), found_wrong(path)) == (said, said)


def test_a_file_that_is_cut_is_a_mistake_that_verifying_finds(kept):
    kept.write_bytes(kept.read_bytes()[:4096])

    assert found_wrong(kept) == "expected a file without damage: database disk image is malformed"


def test_a_file_with_nothing_in_it_is_verified_to_be_empty(path):
    path.touch()

    assert found_wrong(path) == f"expected a ledger of Plimsoll, and `{path}` is empty: nothing was recorded in it"


def test_a_damaged_page_is_reported_where_it_is_read(kept):
    with connection(kept) as opened:
        [[page]] = opened.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'entries'").fetchall()
    content = bytearray(kept.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    kept.write_bytes(content)

    message = refusal(kept)

    assert "look at it with `plimsoll ledger verify`, and restore a backup" in message


def test_a_place_where_no_file_can_be_is_refused(path):
    # Root may write where modes say no; nobody may make a file below a file.
    path.write_text("a file")

    assert "not a directory; see that its folder is there" in refusal(path / "ledger.db")
    assert "no such file or directory; see that its folder is there" in refusal(path.parent / "missing" / "ledger.db")
    assert refusal(path.parent) == (
        f"expected a file for the ledger, and `{path.parent}` is a folder; name a file in it"
    )
    assert not path.parent.with_name(f"{path.parent.name}.lock").exists()


def test_a_file_is_served_once(path):
    with closing(SqliteLedger(path)) as ledger:
        message = refusal(path)
        ledger.append(registration())

    assert f"expected to be the only server of the ledger `{path}`: the process {os.getpid()} serves it" in message
    SqliteLedger(path).close()


def test_a_file_is_served_once_under_all_its_names(path, tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(path)

    with closing(SqliteLedger(path)):
        assert "expected to be the only server" in refusal(link)


def test_a_process_that_is_killed_lets_go_of_the_file(path):
    program = f"""
from pathlib import Path
from engine.ledger.sqlite.ledger import SqliteLedger
ledger = SqliteLedger(Path({str(path)!r}))
print("serving", flush=True)
input()
"""
    served = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with served:
        assert served.stdout.readline() == b"serving\n"
        assert f"the process {served.pid} serves it" in refusal(path)
        served.kill()

    SqliteLedger(path).close()


def test_a_refused_file_is_let_go_of(kept):
    whole = kept.read_bytes()
    kept.write_bytes(b"short")
    refusal(kept)
    kept.write_bytes(whole)

    SqliteLedger(kept).close()


def test_refusing_a_file_leaves_nothing_open(kept):
    opened = Path("/proc/self/fd")
    refusals = []

    with closing(SqliteLedger(kept)):
        before = len(list(opened.iterdir()))
        refusals += [refusal(kept) for _ in range(5)]
        after = len(list(opened.iterdir()))

    assert len(refusals) == 5
    assert after == before


def crash(path):
    """Leave the file as a server does that is killed: with what is logged ahead beside it."""
    with closing(SqliteLedger(path)) as ledger:
        recorded(ledger, registration(), decision())
        wal = Path(f"{path}-wal")
        left = path.read_bytes(), wal.read_bytes()
    path.write_bytes(left[0])
    wal.write_bytes(left[1])
    return wal


def test_what_was_logged_ahead_is_recovered(path):
    crash(path)

    with closing(SqliteLedger(path)) as ledger:
        assert ledger.head() == 3
    assert isinstance(verify(path, read=None), Verified)


def test_a_log_torn_at_its_end_loses_no_whole_append(path):
    log = crash(path)
    whole = log.read_bytes()

    heads = set()
    for length in range(len(whole), len(whole) // 2, -997):
        log.write_bytes(whole[:length])
        Path(f"{path}-shm").unlink(missing_ok=True)
        image = path.read_bytes()
        with closing(SqliteLedger(path)) as ledger:
            heads.add(ledger.head())
        assert isinstance(verify(path, read=None), Verified)
        path.write_bytes(image)

    assert heads <= {0, 1, 3}
    assert 3 in heads


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: b"noise" * 20 + content[100:], id="noise at its start"),
        pytest.param(lambda content: content[:10], id="no whole header"),
        pytest.param(lambda content: content[:12] + b"\x01" + content[13:], id="a header that does not add up"),
    ],
)
def test_a_log_that_would_be_dropped_in_silence_is_refused(path, damage):
    log = crash(path)
    log.write_bytes(damage(log.read_bytes()))

    assert "it may hold what was acknowledged" in refusal(path)


def test_a_log_without_its_ledger_is_refused(path):
    crash(path)
    path.unlink()

    assert f"expected in `{path}-wal` what SQLite logged ahead of the ledger" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"\0" * 4096])
def test_a_log_that_was_never_written_hides_nothing(kept, content):
    Path(f"{kept}-wal").write_bytes(content)

    with closing(SqliteLedger(kept)) as ledger:
        assert ledger.head() == 28


def test_a_file_moved_away_is_not_written_any_more(ledger, path, tmp_path):
    ledger.append(registration())
    path.rename(tmp_path / "elsewhere.db")
    with pytest.raises(UnavailableError, match="no such file or directory"):
        ledger.append(decision())
    path.touch()
    with pytest.raises(UnavailableError, match="found another file in its place; stop the server before"):
        ledger.check_writable()

    (tmp_path / "elsewhere.db").rename(path)
    ledger.append(decision())

    assert ledger.head() == 3


def test_a_file_that_another_program_holds_is_unavailable_until_it_lets_go(path, monkeypatch):
    monkeypatch.setattr(connections, "_PATIENCE_SECONDS", 0.01)
    with closing(SqliteLedger(path)) as ledger, connection(path) as other:
        ledger.append(registration())
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError, match="database is locked; stop the other program that holds it"):
            ledger.append(decision())
        assert ledger.version("cedar") == 1
        other.execute("ROLLBACK")

        assert ledger.append(decision()).entries[-1].position == 3


def test_what_another_program_wrote_is_not_written_over(ledger, path):
    ledger.append(registration())
    with connection(path) as other:
        other.execute(
            "INSERT INTO entries SELECT 2, contract, 2, 'decided', 1, recorded_at, hash, hash, '', '', '', 0, body "
            "FROM entries"
        )

    with pytest.raises(UnavailableError, match="an entry follows the last one"):
        ledger.append(decision())

    assert ledger.version("cedar") == 2
    assert ledger.append(change(after=2)).entries[0].position == 3


def test_an_old_sqlite_is_refused(path, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))

    assert "expected SQLite 3.37.0 or newer" in refusal(path)


def test_no_more_contracts_are_remembered_than_meant(path, monkeypatch):
    monkeypatch.setattr("engine.ledger.sqlite.record._CONTRACTS", 3)
    with closing(SqliteLedger(path)) as ledger:
        for number in range(5):
            ledger.append(registration(f"c{number}"))
        ledger.append(change("c2"))
        ledger.append(registration("c5"))

        assert list(ledger._writer._record.heads) == ["c4", "c2", "c5"]
        assert [ledger.version(f"c{number}") for number in range(6)] == [1, 1, 2, 1, 1, 1]
        assert ledger.append(change("c0")).entries[0].version == 2
