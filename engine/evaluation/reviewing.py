"""Reviews of a contract: when the next is due, and what belongs on its agenda.

An overdue review warns the council; it means nothing for the provider.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import NamedTuple

from engine.evaluation.benefits import benefits, sentence
from engine.evaluation.explanation.figures import count, day
from engine.evaluation.explanation.sentence import opened, words
from engine.evaluation.renaming import in_words_of
from engine.model.changes import Change
from engine.model.contract import Contract
from engine.model.days import months_later
from engine.model.decision import Decision
from engine.model.events import ContractEvent, Form, Review, in_effect
from engine.model.kpi import BandLine, Kpi, Lines
from engine.model.matters import MatterState, happenings, matters
from engine.model.naming import DecisionName
from engine.model.reviews import review_due
from engine.model.rule_set import RuleSet


class Topic(Enum):
    """What an item of an agenda is about."""

    WARNING = "warning"
    CHANGE = "change"
    TARGET = "target"
    BENEFIT = "benefit"
    EXIT_PLAN = "exit plan"


class AgendaItem(NamedTuple):
    """Something to talk about: *about* names the KPI, event or section that it is about."""

    topic: Topic
    about: str
    text: str


class ReviewState(NamedTuple):
    """By when the next review is due, whether that day has gone by, when the last was held, and what it is about."""

    due: date
    overdue: bool
    last: date | None
    agenda: tuple[AgendaItem, ...]


class Known(NamedTuple):
    """What a review looks back on: what happened, and the *decisions* in the order in which they were recorded."""

    events: tuple[ContractEvent, ...]
    decisions: tuple[Decision, ...] = ()


class NextReview(NamedTuple):
    """By when the next review is *due*, and the day of the *last* one that was held, None before the first."""

    due: date
    last: date | None


def next_review(rules: RuleSet, contract: Contract, events: tuple[ContractEvent, ...], on: date) -> NextReview | None:
    """Return when the next review of *contract* is due, as is known on a day.

    None where its rules set no rhythm for them, and once it has ended before the next one was due.
    """
    if rules.review is None:
        return None
    held = [event.on for event in in_effect(events) if isinstance(event.what, Review) and event.on <= on]
    due = review_due(contract.start, rules.review, held)
    if contract.end is not None and contract.end < min(due, on):
        return None
    return NextReview(due, max(held, default=None))


def reviewed(rules: RuleSet, contract: Contract, known: Known, on: date) -> ReviewState | None:
    """Return how the reviews of *contract* stand on a day; None where none is to follow."""
    events = known.events
    following = next_review(rules, contract, events, on)
    if following is None or rules.review is None:
        return None
    due, last = following
    until = max(months_later(due, rules.review), months_later(on, rules.review))
    agenda = (
        *_warnings(contract, in_words_of(rules, events), on),
        *_changes(contract, events, last),
        *_targets(rules, contract, on, until),
        *_benefits(rules, contract, known.decisions, on),
        *_exit_plan(rules, events, on),
    )
    return ReviewState(due, due < on, last, agenda)


def _warnings(contract: Contract, events: tuple[ContractEvent, ...], on: date) -> Iterator[AgendaItem]:
    for state in matters(events):
        if state.matter.form is Form.WARNING and state.is_open:
            name = str(DecisionName(contract.id, state.event.version))
            kpis = ", ".join(map(words, state.matter.kpis))
            text = f"{state.event.by} warned on {day(state.event.on)} of {kpis}: {state.matter.consequence}"
            yield AgendaItem(Topic.WARNING, name, text + _answer(state, on))


def _answer(state: MatterState, on: date) -> str:
    if state.due is None:
        return "; it is not answered"
    late = f", {count((on - state.due).days, 'day')} ago" if state.due < on else ""
    return f"; it is not answered, which was due by {day(state.due)}{late}"


def _changes(contract: Contract, events: tuple[ContractEvent, ...], last: date | None) -> Iterator[AgendaItem]:
    """Yield the changes that took effect, or will, since the last review."""
    for event in in_effect(events):
        what = event.what
        if isinstance(what, Change) and what.effective and (last is None or max(event.on, what.effective) > last):
            text = f"{what.old} became {what.new} from {day(what.effective)}: {event.why}{_in_practice(what)}"
            yield AgendaItem(Topic.CHANGE, str(DecisionName(contract.id, event.version)), text)


def _in_practice(what: Change) -> str:
    """Return that the rules do not have *what*: neither a version of them nor the contract's terms came of it."""
    return "" if what.version or what.parameters or what.ends else "; the rules do not have it yet"


def _targets(rules: RuleSet, contract: Contract, on: date, until: date) -> Iterator[AgendaItem]:
    """Yield the limits of KPIs that change after *on*, and no later than *until*."""
    for kpi in rules.kpis.values():
        for line in kpi.bands.lines if isinstance(kpi.bands, Lines) else ():
            yield from _steps(kpi, line, contract, (on, until))


def _steps(kpi: Kpi, line: BandLine, contract: Contract, within: tuple[date, date]) -> Iterator[AgendaItem]:
    on, until = within
    now = line.line.at(contract.start, on)
    for step in line.line.steps:
        starts = step.starts(contract.start)
        if on < starts <= until and now is not None:
            text = f"{opened(kpi.title)}: the limit of {words(line.rating.name)} is {now.figure} now, and"
            yield AgendaItem(Topic.TARGET, kpi.name, f"{text} {step.value.figure} from {day(starts)}")


def _benefits(rules: RuleSet, contract: Contract, decisions: tuple[Decision, ...], on: date) -> Iterator[AgendaItem]:
    """Yield what each benefit of the business case has come to in the contract year, and in the one before."""
    now = contract.year_on(on)
    for benefit in benefits(rules, contract, decisions):
        for year in benefit.years:
            if year.year in {now - 1, now}:
                text = f"{opened(benefit.terms.title)}. {sentence(benefit, year)}"
                yield AgendaItem(Topic.BENEFIT, benefit.terms.name, text)


def _updates(rules: RuleSet, plan: str) -> tuple[str, ...]:
    """Return what brings the exit plan up to date: it is reported, or as a plan submitted."""
    kind = rules.events[plan]
    return (f"{plan}_submitted",) if kind.form is Form.PLAN else (plan,)


def _exit_plan(rules: RuleSet, events: tuple[ContractEvent, ...], on: date) -> Iterator[AgendaItem]:
    plan = rules.exit.plan if rules.exit else None
    if plan is None:
        return
    latest = max((found for found in happenings(events, _updates(rules, plan)) if found <= on), default=None)
    if latest is None:
        yield AgendaItem(Topic.EXIT_PLAN, plan, "There is no exit plan on record")
    else:
        age = count((on - latest).days, "day")
        yield AgendaItem(Topic.EXIT_PLAN, plan, f"The exit plan is of {day(latest)}, {age} old")
