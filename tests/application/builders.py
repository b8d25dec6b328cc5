"""A council's desk: contracts under small rule files, a memory ledger, and a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from itertools import count

from engine.application.application import Application
from engine.application.requests import Call, NonSubmissionRequest, ParameterChange, Registration, SubmissionRequest
from engine.application.results import Recorded, Registered, RuleSetInUse
from engine.compiler.rule_books import bound
from engine.ledger.memory import MemoryLedger
from engine.model.dated import Dated
from engine.model.ledger import Ledger
from engine.model.period import Period
from engine.model.policy import Policies
from engine.model.rule_book import RuleBook
from tests.evaluation.builders import POLICIES, rule_file

LADDER = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: plan, decision: remediation, enter: failures(last=2) >= 2, leave: consecutive_passes() >= 1,
    actions: [{do: Submit a plan, by: provider, within: 10 working days}]}]}
"""


_REQUESTS = count(1)


class HandSetClock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def is_on(self, day: date, hour: int = 9) -> None:
        self.time = datetime.combine(day, time(hour), UTC)


def book(*texts: str, policies: Policies = POLICIES) -> RuleBook:
    """The versions that *texts* write, which must have no errors."""
    found = bound({f"rules-{number}.yaml": text.encode() for number, text in enumerate(texts)}, policies)
    assert found.book, "\n".join(one.headline() for one in found.diagnostics)
    return found.book


class Desk:
    """The application over *ledger*, with the books that `rules` holds until they are loaded again."""

    def __init__(self, *texts: str, ledger: Ledger | None = None, policies: Policies = POLICIES) -> None:
        self.ledger = ledger or MemoryLedger()
        self.clock = HandSetClock()
        self.texts: list[tuple[str, ...]] = [texts or (rule_file(escalation=LADDER),)]
        self.policies = policies
        self.application = Application(self.ledger, self.load, policies, self.clock)

    def load(self) -> dict[str, RuleBook]:
        books = [book(*versions, policies=self.policies) for versions in self.texts]
        return {one.name: one for one in books}

    def call(self, request_id: str | None = None, **stated: object) -> Call:
        return Call(request_id or f"request-{next(_REQUESTS)}", **stated)

    def registers(self, contract: str = "cedar", request_id: str | None = None, **stated: object) -> Registered:
        given = {
            "provider": "Cedar Support",
            "rule_set": "test",
            "start": date(2026, 4, 1),
            "end": None,
            "time_zone": "Europe/London",
            "parameters": {},
        } | stated
        given["parameters"] = {
            name: one if isinstance(one, Dated) else Dated.always(one) for name, one in given["parameters"].items()
        }
        return self.application.contracts.register(self.call(request_id), Registration(contract=contract, **given))

    def versions(self) -> tuple[RuleSetInUse, ...]:
        """The versions of the one rule set on the shelf."""
        [found] = self.application.shelf.versions(self.application.shelf.books.values())
        return found

    def submits(
        self, period: str, figure: str | None = None, *, contract: str = "cedar", request_id: str | None = None, **more
    ) -> Recorded:
        expected, received, reason = more.pop("expected", None), more.pop("received_on", None), more.pop("reason", "")
        records, sources = more.pop("records", {}), more.pop("sources", {})
        figures = more if figure is None else {"figure": figure, **more}
        asked = SubmissionRequest(contract, Period.parse(period), figures, received, expected, reason, records, sources)
        return self.application.submissions.submit(self.call(request_id), asked)

    def submits_each(self, figures: Iterable[str], first: str = "2026-04", contract: str = "cedar") -> list[Recorded]:
        months = months_from(first)
        return [self.submits(next(months), figure, contract=contract) for figure in figures]

    def hears_nothing(self, period: str, *, contract: str = "cedar", on: date | None = None, **held) -> Recorded:
        asked = NonSubmissionRequest(contract, Period.parse(period), held, on)
        return self.application.submissions.submit(self.call(), asked)

    def sets(self, since: date, *, contract: str = "cedar", **values: object) -> Registered:
        return self.application.contracts.set_parameters(self.call(), ParameterChange(contract, since, values))


def months_from(first: str) -> Iterable[str]:
    year, month = map(int, first.split("-"))
    for number in count(month - 1):
        yield f"{year + number // 12:04}-{number % 12 + 1:02}"
