"""Records what happens to a contract apart from reports, and decides again what it reaches back to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from engine.application.changing import arranged, brought, by_event
from engine.application.clock import Clock, today
from engine.application.content import request
from engine.application.corrections import Corrections
from engine.application.event_misfits import misfits
from engine.application.event_reach import in_words, reached_by, settled_by, told_late, warning_of
from engine.application.requests import Call, EventQuery, EventRequest
from engine.application.results import EventRecorded, Happened
from engine.application.retrying import retried
from engine.application.shelf import Books, Shelf, book_in
from engine.application.states import State, States
from engine.application.superseding import decided_drafts, kept, names_of
from engine.errors import SubmissionError, Violation
from engine.evaluation.clocks import timed
from engine.evaluation.courses import called
from engine.evaluation.decide import decide
from engine.model.decision import Decision
from engine.model.escalation import DecisionOutcome
from engine.model.events import (
    Confirmation,
    ContractEvent,
    Dispute,
    Happening,
    Lapse,
    Matter,
    Relief,
    Waiver,
    in_effect,
)
from engine.model.evidence import Event
from engine.model.figures import Absence
from engine.model.ledger import Append, Appended, Beside, Draft, EntryKind, Ledger, Request
from engine.model.recording import canonical, event_body, event_of
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet
from engine.model.written import written


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
            return _answer(self._states.of(asked.contract), Appended(before, repeated=True))
        with self._shelf.lent as (books, _):
            return retried(lambda: self._recorded(books, call, made_for, asked), expected=asked.expected)

    def of(self, contract: str) -> tuple[ContractEvent, ...]:
        """Return everything recorded to have happened to *contract*, in recorded order."""
        return self._states.of(contract).standing.events

    def some(self, query: EventQuery, after: int, limit: int) -> Sequence[Happened]:
        """Return at most *limit* events that *query* asks for, after the version *after*, in recorded order.

        NotFoundError where the contract is unknown.
        """
        state = self._states.of(query.contract)
        events, corrected = state.standing.events, state.corrected_since()
        wanted = in_effect(events) if query.in_effect_only else events
        shown = [event for event in wanted if event.version > after][:limit]
        lapses = {event.what.version: event.version for event in events if isinstance(event.what, Lapse)}
        # Each has an entry: it was folded from it.
        entries = filter(None, (self._ledger.entry(query.contract, event.version) for event in shown))
        return [
            Happened(
                entry,
                event := event_of(entry),
                lapses.get(entry.version, 0),
                corrected.get(entry.version, 0),
                _is_within_stated(state, event),
            )
            for entry in entries
        ]

    def _recorded(self, books: Books, call: Call, made_for: Request, asked: EventRequest) -> EventRecorded:
        state = self._states.of(asked.contract)
        state.check_at(asked.expected)
        day = today(self._clock.now(), state.contract.time_zone)
        event = _event(books, state, self._with_figure(state, asked))
        violations = tuple(misfits(books, state, event, day))
        if violations:
            raise SubmissionError(*violations)
        after = replace(state.happened(event), contract=by_event(books, state, event))
        rules = _moving(books, state, event)
        decisions = self._moved(rules, after, event, day) if rules else self._again(state, after, event, day)
        drafts = (
            Draft(EntryKind.EVENT_RECORDED, canonical(event_body(event))),
            *decided_drafts(state, decisions),
            *brought(state.contract, after.contract, event),
        )
        wanted = Append(
            asked.contract,
            state.version,
            drafts,
            self._clock.now(),
            made_for,
            kept(rules, settles=not _is_undecided(decisions)) if rules else None,
            Beside(call.request_id, call.caller, call.trace_id, call.elapsed_us()),
            call.wanted,
        )
        return _answer(after, self._ledger.append(wanted))

    def _with_figure(self, state: State, asked: EventRequest) -> EventRequest:
        """Return *asked* with the figure that is confirmed: where none is said, the one that stands (SEMANTICS 16)."""
        what = asked.what
        if not isinstance(what, Confirmation) or what.figure:
            return asked
        period = what.period.clipped(state.contract.span) or what.period
        figure = self._corrections.figure_of(state, what.kpi, period)
        seen = figure not in {Absence.UNKNOWN, Absence.RELIEVED}
        return asked._replace(what=replace(what, figure=written(figure) if seen else ""))

    def _moved(self, rules: RuleSet, after: State, event: ContractEvent, day: date) -> tuple[Decision, ...]:
        """Return what *event* has decided again of its day and those since, and then what it moves on its day."""
        name = called(after.standing, event.what) or ""
        evidence = Event(name, event.on, day)
        others = (one for one in after.standing.events if one is not event)
        warning = warning_of(after.standing.events, event)
        is_latest = not after.reaches_past(evidence) and all(one.on < event.on for one in others)
        if is_latest and not (warning and self._corrections.flags_otherwise(after, warning)):
            return (decide(rules, after.contract, after.standing, evidence),)
        moved, *again = self._corrections.in_place(after, rules, evidence, told_late(name, event), warning=warning)
        return (*again, moved)

    def _again(self, before: State, after: State, event: ContractEvent, day: date) -> tuple[Decision, ...]:
        """Return what *event* has decided again; what was remembered of money is settled with the last period."""
        reached, why = settled_by(before.contract, after), f"the contract's last day was set: {event.why}"
        if reached is None:
            name = called(after.standing, event.what)
            reached, why = reached_by(after, event), told_late(name, event) if name else in_words(event)
        warning = warning_of(after.standing.events, event)
        return () if reached is None else self._corrections.after(after, reached, why, day, warning=warning)


def _moving(books: Books, state: State, event: ContractEvent) -> RuleSet | None:
    """Return the rules under which *event* moves ladders at once, those in force on its day (SEMANTICS 1).

    None where it moves none: how ladders stood by the end of a day that was stated is stated with what happened on it.
    """
    if called(state.standing, event.what) is None or _is_within_stated(state, event):
        return None
    return book_in(books, state.contract.rule_set).on(event.on)


def _is_within_stated(state: State, event: ContractEvent) -> bool:
    """Return whether *event* would move ladders on a day by the end of which it was stated how they stood."""
    return state.was_stated(event.on) and called(state.standing, event.what) is not None


def _is_undecided(decisions: Iterable[Decision]) -> bool:
    return any(one.outcome is DecisionOutcome.UNDECIDED for one in decisions)


def _event(books: Books, state: State, asked: EventRequest) -> ContractEvent:
    contract, what = state.contract, asked.what
    if isinstance(what, Relief | Waiver | Confirmation | Dispute) and what.period is not None:
        what = replace(what, period=what.period.clipped(contract.span) or what.period)
    on = asked.on or (today(asked.at, contract.time_zone) if asked.at else None)
    if on is None:
        raise SubmissionError(Violation("on", "expected the day on which it happened"))
    book = book_in(books, contract.rule_set)
    named = _named(book, what, on)
    event = ContractEvent(state.version + 1, on, asked.by, asked.why, what, asked.clause, asked.evidence, named)
    rules = book.on(on)
    return arranged(rules, state, timed(rules, state.standing, event))


def _named(book: RuleBook, what: Happening, on: date) -> date | None:
    """Return since when the rules are in force that *what* names KPIs by: its period's, or its own day's."""
    match what:
        case Relief(period=period) | Waiver(period=period) | Confirmation(period=period):
            rules = book.on(period.last_day)
        case Dispute(period=disputed) if disputed is not None:
            rules = book.on(disputed.last_day)
        case Matter(kpis=kpis) if kpis:
            rules = book.on(on)
        case _:
            return None
    return rules.in_force if rules else None


def _answer(state: State, appended: Appended) -> EventRecorded:
    entry, *others = appended.entries
    decided = [one for one in others if one.kind is EntryKind.DECIDED]
    event = event_of(entry)
    return EventRecorded(entry, event, appended.repeated, names_of(decided), _is_within_stated(state, event))
