"""Files of records for several rule sets: each is given the tables that it declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.batch.record_files import RecordFile
from engine.batch.rows import MismatchError
from engine.diagnostics import did_you_mean
from engine.model.rule_book import RuleBook


def check_tables(files: Iterable[RecordFile], books: Iterable[RuleBook]) -> None:
    """Raise MismatchError where one of *files* holds records that none of *books* declares."""
    known = {name for book in books for name in _tables(book)}
    for file in files:
        if file.records not in known:
            hint = did_you_mean(file.records, known)
            raise MismatchError(f"expected records that a rule set declares in --records, not `{file.records}`{hint}")


def shared_out(files: Iterable[RecordFile], book: RuleBook) -> Iterator[RecordFile]:
    """Yield those of *files* that a version of *book* declares."""
    declared = _tables(book)
    return (file for file in files if file.records in declared)


def _tables(book: RuleBook) -> set[str]:
    return {name for version in book.versions for name in version.records}
