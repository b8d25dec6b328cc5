"""The ledger as its users see it: an append-only record of what happened to each contract, in one order over all.

Two numbers: *version*, gapless from 1 within a contract, carries the chain of hashes; *position*, gapless from 1 over
the whole ledger in the order of commits, orders watching, paging and the decision log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple, Protocol


class EntryKind(Enum):
    """What an entry records, in the past tense; the words are kept for good."""

    REGISTERED = "registered"
    PARAMETERS_SET = "parameters_set"
    TERM_SET = "term_set"
    SUBMITTED = "submitted"
    NOT_SUBMITTED = "not_submitted"
    DECIDED = "decided"
    EVENT_RECORDED = "event_recorded"
    OPENED = "opened"


class Beside(NamedTuple):
    """What stands beside an entry, outside its hash: who asked, under which id and trace, and how long it took."""

    request_id: str = ""
    caller: str = ""
    trace_id: str = ""
    duration_us: int = 0


class FiledContract(NamedTuple):
    """Under what a registration is found again."""

    provider: str
    rule_set: str


class FiledDecision(NamedTuple):
    """Under what a decision is found again: whose, by which rules, of which days (the event's, for an event)."""

    provider: str
    rule_set: str
    first: date
    last: date
    outcome: str


class Draft(NamedTuple):
    """An entry to be; *body* is canonical JSON."""

    kind: EntryKind
    body: str
    kind_version: int = 1
    filed: FiledContract | FiledDecision | None = None


class Entry(NamedTuple):
    """What was recorded.

    *hash* covers *previous*, the hash before it in the contract, and everything else but *position* and *beside*.
    """

    position: int
    contract: str
    version: int
    kind: EntryKind
    kind_version: int
    recorded_at: datetime
    body: str
    previous: bytes
    hash: bytes
    beside: Beside


class Request(NamedTuple):
    """A caller's own name for what it asks, and the SHA-256 of what that is."""

    id: str
    digest: bytes


class KeptRules(NamedTuple):
    """One version of a rule set by which somebody asked, and its canonical form, whose SHA-256 in hex is *digest*.

    It is *settled* once it has decided a period: from then on that version has this text and no other. One by which
    every decision was undecided may be mended.
    """

    rule_set: str
    in_force: date
    digest: str
    canonical: str
    settled: bool = True


class Append(NamedTuple):
    """What is to be recorded, all of it or nothing, after version *after* of the contract.

    *recorded_at* is stamped, but never earlier than the entry before. *wanted* is asked last before writing; where it
    says no, nothing is.
    """

    contract: str
    after: int
    drafts: tuple[Draft, ...]
    recorded_at: datetime
    request: Request | None = None
    rules: KeptRules | None = None
    beside: Beside = Beside()
    wanted: Callable[[], bool] = lambda: True


class Appended(NamedTuple):
    """The entries made for a request; *repeated* where they had been made for it before."""

    entries: tuple[Entry, ...]
    repeated: bool = False


class DecisionQuery(NamedTuple):
    """Which decisions are asked for; None asks for any. *since* and *until* are the last days of their periods."""

    contract: str | None = None
    provider: str | None = None
    rule_set: str | None = None
    outcome: str | None = None
    since: date | None = None
    until: date | None = None


class ContractQuery(NamedTuple):
    """Which contracts are asked for; None asks for any."""

    provider: str | None = None
    rule_set: str | None = None


class Entries(Protocol):
    """What reads a record from its beginning; UnavailableError where it cannot be reached."""

    def entries(self, after: int, limit: int, kind: EntryKind | None = None) -> Sequence[Entry]:
        """Return at most *limit* entries, of *kind* where given, after position *after*, in order."""


class Ledger(Entries, Protocol):
    """The append-only record. Every method raises UnavailableError where the record cannot be reached or written."""

    def append(self, wanted: Append) -> Appended:
        """Record *wanted* durably and return its entries; they are seen by readers before this returns.

        The same request again returns what it made. ConflictError where its id was used for other content,
        StaleStandingError where the contract has moved on, DeadlineError where nobody wants it any more,
        PreconditionError where a version of rules that is settled comes with another text.
        """

    def answered(self, request: Request) -> tuple[Entry, ...] | None:
        """Return what *request* made before, None where it did not; ConflictError where its id had other content."""

    def version(self, contract: str) -> int:
        """Return the version of *contract*, 0 where it was never registered."""

    def stream(self, contract: str, after: int = 0) -> Sequence[Entry]:
        """Return the entries of *contract* after its version *after*, in order."""

    def entry(self, contract: str, version: int) -> Entry | None:
        """Return one entry of *contract*."""

    def head(self) -> int:
        """Return the last position, 0 in an empty ledger."""

    def decisions(self, query: DecisionQuery, after: int, limit: int) -> Sequence[Entry]:
        """Return at most *limit* decisions that *query* asks for after position *after*, in order."""

    def contracts(self, query: ContractQuery, after: str, limit: int) -> Sequence[str]:
        """Return at most *limit* names of contracts that *query* asks for after the name *after*, in order of names."""

    def rules_used(self) -> Sequence[KeptRules]:
        """Return every text by which anything was asked, without its canonical form."""

    def rules(self, digest: str) -> KeptRules | None:
        """Return the rules that *digest* is the digest of, where anything was asked by them."""

    def wait(self, after: int, seconds: float) -> bool:
        """Wait until there is an entry after position *after*, at most so many seconds; return whether there is."""

    def check_writable(self) -> None:
        """Raise UnavailableError unless an entry could be written now."""

    def close(self) -> None:
        """Let go of the record; what was acknowledged is in it."""


def all_entries(
    ledger: Entries, after: int = 0, kind: EntryKind | None = None, *, at_once: int = 1000
) -> Iterator[Entry]:
    """Yield every entry of *ledger*, of *kind* where given, after position *after*, reading *at_once* at a time."""
    while found := ledger.entries(after, at_once, kind):
        yield from found
        after = found[-1].position
