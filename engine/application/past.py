"""The ledger as it was known at a moment: only read, and the same at every look."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple, NoReturn

from engine.model.ledger import (
    Append,
    Appended,
    ContractQuery,
    DecisionQuery,
    Entry,
    EntryKind,
    KeptRules,
    Ledger,
    Request,
)

_AT_ONCE = 200


class Vantage(NamedTuple):
    """From where in time a question is asked.

    What had happened *as_of* a day counts, with what was known *as_known_at* an instant; None is today, and now.
    """

    as_of: date | None = None
    as_known_at: datetime | None = None


NOW = Vantage()


def position_at(ledger: Ledger, instant: datetime) -> int:
    """Return the last position that was recorded by *instant*; entries of one moment are known together."""
    # What is recorded is stamped in its order, never earlier than the entry before.
    return bisect_right(_Instants(ledger), instant)


class _Instants(Sequence[datetime]):
    """When each entry of *ledger* was recorded, read where it is asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._length = ledger, ledger.head()

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, place: int) -> datetime:  # type: ignore[override]  # it is asked for one at a time
        return self._ledger.entries(place, 1)[0].recorded_at


class PastLedger:
    """*ledger* up to a *position*; a ledger that nothing is recorded in."""

    def __init__(self, ledger: Ledger, position: int) -> None:
        self._ledger, self._position = ledger, position

    def version(self, contract: str) -> int:
        """Return the version that *contract* was at."""
        return bisect_right(_Positions(self._ledger, contract), self._position)

    def stream(self, contract: str, after: int = 0) -> Sequence[Entry]:
        """Return the entries of *contract* after its version *after*."""
        return [entry for entry in self._ledger.stream(contract, after) if self._knows(entry)]

    def entry(self, contract: str, version: int) -> Entry | None:
        """Return one entry of *contract*."""
        found = self._ledger.entry(contract, version)
        return found if found is not None and self._knows(found) else None

    def head(self) -> int:
        """Return the last position."""
        return self._position

    def entries(self, after: int, limit: int, kind: EntryKind | None = None) -> Sequence[Entry]:
        """Return at most *limit* entries after position *after*."""
        return [entry for entry in self._ledger.entries(after, limit, kind) if self._knows(entry)]

    def decisions(self, query: DecisionQuery, after: int, limit: int) -> Sequence[Entry]:
        """Return at most *limit* decisions that *query* asks for."""
        return [entry for entry in self._ledger.decisions(query, after, limit) if self._knows(entry)]

    def contracts(self, query: ContractQuery, after: str, limit: int) -> Sequence[str]:
        """Return at most *limit* names of contracts that *query* asks for."""
        return list(islice(self._contracts(query, after), limit))

    def rules_used(self) -> Sequence[KeptRules]:
        """Return every text by which anything is asked today: what was decided in the past is by some of them."""
        return self._ledger.rules_used()

    def rules(self, digest: str) -> KeptRules | None:
        """Return the rules of that *digest*."""
        return self._ledger.rules(digest)

    def wait(self, after: int, seconds: float) -> bool:  # noqa: ARG002  # nothing is ever waited for
        """Return whether there is an entry after position *after*: the past does not go on."""
        return self._position > after

    def append(self, wanted: Append) -> Appended:  # noqa: ARG002  # nothing of it is looked at
        """Refuse to record anything."""
        self._refuse()

    def answered(self, request: Request) -> NoReturn:  # noqa: ARG002  # nothing of it is looked at
        """Refuse to look for what only recording asks."""
        self._refuse()

    def check_writable(self) -> None:
        """Refuse, as nothing can be recorded."""
        self._refuse()

    def close(self) -> None:
        """Leave the ledger open, which is another's."""

    def _refuse(self) -> NoReturn:
        raise TypeError("expected questions about the past, in which nothing is recorded")

    def _knows(self, entry: Entry) -> bool:
        return entry.position <= self._position

    def _contracts(self, query: ContractQuery, after: str) -> Iterator[str]:
        while names := self._ledger.contracts(query, after, _AT_ONCE):
            yield from (name for name in names if self.entry(name, 1) is not None)
            after = names[-1]


class _Positions(Sequence[int]):
    """The positions of the entries of *contract*, read where they are asked for."""

    def __init__(self, ledger: Ledger, contract: str) -> None:
        self._ledger, self._contract, self._length = ledger, contract, ledger.version(contract)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, place: int) -> int:  # type: ignore[override]  # it is asked for one at a time
        entry = self._ledger.entry(self._contract, place + 1)
        if entry is None:
            raise IndexError(place)
        return entry.position
