"""What is recorded, as the connection that writes needs it; what it need not ask again is remembered, bounded."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import TypeVar

from engine.ledger.admission import End, Group, Head, Made
from engine.ledger.sqlite import questions
from engine.ledger.sqlite.rows import entry_of

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_CONTRACTS = 10_000
_VERSIONS = 1_000


class Record:
    """The record that an append is held against; what it remembers changes only once the file has.

    *heads* holds those of the contracts that were written last.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.heads: dict[str, Head] = {}
        self._settled: dict[tuple[str, date], str] = {}
        self._end = End()
        for position, recorded_at in questions.END.rows(connection):
            self._end = End(position, datetime.fromisoformat(recorded_at))

    def end(self) -> End:
        """Return the last entry of all."""
        return self._end

    def head(self, contract: str) -> Head:
        """Return the last entry of *contract*."""
        if (head := self.heads.get(contract)) is not None:
            return head
        found = questions.head(contract).rows(self.connection)
        return Head(*found[0]) if found else Head()

    def made(self, request_id: str) -> Made | None:
        """Return what the request of that id made."""
        return made(self.connection, request_id)

    def settled(self, rule_set: str, in_force: date) -> str | None:
        """Return the digest of that version of the rules, where it is settled."""
        version = (rule_set, in_force)
        if version not in self._settled:
            for [digest] in questions.settled(rule_set, in_force.isoformat()).rows(self.connection):
                self._settled[version] = digest
                _keep_last(self._settled, _VERSIONS)
        return self._settled.get(version)

    def keeps(self, rule_set: str, in_force: date, digest: str) -> bool:
        """Return whether that version of the rules is kept with that text, settled or not."""
        return bool(questions.kept(rule_set, in_force.isoformat(), digest).rows(self.connection))

    def take(self, group: Group) -> None:
        """Remember what *group* has recorded."""
        self._end = group.end
        for contract, head in group.heads.items():
            self.heads.pop(contract, None)
            self.heads[contract] = head
        _keep_last(self.heads, _CONTRACTS)


def made(connection: sqlite3.Connection, request_id: str) -> Made | None:
    """Return what the request of that id made."""
    found = questions.request(request_id).rows(connection)
    return Made(found[0][0], tuple(entry_of(row[1:]) for row in found)) if found else None


def _keep_last(remembered: dict[_Key, _Value], most: int) -> None:
    while len(remembered) > most:
        del remembered[next(iter(remembered))]
