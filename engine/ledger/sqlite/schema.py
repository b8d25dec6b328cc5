"""The tables of a ledger file, which only ever grow, and whether a file has them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from engine.errors import UnavailableError

# Says whose file this is to whoever looks at its header: "Plim".
APPLICATION = 0x506C696D
VERSION = 1

_TABLES = """
CREATE TABLE entries (
    position INTEGER PRIMARY KEY,
    contract TEXT NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    kind_version INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    request_id TEXT NOT NULL,
    caller TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    duration_us INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX entries_by_contract ON entries (contract, version);
CREATE INDEX entries_by_kind ON entries (kind);
CREATE TRIGGER entries_follow BEFORE INSERT ON entries
WHEN NEW.position <> 1 + (SELECT coalesce(max(position), 0) FROM entries)
  OR NEW.version <> 1 + (SELECT coalesce(max(version), 0) FROM entries WHERE contract = NEW.contract)
BEGIN SELECT RAISE(ABORT, 'an entry follows the last one of all and of its contract'); END;

CREATE TABLE contracts (
    contract TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    rule_set TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX contracts_by_provider ON contracts (provider, contract);
CREATE INDEX contracts_by_rule_set ON contracts (rule_set, contract);

CREATE TABLE decisions (
    position INTEGER PRIMARY KEY,
    contract TEXT NOT NULL,
    provider TEXT NOT NULL,
    rule_set TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    outcome TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_by_contract ON decisions (contract);
CREATE INDEX decisions_by_provider ON decisions (provider);
CREATE INDEX decisions_by_rule_set ON decisions (rule_set);
CREATE INDEX decisions_by_outcome ON decisions (outcome);

CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    digest BLOB NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_sets (
    rule_set TEXT NOT NULL,
    in_force TEXT NOT NULL,
    digest TEXT NOT NULL,
    position INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    canonical TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX rule_sets_by_version ON rule_sets (rule_set, in_force) WHERE settled = 1;
CREATE UNIQUE INDEX rule_sets_by_text ON rule_sets (digest, rule_set, in_force, settled);
"""

_STAYS = """
CREATE TRIGGER {table}_are_not_{done} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'what is recorded is never {done}'); END;
"""

_STATEMENTS = _TABLES + "".join(
    _STAYS.format(table=table, verb=verb, done=done)
    for table in ("entries", "contracts", "decisions", "requests", "rule_sets")
    for verb, done in (("UPDATE", "changed"), ("DELETE", "removed"))
)


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty file, all or none."""
    names = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
    connection.executescript(f"BEGIN IMMEDIATE; {_STATEMENTS} {names} COMMIT;")


def is_empty(connection: sqlite3.Connection) -> bool:
    """Return whether the file has nothing in it yet, by anybody."""
    return (_number(connection, "application_id"), _number(connection, "user_version"), _tables(connection)) == (
        0,
        0,
        {},
    )


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Raise UnavailableError unless the file is a ledger whose schema this program knows."""
    if is_empty(connection):
        raise UnavailableError(f"expected a ledger of Plimsoll, and `{path}` is empty: nothing was recorded in it")
    if _number(connection, "application_id") != APPLICATION:
        raise UnavailableError(f"expected a ledger of Plimsoll, found a file of another program in `{path}`")
    version = _number(connection, "user_version")
    if version > VERSION:
        raise UnavailableError(
            f"expected the ledger `{path}` with a schema of version {VERSION} at most, found version {version}: "
            f"a newer Plimsoll wrote it; use that one, or a backup from before"
        )
    found, meant = _tables(connection), _meant()
    for name in sorted(found.keys() | meant.keys()):
        if found.get(name) != meant.get(name):
            raise UnavailableError(
                f"expected the ledger `{path}` with the tables, indexes and triggers that Plimsoll gave it: "
                f"`{name}` was changed; restore a backup"
            )


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    [[number]] = connection.execute(f"PRAGMA {pragma}").fetchall()
    return int(number)


def _tables(connection: sqlite3.Connection) -> dict[str, str]:
    found = connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_schema")
    # What ANALYZE leaves changes no answer.
    return {name: sql for name, sql in found if not name.startswith("sqlite_stat")}


@cache
def _meant() -> dict[str, str]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create(connection)
        return _tables(connection)
