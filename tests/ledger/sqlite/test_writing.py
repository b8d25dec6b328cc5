from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from engine.errors import ConflictError, DeadlineError, StaleStandingError, UnavailableError
from engine.ledger.sqlite import connections
from engine.ledger.sqlite.verification import Verified, verify
from engine.ledger.sqlite.writing import Writer
from tests.ledger.builders import change, decision, registration, request, rules
from tests.ledger.sqlite.outside import connection


@pytest.fixture
def reached():
    return []


@pytest.fixture
def writer(path, reached):
    opened = Writer(path, reached.append)
    yield opened
    opened.close()


def kinds(outcomes):
    return [type(one) if isinstance(one, Exception) else len(one.entries) for one in outcomes]


def test_a_group_is_recorded_at_once_and_the_refused_are_left_out(writer, path, reached):
    writer.record([registration("cedar"), registration("oak", request=request("used"))])

    outcomes = writer.record(
        [
            decision("cedar"),
            decision("oak", after=9),
            decision("oak", wanted=lambda: False),
            decision("oak", request=request("used", "other content")),
            decision("oak", wanted=lambda: 1 / 0),
            decision("oak", rules=rules()._replace(digest="00")),
            change("oak"),
        ]
    )

    refused = [StaleStandingError, DeadlineError, ConflictError, ZeroDivisionError, ValueError]
    assert kinds(outcomes) == [2, *refused, 1]
    assert reached == [0, 2, 5]
    assert verify(path, read=None).entries == 5


def test_each_of_a_group_is_held_against_those_before_it(writer, path):
    one = decision(request=request(), rules=rules())

    outcomes = writer.record(
        [registration(), one, one, change(after=1), change(after=3), decision(after=4, rules=rules()), registration()]
    )

    assert kinds(outcomes) == [1, 2, 2, StaleStandingError, 1, 2, StaleStandingError]
    assert [outcome.repeated for outcome in outcomes[1:3]] == [False, True]
    assert outcomes[2].entries == outcomes[1].entries
    assert verify(path, read=None) == Verified(1, 2, 1, 1, verify(path, read=None).seal)


def test_a_group_of_any_size_is_written(writer, path):
    outcomes = writer.record([registration(f"c{number}", request=request(f"r{number}")) for number in range(130)])

    assert kinds(outcomes) == [1] * 130
    assert verify(path, read=None).entries == 130


def test_a_group_that_cannot_be_written_leaves_nothing_and_the_next_is_written(path, monkeypatch, reached):
    monkeypatch.setattr(connections, "_PATIENCE_SECONDS", 0.01)
    writer = Writer(path, reached.append)
    writer.record([registration("cedar")])
    with connection(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError, match=f"expected to write the ledger `{path}`: database is locked"):
            writer.record([decision("cedar"), registration("oak")])

    assert kinds(writer.record([registration("oak"), decision("cedar")])) == [1, 2]
    assert verify(path, read=None).entries == 4
    writer.close()


def test_a_commit_that_fails_leaves_nothing(writer, path, monkeypatch):
    writer.record([registration()])
    # A full disk while the group is written: no page may be added to the file.
    opened = writer._record.connection
    [[pages]] = opened.execute("PRAGMA page_count").fetchall()
    opened.execute(f"PRAGMA max_page_count = {pages}")
    long = decision(rules=rules('{"rule_set":"' + 100_000 * "x" + '"}'))

    with pytest.raises(UnavailableError, match="database or disk is full; make room on its disk"):
        writer.record([change(), long._replace(after=2)])

    assert verify(path, read=None).entries == 1
    assert kinds(writer.record([change(), long._replace(after=2)])) == [1, 2]


def test_what_fails_on_the_way_in_leaves_nothing(writer, path, monkeypatch):
    writer.record([registration()])

    def broken(*_):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr("engine.ledger.sqlite.writing.insert", broken)
        with pytest.raises(MemoryError):
            writer.record([decision()])

    assert kinds(writer.record([decision()])) == [2]
    assert verify(path, read=None).entries == 3


def test_nothing_is_remembered_before_it_is_committed(writer, reached):
    writer.record([registration()])
    seen = []

    def trace(statement):
        if statement == "COMMIT":
            seen.append((writer.version("cedar"), reached[-1]))

    writer._record.connection.set_trace_callback(trace)
    writer.record([decision()])

    assert seen == [(1, 1)]
    assert (writer.version("cedar"), reached[-1]) == (3, 3)


def test_a_look_up_that_fails_fails_the_group(writer):
    writer.record([registration()])

    def deny(_action, table, *_):
        return sqlite3.SQLITE_DENY if table == "requests" else sqlite3.SQLITE_OK

    writer._record.connection.set_authorizer(deny)
    with pytest.raises(UnavailableError, match="prohibited"):
        writer.record([change(), change(after=2, request=request())])

    assert kinds(writer.record([change(), change(after=2, request=request())])) == [1, 1]


def test_rules_are_looked_up_once(writer):
    writer.record([registration(), decision(rules=rules())])
    asked = []
    writer._record.connection.set_trace_callback(asked.append)

    writer.record([decision(after=3, rules=rules())])
    writer.record([decision(after=5, rules=rules()), decision(after=7, rules=rules(in_force=date(2026, 5, 1)))])

    assert sum("FROM rule_sets" in statement for statement in asked) == 2


def test_nothing_is_written_once_closed(writer):
    writer.close()

    with pytest.raises(UnavailableError, match="is closed"):
        writer.record([registration()])
    with pytest.raises(UnavailableError, match="is closed"):
        writer.check()


def test_no_error_of_sqlite_leaves(writer, path):
    writer.record([registration()])
    writer._record.connection.close()

    with pytest.raises(UnavailableError, match="Cannot operate on a closed database") as caught:
        writer.record([decision()])

    assert not isinstance(caught.value, sqlite3.Error)
    assert kinds(writer.record([decision()])) == [2]
