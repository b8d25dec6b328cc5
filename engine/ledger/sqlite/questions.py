"""What is asked of a ledger file: one statement each, and no answer is searched for without an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from engine.ledger.sqlite.rows import Row
from engine.model.ledger import ContractQuery, DecisionQuery, EntryKind

_LARGEST = 2**63 - 1


class Question(NamedTuple):
    """A statement, and the values of its variables."""

    text: str
    values: Sequence[str | int] = ()

    def rows(self, connection: sqlite3.Connection) -> list[Row]:
        """Return what it finds."""
        # To the end: a statement left in the middle would keep the log from being written from its start again.
        return connection.execute(self.text, self.values).fetchall()


END = Question("SELECT position, recorded_at FROM entries ORDER BY position DESC LIMIT 1")
RULES_USED = Question("""
    SELECT rule_set, in_force, digest, '', max(settled) FROM rule_sets
    GROUP BY digest, rule_set, in_force ORDER BY min(rowid)
""")


def head(contract: str) -> Question:
    """Ask for version and hash of the last entry of *contract*."""
    text = "SELECT version, hash FROM entries WHERE contract = ? ORDER BY version DESC LIMIT 1"
    return Question(text, (contract,))


def stream(contract: str, after: int) -> Question:
    """Ask for the entries of *contract* after its version *after*."""
    text = "SELECT * FROM entries WHERE contract = ? AND version > ? ORDER BY version"
    return Question(text, (contract, _within(after)))


def entry(contract: str, version: int) -> Question:
    """Ask for one entry of *contract*."""
    return Question("SELECT * FROM entries WHERE contract = ? AND version = ?", (contract, _within(version)))


def request(request_id: str) -> Question:
    """Ask for the digest of a request, beside each of its entries."""
    text = (
        "SELECT digest, entries.* FROM requests CROSS JOIN entries ON position BETWEEN first AND last "
        "WHERE id = ? ORDER BY position"
    )
    return Question(text, (request_id,))


def entries(after: int, limit: int, kind: EntryKind | None) -> Question:
    """Ask for entries after position *after*."""
    page = (_within(after), limit)
    if kind is None:
        return Question("SELECT * FROM entries WHERE position > ? ORDER BY position LIMIT ?", page)
    text = "SELECT * FROM entries INDEXED BY entries_by_kind WHERE kind = ? AND position > ? ORDER BY position LIMIT ?"
    return Question(text, (kind.value, *page))


def decisions(query: DecisionQuery, after: int, limit: int) -> Question:
    """Ask for the entries of the decisions that *query* wants, after position *after*."""
    narrowest = next((name for name in _NARROWEST_FIRST if getattr(query, name) is not None), None)
    text = " ".join(
        (
            "SELECT entries.* FROM decisions",
            "NOT INDEXED" if narrowest is None else f"INDEXED BY decisions_by_{narrowest}",
            "CROSS JOIN entries ON entries.position = decisions.position WHERE",
            *(f"decisions.{name} = ? AND" for name in _NARROWEST_FIRST if getattr(query, name) is not None),
            "" if query.since is None else "decisions.last >= ? AND",
            "" if query.until is None else "decisions.last <= ? AND",
            "decisions.position > ? ORDER BY decisions.position LIMIT ?",
        )
    )
    asked = [getattr(query, name) for name in _NARROWEST_FIRST]
    days = [day and day.isoformat() for day in (query.since, query.until)]
    given = [value for value in (*asked, *days) if value is not None]
    return Question(text, (*given, _within(after), limit))


def contracts(query: ContractQuery, after: str, limit: int) -> Question:
    """Ask for the names of the contracts that *query* wants, after the name *after*."""
    asked = {name: value for name, value in query._asdict().items() if value is not None}
    narrowest = next(iter(asked), None)
    text = " ".join(
        (
            "SELECT contract FROM contracts",
            "NOT INDEXED" if narrowest is None else f"INDEXED BY contracts_by_{narrowest}",
            "WHERE",
            *(f"{name} = ? AND" for name in asked),
            "contract > ? ORDER BY contract LIMIT ?",
        )
    )
    return Question(text, (*asked.values(), after, limit))


def rules(digest: str) -> Question:
    """Ask for the rules of that *digest*."""
    # The other columns are those of the row with the greatest number.
    text = "SELECT rule_set, in_force, digest, canonical, max(settled) FROM rule_sets WHERE digest = ? GROUP BY digest"
    return Question(text, (digest,))


def kept(rule_set: str, in_force: str, digest: str) -> Question:
    """Ask whether one version of a rule set is kept with the text of that *digest*."""
    text = "SELECT 1 FROM rule_sets WHERE digest = ? AND rule_set = ? AND in_force = ? LIMIT 1"
    return Question(text, (digest, rule_set, in_force))


def settled(rule_set: str, in_force: str) -> Question:
    """Ask for the digest that one version of a rule set is settled at."""
    text = "SELECT digest FROM rule_sets WHERE rule_set = ? AND in_force = ? AND settled = 1"
    return Question(text, (rule_set, in_force))


# A contract has fewer decisions than its provider, and a provider fewer than its rule set or an outcome.
_NARROWEST_FIRST = ("contract", "provider", "rule_set", "outcome")


def _within(number: int) -> int:
    # A caller may ask from beyond anything that SQLite counts to; there is nothing there.
    return min(number, _LARGEST)
