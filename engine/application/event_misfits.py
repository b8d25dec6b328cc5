"""Holds what is said to have happened against the rules and against how the contract stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.application.changing import unfit_change, unfit_closing, unfit_lapse
from engine.application.shelf import Books, book_in, rules_for
from engine.application.states import State
from engine.diagnostics import did_you_mean
from engine.errors import Violation
from engine.evaluation.courses import (
    unfit_dispute,
    unfit_matter,
    unfit_progress,
    unfit_second,
    unfit_subject,
    unfit_transfer,
)
from engine.evaluation.excusing import unfit_confirmation, unfit_relief
from engine.model.changes import Change
from engine.model.contract import Contract
from engine.model.events import (
    Confirmation,
    ContractEvent,
    Dispute,
    ExitChoice,
    ExitDecision,
    Lapse,
    Matter,
    Progress,
    Relief,
    Reported,
    Review,
    Transfer,
    Waiver,
    exit_decisions,
    not_lapsed,
    right_waived,
)
from engine.model.naming import entry_name
from engine.model.period import Period
from engine.model.rule_set import RuleSet


def misfits(books: Books, state: State, event: ContractEvent, day: date) -> Iterator[Violation]:
    """Yield what does not fit of *event*, which comes on *day*."""
    yield from _undated(event, day)
    if isinstance(event.what, Reported | Matter) and _rules_on(books, state.contract, event.on) is None:
        yield Violation("on", f"expected a day with rules of `{state.contract.rule_set}` in force, not {event.on}")
        return
    match event.what:
        case Relief() | Waiver() | Confirmation():
            yield from _undecidable(state, event.what.period)
            yield from _unexcusable(books, state.contract, event.what, event.what.period)
        case ExitDecision():
            yield from _unexitable(state, event.on, event.what)
        case Reported(kind=kind):
            yield from _unreportable(_rules_on(books, state.contract, event.on), kind)
            yield from unfit_subject(state.standing, event, event.what)
        case Review() if event.on < state.contract.start:
            yield Violation(
                "on", f"expected a day since {state.contract.start}, when the contract began, not {event.on}"
            )
        case Lapse(version=version):
            if version not in {one.version for one in not_lapsed(state.standing.happened)}:
                yield Violation("event", f"expected an event that has effect, not entry {entry_name(version)}")
            yield from unfit_lapse(state, event.what)
        case Matter() | Dispute() | Progress() | Change() | Transfer():
            yield from _unfit_course(books, state, event)


def _unfit_course(books: Books, state: State, event: ContractEvent) -> Iterator[Violation]:
    match event.what:
        case Matter():
            yield from unfit_matter(_rules_on(books, state.contract, event.on), event, event.what)
            yield from unfit_second(state.standing, state.contract.id, event, event.what)
        case Dispute(period=period):
            yield from unfit_dispute(state.standing, event.what)
            if period is not None:
                yield from _unexcusable(books, state.contract, event.what, period)
        case Progress():
            yield from unfit_progress(state.standing, event, event.what)
            yield from unfit_closing(state, event, event.what)
        case Change():
            yield from unfit_change(books, state, event.on, event.what)
        case Transfer():
            yield from unfit_transfer(state.standing, event.what)


def _rules_on(books: Books, contract: Contract, on: date) -> RuleSet | None:
    return book_in(books, contract.rule_set).on(on)


def _unreportable(rules: RuleSet | None, kind: str) -> Iterator[Violation]:
    kinds = rules.events if rules else {}
    if kind not in kinds:
        yield Violation("kind", f"expected an event that the rules name, not `{kind}`{did_you_mean(kind, kinds)}")
        return
    form = kinds[kind].form
    if form is not None:
        yield Violation("kind", f"expected `{kind}` to be recorded as the {form.value} that it is, not as reported")


def _undecidable(state: State, period: Period) -> Iterator[Violation]:
    """Yield that *period* was stated when the contract was taken over: nothing is decided of it, now or again."""
    stated = state.begins.latest
    if stated and period.start < stated.end:
        expected = f"expected a period after {stated.last_day}, until which the contract's standing was stated"
        yield Violation("period", f"{expected}, not `{period.label}`")


def _unexcusable(
    books: Books, contract: Contract, what: Relief | Waiver | Confirmation | Dispute, period: Period
) -> Iterator[Violation]:
    kpi = what.kpi
    if period.clipped(contract.span) is None:
        span = f"from {contract.start}" + (f" to {contract.end}" if contract.end else "")
        yield Violation("period", f"expected a period of the contract, which runs {span}, not `{period.label}`")
        return
    rules = rules_for(books, contract, period)
    unfit = rules.reporting.fits(contract.span, period)
    if unfit:
        yield Violation("period", unfit)
    if kpi not in rules.kpis:
        yield Violation("kpi", f"unknown KPI `{kpi}`{did_you_mean(kpi, rules.kpis)}")
    elif isinstance(what, Relief):
        yield from unfit_relief(rules, what)
    elif isinstance(what, Confirmation) and (unfit := unfit_confirmation(rules, kpi)):
        yield Violation("kpi", unfit)
    elif isinstance(what, Confirmation) and not what.figure:
        expected = f"expected the figure that is confirmed: there is none to see of `{kpi}` in {period.label}"
        yield Violation("figure", f"{expected}, which is not decided, waits for a person, or is excused")


def _undated(event: ContractEvent, day: date) -> Iterator[Violation]:
    if event.on > day:
        yield Violation("on", f"expected a day no later than {day}, today, not {event.on}")
    for path, text in (("by", event.by), ("why", event.why)):
        if not text:
            yield Violation(path, "expected words: nothing is recorded without who and why")


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
