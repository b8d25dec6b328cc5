"""The ledger in memory, for tests: nothing of it outlives the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from threading import Lock

from engine.errors import UnavailableError
from engine.ledger.admission import Admitted, End, Group, Head, Made, check_append
from engine.ledger.reached import Reached
from engine.model.ledger import (
    Append,
    Appended,
    ContractQuery,
    DecisionQuery,
    Entry,
    EntryKind,
    FiledContract,
    FiledDecision,
    KeptRules,
    Request,
)

_NAME = "the ledger in memory"


class MemoryLedger:
    """Keeps what is recorded in lists."""

    def __init__(self) -> None:
        self._record = _Record()
        self._reached = Reached(_NAME)
        self._turn = Lock()
        self._open = True

    def append(self, wanted: Append) -> Appended:
        """Record *wanted*."""
        check_append(wanted)
        with self._opened() as record:
            group = Group(record)
            appended = group.admit(wanted)
            for admitted in group.admitted:
                record.take(admitted)
        self._reached.move(group.end.position)
        return appended

    def answered(self, request: Request) -> tuple[Entry, ...] | None:
        """Return what *request* made before."""
        with self._opened() as record:
            made = record.made(request.id)
        return None if made is None else made.answer(request)

    def version(self, contract: str) -> int:
        """Return the version of *contract*."""
        with self._opened() as record:
            return record.head(contract).version

    def stream(self, contract: str, after: int = 0) -> Sequence[Entry]:
        """Return the entries of *contract* after its version *after*."""
        with self._opened() as record:
            return record.streams.get(contract, [])[after:]

    def entry(self, contract: str, version: int) -> Entry | None:
        """Return one entry of *contract*."""
        found = self.stream(contract, version - 1) if version > 0 else ()
        return found[0] if found else None

    def head(self) -> int:
        """Return the last position."""
        return self._reached.position

    def entries(self, after: int, limit: int, kind: EntryKind | None = None) -> Sequence[Entry]:
        """Return at most *limit* entries after position *after*."""
        with self._opened() as record:
            return list(islice((one for one in record.entries[after:] if kind in {None, one.kind}), limit))

    def decisions(self, query: DecisionQuery, after: int, limit: int) -> Sequence[Entry]:
        """Return at most *limit* decisions that *query* asks for."""
        with self._opened() as record:
            found = (one for one, filed in record.decisions if one.position > after and _meets(query, one, filed))
            return list(islice(found, limit))

    def contracts(self, query: ContractQuery, after: str, limit: int) -> Sequence[str]:
        """Return at most *limit* names of contracts that *query* asks for."""
        with self._opened() as record:
            found = sorted(name for name, filed in record.contracts.items() if _covers(query, filed))
        return [name for name in found if name > after][:limit]

    def rules_used(self) -> Sequence[KeptRules]:
        """Return every text by which anything was asked."""
        with self._opened() as record:
            return [one._replace(canonical="") for one in record.rules.values()]

    def rules(self, digest: str) -> KeptRules | None:
        """Return the rules of that *digest*."""
        with self._opened() as record:
            return next((one for one in record.rules.values() if one.digest == digest), None)

    def wait(self, after: int, seconds: float) -> bool:
        """Wait at most *seconds* for an entry after position *after*."""
        return self._reached.wait(after, seconds)

    def check_writable(self) -> None:
        """Raise UnavailableError once closed."""
        with self._opened():
            pass

    def close(self) -> None:
        """Answer nothing any more."""
        with self._turn:
            self._open = False
        self._reached.close()

    @contextmanager
    def _opened(self) -> Iterator[_Record]:
        with self._turn:
            if not self._open:
                raise UnavailableError(f"{_NAME} is closed")
            yield self._record


class _Record:
    """What is recorded, and how it is found again."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.streams: dict[str, list[Entry]] = {}
        self.contracts: dict[str, FiledContract] = {}
        self.decisions: list[tuple[Entry, FiledDecision]] = []
        self.rules: dict[tuple[str, date, str], KeptRules] = {}
        self._settled: dict[tuple[str, date], str] = {}
        self._requests: dict[str, Made] = {}

    def end(self) -> End:
        return End(len(self.entries), self.entries[-1].recorded_at) if self.entries else End()

    def head(self, contract: str) -> Head:
        stream = self.streams.get(contract)
        return Head(stream[-1].version, stream[-1].hash) if stream else Head()

    def made(self, request_id: str) -> Made | None:
        return self._requests.get(request_id)

    def settled(self, rule_set: str, in_force: date) -> str | None:
        return self._settled.get((rule_set, in_force))

    def keeps(self, rule_set: str, in_force: date, digest: str) -> bool:
        return (rule_set, in_force, digest) in self.rules

    def take(self, admitted: Admitted) -> None:
        wanted, entries, rules = admitted
        self.entries.extend(entries)
        self.streams.setdefault(wanted.contract, []).extend(entries)
        for entry, draft in zip(entries, wanted.drafts, strict=True):
            match draft.filed:
                case FiledContract() as filed:
                    self.contracts[entry.contract] = filed
                case FiledDecision() as filed:
                    self.decisions.append((entry, filed))
        if wanted.request is not None:
            self._requests[wanted.request.id] = Made(wanted.request.digest, entries)
        if rules is not None:
            self.rules[rules.rule_set, rules.in_force, rules.digest] = rules
            if rules.settled:
                self._settled[rules.rule_set, rules.in_force] = rules.digest


def _meets(query: DecisionQuery, entry: Entry, filed: FiledDecision) -> bool:
    return (
        query.contract in {None, entry.contract}
        and query.provider in {None, filed.provider}
        and query.rule_set in {None, filed.rule_set}
        and query.outcome in {None, filed.outcome}
        and (query.since is None or filed.last >= query.since)
        and (query.until is None or filed.last <= query.until)
    )


def _covers(query: ContractQuery, filed: FiledContract) -> bool:
    return query.provider in {None, filed.provider} and query.rule_set in {None, filed.rule_set}
