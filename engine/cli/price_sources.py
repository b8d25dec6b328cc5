"""What `plimsoll price` compares: files of figures under rule files, or what a server's ledger holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import typer

from engine.api.contract_service_pb2 import GetContractRequest
from engine.api.pricing_service_pb2 import PriceContractRequest
from engine.authoring.contracts import ContractShape, Terms, contracts, written_contracts
from engine.batch.choices import InputFormat
from engine.batch.formats import reader_for
from engine.batch.placing import Placement
from engine.batch.pricing import Alternative, Evidence, priced
from engine.batch.record_sharing import check_tables
from engine.batch.request import Request
from engine.batch.rows import MismatchError
from engine.cli import output
from engine.cli.evaluate_request import record_files
from engine.cli.remote.connection import connected
from engine.cli.remote.pricing import comparison, pricing_request
from engine.cli.remote.vantages import Vantage, print_vantage
from engine.cli.remote.writing import day_message, day_option
from engine.cli.rules_in_use import book_at
from engine.diagnostics import did_you_mean
from engine.evaluation.pricing import Comparison, side_by_side
from engine.model.contract import Contract
from engine.model.rule_book import RuleBook

# What options of files are refused beside, as they would be read by nobody.
HELD_BY_SERVER = "`--contract NAME`, whose evidence the server has"


class Shown(NamedTuple):
    """Which periods are shown: those that end from one day to another."""

    since: date | None
    until: date | None

    @classmethod
    def of(cls, since: str | None, until: str | None) -> Shown:
        """Return what the two options say; MismatchError where no day is between them."""
        first, last = day_option("--since", since), day_option("--until", until)
        if first and last and first > last:
            raise MismatchError(f"expected --since no later than --until, {last}, not {first}")
        return cls(first, last)


class Files(NamedTuple):
    """The rules by their names, the file of figures, and those of contracts: by the name of their rules, or for all."""

    rules: Mapping[str, RuleBook]
    figures: Path
    input: InputFormat | None
    contracts: Mapping[str, Path]

    @classmethod
    def of(cls, rules: list[Path], figures: Path, stated: InputFormat | None, given: Iterable[str]) -> Files:
        """Return what the command was given; MismatchError where that does not fit together."""
        books = named(rules)
        return cls(books, figures, stated, files_by_rules(given, books))

    @property
    def books(self) -> Iterable[RuleBook]:
        """The rules, those in force first."""
        return self.rules.values()


class Asked(NamedTuple):
    """What is asked of a server: about which contract, which periods are shown, and from where in time."""

    contract: str
    shown: Shown
    seen: Vantage


class Found(NamedTuple):
    """What was compared, and what is to be said of the file beside it.

    The *refused* rows belong to no period of the rules in force; *none_chosen* where --only takes no row at all.
    """

    comparison: Comparison
    currency: str
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    none_chosen: bool = False


def check_source(figures: Path | None, contract: str | None) -> None:
    """Raise MismatchError unless the evidence is that of a file, or what a server holds of a contract."""
    if (figures is None) is (contract is None):
        raise MismatchError("expected either `--submissions FILE` or `--contract NAME`")


def named(rules: Iterable[Path]) -> dict[str, RuleBook]:
    """Return the rule sets at *rules* by their names; where two are called alike, by their paths.

    MismatchError where one is given twice.
    """
    paths = [*rules]
    twice = next((path for place, path in enumerate(paths) if path in paths[:place]), None)
    if twice is not None:
        raise MismatchError(f"expected each rule set once, to compare it with others: `{twice}` is given twice")
    read = [(path, book_at(path)) for path in paths]
    names = [book.name for _, book in read]
    return {book.name if names.count(book.name) == 1 else str(path): book for path, book in read}


def files_by_rules(given: Iterable[str], rules: Iterable[str]) -> dict[str, Path]:
    """Return the files of contracts by the names of the *rules* that they are for, `` where they are for all."""
    known = [*rules]
    found: dict[str, Path] = {}
    for text in given:
        name, equals, file = text.rpartition("=")
        if equals and name not in known:
            hint = did_you_mean(name, known)
            raise MismatchError(f"expected the name of compared rules before `=` in --contracts, not `{name}`{hint}")
        found[name] = Path(file)
    return found


def priced_in_files(files: Files, request: Request, records: Iterable[str], shown: Shown) -> Found:
    """Return what *files* come to, with the files of *records* beside them."""
    read = [*reader_for(files.figures, files.input)(files.figures.read_bytes())]
    tables = [*record_files(records, request)]
    check_tables(tables, files.books)
    evidence = Evidence(read, request, tables)
    placement = evidence.placement(next(iter(files.books)))
    results = priced(evidence, [*_alternatives(files, evidence)])
    periods = {name: one.periods for name, one in results.items()}
    comparison = side_by_side(periods, since=shown.since, until=shown.until)
    refused = tuple(one.at(files.figures) for one in next(iter(results.values())).refused)
    return Found(comparison, _currency(files), refused, tuple(notes(placement)), placement.none_chosen)


def notes(placement: Placement) -> Iterator[str]:
    """Yield what is to be said of a file beside what its rows come to: what of it nobody looked at."""
    if placement.ignored:
        yield f"columns that are no measure, left aside: {', '.join(placement.ignored)}"
    if placement.none_chosen:
        yield f"expected rows that --only takes, found none: {output.count(placement.rows, 'row')} left out"
    elif placement.left_out:
        yield f"{output.count(placement.left_out, 'row')} left out by --only"


def priced_by_server(server: str | None, asked: Asked, rules: list[Path], given: Iterable[str]) -> Found:
    """Return what a server makes of its evidence for a contract, by its own rules and by *rules*."""
    books = named(rules)
    files = files_by_rules(given, books)
    terms = {name: _terms(files.get(name) or files.get(""), asked.contract) for name in books}
    request = pricing_request(asked.contract, books, terms)
    (since, until), (of, known) = map(day_message, asked.shown), asked.seen
    request.MergeFrom(PriceContractRequest(since=since, until=until, as_of=of, as_known_at=known))
    with connected(server) as at:
        held = GetContractRequest(id=asked.contract, as_known_at=asked.seen.as_known_at)
        own = at.ask(at.contracts.GetContract, held).contract.rule_set
        for one, path in zip(request.alternatives, rules, strict=True):
            # A draft of the rules in force has their name; beside them it goes by its path.
            one.name = str(path) if one.name == own else one.name
        answer = at.ask(at.pricing.PriceContract, request)
    print_vantage(answer)
    return Found(comparison(answer), answer.currency_code)


def _terms(file: Path | None, contract: str) -> ContractShape | None:
    if file is None:
        return None
    found, diagnostics = written_contracts(str(file), file.read_bytes())
    if output.errors(diagnostics):
        output.print_diagnostics(diagnostics, error=True)
        raise typer.Exit(output.FINDINGS)
    return found.get(contract)


def _currency(files: Files) -> str:
    return next((version.currency for book in files.books for version in book.versions if version.currency), "")


def _alternatives(files: Files, evidence: Evidence) -> Iterator[Alternative]:
    for name, book in files.rules.items():
        file = files.contracts.get(name) or files.contracts.get("")
        starts = evidence.placement(book).starts()
        yield Alternative(name, book, _contracts(file, book, starts, [*files.books]))


def _contracts(
    file: Path | None, book: RuleBook, starts: Mapping[str, date], books: Iterable[RuleBook]
) -> Mapping[str, Contract] | None:
    if file is None:
        required = Terms.of(*book.versions).required
        if required:
            names = ", ".join(f"`{name}`" for name in required)
            raise MismatchError(f"expected --contracts FILE: each contract under `{book.name}` sets {names}")
        return None
    others = [version for one in books if one is not book for version in one.versions]
    found, diagnostics = contracts(str(file), file.read_bytes(), book, starts, others=others)
    if output.errors(diagnostics):
        output.print_diagnostics(diagnostics, error=True)
        raise typer.Exit(output.FINDINGS)
    return found
