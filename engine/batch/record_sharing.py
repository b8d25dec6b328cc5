"""Files of records for several rule sets: each is given the tables and fields that it declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.batch.record_files import FiledTable, RecordFile
from engine.batch.rows import MismatchError
from engine.diagnostics import did_you_mean
from engine.model.rows import GivenTable
from engine.model.rule_book import RuleBook


def check_tables(files: Iterable[RecordFile], books: Iterable[RuleBook]) -> None:
    """Raise MismatchError where one of *files* holds records that none of *books* declares."""
    known = {name for book in books for version in book.versions for name in version.records}
    for file in files:
        if file.records not in known:
            hint = did_you_mean(file.records, known)
            raise MismatchError(f"expected records that a rule set declares in --records, not `{file.records}`{hint}")


def shared_out(files: Iterable[RecordFile], book: RuleBook, books: Iterable[RuleBook]) -> Iterator[RecordFile]:
    """Yield those of *files* that *book* declares, without the fields that only others of *books* do.

    A field that none of them declares stays, and is refused as it always is.
    """
    others = [one for one in books if one is not book]
    for file in files:
        declared = _fields(book, file.records)
        if declared:
            aside = {name for one in others for name in _fields(one, file.records)} - declared
            yield file._replace(tables={owner: _without(filed, aside) for owner, filed in file.tables.items()})


def _fields(book: RuleBook, records: str) -> set[str]:
    tables = [version.records[records] for version in book.versions if records in version.records]
    return {name for table in tables for name in table.fields}


def _without(filed: FiledTable, aside: set[str]) -> FiledTable:
    fields, rows = filed.table
    kept = [place for place, name in enumerate(fields) if name not in aside]
    if len(kept) == len(fields):
        return filed
    taken = [tuple([row[place] for place in kept]) for row in rows]
    return filed._replace(table=GivenTable(tuple([fields[place] for place in kept]), taken))
