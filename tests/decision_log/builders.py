"""Ledgers with decisions in them, an application log that remembers, and the paths of a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Condition

from engine.decision_log import DecisionLog, LogFile, Masking, Pace
from engine.decision_log.line import line
from engine.decision_log.rendering import Lines
from engine.decision_log.written import Written
from engine.evaluation.admission import submission
from engine.evaluation.decide import decide
from engine.ledger.memory import MemoryLedger
from engine.model.decision import Decision
from engine.model.events import ContractEvent, Form, Matter, Relief
from engine.model.evidence import Event, Submission
from engine.model.ledger import (
    Append,
    Beside,
    Draft,
    Entry,
    EntryKind,
    FiledContract,
    FiledDecision,
    Ledger,
    all_entries,
)
from engine.model.period import Period
from engine.model.recording import canonical, decision_body, evidence_body, registered_body
from engine.model.sources import Source
from engine.model.standing import Standing
from tests.evaluation.builders import Provider, contract, kpi, ladder, rules
from tests.evaluation.explanation.strategies import FULL

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
BESIDE = Beside("request-1", "a.person@council.example", "4bf92f3577b34da6a3ce929d0e0e4736", 1234)
APRIL = Period.parse("2026-04")
QUICK = Pace(at_once=3, linger=0, look=0.01, settle=0, first_retry=0.01, last_retry=0.02)

# What a provider writes in its own words, a choice, and a figure about one person.
PERSONAL_MEASURES = """
    figure: {type: number}
    age: {type: number, default: 85}
    note: {type: text, default: none}
    regulator: {type: choice, of: [Good, Fair, Poor], default: Good}
"""


def recorded(ledger: Ledger, decision: Decision, beside: Beside = BESIDE) -> Entry:
    """The entry that records *decision* after its evidence, under a contract that is registered for it."""
    name, version = decision.contract, ledger.version(decision.contract)
    if not version:
        filed = FiledContract(decision.provider, decision.rules.rule_set)
        body = canonical(registered_body(contract(id=name, provider=decision.provider)))
        ledger.append(Append(name, 0, (Draft(EntryKind.REGISTERED, body, filed=filed),), NOON))
        version = 1
    return ledger.append(Append(name, version, _drafts(decision), NOON, beside=beside)).entries[-1]


def _drafts(decision: Decision) -> tuple[Draft, ...]:
    evidence, on = decision.evidence, decision.rules.on
    filed = FiledDecision(decision.provider, decision.rules.rule_set, on, on, decision.outcome.value)
    decided = Draft(EntryKind.DECIDED, canonical(decision_body(decision)), filed=filed)
    if isinstance(evidence, Event):
        return (decided,)
    kind = EntryKind.SUBMITTED if isinstance(evidence, Submission) else EntryKind.NOT_SUBMITTED
    return Draft(kind, canonical(evidence_body(evidence))), decided


def deciding(count: int, *, ledger: Ledger | None = None, provider: Provider | None = None) -> Ledger:
    """A ledger in which *count* small decisions are recorded, each after what was submitted."""
    ledger, provider = ledger or MemoryLedger(), provider or Provider(SMALL)
    for number in range(count):
        recorded(ledger, provider.reports(figure=60 + number % 40))
    return ledger


SMALL = rules()
# Not answered by the day after April's figures came.
WARNED = ContractEvent(
    1,
    date(2026, 4, 1),
    "Example Care",
    "no therapists can be had",
    Matter(Form.WARNING, "duty_to_warn", date(2026, 4, 2), ("kpi",), "stays take a week longer"),
)
RELIEF = ContractEvent(2, date(2026, 5, 11), "A. Officer", "snow closed the roads", Relief(APRIL, "kpi"))


def everything() -> list[Decision]:
    """Decisions that between them have every field of a line."""
    provider, other = Provider(FULL), Provider(rules(kpis=kpi(), escalation=ladder("points() > 5")), id="c-2")
    provider.reports(figure=85, second=93, visits=100, missed=60, regulator="Poor")
    decided = [
        provider.reports(figure=95, second=93, visits=100, missed=3, regulator="Good"),
        provider.stays_silent(),
        other.reports(figure=95),
        other.faces(Event("breach_of_regulation", other.contract.start, other.contract.start + timedelta(days=1))),
    ]
    clear = Provider(_CLEAR, id="c-3")
    failing = [clear.reports(figure=figure, charges=1000, breach=True) for figure in (95, 75, 60, 50)]
    by_nothing = rules(kpis=kpi(value="figure / extra", precision="'0 dp, half up'"))
    excused = Provider(SMALL, id="c-5")
    excused.standing = Standing(events=(WARNED, RELIEF))
    undecided = Provider(by_nothing, id="c-4").reports(figure=1, extra=0)
    return [*decided, *failing, undecided, excused.reports(figure=50), _sourced()]


def _sourced() -> Decision:
    provider = Provider(SMALL, id="c-6")
    sources = {"figure": Source("call_monitoring", verified=True), "extra": Source("provider")}
    figures, april = {"figure": "95", "extra": "1"}, Period.parse("2026-04")
    decided_on = april.end
    return decide(
        SMALL,
        provider.contract,
        provider.standing,
        submission(SMALL, provider.contract, april, figures, decided_on=decided_on, sources=sources),
    )


_CLEAR = rules(
    kpis=kpi(
        points="{requires_improvement: 60, inadequate: 100}",
        limiters="[{never_better_than: approaching_target, when: breach}]",
    )
    + kpi("free", value="extra", missing="carry_forward")
    + kpi("seen", ratings="[{good: figure > 50}, {inadequate: otherwise}]"),
    events="exit_notice: {is: notice}",
    escalation=ladder(
        "failures(kpi) >= 2",
        rung="exit",
        decision="exit_trigger",
        clause="Schedule 9",
        actions="[{do: Decide, by: council, within: 5 working days, opens: exit_notice}]",
    ),
    payment="- {policy: service_credits, name: credits, per_point: 1% of charges, clause: Schedule 5, "
    "cap: [{limit: 10% of charges, clause: Schedule 6}]}",
)


def whole(ledger: Ledger, masking: Masking | None = None, after: int = 0) -> bytes:
    """The log of *ledger* as it should be, after a position."""
    masking = masking or Masking()
    decided = all_entries(ledger, after, EntryKind.DECIDED)
    return Lines().rendered(line(entry, masking) for entry in decided)


def lines_in(path: Path) -> list[dict]:
    """The lines of the log at *path*."""
    return [json.loads(one) for one in path.read_bytes().splitlines()]


def log_to(path: Path, ledger: Ledger, pace: Pace = QUICK, told: Told | None = None) -> DecisionLog:
    """A decision log in a file."""
    return DecisionLog(ledger, LogFile(path), Masking(), told or Told(), pace=pace)


def written_out(path: Path, ledger: Ledger) -> None:
    """Write to *path* all that *ledger* decided, as a server does that starts and stops."""
    log = log_to(path, ledger)
    log.start()
    assert log.stop(20)


class Told:
    """An application log that remembers what it was told, and lets a test wait for it."""

    def __init__(self) -> None:
        self._changed = Condition()
        self.said: list[tuple[str, dict]] = []

    def error(self, event: str, **stated: object) -> None:
        self._add(event, stated)

    def info(self, event: str, **stated: object) -> None:
        self._add(event, stated)

    def waits_for(self, count: int, seconds: float = 20) -> list[tuple[str, dict]]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.said) >= count, seconds)
            return self.said

    def _add(self, event: str, stated: dict) -> None:
        with self._changed:
            self.said.append((event, stated))
            self._changed.notify_all()


def leaves(json_value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """The values of a line by the paths of their fields; a figure is one value, whatever its form."""
    if isinstance(json_value, dict) and json_value and not _is_figure(json_value):
        for key, below in json_value.items():
            name = "*" if path in {"figures", "sources", "payment.totals"} else key
            yield from leaves(below, f"{path}.{name}" if path else name)
    elif isinstance(json_value, list) and json_value:
        for below in json_value:
            yield from leaves(below, f"{path}.*")
    elif json_value not in ([], {}):
        yield path, json_value


def _is_figure(value: dict) -> bool:
    return value.keys() <= {"text", "date", "absent"} or value.keys() == {"rating", "rank"}


class Watched(LogFile):
    """A log in a file that lets a test wait for what is written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._changed, self._reached = Condition(), 0

    def write(self, lines: bytes, last: Written) -> None:
        super().write(lines, last)
        with self._changed:
            self._reached = last.position
            self._changed.notify_all()

    def waits_for(self, position: int, seconds: float = 20) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._reached >= position, seconds)
