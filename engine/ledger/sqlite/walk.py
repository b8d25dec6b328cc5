"""Follows the entries of a ledger file from the first to the last, and stops at the first that does not fit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import sha256

from engine.errors import BrokenEntryError
from engine.ledger.admission import End, Head
from engine.ledger.chain import START, linked, stamp
from engine.ledger.sqlite.mistake import Mistake, Seal
from engine.ledger.sqlite.rows import Row, entry_of
from engine.model.ledger import Entry, EntryKind


class Walk:
    """How far the entries were followed; *noted* is a seal that they have to have, where one was kept."""

    def __init__(self, noted: Seal | None = None) -> None:
        self._noted = noted
        self._heads: dict[str, Head] = {}
        self._end = End()
        self._digest = START

    @property
    def contracts(self) -> int:
        """How many contracts were met."""
        return len(self._heads)

    @property
    def seal(self) -> Seal:
        """What covers every entry that was met."""
        return Seal(self._end.position, self._digest.hex())

    def follow(self, connection: sqlite3.Connection) -> Mistake | None:
        """Return the first mistake in the entries, None where there is none."""
        try:
            for row in connection.execute("SELECT * FROM entries ORDER BY position"):
                if (mistake := self._step(row)) is not None:
                    return mistake
        except sqlite3.DatabaseError as error:
            return Mistake(f"expected an entry that can be read: {error}", self._end.position + 1)
        return self._against_note(at_end=True)

    def _step(self, row: Row) -> Mistake | None:
        try:
            entry = entry_of(row)
            message = next(self._faults(entry, row), None)
        except (BrokenEntryError, TypeError) as error:
            return Mistake(str(error), self._end.position + 1)
        if message is not None:
            return Mistake(message, entry.position, entry.contract, entry.version)
        self._heads[entry.contract] = Head(entry.version, entry.hash)
        self._end = End(entry.position, entry.recorded_at)
        self._digest = sha256(self._digest + entry.hash).digest()
        return self._against_note(at_end=False)

    def _faults(self, entry: Entry, row: Row) -> Iterator[str]:
        head = self._heads.get(entry.contract, Head())
        if entry.position != self._end.position + 1:
            yield f"expected an entry at position {self._end.position + 1}, the next is at {entry.position}"
        if entry.version != head.version + 1:
            yield f"expected version {head.version + 1} of the contract, found version {entry.version}"
        if (entry.kind is EntryKind.REGISTERED) != (entry.version == 1):
            yield f"expected `registered` as the first version and nowhere else, found `{entry.kind.value}`"
        if entry.previous != head.hash:
            yield f"expected the hash before it to be `{head.hash.hex()}`, found `{entry.previous.hex()}`"
        if entry.hash != (expected := linked(entry)):
            yield f"expected the hash `{expected.hex()}`, found `{entry.hash.hex()}`: what it records was changed"
        if stamp(entry.recorded_at) != row[5]:
            yield f"expected the instant `{stamp(entry.recorded_at)}`, found it as `{row[5]}`"
        if entry.recorded_at < self._end.recorded_at:
            yield f"expected an instant no earlier than `{stamp(self._end.recorded_at)}` before it, found `{row[5]}`"

    def _against_note(self, *, at_end: bool) -> Mistake | None:
        noted, seal = self._noted, self.seal
        if noted is None:
            return None
        if noted.position == seal.position and noted.digest != seal.digest:
            return Mistake(f"expected the seal `{noted.digest}` that was noted, found `{seal.digest}`", seal.position)
        if at_end and noted.position > seal.position:
            message = f"expected entries up to position {noted.position}, where a seal was noted, found none from here"
            return Mistake(message, seal.position + 1)
        return None
