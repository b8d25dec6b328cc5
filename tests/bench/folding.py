"""What it costs to find out how a contract stands that has been decided for fifteen years."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.application.application import Application
from engine.application.clock import SystemClock
from engine.application.requests import Call
from engine.application.states import States, state_of
from engine.bootstrap import policies
from engine.compiler.rule_books import bound
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.service.translation import contract_requests, requests
from tests.bench import asking, ten_kpis
from tests.bench.table import Row, interleaved

_PERIODS = 180
_REPEATS = 21
_CONTRACT = "cedar"


def measured() -> list[Row]:
    """Return what the standing costs from the entries of the file, and the folding alone."""
    with TemporaryDirectory() as folder:
        ledger = SqliteLedger(Path(folder, "ledger"))
        try:
            _decide(ledger)
            entries = ledger.stream(_CONTRACT)
            works = {
                "read from the file, parsed and folded": lambda: States(ledger).of(_CONTRACT),
                "parsed and folded": lambda: state_of(entries),
            }
            seconds = interleaved(works, repeats=_REPEATS, calls=1)
        finally:
            ledger.close()
    return [
        Row(what, f"{one * 1e3:.1f} ms", f"{one / _PERIODS * 1e6:.0f} µs a period") for what, one in seconds.items()
    ]


def _decide(ledger: SqliteLedger) -> None:
    book = bound({"rules.yaml": ten_kpis.text().encode()}, policies()).book
    application = Application(ledger, lambda: {book.name: book}, policies(), SystemClock())
    for message in asking.registrations([_CONTRACT]):
        application.contracts.register(Call(message.request_id), contract_requests.registration(message))
    for message in islice(asking.submissions([_CONTRACT]), _PERIODS):
        application.submissions.submit(Call(message.request_id), requests.submission(message))
