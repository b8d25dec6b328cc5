"""Whether an append may be recorded, and the entries that it becomes; the same for every adapter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import NamedTuple, Protocol

from engine.errors import ConflictError, DeadlineError, PreconditionError, Reason, StaleStandingError
from engine.ledger.chain import START, linked
from engine.model.ledger import (
    Append,
    Appended,
    Draft,
    Entry,
    EntryKind,
    FiledContract,
    FiledDecision,
    KeptRules,
    Request,
)

_FILED = {EntryKind.REGISTERED: FiledContract, EntryKind.DECIDED: FiledDecision}
_LARGEST = 2**63 - 1


class Head(NamedTuple):
    """The last entry of a contract, as far as the next one needs it."""

    version: int = 0
    hash: bytes = START


class End(NamedTuple):
    """The last entry of all, as far as the next one needs it."""

    position: int = 0
    recorded_at: datetime = datetime(1, 1, 1, tzinfo=UTC)


class Made(NamedTuple):
    """What a request made: the digest of its content, and its entries."""

    digest: bytes
    entries: tuple[Entry, ...]

    def answer(self, request: Request) -> tuple[Entry, ...]:
        """Return the entries; ConflictError where *request* has other content."""
        if request.digest != self.digest:
            contract = self.entries[0].contract
            raise ConflictError(
                f"expected a request id that is new or has the same content as before: "
                f"`{request.id}` was used for other content, on the contract `{contract}`"
            )
        return self.entries


class Recorded(Protocol):
    """What is recorded already, as far as an append is held against it."""

    def end(self) -> End:
        """Return the last entry of all."""

    def head(self, contract: str) -> Head:
        """Return the last entry of *contract*."""

    def made(self, request_id: str) -> Made | None:
        """Return what the request of that id made."""

    def settled(self, rule_set: str, in_force: date) -> str | None:
        """Return the digest of that version of the rules, where it is settled."""

    def keeps(self, rule_set: str, in_force: date, digest: str) -> bool:
        """Return whether that version of the rules is kept with that text, settled or not."""


class Admitted(NamedTuple):
    """An append that may be recorded, its entries, and its rules where they are to be kept from now on."""

    wanted: Append
    entries: tuple[Entry, ...]
    rules: KeptRules | None


class Group:
    """Appends that are recorded together: each is held against what is recorded and what came before it here."""

    def __init__(self, recorded: Recorded) -> None:
        self._recorded = recorded
        self._made: dict[str, Made] = {}
        self._settled: dict[tuple[str, date], str] = {}
        self._kept: set[tuple[str, date, str]] = set()
        self.admitted: list[Admitted] = []
        self.heads: dict[str, Head] = {}
        self.end = recorded.end()

    def admit(self, wanted: Append) -> Appended:
        """Return what *wanted* made or is going to make.

        ConflictError, StaleStandingError, PreconditionError (where rules that decided were changed) or DeadlineError
        where it may not; then it leaves no trace here.
        """
        if wanted.request is not None and (made := self._answer(wanted.request)) is not None:
            return Appended(made, repeated=True)
        head = self._head(wanted)
        rules = self._new_rules(wanted.rules)
        if not wanted.wanted():
            raise DeadlineError(f"the deadline passed; nothing was recorded on the contract `{wanted.contract}`")
        admitted = Admitted(wanted, _entries(wanted, head, self.end), rules)
        self._take(admitted)
        return Appended(admitted.entries)

    def _answer(self, request: Request) -> tuple[Entry, ...] | None:
        made = self._made.get(request.id) or self._recorded.made(request.id)
        return None if made is None else made.answer(request)

    def _head(self, wanted: Append) -> Head:
        head = self.heads.get(wanted.contract) or self._recorded.head(wanted.contract)
        if wanted.after != head.version:
            raise StaleStandingError(
                f"expected the contract `{wanted.contract}` at version {wanted.after}, found it at {head.version}"
            )
        return head

    def _new_rules(self, rules: KeptRules | None) -> KeptRules | None:
        if rules is None:
            return None
        version = (rules.rule_set, rules.in_force)
        settled = self._settled.get(version) or self._recorded.settled(*version)
        if settled not in {None, rules.digest}:
            name = f"{rules.rule_set}@{rules.in_force}"
            raise PreconditionError(
                f"expected the rules `{name}` as they decided before, with the digest `{settled}`, "
                f"not `{rules.digest}`",
                Reason.RULES_IN_USE,
                name,
            )
        if settled or (not rules.settled and self._keeps(*version, rules.digest)):
            return None
        _check_digest(rules)
        return rules

    def _keeps(self, rule_set: str, in_force: date, digest: str) -> bool:
        return (rule_set, in_force, digest) in self._kept or self._recorded.keeps(rule_set, in_force, digest)

    def _take(self, admitted: Admitted) -> None:
        wanted, entries, rules = admitted
        last = entries[-1]
        self.admitted.append(admitted)
        self.heads[wanted.contract] = Head(last.version, last.hash)
        self.end = End(last.position, last.recorded_at)
        if wanted.request is not None:
            self._made[wanted.request.id] = Made(wanted.request.digest, entries)
        if rules is not None:
            self._kept.add((rules.rule_set, rules.in_force, rules.digest))
            if rules.settled:
                self._settled[rules.rule_set, rules.in_force] = rules.digest


def check_append(wanted: Append) -> None:
    """Raise ValueError where *wanted* is nothing that can be recorded: a mistake of the caller's, not of a user's."""
    if not wanted.drafts:
        raise ValueError("expected something to record, found no entry")
    if wanted.recorded_at.utcoffset() is None:
        raise ValueError(f"expected an instant with a time zone, not `{wanted.recorded_at}`")
    if wanted.request is not None and len(wanted.request.digest) != len(START):
        raise ValueError(f"expected a SHA-256 of the request, not {len(wanted.request.digest)} bytes")
    if not 0 <= wanted.beside.duration_us <= _LARGEST:
        raise ValueError(f"expected a duration in microseconds, not {wanted.beside.duration_us}")
    for place, draft in enumerate(wanted.drafts, start=wanted.after):
        _check_draft(draft, place)
    _check_text(wanted)


def _check_draft(draft: Draft, place: int) -> None:
    if type(draft.filed) is not _FILED.get(draft.kind, type(None)):
        raise ValueError(f"expected `{draft.kind.value}` filed as its kind is, not {draft.filed}")
    if (draft.kind is EntryKind.REGISTERED) != (place == 0):
        raise ValueError(f"expected `registered` as the first entry and nowhere else, found `{draft.kind.value}`")
    if not 1 <= draft.kind_version <= _LARGEST:
        raise ValueError(f"expected a version of the kind from 1, not {draft.kind_version}")


def _check_text(wanted: Append) -> None:
    # Half a surrogate pair has no UTF-8 and would fail where its neighbours are recorded with it.
    request_id = "" if wanted.request is None else wanted.request.id
    beside = wanted.beside
    filed = (text for draft in wanted.drafts for text in draft.filed or () if isinstance(text, str))
    for text in (wanted.contract, request_id, beside.request_id, beside.caller, beside.trace_id, *filed):
        text.encode()


def _check_digest(rules: KeptRules) -> None:
    digest = sha256(rules.canonical.encode()).hexdigest()
    if digest != rules.digest:
        raise ValueError(f"expected the digest of the rules to be `{digest}`, not `{rules.digest}`")


def _entries(wanted: Append, head: Head, end: End) -> tuple[Entry, ...]:
    recorded_at = max(wanted.recorded_at.astimezone(UTC), end.recorded_at)
    previous = head.hash
    entries = []
    for place, draft in enumerate(wanted.drafts, start=1):
        entry = Entry(
            position=end.position + place,
            contract=wanted.contract,
            version=head.version + place,
            kind=draft.kind,
            kind_version=draft.kind_version,
            recorded_at=recorded_at,
            body=draft.body,
            previous=previous,
            hash=b"",
            beside=wanted.beside,
        )
        previous = linked(entry)
        entries.append(entry._replace(hash=previous))
    return tuple(entries)
