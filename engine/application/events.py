"""Records what happens to a contract apart from reports, and decides again what it reaches back to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from engine.application.clock import Clock, today
from engine.application.content import request
from engine.application.corrections import Corrections
from engine.application.requests import Call, EventRequest
from engine.application.results import EventRecorded
from engine.application.retrying import retried
from engine.application.shelf import Shelf, rules_for
from engine.application.states import State, States
from engine.application.superseding import decided_drafts, names_of
from engine.diagnostics import did_you_mean
from engine.errors import SubmissionError, Violation
from engine.model.contract import Contract
from engine.model.decision import Decision
from engine.model.events import (
    ContractEvent,
    ExitChoice,
    ExitDecision,
    Lapse,
    Relief,
    Waiver,
    exit_decisions,
    in_effect,
    right_waived,
)
from engine.model.ledger import Append, Appended, Beside, Draft, EntryKind, Ledger, Request
from engine.model.period import Period
from engine.model.recording import canonical, event_body, event_of
from engine.model.rule_set import RuleSet


class Events:
    """What happens to the contracts of one ledger."""

    def __init__(self, ledger: Ledger, states: States, shelf: Shelf, clock: Clock) -> None:
        self._ledger, self._states, self._shelf, self._clock = ledger, states, shelf, clock
        self._corrections = Corrections(ledger, shelf)

    def record(self, call: Call, asked: EventRequest) -> EventRecorded:
        """Record an event; the same request again is answered as it was.

        Where it excuses a period that is decided, that one and what follows from it are decided again. SubmissionError
        where it does not fit, NotFoundError where the contract is unknown.
        """
        made_for = request(call.request_id, asked)
        before = self._ledger.answered(made_for)
        if before is not None:
            return _answer(Appended(before, repeated=True))
        return retried(lambda: self._recorded(call, made_for, asked))

    def of(self, contract: str) -> tuple[ContractEvent, ...]:
        """Return everything recorded to have happened to *contract*, in recorded order."""
        return self._states.of(contract).standing.events

    def _recorded(self, call: Call, made_for: Request, asked: EventRequest) -> EventRecorded:
        state, now = self._states.of(asked.contract), self._clock.now()
        day = today(now, state.contract.time_zone)
        event = _event(state, asked)
        violations = [*_undated(event, day), *self._misfits(state, event)]
        if violations:
            raise SubmissionError(*violations)
        decisions = self._again(state.happened(event), event, day)
        return _answer(self._append(call, made_for, state, event, decisions, now))

    def _again(self, state: State, event: ContractEvent, day: date) -> tuple[Decision, ...]:
        period = _period_of(state, event)
        if period is None:
            return ()
        return self._corrections.after(state, period, _in_words(event), day)

    def _misfits(self, state: State, event: ContractEvent) -> Iterator[Violation]:
        match event.what:
            case Relief(period=period, kpi=kpi) | Waiver(period=period, kpi=kpi):
                yield from self._unexcusable(state.contract, period, kpi, event.what)
            case ExitDecision():
                yield from _unexitable(state, event.on, event.what)
            case Lapse(version=version):
                if version not in {one.version for one in in_effect(state.standing.events)}:
                    yield Violation("lapse.version", f"expected an event that has effect, not entry {version}")

    def _unexcusable(self, contract: Contract, period: Period, kpi: str, what: Relief | Waiver) -> Iterator[Violation]:
        rules = rules_for(self._shelf.books, contract, period)
        unfit = rules.reporting.fits(contract.span, period)
        if unfit:
            yield Violation("period", unfit)
        if kpi not in rules.kpis:
            yield Violation("kpi", f"unknown KPI `{kpi}`{did_you_mean(kpi, rules.kpis)}")
        elif isinstance(what, Relief):
            yield from _unexcluded(rules, kpi, what)

    def _append(  # noqa: PLR0917  # everything that one append is made of
        self,
        call: Call,
        made_for: Request,
        state: State,
        event: ContractEvent,
        decisions: tuple[Decision, ...],
        now: datetime,
    ) -> Appended:
        happened = Draft(EntryKind.EVENT_RECORDED, canonical(event_body(event)))
        return self._ledger.append(
            Append(
                state.contract.id,
                state.version,
                (happened, *decided_drafts(state, decisions)),
                now,
                made_for,
                beside=Beside(call.request_id, call.caller, call.trace_id, call.elapsed_us()),
                wanted=call.wanted,
            )
        )


def _event(state: State, asked: EventRequest) -> ContractEvent:
    what = asked.what
    if isinstance(what, Relief | Waiver):
        what = replace(what, period=what.period.clipped(state.contract.span) or what.period)
    return ContractEvent(state.version + 1, asked.on, asked.by, asked.why, what, asked.clause, asked.evidence)


def _answer(appended: Appended) -> EventRecorded:
    entry, *decided = appended.entries
    return EventRecorded(entry, event_of(entry), appended.repeated, names_of(decided))


def _period_of(state: State, event: ContractEvent) -> Period | None:
    """Return the period that *event* excuses, or does not excuse any more."""
    what = event.what
    if isinstance(what, Lapse):
        what = next(one.what for one in state.standing.events if one.version == what.version)
    return what.period if isinstance(what, Relief | Waiver) else None


def _in_words(event: ContractEvent) -> str:
    match event.what:
        case Relief(kpi=kpi):
            return f"relief was agreed for `{kpi}`: {event.why}"
        case Waiver(kpi=kpi):
            return f"what `{kpi}` came to was waived: {event.why}"
        case Lapse(version=version):
            return f"the event under version {version} has lapsed: {event.why}"
    return event.why


def _undated(event: ContractEvent, day: date) -> Iterator[Violation]:
    if event.on > day:
        yield Violation("on", f"expected a day no later than {day}, today, not {event.on}")
    for path, text in (("by", event.by), ("why", event.why)):
        if not text:
            yield Violation(path, "expected words: nothing is recorded without who and why")


def _unexcluded(rules: RuleSet, kpi: str, relief: Relief) -> Iterator[Violation]:
    for name, count in relief.excluded.items():
        if name not in rules.measures or name not in rules.kpis[kpi].reads:
            expected = f"expected a measure that `{kpi}` reads, not `{name}`"
            yield Violation(f"excluded.{name}", expected + did_you_mean(name, rules.kpis[kpi].reads))
        if count <= Decimal(0):
            yield Violation(f"excluded.{name}", f"expected more than 0, not `{count}`")


def _unexitable(state: State, on: date, what: ExitDecision) -> Iterator[Violation]:
    right = state.standing.rights.get(what.ladder)
    if right is None or right_waived(right, state.standing.events):
        rights = ", ".join(f"`{ladder}`" for ladder in state.standing.rights) or "none"
        yield Violation(
            "ladder", f"expected a ladder on which a right to exit stands, of {rights}, not `{what.ladder}`"
        )
        return
    if on < right.arisen:
        yield Violation("on", f"expected a day since {right.arisen}, on which the right arose, not {on}")
    if any(_choice(one) is ExitChoice.EXERCISED for one in exit_decisions(state.standing.events, right)):
        yield Violation("choice", "expected a right that is not exercised yet")
    if (what.choice is ExitChoice.DEFERRED) != (what.until is not None):
        yield Violation("until", "expected the day to which a right is deferred, and none for any other choice")
    elif what.until is not None and what.until <= on:
        yield Violation("until", f"expected a day after {on}, not {what.until}")


def _choice(event: ContractEvent) -> ExitChoice | None:
    return event.what.choice if isinstance(event.what, ExitDecision) else None
