"""The contract of one test in an application of its own: what comes is recorded in memory, as a server records it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.application.application import Application
from engine.application.requests import (
    Call,
    EventRequest,
    GivenTerm,
    NonSubmissionRequest,
    Registration,
    SubmissionRequest,
)
from engine.application.results import Stood
from engine.authoring.event_checks import Later
from engine.authoring.event_names import latest
from engine.authoring.facts import Refused
from engine.authoring.told_steps import ToldSteps
from engine.authoring.written_events import WrittenEvent
from engine.authoring.written_tests import WrittenPeriod
from engine.errors import PlimsollError, SubmissionError
from engine.ledger.memory import MemoryLedger
from engine.model.changes import Change
from engine.model.contract import Contract, ParameterValue
from engine.model.decimals import plain
from engine.model.decision import Decision
from engine.model.events import Happening
from engine.model.naming import DecisionName
from engine.model.policy import Policies
from engine.model.rows import given_table
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet

_NOON = time(12)
# How a test calls what the application calls otherwise.
_KEYS = {"on": "day", "received_on": "received", "kind": "event", "ladder": "exit"}


class Came(NamedTuple):
    """What came of a period or an event: what is *decided*, None where nothing is, or why it was refused.

    What was decided *again* took the place of earlier decisions. *effective* is the day on which a change takes effect.
    """

    decided: Decision | Refused | None
    again: tuple[Decision, ...] = ()
    effective: date | None = None


class TriedContract:
    """A contract that nothing has come of yet; SubmissionError where its terms do not fit *book*."""

    def __init__(self, contract: Contract, book: RuleBook) -> None:
        self._id = contract.id
        self._clock = _DayByDay(contract.start, contract.time_zone)
        self._requests, self._ids, self._told = count(1), dict[str, int](), ToldSteps(contract.id)
        self._application = Application(MemoryLedger(), lambda: {book.name: book}, Policies({}, {}), self._clock)
        self._application.contracts.register(self._call(), _registration(contract))

    def submits(self, written: WrittenPeriod) -> Came:
        """Return what comes of *written* on the day on which it is decided."""
        self._clock.day = written.decided_on
        try:
            recorded = self._application.submissions.submit(self._call(), self._asked(written))
        except PlimsollError as error:
            return Came(self._refused(error, "period"))
        self._told.tells(written, [recorded.entry.version, *_versions(recorded.later)])
        return Came(recorded.decision, self._decisions(recorded.later))

    def hears(self, written: WrittenEvent) -> Came:
        """Return what comes of *written* on the day on which it is recorded; nothing where nothing happened."""
        self._clock.day = written.recorded_on
        what = self._bound(written.what)
        if what is None or isinstance(what, Refused):
            return Came(what)
        asked = EventRequest(self._id, written.on, written.by, written.why, what)
        try:
            recorded = self._application.events.record(self._call(), asked)
        except PlimsollError as error:
            return Came(self._refused(error, "day", written))
        self._told.tells(written, [recorded.entry.version, *_versions(recorded.decided)])
        self._ids |= {written.id: recorded.entry.version} if written.id else {}
        decisions = self._decisions(recorded.decided)
        again = tuple(one for one in decisions if one.supersedes)
        own = next((one for one in decisions if not one.supersedes), None)
        return Came(own, again, changed.effective if isinstance(changed := recorded.event.what, Change) else None)

    def stood(self) -> Stood:
        """Return how the contract stands on the day that the test has come to."""
        return self._application.contracts.standing(self._id)

    def rules_of(self, decision: Decision) -> RuleSet:
        """Return the rules that made *decision*."""
        return self._application.shelf.by_digest(decision.rules.digest)

    def _asked(self, written: WrittenPeriod) -> SubmissionRequest | NonSubmissionRequest:
        if not written.submitted:
            return NonSubmissionRequest(self._id, written.period, written.figures, sources=written.sources)
        return SubmissionRequest(
            self._id,
            written.period,
            written.figures,
            written.received_on,
            reason=written.reason,
            records={name: given_table(rows) for name, rows in written.records.items()},
            sources=written.sources,
        )

    def _bound(self, what: Happening | Later | None) -> Happening | Refused | None:
        if not isinstance(what, Later):
            return what
        version = self._ids.get(what.names) or latest(self.stood().standing.happened, what.names)
        if version is None:
            return Refused(f"{what.key}: expected `{what.names}` to have begun", (what.key,))
        return what.of(version)

    def _refused(self, error: PlimsollError, about: str, event: WrittenEvent | None = None) -> Refused:
        """Return why something was refused, with the keys under which the test says what does not fit."""
        why = self._told.in_words(str(error), self.stood().standing.happened)
        if not isinstance(error, SubmissionError):
            return Refused(f"{about}: {why}", (about,))
        first, *below = re.findall(r"[^.\[\]]+", error.violations[0].path)
        return Refused(why, (*_keys(first, event), *below))

    def _decisions(self, names: Iterable[DecisionName]) -> tuple[Decision, ...]:
        return tuple(self._application.decisions.one(name).decision for name in names)

    def _call(self) -> Call:
        return Call(str(next(self._requests)))


class _DayByDay:
    """A clock at noon of the *day* that a test has come to, where the contract is."""

    def __init__(self, day: date, time_zone: str) -> None:
        self.day, self._zone = day, ZoneInfo(time_zone)

    def now(self) -> datetime:
        return datetime.combine(self.day, _NOON, self._zone).astimezone(UTC)


def _registration(contract: Contract) -> Registration:
    parameters = {name: dated.map(_given) for name, dated in contract.parameters.items()}
    return Registration(
        contract.id,
        contract.provider,
        contract.rule_set,
        contract.start,
        contract.end,
        contract.time_zone,
        parameters,
    )


def _given(value: ParameterValue) -> GivenTerm:
    return plain(value) if isinstance(value, Decimal) else value


def _versions(names: Iterable[DecisionName]) -> Iterator[int]:
    return (name.version for name in names)


def _keys(first: str, event: WrittenEvent | None) -> tuple[str, ...]:
    what = event.what if event else None
    if isinstance(what, Change) and first not in _KEYS:
        return "change", first
    if isinstance(what, Later) and first == "event":
        return (what.key,)
    if first == "kpi":
        return (type(what).__name__.lower(),)
    return (_KEYS.get(first, first),)
