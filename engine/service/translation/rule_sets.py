"""Rule sets, their versions and what they ask for, written to the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.api import rule_set_pb2 as wire
from engine.application.results import RuleSetInUse
from engine.model.decimals import plain
from engine.model.escalation import ActionTerm, Rung
from engine.model.kpi import Kpi
from engine.model.measures import Measure, Parameter
from engine.model.records import Field, Table
from engine.model.reporting import Every, Reporting
from engine.model.rule_set import Ladder, PaymentEntry, RuleSet
from engine.model.sources import Required
from engine.model.terms import percent_text
from engine.service.translation.days import write_day, write_period
from engine.service.translation.decisions import write_plugins
from engine.service.translation.figures import write_dated
from engine.service.translation.words import BETTER, FIELD_TYPES, LATE, MEASURE_TYPES, OUTCOMES, UNSOURCED


def write_versions(to: wire.RuleSetSummary, versions: Iterable[RuleSetInUse]) -> None:
    """Write a rule set by *versions*, at least one, the earliest first."""
    for one in versions:
        to.name, to.title = one.rules.name, one.rules.title
        _write_version(to.versions.add(), one)


def write_rule_set(to: wire.RuleSet, used: RuleSetInUse) -> None:
    """Write one version in full."""
    rules = used.rules
    to.name, to.currency, to.failure, to.canonical = rules.name, rules.currency, rules.failure.name, rules.canonical
    to.money = str(rules.money or "")
    _write_version(to.version, used)
    _write_reporting(to.reporting, rules.reporting)
    _write_calendar(to, rules)
    to.scale.name, to.scale.not_rated = rules.scale.name, rules.scale.not_rated
    to.scale.ratings.extend(rules.scale.names)
    to.sources.extend(rules.sources)
    for parameter in rules.parameters.values():
        _write_parameter(to.parameters.add(), parameter)
    for measure in rules.measures.values():
        _write_measure(to.measures.add(), measure)
    for table in rules.records.values():
        _write_records(to.records.add(), table)
    for kpi in rules.kpis.values():
        _write_kpi(to.kpis.add(), kpi)
    _write_consequences(to, rules)
    write_plugins(to.plugins.add, rules.plugins)


def _write_version(to: wire.RuleSetVersion, used: RuleSetInUse) -> None:
    rules = used.rules
    to.digest, to.title, to.decided = rules.digest, rules.title, used.decided
    write_day(to.in_force, rules.in_force)
    if rules.until is not None:
        write_day(to.until, rules.until)


def _write_reporting(to: wire.ReportingTerms, reporting: Reporting) -> None:
    to.due, to.late = str(reporting.due or ""), LATE[reporting.late.value]
    if isinstance(reporting.every, Every):
        to.months, to.years = reporting.every.months, reporting.every.kind.value
        return
    for period, _ in reporting.every.listed:
        write_period(to.periods.add(), period)


def _write_calendar(to: wire.RuleSet, rules: RuleSet) -> None:
    if rules.calendar is not None:
        to.calendar = f"{rules.calendar.name}, {rules.calendar.version}"


def _write_parameter(to: wire.ParameterTerms, parameter: Parameter) -> None:
    to.name, to.title, to.unit = parameter.name, parameter.title, parameter.unit or ""
    to.type = MEASURE_TYPES[parameter.type.value]
    to.choices.extend(parameter.of)
    if parameter.default is not None:
        write_dated(to.default_value, parameter.default)


def _write_measure(to: wire.MeasureTerms, measure: Measure) -> None:
    to.name, to.title, to.unit = measure.name, measure.title, measure.unit or ""
    to.type, to.held_by_council = MEASURE_TYPES[measure.type.value], measure.council
    to.choices.extend(measure.of)
    if measure.at_least is not None:
        write_dated(to.at_least, measure.at_least)
    if measure.at_most is not None:
        write_dated(to.at_most, measure.at_most)
    if measure.default is not None:
        write_dated(to.default_value, measure.default)
    if measure.required is not None:
        _write_required(to.required_source, measure.required)


def _write_required(to: wire.RequiredSource, required: Required) -> None:
    to.sources.extend(required.of)
    to.verified, to.otherwise = required.verified, UNSOURCED[required.otherwise.value]


def _write_records(to: wire.RecordTerms, table: Table) -> None:
    to.name, to.title = table.name, table.title
    to.key.extend(table.key)
    for field in table.fields.values():
        _write_field(to.fields.add(), field)


def _write_field(to: wire.FieldTerms, field: Field) -> None:
    to.name, to.title, to.unit, to.type = field.name, field.title, field.unit or "", FIELD_TYPES[field.type.value]
    to.optional, to.personal = field.optional, field.personal
    to.choices.extend(field.of)
    to.at_least, to.at_most = ("" if bound is None else plain(bound) for bound in (field.at_least, field.at_most))


def _write_kpi(to: wire.KpiTerms, kpi: Kpi) -> None:
    to.name, to.title, to.outcome = kpi.name, kpi.title, kpi.outcome
    to.clause, to.unit, to.rated = kpi.clause, kpi.unit or "", kpi.bands is not None
    if kpi.better is not None:
        to.better = BETTER[kpi.better.value]
    to.reads.extend(kpi.reads)
    if kpi.publishable is not None:
        to.publishable = kpi.publishable


def _write_consequences(to: wire.RuleSet, rules: RuleSet) -> None:
    for ladder in rules.ladders:
        _write_ladder(to.ladders.add(), ladder)
    for entry in rules.payments:
        _write_entry(to.payments.add(), entry)


def _write_ladder(to: wire.LadderTerms, ladder: Ladder) -> None:
    to.name, to.policy, to.clause = ladder.name, ladder.policy.name, ladder.clause
    for rung in ladder.rungs:
        _write_rung(to.rungs.add(), rung)


def _write_rung(to: wire.RungTerms, rung: Rung) -> None:
    to.name, to.outcome, to.clause = rung.name, OUTCOMES[rung.decision.value], rung.clause
    _write_actions(to.actions.add, rung.actions)


def _write_actions(add: Callable[[], wire.ActionTerms], actions: Iterable[ActionTerm]) -> None:
    for action in actions:
        to = add()
        to.do, to.by, to.within, to.clause = action.do, action.by, str(action.time), action.clause
        to.opens = action.opens


def _write_entry(to: wire.PaymentTerms, entry: PaymentEntry) -> None:
    to.name, to.policy, to.clause = entry.name, entry.policy.name, entry.clause
    for cap in entry.caps:
        binds = cap.binds.value if cap.binds else ""
        to.caps.add(name=cap.name, over=cap.over.value, clause=cap.clause, binds=binds)
    to.round = entry.rounding
    for one in entry.index.follows if entry.index else ():
        index = to.indices.add(name=one.by.name, title=one.by.title, source=one.by.source)
        index.share, index.base, index.of = percent_text(one.share), str(one.base), str(one.of)
