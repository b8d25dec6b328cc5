"""What the texts after the options of `plimsoll evaluate` mean; MismatchError says which cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from engine.batch.cells import absence
from engine.batch.choices import Gaps
from engine.batch.columns import Columns
from engine.batch.formats import reader_for
from engine.batch.record_files import Headings, RecordFile, record_file
from engine.batch.request import Request
from engine.batch.rows import MismatchError
from engine.cli.evaluate_options import Reading
from engine.diagnostics import did_you_mean
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.rule_book import RuleBook
from engine.model.terms import day


def read_as(asked: Reading, books: Iterable[RuleBook]) -> Request:
    """Return what is *asked* for of a file that any of *books* reads."""
    period = own_column(asked.period_column, asked.period)
    read = columns_for(books, asked.column or [], asked.contract_column, period, received=asked.received_column)
    chosen, markers = asked.only or [], asked.marker or []
    return request(
        read, period=asked.period, decided_on=asked.decided_on, markers=markers, only=chosen, gaps=asked.gaps
    )


def check_unread(reading: Reading, given: Mapping[str, object], beside: str) -> None:
    """Raise MismatchError where something is *given*, or said of *reading*, that is not read *beside* what is named."""
    untouched = Reading()._asdict()
    said = {f"--{name.replace('_', '-')}": one for name, one in reading._asdict().items() if one != untouched[name]}
    for name, one in {**given, **said}.items():
        if one:
            raise MismatchError(f"expected no {name} beside {beside}")


def columns(
    book: RuleBook, mapped: Iterable[str], contract: str, period: str | None, *, received: str | None
) -> Columns:
    """Return the columns that are read for the measures of *book*."""
    return columns_for((book,), mapped, contract, period, received=received)


def columns_for(
    books: Iterable[RuleBook], mapped: Iterable[str], contract: str, period: str | None, *, received: str | None
) -> Columns:
    """Return the columns that are read for the measures of any of *books*."""
    measures = {name: name for book in books for version in book.versions for name in version.measures}
    chosen = dict(_pair(text, "--column missed=Visits missed") for text in mapped)
    for name in chosen:
        if name not in measures:
            message = f"expected a measure before `=` in --column, and `{name}` is none"
            raise MismatchError(message + did_you_mean(name, measures))
    return Columns(
        measures=measures | chosen,
        contract=contract,
        period=period,
        received=received,
        mapped=tuple(chosen.values()),
    )


def request(
    read: Columns, *, period: str | None, decided_on: str | None, markers: Iterable[str], only: list[str], gaps: Gaps
) -> Request:
    """Return what is asked for; MismatchError says which option cannot be understood."""
    filters = tuple(_filters(only))
    return Request(
        columns=replace(read, filters=tuple(name for name, _ in filters)),
        markers=dict(_marker(text) for text in markers),
        only=tuple(pattern for _, pattern in filters),
        period=None if period is None else _period(period),
        decided_on=None if decided_on is None else _day(decided_on),
        gaps=gaps,
    )


def own_column(column: str | None, period: str | None) -> str | None:
    """Return the column that periods are in, if one is; MismatchError where *period* is that of all rows besides."""
    if period is None:
        return column or "period"
    if column is not None:
        raise MismatchError("expected `--period` or `--period-column`, not both")
    return None


def record_files(given: Iterable[str], asked: Request) -> Iterator[RecordFile]:
    """Yield the files of records that *given* name, as `visits=visits.csv`; MismatchError where two hold the same."""
    headings = Headings(asked.columns.contract, None if asked.period else asked.columns.period, asked.period)
    named: dict[str, str] = {}
    for text in given:
        records, name = _pair(text, "--records visits=visits.csv")
        if records in named:
            raise MismatchError(f"expected one file of `{records}`, found `{named[records]}` and `{name}`")
        named[records] = name
        path = Path(name)
        yield record_file(records, path.name, reader_for(path, None)(path.read_bytes()), headings)


def _pair(text: str, example: str) -> tuple[str, str]:
    name, equals, rest = text.partition("=")
    if not equals or not name:
        raise MismatchError(f"expected two texts joined by `=`, as in `{example}`, not `{text}`")
    return name, rest


def _filters(only: Iterable[str]) -> Iterator[tuple[str, re.Pattern[str]]]:
    for text in only:
        name, pattern = _pair(text, "--only Code=[0-9]{3}")
        try:
            yield name, re.compile(pattern)
        except re.error as error:
            raise MismatchError(f"expected a regular expression after `{name}=`, not `{pattern}`: {error}") from None


def _marker(text: str) -> tuple[str, Absence]:
    marker, equals, word = text.rpartition("=")
    if not equals:
        raise MismatchError(f"expected a text and what it means, as in `--marker [c]=suppressed`, not `{text}`")
    try:
        return marker, absence(word)
    except ValueError as error:
        raise MismatchError(f"--marker {text}: {error}") from None


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise MismatchError(f"--period: {error}") from None


def _day(text: str) -> date:
    try:
        return day(text)
    except ValueError as error:
        raise MismatchError(f"--decided-on: {error}") from None
