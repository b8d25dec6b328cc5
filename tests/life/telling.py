"""A council's case-management system: what it tells a real server, day by day, and what it was answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from plimsoll_client import Client, Contract, Event, NonSubmission, Submission
from plimsoll_client.happenings import What
from plimsoll_client.v1.decision_pb2 import Decision
from plimsoll_client.v1.standing_pb2 import Standing
from typer.testing import CliRunner

from engine.application_log import application_log
from engine.bootstrap.serving import serving
from engine.cli.main import app
from engine.settings import Settings
from tests.application.builders import HandSetClock

RULES = Path(__file__).parent / "rules"
CONTRACT = "oak"

# No test waits this long unless it fails, in seconds.
PATIENCE = 20.0

GOOD = {
    "visits_planned": 9000,
    "visits_missed": 45,
    "visits_timed": 1000,
    "visits_on_time": 930,
    "people_asked": 100,
    "people_satisfied": 84,
    "cqc_rating": "Good",
}


class Said(NamedTuple):
    """One request and its answer; the request can be said again."""

    again: Callable[[], object]
    answer: object


class Seen(NamedTuple):
    """What somebody was answered who looked *at* a moment: how the contract stood, what was decided, and the money."""

    at: datetime
    standing: Standing
    decisions: list[Decision]
    statement: object


class Told:
    """Everything that was asked of one contract, in order, on the days on which it was asked."""

    def __init__(self) -> None:
        self.clock = HandSetClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
        self.said: list[Said] = []
        self.seen: dict[date, Seen] = {}
        self.address = ""
        self.client: Client

    def it_is(self, day: date) -> None:
        """Let it be the morning of *day*, or a minute later where it is that day already."""
        nine = datetime.combine(day, time(9), UTC)
        self.clock.time = max(nine, self.clock.time + timedelta(minutes=1))
        assert self.clock.time.date() == day, f"{day} is over"

    def registers(self, day: date, **terms: object) -> None:
        self.it_is(day)
        self._say("register", Contract(CONTRACT, "Oak Homecare", "homecare-five-years", **terms))

    def submits(self, period: str, *, on: date | None = None, why: str = "", **figures: object) -> str:
        """Submit good figures but for *figures*, on the 8th of the month after unless it is another day."""
        self.it_is(on or eighth_after(period))
        submission = Submission(CONTRACT, period, GOOD | figures, reason=why)
        return self._say("submit", submission).decision.id

    def submits_good(self, *periods: str) -> None:
        for period in periods:
            self.submits(period)

    def hears_nothing(self, period: str, *, on: date) -> str:
        self.it_is(on)
        nothing = NonSubmission(CONTRACT, period, {"cqc_rating": GOOD["cqc_rating"]})
        return self._say("record_non_submission", nothing).decision.id

    def happens(self, on: date, what: What, why: str, *, by: str = "A. Officer", clause: str = "") -> str:
        """Record what happened on a day, on that day; return the id of the event."""
        self.it_is(on)
        return self._say("record_event", Event(CONTRACT, what, on, by, why, clause)).event.id

    def looks(self, day: date) -> None:
        """Keep what is answered on *day*."""
        self.it_is(day)
        self.seen[day] = self.sees()

    def sees(self, **vantage: object) -> Seen:
        """Return what is answered from a *vantage*, here and now unless it says otherwise."""
        decisions = [*self.client.decisions(contract=CONTRACT, **vantage)]
        options = [word for name, one in vantage.items() for word in (f"--{name.replace('_', '-')}", one.isoformat())]
        statement = self.asks("statement", "--format", "json", *options)
        return Seen(self.clock.time, self.client.standing(CONTRACT, **vantage), decisions, statement)

    def asks(self, command: str, *more: str) -> dict[str, Any]:
        """Return what a command answers of the contract, in JSON."""
        result = CliRunner().invoke(app, [command, CONTRACT, "--server", self.address, *more])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def _say(self, call: str, request: object) -> object:
        def again() -> object:
            return getattr(self.client, call)(request)

        self.said.append(Said(again, again()))
        return self.said[-1].answer


def eighth_after(period: str) -> date:
    year, month = map(int, period.split("-"))
    return date(year + month // 12, month % 12 + 1, 8)


def months(first: str, last: str) -> list[str]:
    """The months from *first* to *last*."""
    ends = [int(year) * 12 + int(month) - 1 for year, month in (first.split("-"), last.split("-"))]
    return [f"{number // 12}-{number % 12 + 1:02}" for number in range(ends[0], ends[1] + 1)]


@contextmanager
def served(folder: Path, told: Told) -> Iterator[Client]:
    """A server over the ledger in *folder*, on the clock of *told*, which asks it from now on."""
    own = Settings(
        address="127.0.0.1:0",
        rules=RULES,
        ledger=folder / "plimsoll.ledger",
        decision_log=str(folder / "decisions.jsonl"),
    )
    with serving(own, application_log(StringIO()), told.clock) as (server, _):
        server.start()
        told.address = f"127.0.0.1:{server.port}"
        try:
            with Client(told.address, caller="case-management", timeout=PATIENCE) as told.client:
                yield told.client
        finally:
            server.drain()
