"""The ledger in one file of SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from engine.errors import UnavailableError
from engine.ledger.admission import check_append
from engine.ledger.committer import Committer
from engine.ledger.reached import Reached
from engine.ledger.sqlite import questions
from engine.ledger.sqlite.lock import Lock
from engine.ledger.sqlite.log_ahead import check_log
from engine.ledger.sqlite.questions import Question
from engine.ledger.sqlite.readers import Readers
from engine.ledger.sqlite.record import made
from engine.ledger.sqlite.rows import entry_of, rules_of
from engine.ledger.sqlite.writing import Writer
from engine.model.ledger import (
    Append,
    Appended,
    ContractQuery,
    DecisionQuery,
    Entry,
    EntryKind,
    KeptRules,
    Request,
)


class SqliteLedger:
    """The ledger in the file at *path*, made where it is missing; UnavailableError where another process serves it."""

    def __init__(self, path: Path) -> None:
        path = path.resolve()
        if path.is_dir():
            raise UnavailableError(f"expected a file for the ledger, and `{path}` is a folder; name a file in it")
        name = f"the ledger `{path}`"
        with ExitStack() as opened:
            opened.callback(Lock(path).release)
            check_log(path)
            self._reached = Reached(name)
            self._writer = Writer(path, self._reached.move)
            opened.callback(self._writer.close)
            self._readers = Readers(path)
            opened.callback(self._readers.close)
            opened.callback(self._reached.close)
            self._committer = Committer(self._writer.record, name)
            opened.callback(self._committer.close)
            self._opened = opened.pop_all()

    def append(self, wanted: Append) -> Appended:
        """Record *wanted*, together with what else waits."""
        check_append(wanted)
        return self._committer.append(wanted)

    def answered(self, request: Request) -> tuple[Entry, ...] | None:
        """Return what *request* made before."""
        with self._readers.lent() as connection:
            found = made(connection, request.id)
        return None if found is None else found.answer(request)

    def version(self, contract: str) -> int:
        """Return the version of *contract*."""
        remembered = self._writer.version(contract)
        if remembered is not None:
            return remembered
        with self._readers.lent() as connection:
            found = questions.head(contract).rows(connection)
        return found[0][0] if found else 0

    def stream(self, contract: str, after: int = 0) -> Sequence[Entry]:
        """Return the entries of *contract* after its version *after*."""
        return self._entries(questions.stream(contract, after))

    def entry(self, contract: str, version: int) -> Entry | None:
        """Return one entry of *contract*."""
        found = self._entries(questions.entry(contract, version))
        return found[0] if found else None

    def head(self) -> int:
        """Return the last position."""
        return self._reached.position

    def entries(self, after: int, limit: int, kind: EntryKind | None = None) -> Sequence[Entry]:
        """Return at most *limit* entries after position *after*."""
        return self._entries(questions.entries(after, limit, kind))

    def decisions(self, query: DecisionQuery, after: int, limit: int) -> Sequence[Entry]:
        """Return at most *limit* decisions that *query* asks for."""
        return self._entries(questions.decisions(query, after, limit))

    def contracts(self, query: ContractQuery, after: str, limit: int) -> Sequence[str]:
        """Return at most *limit* names of contracts that *query* asks for."""
        with self._readers.lent() as connection:
            return [name for [name] in questions.contracts(query, after, limit).rows(connection)]

    def rules_used(self) -> Sequence[KeptRules]:
        """Return every text by which anything was asked."""
        return self._rules(questions.RULES_USED)

    def rules(self, digest: str) -> KeptRules | None:
        """Return the rules of that *digest*."""
        found = self._rules(questions.rules(digest))
        return found[0] if found else None

    def wait(self, after: int, seconds: float) -> bool:
        """Wait at most *seconds* for an entry after position *after*."""
        return self._reached.wait(after, seconds)

    def check_writable(self) -> None:
        """Write what changes nothing; UnavailableError where that fails."""
        self._writer.check()

    def close(self) -> None:
        """Record what waits, then let go of the file."""
        self._opened.close()

    def _entries(self, question: Question) -> list[Entry]:
        with self._readers.lent() as connection:
            return [entry_of(row) for row in question.rows(connection)]

    def _rules(self, question: Question) -> list[KeptRules]:
        with self._readers.lent() as connection:
            return [rules_of(row) for row in question.rows(connection)]
