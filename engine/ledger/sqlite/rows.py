"""Entries and rules as rows of their tables and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias, assert_never

from engine.errors import BrokenEntryError
from engine.ledger.admission import Admitted
from engine.ledger.chain import stamp
from engine.model.ledger import Beside, Entry, EntryKind, FiledContract, FiledDecision, KeptRules

# What SQLite takes and gives: text, whole numbers and bytes.
Row: TypeAlias = Sequence[Any]

_COLUMNS = {
    "entries": (
        *("position", "contract", "version", "kind", "kind_version", "recorded_at", "previous", "hash"),
        *("request_id", "caller", "trace_id", "duration_us", "body"),
    ),
    "contracts": ("position", "contract", "provider", "rule_set"),
    "decisions": ("position", "contract", "provider", "rule_set", "first", "last", "outcome"),
    "requests": ("id", "digest", "first", "last"),
    "rule_sets": ("rule_set", "in_force", "digest", "position", "settled", "canonical"),
}

# A statement has fewer variables than the least that SQLite allows.
_ROWS_AT_ONCE = 50
_KINDS = {kind.value: kind for kind in EntryKind}


def insert(connection: sqlite3.Connection, group: Iterable[Admitted]) -> None:
    """Write what is *admitted* into every table."""
    rows: dict[str, list[Row]] = {table: [] for table in _COLUMNS}
    for admitted in group:
        for table, row in _rows(admitted):
            rows[table].append(row)
    for table, of_table in rows.items():
        for start in range(0, len(of_table), _ROWS_AT_ONCE):
            _insert(connection, table, of_table[start : start + _ROWS_AT_ONCE])


def entry_of(row: Row) -> Entry:
    """Return the entry in *row*, of the table of entries; BrokenEntryError where it holds none."""
    position, contract, version, kind, kind_version, recorded_at, previous, hashed, *beside, body = row
    try:
        return Entry(
            position,
            contract,
            version,
            _KINDS[kind],
            kind_version,
            datetime.fromisoformat(recorded_at),
            body,
            previous,
            hashed,
            Beside(*beside),
        )
    except (KeyError, ValueError, TypeError):
        raise BrokenEntryError(
            f"expected an entry of a kind and instant that this Plimsoll knows, found `{kind}` of `{recorded_at}` at "
            f"position {position}: a newer Plimsoll wrote it, or it is damaged"
        ) from None


def filed_row(filed: FiledContract | FiledDecision | None) -> Row:
    """Return under what an entry is found: provider, rule set, first and last day, outcome; None where it has none."""
    match filed:
        case FiledDecision(provider, rule_set, first, last, outcome):
            return (provider, rule_set, first.isoformat(), last.isoformat(), outcome)
        case FiledContract(provider, rule_set):
            return (provider, rule_set, None, None, None)
        case None:
            return (None, None, None, None, None)
    assert_never(filed)


def rules_of(row: Row) -> KeptRules:
    """Return the rules in *row*: rule set, first day in force, digest, canonical form, and whether they are settled."""
    rule_set, in_force, digest, canonical, settled = row
    return KeptRules(rule_set, date.fromisoformat(in_force), digest, canonical, bool(settled))


def _rows(admitted: Admitted) -> Iterator[tuple[str, Row]]:
    wanted, entries, rules = admitted
    for entry, draft in zip(entries, wanted.drafts, strict=True):
        yield "entries", _entry_row(entry)
        match draft.filed:
            case FiledContract() as filed:
                yield "contracts", (entry.position, entry.contract, *filed)
            case FiledDecision() as filed:
                yield "decisions", (entry.position, entry.contract, *filed_row(filed))
    if wanted.request is not None:
        yield "requests", (*wanted.request, entries[0].position, entries[-1].position)
    if rules is not None:
        rule_set, in_force, digest, canonical, settled = rules
        yield "rule_sets", (rule_set, in_force.isoformat(), digest, entries[-1].position, int(settled), canonical)


def _entry_row(entry: Entry) -> Row:
    position, contract, version, kind, kind_version, recorded_at, body, previous, hashed, beside = entry
    head = (position, contract, version, kind.value, kind_version, stamp(recorded_at), previous, hashed)
    return (*head, *beside, body)


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[Row]) -> None:
    # One statement for all: whoever computes meanwhile may take the interpreter at the end of each.
    connection.execute(_insertion(table, len(rows)), [value for row in rows for value in row])


@cache
def _insertion(table: str, rows: int) -> str:
    columns = _COLUMNS[table]
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}"  # noqa: S608  # our own names
