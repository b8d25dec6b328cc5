"""What `plimsoll demo` shows: a year submitted, one decision explained, a life told, the record verified."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from engine.api.decision_service_pb2 import ExplainDecisionRequest, ListDecisionsRequest
from engine.application_log import application_log
from engine.authoring.contracts import ContractShape, written_contracts
from engine.batch.choices import Gaps
from engine.batch.formats import reader_for
from engine.batch.placing import Placed, Placement, placed
from engine.batch.request import Request
from engine.bootstrap import rules_at
from engine.bootstrap.serving import serving
from engine.cli import output
from engine.cli.demonstrated_life import Life, life_in, told
from engine.cli.evaluate_request import columns, request
from engine.cli.remote.connection import Server, connected_as
from engine.cli.remote.registering import registered
from engine.cli.remote.submitting import Result, Submitting
from engine.cli.submit_report import print_results
from engine.cli.wrapping import print_wrapped
from engine.diagnostics import did_you_mean
from engine.errors import NotFoundError, RuleSetError
from engine.ledger.sqlite.verification import Verified, verify
from engine.model.rule_book import RuleBook
from engine.settings import Settings

_RECEIVED = "received"
_MORNING = time(9, 0)
_ONE_DAY = timedelta(days=1)
# The demonstration's server is for this command alone, whatever certificates the server of the settings has.
_WITHOUT_TLS: dict[str, None] = {name: None for name in Settings.model_fields if name.startswith("tls_")}


class Pack(NamedTuple):
    """A rule set with the evidence of a year, and with the life of a contract where there is one."""

    book: RuleBook
    contracts: dict[str, ContractShape]
    placement: Placement
    year: Path
    life: Life | None


class DayOfReceipt:
    """A clock that stands at nine in the morning of the day on which figures came."""

    def __init__(self) -> None:
        self._now = datetime(2000, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return self._now

    def is_on(self, day: date) -> None:
        """Let it be *day*."""
        self._now = datetime.combine(day, _MORNING, UTC)


def shown(folder: Path, asked_about: tuple[str, str], chosen: Settings) -> bool:
    """Show the year of the pack in *folder*, and the decision *asked_about*, of a contract and a period.

    Return whether what was recorded is whole. NotFoundError where the year has no such decision.
    """
    pack = _pack(folder, chosen)
    _check_asked(pack, *asked_about)
    with TemporaryDirectory(prefix="plimsoll-") as temporary:
        own = chosen.model_copy(
            update={
                "address": "127.0.0.1:0",
                "rules": folder,
                "ledger": Path(temporary, "plimsoll.ledger"),
                "decision_log": str(Path(temporary, "decisions.jsonl")),
                **_WITHOUT_TLS,
            }
        )
        _tell(pack, asked_about, own, Path(temporary, "server.log"))
        return _is_whole(own)


def _tell(pack: Pack, asked_about: tuple[str, str], own: Settings, log: Path) -> None:
    """Tell the year through a server as *own* says, which logs what it does in the file *log*."""
    clock = DayOfReceipt()
    with log.open("w", encoding="utf-8") as stream, serving(own, application_log(stream), clock) as (server, _):
        server.start()
        try:
            with connected_as(own.model_copy(update={"address": f"127.0.0.1:{server.port}"})) as asked:
                _Story(asked, pack, clock, own).tell(asked_about)
        finally:
            server.drain()


class _Story(NamedTuple):
    """What is asked of the server, in order."""

    server: Server
    pack: Pack
    clock: DayOfReceipt
    settings: Settings

    def tell(self, asked_about: tuple[str, str]) -> None:
        output.print_note(f"a server answers on {self.server.address}, and records in {self.settings.ledger}")
        for one in registered(self.server, self.pack.contracts, self.pack.book.name):
            output.print_note(f"{one.contract}: {one.refused or 'registered'}")
        print_results(self._results(), self.pack.book, self.pack.year, output.Format.TABLE)
        output.console().print()
        print_wrapped(self._explanation(*asked_about))
        if self.pack.life is not None:
            output.console().print()
            told(self.pack.life, self.server, self.clock.is_on)

    def _results(self) -> Iterator[Result]:
        """Yield what became of each row, by contract, once all came in the order of their days."""
        found: dict[str, list[Result]] = {name: [] for name in self.pack.placement.contracts}
        submitting = self._submitting()
        for contract, row in sorted(self._rows(), key=lambda one: self._day(one[1])):
            self.clock.is_on(self._day(row))
            found[contract] += submitting.results(Placement({contract: [row]}))
        yield from self.pack.placement.refused
        for results in found.values():
            yield from results

    def _submitting(self) -> Submitting:
        return Submitting(self.server, self.pack.book, _request(self.pack.book), anew=False)

    def _rows(self) -> Iterator[tuple[str, Placed]]:
        for contract, rows in self.pack.placement.contracts.items():
            for row in rows:
                yield contract, row

    def _day(self, row: Placed) -> date:
        """Return the day on which *row* came, or the first on which it was known that nothing had come."""
        said = self._submitting().said(row)
        rules = self.pack.book.on(row.period.last_day) or self.pack.book.latest
        overdue = (rules.reporting.due_day(row.period, rules.calendar) or row.period.last_day) + _ONE_DAY
        return said.received or overdue

    def _explanation(self, contract: str, period: str) -> str:
        asked = ListDecisionsRequest(contract=contract, page_size=500)
        decisions = self.server.ask(self.server.decisions.ListDecisions, asked).decisions
        name = next((one.id for one in decisions if one.evidence.period.label == period), None)
        if name is None:
            expected = f"expected a decision on `{contract}` for {period}"
            raise NotFoundError(f"{expected}: what came for that period was refused")
        answer = self.server.ask(self.server.decisions.ExplainDecision, ExplainDecisionRequest(id=name))
        return answer.explanation.text


def _pack(folder: Path, chosen: Settings) -> Pack:
    book, diagnostics = rules_at(folder, chosen)
    if book is None:
        raise RuleSetError(diagnostics)
    evidence = folder / "evidence"
    year = next(iter(sorted(evidence.glob("*.csv"))), None)
    if year is None:
        raise NotFoundError(f"expected `evidence/` with a year of figures in `{folder}`")
    file = evidence / "contracts.yaml"
    contracts, mistakes = written_contracts(str(file), file.read_bytes())
    if output.errors(mistakes):
        raise RuleSetError(mistakes)
    life = life_in(evidence, book.name)
    return Pack(book, dict(contracts), placed(reader_for(year, None)(year.read_bytes()), _request(book)), year, life)


def _check_asked(pack: Pack, contract: str, period: str) -> None:
    """Raise NotFoundError unless something came of *contract* for *period*."""
    year = {name: [row.period.label for row in rows] for name, rows in pack.placement.contracts.items() if rows}
    if contract not in year:
        known = did_you_mean(contract, year)
        raise NotFoundError(f"expected a contract of `{pack.year.name}`, not `{contract}`{known}")
    labels = year[contract]
    if period not in labels:
        span = f"from {labels[0]} to {labels[-1]}"
        raise NotFoundError(f"expected a period of `{contract}` in `{pack.year.name}`, {span}, not `{period}`")


def _request(book: RuleBook) -> Request:
    read = columns(book, [], "contract", "period", received=_RECEIVED)
    return request(read, period=None, decided_on=None, markers=[], only=[], gaps=Gaps.REFUSE)


def _is_whole(own: Settings) -> bool:
    """Say what the ledger and the decision log hold, and return whether both are whole."""
    found = verify(own.ledger)
    if not isinstance(found, Verified):
        output.print_failure(str(found))
        return False
    lines = len(Path(own.decision_log).read_bytes().splitlines())
    entries = output.count(found.entries, "entry").replace("entrys", "entries")
    output.print_note(
        f"the server has stopped; its ledger is whole: {entries} on {found.contracts} contracts, "
        f"{found.decisions} decisions; the decision log has {lines} lines"
    )
    return lines == found.decisions
