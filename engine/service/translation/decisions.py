"""Decisions, recorded or not, written to the wire with everything that they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import assert_never

from engine.api import decision_pb2 as wire
from engine.api import evidence_pb2, figure_pb2, outcome_pb2
from engine.application.results import Recorded
from engine.model.decision import Decision, RulesUsed
from engine.model.evidence import Event, Evidence, NonSubmission, Submission
from engine.model.naming import DecisionName
from engine.model.sources import Sources
from engine.service.translation.days import write_day, write_instant, write_period
from engine.service.translation.events import write_events
from engine.service.translation.figures import write_named, write_sums
from engine.service.translation.ladders import name_opened, write_moves, write_rights
from engine.service.translation.outcomes import write_outcomes
from engine.service.translation.payments import write_payment
from engine.service.translation.words import OUTCOMES


def write_recorded(to: wire.Decision, recorded: Recorded) -> None:
    """Write a recorded decision without the figures that it was made on."""
    entry = recorded.entry
    to.id, to.version, to.position = str(recorded.name), entry.version, entry.position
    write_instant(to.recorded_at, entry.recorded_at)
    write_decision(to, recorded.decision)
    opened = [one.held_by(entry.version) for one in recorded.decision.opened]
    for move in to.moves if opened else ():
        name_opened(move.ladder, move.actions, recorded.decision.contract, opened)


def write_recalled(to: wire.Decision, recorded: Recorded) -> None:
    """Write a recorded decision with the figures that it was made on, for whoever did not send them."""
    write_recorded(to, recorded)
    evidence = recorded.decision.evidence
    if not isinstance(evidence, Event):
        write_named(to.evidence.figures.add, sorted(evidence.figures.items()))
        _write_sources(to.evidence.figures, evidence.sources)


def write_decision(to: wire.Decision, decision: Decision) -> None:
    """Write what was decided and why, whether it is recorded or not."""
    to.contract, to.provider, to.outcome = decision.contract, decision.provider, OUTCOMES[decision.outcome._value_]
    write_day(to.contract_start, decision.contract_start)
    _write_evidence(to.evidence, decision.evidence)
    to.rules.MergeFromString(_rules(decision.rules))
    write_outcomes(to.kpis.add, decision.outcomes)
    if decision.rules.publishable:
        _write_publishable(to.kpis, dict(decision.rules.publishable))
    if not isinstance(decision.evidence, Event) and decision.evidence.sources:
        for kpi in to.kpis:
            _write_sources(kpi.read, decision.evidence.sources)
    if decision.payment is not None:
        write_payment(to.payment, decision.payment)
    gravest = decision.gravest
    if gravest is not None:
        to.gravest_ladder = gravest.ladder
        write_moves(to.moves.add, decision.moves)
    write_rights(to.rights.add, decision.rights.values())
    to.undecided.extend(decision.undecided)
    write_named(to.parameters.add, decision.parameters.items())
    write_sums(to.charges.add, decision.charges)
    write_events(to.excuses.add, decision.contract, decision.excuses)
    write_events(to.unanswered.add, decision.contract, decision.unanswered)
    if decision.supersedes is not None:
        to.supersedes.decision = str(DecisionName(decision.contract, decision.supersedes.version))
        to.supersedes.why = decision.supersedes.why


def _write_publishable(kpis: Iterable[outcome_pb2.KpiOutcome], publishable: Mapping[str, bool]) -> None:
    """Write what the rules say of which of *kpis* may be published."""
    for to in kpis:
        if to.kpi in publishable:
            to.publishable = publishable[to.kpi]


def write_plugins(add: Callable[[], wire.PluginVersion], plugins: Iterable[tuple[str, str]]) -> None:
    """Write plugins, or their policies, with their versions to what *add* adds."""
    for name, version in plugins:
        to = add()
        to.name, to.version = name, version


def _write_evidence(to: evidence_pb2.Evidence, evidence: Evidence) -> None:
    write_day(to.decided_on, evidence.decided_on)
    match evidence:
        case Submission():
            to.kind, to.revision = evidence_pb2.EVIDENCE_KIND_SUBMISSION, evidence.revision
            write_period(to.period, evidence.period)
            write_day(to.received_on, evidence.received_on)
            to.after_non_submission = evidence.after_non_submission
        case NonSubmission():
            to.kind = evidence_pb2.EVIDENCE_KIND_NON_SUBMISSION
            write_period(to.period, evidence.period)
        case Event():
            to.kind, to.event = evidence_pb2.EVIDENCE_KIND_EVENT, evidence.kind
            write_day(to.happened_on, evidence.on)
        case _:
            assert_never(evidence)


def _write_sources(figures: Iterable[figure_pb2.NamedFigure], sources: Sources) -> None:
    """Write where those of *figures* came from that say so."""
    for to in figures if sources else ():
        if to.name in sources:
            to.source.name, to.source.verified = sources[to.name]


@lru_cache(1 << 10)
def _rules(rules: RulesUsed) -> bytes:
    """Return the rules that decided as they travel: a version decides the same period of many contracts."""
    to = wire.RulesUsed(rule_set=rules.rule_set, digest=rules.digest, calendar=rules.calendar)
    write_day(to.in_force, rules.in_force)
    write_day(to.on, rules.on)
    write_plugins(to.plugins.add, rules.plugins)
    return to.SerializeToString()
