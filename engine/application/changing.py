"""What changes and exits do to a contract itself: parameters from a day on, and its last day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from engine.application import terms
from engine.application.shelf import Books, book_in
from engine.application.states import State
from engine.errors import Violation
from engine.evaluation.clocks import matter_of
from engine.model.changes import Award, Change, ChangeRules, Totals, effective_day, totals
from engine.model.contract import Contract, ParameterValue
from engine.model.events import ContractEvent, ExitChoice, ExitDecision, Form, Lapse, Progress, Stage, in_effect
from engine.model.ledger import Draft, EntryKind
from engine.model.period import Period
from engine.model.recording import canonical, parameters_body, term_body
from engine.model.rule_set import RuleSet
from engine.model.scale import Rating


def arranged(rules: RuleSet | None, state: State, event: ContractEvent) -> ContractEvent:
    """Return *event* with the day on which a change takes effect, and with what an exit obliges people to do."""
    match event.what:
        case Change():
            others = [one.effective for one in changes_of(state) if one.effective]
            asked, own = event.what.effective, rules.changes if rules else None
            day = effective_day(own, event.on, asked, others) if own else asked or event.on
            return replace(event, what=replace(event.what, effective=day))
        case ExitDecision(choice=ExitChoice.EXERCISED) if rules and rules.exit:
            due = {one.do: one.time.due(event.on, rules.calendar) for one in rules.exit.obligations}
            return replace(event, what=replace(event.what, obligations=due))
    return event


def changes_of(state: State) -> tuple[Change, ...]:
    """Return the changes of a contract that have effect, in the order in which they were agreed."""
    return tuple(event.what for event in in_effect(state.standing.events) if isinstance(event.what, Change))


def change_totals(rules: RuleSet | None, state: State) -> Totals | None:
    """Return what the changes of a contract come to against its award; None where there are none."""
    contract, changes = state.contract, changes_of(state)
    if not changes:
        return None
    term = Period.through(contract.start, state.award) if state.award else contract.span
    award = _award(rules, rules.changes, contract, term) if rules and rules.changes else Award(None, term)
    return totals(changes, award, _agreed_end(state.award, changes))


def _award(rules: RuleSet, own: ChangeRules, contract: Contract, term: Period) -> Award:
    value = _value(rules, contract, own.value_at_award) if own.value_at_award else None
    return Award(value if isinstance(value, Decimal) else None, term, own.value_limit)


def _agreed_end(award: date | None, changes: tuple[Change, ...]) -> date | None:
    """Return the last day by award and *changes*, None where none was awarded; an exit is no change of it."""
    return next((one.ends for one in reversed(changes) if one.ends), award) if award else None


def _value(rules: RuleSet, contract: Contract, name: str) -> ParameterValue | None:
    value, parameter = contract.parameter(name, contract.start), rules.parameters.get(name)
    if value is None and parameter is not None:
        stands_in = parameter.stand_in(contract.start, contract.start)
        return None if isinstance(stands_in, Rating) else stands_in
    return value


def unfit_change(books: Books, state: State, on: date, what: Change) -> Iterator[Violation]:
    """Yield what does not fit of a change agreed *on* a day, whose own day is worked out."""
    contract, latest, day = _prolonged(state.contract, what.ends), state.standing.latest, what.effective
    if day is not None and not contract.span.contains(day):
        yield Violation("effective", f"expected a day of the contract, not {day}")
    elif day is not None and what.parameters and latest is not None and day <= latest.last_day:
        yield Violation("effective", f"expected a day after {latest.last_day}, the last that is decided, not {day}")
    if what.ends is not None and day is not None and what.ends < day and on < day:
        yield Violation("ends", f"expected a day no earlier than {day}, when the change takes effect, not {what.ends}")
    elif what.ends is not None:
        yield from unfit_end(state, "ends", what.ends)
    versions = [one.in_force for one in book_in(books, contract.rule_set).versions]
    if what.version is not None and what.version not in versions:
        known = ", ".join(map(str, versions))
        yield Violation("rules", f"expected a version of `{contract.rule_set}`, of {known}, not {what.version}")


def _prolonged(contract: Contract, end: date | None) -> Contract:
    """Return *contract* to its last day *end*, where that is agreed with a change and later than its own."""
    return replace(contract, end=end) if end and contract.end and end > contract.end else contract


def unfit_end(state: State, path: str, end: date) -> Iterator[Violation]:
    """Yield why a contract cannot end on the day *end*: what is decided cannot be outside it."""
    latest = state.standing.latest
    least = max(state.contract.start, latest.last_day if latest else state.contract.start)
    if end < least:
        yield Violation(
            path, f"expected a day no earlier than {least}, the last that is decided or the first, not {end}"
        )


def by_event(books: Books, state: State, event: ContractEvent) -> Contract:
    """Return the contract with what *event*, which *state* does not know of yet, sets for it: terms, and its last day.

    SubmissionError where the terms do not fit, ValueError where it would have no day.
    """
    contract, what = ending(state, event), event.what
    if not (isinstance(what, Change) and what.parameters and what.effective):
        return contract
    prolonged, book = _prolonged(state.contract, what.ends), book_in(books, contract.rule_set)
    changed = terms.changed(prolonged, what.effective, what.parameters, book)
    return replace(contract, parameters=changed.parameters)


def brought(before: Contract, after: Contract, event: ContractEvent) -> Iterator[Draft]:
    """Yield what *event* sets for the contract as it was *before*; *after* is what it is by the event."""
    if isinstance(event.what, Change) and event.what.parameters and event.what.effective:
        day = event.what.effective
        read = {name: after.parameter(name, day) for name in event.what.parameters}
        values = {name: value for name, value in read.items() if value is not None}
        yield Draft(EntryKind.PARAMETERS_SET, canonical(parameters_body(day, values)))
    if after.end != before.end:
        yield Draft(EntryKind.TERM_SET, canonical(term_body(after.end)))


def ending(state: State, event: ContractEvent) -> Contract:
    """Return the contract with the last day that it has by *event*; ValueError where it would have no day."""
    end = _end(state.award, (*state.standing.events, event))
    return state.contract if end == state.contract.end else replace(state.contract, end=end)


def _end(award: date | None, events: tuple[ContractEvent, ...]) -> date | None:
    """Return the last day of a contract: the one agreed last, or the day on which its exit was closed."""
    end = award
    standing = in_effect(events)
    exits = {event.version for event in standing if isinstance(event.what, ExitDecision)}
    for event in standing:
        match event.what:
            case Change(ends=day) if day is not None:
                end = day
            case Progress(version=version, stage=Stage.CLOSED) if version in exits:
                end = event.on
    return end


def unfit_closing(state: State, event: ContractEvent, what: Progress) -> Iterator[Violation]:
    """Yield why an exit cannot be closed on the day of *event*, which would end the contract."""
    matter = matter_of(state.standing, what)
    if matter is not None and matter.matter.form is Form.EXIT and what.stage is Stage.CLOSED:
        yield from unfit_end(state, "on", event.on)


def unfit_lapse(state: State, what: Lapse) -> Iterator[Violation]:
    """Yield why the event that *what* takes back cannot lapse: what it set for the contract would stay, or not fit."""
    lapsed = next((one for one in state.standing.events if one.version == what.version), None)
    if lapsed is not None and isinstance(lapsed.what, Change) and lapsed.what.parameters:
        names = ", ".join(f"`{name}`" for name in lapsed.what.parameters)
        yield Violation("event", f"expected another change that sets {names} back, not a lapse of this one")
    elif lapsed is not None:
        end = _end(state.award, (*state.standing.events, replace(lapsed, version=state.version + 1, what=what)))
        if end is not None and end != state.contract.end:
            yield from unfit_end(state, "event", end)
