"""Holds plans, notices, warnings, disputes, and how they go on, against the rules and against what came before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from engine.diagnostics import did_you_mean
from engine.errors import Violation
from engine.evaluation.clocks import matter_of
from engine.model.events import (
    ContractEvent,
    Dispute,
    Form,
    Happening,
    Matter,
    Progress,
    Reported,
    Stage,
    Transfer,
    disputes,
    in_effect,
    not_lapsed,
)
from engine.model.matters import MatterState, matters
from engine.model.naming import HappeningName, entry_name, place_in
from engine.model.opened import stands_for, untouched
from engine.model.period import Period
from engine.model.rule_set import EventKind, RuleSet
from engine.model.standing import Standing

_OF_MILESTONES = (Stage.MILESTONE_MET, Stage.MILESTONE_MISSED)
_SETTLES = (Stage.UPHELD, Stage.REJECTED)
_CLOCKED = (Stage.SUBMITTED, Stage.REJECTED)


def unfit_matter(rules: RuleSet | None, event: ContractEvent, what: Matter) -> Iterator[Violation]:
    """Yield what does not fit of a matter, under the *rules* that are in force on its day."""
    kinds: Mapping[str, EventKind] = rules.events if rules else {}
    form = what.form.value
    known = [name for name, kind in kinds.items() if kind.form is what.form]
    if what.kind not in known:
        advice = did_you_mean(what.kind, known)
        yield Violation("kind", f"expected a {form} that the rules name, `is: {form}`, not `{what.kind}`{advice}")
    if what.due is not None and what.due < event.on:
        yield Violation("due", f"expected a day no earlier than {event.on}, not {what.due}")
    if what.deemed_served is not None and what.deemed_served < event.on:
        message = f"expected a day no earlier than {event.on}, when it was sent, not {what.deemed_served}"
        yield Violation("deemed_served", message)
    for place, kpi in enumerate(what.kpis):
        if rules and kpi not in rules.kpis:
            yield Violation(f"kpis[{place}]", f"unknown KPI `{kpi}`{did_you_mean(kpi, rules.kpis)}")
        elif kpi in what.kpis[:place]:
            yield Violation(f"kpis[{place}]", f"expected each KPI once: `{kpi}` stands twice")
    if what.kpis and not what.consequence:
        yield Violation("consequence", "expected words: what follows from what cannot be achieved")


def unfit_subject(standing: Standing, event: ContractEvent, what: Reported) -> Iterator[Violation]:
    """Yield what does not fit of what a report is about: a plan, notice or warning that had begun by then."""
    begun = {one.event.version: one.event.on for one in matters(standing.happened) if one.matter.form is not Form.EXIT}
    if what.matter and what.matter not in begun:
        yield Violation(
            "event", f"expected a plan, notice or warning that has effect, not entry {entry_name(what.matter)}"
        )
    elif what.matter and event.on < begun[what.matter]:
        message = f"expected a day since {begun[what.matter]}, when what it is about began, not {event.on}"
        yield Violation("on", message)


def unfit_second(standing: Standing, contract: str, event: ContractEvent, what: Matter) -> Iterator[Violation]:
    """Yield why *contract* needs no second matter like *what*: entering a rung has opened one, which waits already.

    On the day of that, what people open takes its place, unless something is recorded of it.
    """
    for state in matters(standing.happened):
        if not place_in(state.event.version) or state.matter.kind != what.kind or not state.is_open:
            continue
        begun, waits = state.event.on, untouched(state, standing.events)
        if (waits and begun < event.on) or (begun == event.on and not waits):
            name = HappeningName(contract, state.event.version)
            message = f"expected no second `{what.kind}` while `{name}`, which a decision opened on {begun}, is open"
            yield Violation("kind", message)


def unfit_dispute(standing: Standing, what: Dispute) -> Iterator[Violation]:
    """Yield what does not fit of a dispute: it is about something decided or recorded that has effect."""
    open_now = [one.what for one, settled in disputes(not_lapsed(standing.happened)) if settled is None]
    if any(isinstance(one, Dispute) and _about(one) == _about(what) for one in open_now):
        yield Violation("event" if what.event else "kpi", "expected no second dispute while one of it is open")
    if what.period is None:
        known = {one.version for one in in_effect(standing.happened) if isinstance(one.what, Reported | Matter)}
        if what.event not in known:
            expected = "expected what was reported, or a plan, notice or warning, that has effect"
            yield Violation("event", f"{expected}, not entry {entry_name(what.event)}")
    elif not is_decided(standing, what.period):
        yield Violation("period", f"expected a period that is decided, not {what.period.label}: nothing came of it yet")


def unfit_progress(standing: Standing, event: ContractEvent, what: Progress) -> Iterator[Violation]:
    """Yield what does not fit of how a matter or a dispute went on."""
    events = not_lapsed(standing.happened)
    opened = next((one for one in events if one.version == what.version), None)
    matter = matter_of(standing, what)
    if opened is not None and event.on < opened.on:
        yield Violation("on", f"expected a day since {opened.on}, when it began, not {event.on}")
    if matter is not None:
        yield from _unfit_order(event, what, matter)
        yield from _unfit_next(what, matter.next, matter.matter.form.value, matter.stage)
        yield from _unfit_milestones(event, what, matter)
    elif opened is not None and isinstance(opened.what, Dispute):
        settled = next((stage for one, stage in disputes(events) if one is opened), None)
        yield from _unfit_next(what, () if settled else _SETTLES, "dispute", settled)
        yield from _unexpected(what)
    else:
        yield Violation("event", f"expected {_expected(standing, what)}, not entry {entry_name(what.version)}")
    yield from _unfit_due(event, what)


def _expected(standing: Standing, what: Progress) -> str:
    """Return what could go on in place of what does not, or is stood for by what people had opened."""
    theirs = stands_for(standing.events, standing.opened, what.version)
    if theirs is not None:
        return f"entry {entry_name(theirs)}, which people had opened by then and which stands for the rung's"
    return "a plan, notice, warning, exit or dispute that has effect"


def unfit_transfer(standing: Standing, what: Transfer) -> Iterator[Violation]:
    """Yield what does not fit of people who went over: an exit that was exercised has effect."""
    exits = {one.event.version for one in matters(standing.happened) if one.matter.form is Form.EXIT}
    if what.version not in exits:
        yield Violation("event", f"expected a right to exit that was exercised, not entry {entry_name(what.version)}")


def called(standing: Standing, what: Happening) -> str | None:
    """Return by which name conditions call *what* happens; None where they do not, and it moves no ladder."""
    match what:
        case Reported(kind=kind) | Matter(kind=kind):
            return kind
        case Progress(stage=stage):
            matter = matter_of(standing, what)
            if matter is not None and matter.matter.form is not Form.EXIT:
                return f"{matter.matter.kind}_{stage.name.lower()}"
    return None


def is_decided(standing: Standing, period: Period) -> bool:
    """Return whether *period*, or a part of it, is decided already."""
    return standing.latest is not None and period.start < standing.latest.end


def _about(dispute: Dispute) -> tuple[object, ...]:
    return dispute.period, dispute.kpi, dispute.event


def _unfit_order(event: ContractEvent, what: Progress, matter: MatterState) -> Iterator[Violation]:
    """Yield why *what* cannot have come before what came last; milestones are met and missed in any order."""
    came = [one.on for one in matter.progress if not _is_of_milestone(one.what)]
    if came and what.stage not in _OF_MILESTONES and event.on < max(came):
        yield Violation("on", f"expected a day since {max(came)}, when it was last taken further, not {event.on}")


def _is_of_milestone(what: Happening) -> bool:
    return isinstance(what, Progress) and what.stage in _OF_MILESTONES


def _unfit_next(what: Progress, may_come: Iterable[Stage], form: str, stage: Stage | None) -> Iterator[Violation]:
    known = [f"`{one.value}`" for one in may_come]
    if what.stage not in may_come:
        now = f"the {form} is {stage.value}" if stage else f"nothing has come of the {form} yet"
        expected = f"expected {' or '.join(known)}" if known else "expected nothing more"
        yield Violation("stage", f"{expected}, not `{what.stage.value}`: {now}")


def _unfit_milestones(event: ContractEvent, what: Progress, matter: MatterState) -> Iterator[Violation]:
    yield from _unexpected(what)
    if what.stage in _OF_MILESTONES and what.stage in matter.next:
        # What was missed, and said to be, may be met all the same: the breach lasts until then.
        late = what.stage is Stage.MILESTONE_MET
        waiting = [one.name for one in matter.milestones if one.met is None and (late or one.missed is None)]
        if what.milestone not in waiting:
            expected = "not met" if late else "neither met nor missed"
            message = f"expected a milestone that is {expected}, not `{what.milestone}`"
            yield Violation("milestone", message + did_you_mean(what.milestone, waiting))
    for place, (name, due) in enumerate(what.milestones.items()):
        if due < event.on:
            yield Violation(f"milestones[{place}].due", f"expected a day from {event.on} for `{name}`, not {due}")


def _unexpected(what: Progress) -> Iterator[Violation]:
    if what.milestone and what.stage not in _OF_MILESTONES:
        yield Violation("milestone", f"expected none where something is `{what.stage.value}`")
    if what.milestones and what.stage is not Stage.ACCEPTED:
        yield Violation("milestones", "expected milestones where a plan is accepted only")


def _unfit_due(event: ContractEvent, what: Progress) -> Iterator[Violation]:
    given: date | None = what.due
    if given is None:
        return
    if what.stage not in _CLOCKED:
        yield Violation("due", f"expected no day where something is `{what.stage.value}`: nothing is due next")
    elif given < event.on:
        yield Violation("due", f"expected a day no earlier than {event.on}, not {given}")
