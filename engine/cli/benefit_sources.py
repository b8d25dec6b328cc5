"""Where `plimsoll benefits` finds what contracts have brought: in files of figures, or in a server's ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.api.pricing_service_pb2 import GetBenefitsRequest
from engine.batch.choices import InputFormat
from engine.batch.evaluation import evaluated
from engine.batch.formats import reader_for
from engine.batch.parties import contract_of
from engine.batch.placing import Placement, placed
from engine.batch.record_placing import lay_beside
from engine.batch.request import Request
from engine.batch.results import Decided, Refused
from engine.batch.rows import MismatchError
from engine.cli import output
from engine.cli.benefit_rows import BenefitRow, rows_from, rows_of
from engine.cli.evaluate_request import record_files
from engine.cli.price_sources import notes
from engine.cli.remote.connection import connected
from engine.cli.remote.vantages import Vantage, print_vantage
from engine.cli.rules_in_use import book_at, contracts_in
from engine.errors import SubmissionError
from engine.evaluation.benefits import benefits
from engine.model.contract import Contract
from engine.model.decision import Decision
from engine.model.rule_book import RuleBook


class Files(NamedTuple):
    """The rules, and the files of figures, contracts and records."""

    book: RuleBook
    figures: Path
    input: InputFormat | None
    contracts: Path | None
    records: Sequence[str]

    @classmethod
    def of(
        cls,
        rules: Path | None,
        figures: Path,
        stated: InputFormat | None,
        contracts: Path | None,
        *,
        records: Sequence[str],
    ) -> Files:
        """Return what the command was given; MismatchError where there are no rules, or they name no benefits."""
        if rules is None:
            raise MismatchError("expected RULES beside `--submissions FILE`")
        book = book_at(rules)
        if not any(version.benefits for version in book.versions):
            raise MismatchError(f"expected rules with `benefits:`, and `{book.name}` has none")
        return cls(book, figures, stated, contracts, records)


def of_server(server: str | None, contract: str, seen: Vantage) -> list[BenefitRow]:
    """Return what a server's ledger says of the benefits of *contract*, *seen* from somewhere in time."""
    request = GetBenefitsRequest(contract=contract, as_of=seen.as_of, as_known_at=seen.as_known_at)
    with connected(server) as at:
        answer = at.ask(at.pricing.GetBenefits, request)
    print_vantage(answer)
    return [*rows_from(answer)]


def in_files(files: Files, request: Request) -> tuple[list[BenefitRow], bool]:
    """Return what *files* say of the benefits of each contract, and whether a row was refused, which is told."""
    content = files.figures.read_bytes()
    placement = placed(reader_for(files.figures, files.input)(content), request)
    lay_beside(placement, record_files(files.records, request))
    for note in notes(placement):
        output.print_note(note)
    known = contracts_in(files.contracts, files.book, placement)
    parties = {name: one for name in placement.contracts for one in _party(files, placement, name, known)}
    decisions: dict[str, list[Decision]] = {}
    refused = placement.none_chosen
    for result in evaluated(files.book, placement, request, known):
        match result:
            case Decided(decision=decision):
                decisions.setdefault(decision.contract, []).append(decision)
            case Refused():
                refused = True
                output.print_failure(result.at(files.figures))
    found = (row for name, contract in parties.items() for row in _rows(files.book, contract, decisions.get(name, [])))
    return [*found], refused


def _party(files: Files, placement: Placement, name: str, known: Mapping[str, Contract] | None) -> Iterator[Contract]:
    """Yield the contract called *name*; none where it cannot be made out, which its rows are refused for."""
    rows = placement.contracts[name]
    try:
        if rows:
            yield contract_of(name, rows[0].period, files.book, known)
    except SubmissionError:
        return


def _rows(book: RuleBook, contract: Contract, decisions: Sequence[Decision]) -> Iterator[BenefitRow]:
    last = max((one.period.last_day for one in decisions if one.period), default=contract.start)
    yield from rows_of(contract, benefits(book.on(last) or book.latest, contract, decisions))
