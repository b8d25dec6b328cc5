from __future__ import annotations

import sqlite3

import pytest

from tests.ledger.sqlite.outside import connection

TABLES = ("entries", "contracts", "decisions", "requests", "rule_sets")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_nothing_that_is_recorded_is_changed_or_removed(kept, table, statement):
    with connection(kept) as opened:
        [[column]] = opened.execute(f"SELECT name FROM pragma_table_info('{table}') LIMIT 1").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match="what is recorded is never"):
            opened.execute(statement.format(table, column, column))


INSERTION = (
    "INSERT {how} INTO entries SELECT {position}, contract, {version}, kind, kind_version, recorded_at, previous, hash,"
    " request_id, caller, trace_id, duration_us, 'other' FROM entries WHERE contract = 'cedar' AND version = 1"
)


@pytest.mark.parametrize("how", ["", "OR REPLACE", "OR IGNORE"])
@pytest.mark.parametrize(
    ("position", "version"),
    [
        pytest.param(1, 1, id="over an entry"),
        pytest.param(29, 1, id="over a version"),
        pytest.param(3, 26, id="over a position"),
        pytest.param(31, 26, id="with a gap before the position"),
        pytest.param(29, 27, id="with a gap before the version"),
        pytest.param(0, 0, id="before everything"),
    ],
)
def test_an_entry_only_follows_the_last(kept, how, position, version):
    with connection(kept) as opened:
        with pytest.raises(sqlite3.IntegrityError, match="an entry follows the last one"):
            opened.execute(INSERTION.format(how=how, position=position, version=version))
        assert opened.execute("SELECT count(*), sum(body = 'other') FROM entries").fetchall() == [(28, 0)]


def test_a_table_takes_only_the_types_that_it_says(kept):
    with connection(kept) as opened, pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value"):
        opened.execute(INSERTION.format(how="", position=29, version=26).replace("duration_us", "'long'"))
