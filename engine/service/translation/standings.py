"""What earlier decisions of a contract left behind, written to the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from engine.api import escalation_pb2 as escalation
from engine.api import event_pb2 as wire_event
from engine.api import standing_pb2 as wire
from engine.application.results import Stood
from engine.evaluation.reviewing import ReviewState
from engine.model.changes import Totals
from engine.model.events import ContractEvent, ExitDecision, disputes, exit_decisions, not_lapsed
from engine.model.exits import transferred
from engine.model.matters import MatterState, matters
from engine.model.naming import DecisionName
from engine.model.outcome import KpiRecord
from engine.model.standing import EntryRecord, PeriodRecord
from engine.service.translation.days import write_day, write_period
from engine.service.translation.events import write_event
from engine.service.translation.figures import number, write_figure, write_sums
from engine.service.translation.ladders import name_opened, write_action, write_rights
from engine.service.translation.taken_over import write_opening
from engine.service.translation.words import AGENDA_TOPICS, COUNTS, EXIT_RIGHT_STATES, STAGES


def write_standing(to: wire.Standing, stood: Stood, periods: int) -> None:
    """Write how a contract stands, with the latest so many *periods* of it."""
    standing = stood.standing
    to.contract, to.version, to.attempts = stood.contract.id, stood.version, stood.attempts
    to.carried_forward = number(standing.carried)
    write_day(to.start, stood.contract.start)
    if stood.contract.end is not None:
        write_day(to.end, stood.contract.end)
    if stood.latest is not None:
        to.latest_decision = str(stood.latest)
    if standing.latest is not None:
        write_period(to.latest_period, standing.latest)
    if stood.open is not None:
        write_period(to.open_period, stood.open)
    if standing.rungs_version is not None and stood.latest is not None:
        write_day(to.rules_in_force, standing.rungs_version)
    to.payable_to_date = number(stood.payable)
    _write_ladders(to, stood)
    _write_rights(to, stood)
    _write_matters(to, stood)
    if stood.changes is not None:
        _write_changes(to.changes, stood.changes)
    if stood.review is not None:
        _write_review(to.review, stood.review)
    for one in standing.pending:
        pending = to.pending.add(should=number(one.should), booked=number(one.booked))
        write_period(pending.period, one.period)
    _write_periods(to, stood, periods)
    if stood.opening is not None:
        write_opening(to.opening, stood.opening)


def _write_periods(to: wire.Standing, stood: Stood, periods: int) -> None:
    standing = stood.standing
    first = max(len(standing.records) - periods, 0)
    for place, record in enumerate(standing.records[first:], start=first):
        written = to.periods.add(stated=place < standing.stated)
        _write_period_standing(written, record)
        if written.stated and stood.opening is not None:
            written.source = stood.opening.source_of("periods", record.period.label)


def _write_ladders(to: wire.Standing, stood: Stood) -> None:
    standing = stood.standing
    decided = len(standing.records)
    effective = {state.event.version for state in matters(standing.happened)} if standing.opened else ()
    opened = [one for one in standing.opened if one.number in effective]
    for ladder, state in standing.ladders.items():
        written = to.ladders.add(ladder=ladder, rung=state.rung, periods=decided - state.entered)
        if ladder in stood.moved:
            moved = stood.moved[ladder]
            written.decision, written.why = str(moved.decision), moved.why
            for action in moved.actions:
                write_action(written.actions.add(), action)
            # Another may have been opened since, while the rung was held; each has its own day.
            theirs = {(action.opens, action.due) for action in moved.actions}
            by_them = (one for one in opened if (one.kind, one.due) in theirs)
            name_opened(ladder, written.actions, stood.contract.id, by_them)


def _write_rights(to: wire.Standing, stood: Stood) -> None:
    contract, standing = stood.contract.id, stood.standing
    rights = standing.rights.values()
    write_rights(to.rights.add, rights)
    for written, right in zip(to.rights, rights, strict=True):
        written.state = escalation.EXIT_RIGHT_STATE_ARISEN
        for event in exit_decisions(standing.events, right)[-1:]:
            if isinstance(event.what, ExitDecision):
                written.state = EXIT_RIGHT_STATES[event.what.choice.value]
            write_event(written.decision, contract, event)
            _write_corrected(written.decision, stood, event)


def _write_corrected(to: wire_event.ContractEvent, stood: Stood, event: ContractEvent) -> None:
    """Say of *event*, which stands, which decision has corrected the figures since that it was made on."""
    if event.version in stood.corrected:
        to.corrected_by = str(DecisionName(stood.contract.id, stood.corrected[event.version]))


def _write_changes(to: wire.ChangeTotals, found: Totals) -> None:
    to.value, to.days, to.substantial = number(found.value), found.days, found.substantial
    to.value_share, to.days_share = map(_share, (found.value_share, found.days_share))


def _share(percent: Decimal | None) -> str:
    return "" if percent is None else number(percent)


def _write_review(to: wire.ReviewStanding, found: ReviewState) -> None:
    write_day(to.due, found.due)
    to.overdue = found.overdue
    if found.last is not None:
        write_day(to.last, found.last)
    for one in found.agenda:
        to.agenda.add(topic=AGENDA_TOPICS[one.topic.value], about=one.about, text=one.text)


def _write_matters(to: wire.Standing, stood: Stood) -> None:
    contract, events = stood.contract.id, stood.standing.happened
    for state in matters(events):
        if state.is_open:
            written = to.matters.add()
            _write_matter(written, contract, state, stood.today)
            _write_corrected(written.event, stood, state.event)
            written.transferred, written.transferred_unbroken = transferred(events, state.event.version)
    for event, settled in disputes(not_lapsed(events)):
        if settled is None:
            write_event(to.disputes.add(), contract, event)


def _write_matter(to: wire.OpenMatter, contract: str, state: MatterState, today: date) -> None:
    write_event(to.event, contract, state.event)
    to.owed_by_provider, to.overdue = state.owed_by_provider, state.overdue(today)
    if state.stage is not None:
        to.stage = STAGES[state.stage.value]
    if state.due is not None:
        write_day(to.due, state.due)
    for one in state.milestones:
        if one.met is None and one.missed is None:
            write_day(to.milestones.add(name=one.name).due, one.due)


def _write_period_standing(to: wire.PeriodStanding, record: PeriodRecord) -> None:
    write_period(to.period, record.period)
    to.failures, to.points = record.failures, number(record.points)
    _write_kpis(to, record.kpis)
    _write_entries(to, record.entries)
    write_sums(to.charges.add, record.charges)


def _write_kpis(to: wire.PeriodStanding, kpis: Mapping[str, KpiRecord]) -> None:
    for name, kpi in kpis.items():
        written = to.kpis.add(kpi=name, points=number(kpi.points), not_due=not kpi.due, carried=kpi.carried)
        written.counts = COUNTS[kpi.counts.value]
        if kpi.rating is not None:
            written.rating = kpi.rating.name
        if kpi.value is not None:
            write_figure(written.value, kpi.value)
        if kpi.publishable is not None:
            written.publishable = kpi.publishable


def _write_entries(to: wire.PeriodStanding, entries: Mapping[str, EntryRecord]) -> None:
    for name, entry in entries.items():
        written = to.entries.add(entry=name, credits=number(entry.credits))
        write_sums(written.caps.add, entry.caps)
