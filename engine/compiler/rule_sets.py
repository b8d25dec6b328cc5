"""One rule file: from bytes to a rule set, or to every mistake in it."""

from __future__ import annotations

from typing import NamedTuple

from engine.compiler.assembling import Parts, assembled
from engine.compiler.bases import NO_BASES, Bases
from engine.compiler.benefits import benefits
from engine.compiler.caps import cap_names
from engine.compiler.dated_starts import check_starts
from engine.compiler.escalation import ladders, rungs
from engine.compiler.events import called as called_events
from engine.compiler.events import event_kinds
from engine.compiler.extending import extended
from engine.compiler.figures import check_names, measures, parameters
from engine.compiler.findings import Findings
from engine.compiler.kpis import kpis
from engine.compiler.life import change_rules, exit_rules
from engine.compiler.lint import lint_clauses, lint_measures
from engine.compiler.lint_previous import lint_previous
from engine.compiler.nodes import Mapping
from engine.compiler.payments import payments
from engine.compiler.plain import plain
from engine.compiler.policies import Binding
from engine.compiler.ranking import Declared, ranking
from engine.compiler.reader import read
from engine.compiler.reading import Reading
from engine.compiler.records import records
from engine.compiler.renaming import Named, renames
from engine.compiler.salvage import Salvaged, salvaged
from engine.compiler.settings import calendar, check_dates, failure, horizon, money, reporting, scale
from engine.compiler.shape.rule_set import RuleSetShape
from engine.compiler.sources import sources
from engine.diagnostics import Diagnostic
from engine.model.decimals import exactly
from engine.model.policy import Policies
from engine.model.rule_set import RuleSet


class Compiled(NamedTuple):
    """What became of one file: its rules, where it has no errors, and what was found."""

    file: str
    rules: RuleSet | None
    findings: Findings

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every diagnostic by position."""
        return self.findings.all()


def compiled(
    file: str, content: bytes, policies: Policies, *, bases: Bases = NO_BASES, reference: bool = False
) -> Compiled:
    """Return what *content*, the bytes of the rule file called *file*, says; no bytes raise.

    What it extends is looked for in *bases*. With *reference*, expressions run in the reference evaluator.
    """
    document = extended(read(file, content), bases)
    findings = Findings(document)
    if not isinstance(document.root, Mapping):
        if not findings.has_errors:
            findings.error((), "not-a-rule-file", "expected a rule file: a mapping that starts with `rule_set:`")
        return Compiled(file, None, findings)
    with exactly():
        salvage = salvaged(plain(document.root), findings)
        rules = _rules(salvage, findings, policies, reference=reference)
    return Compiled(file, rules, findings)


def _rules(salvage: Salvaged, findings: Findings, policies: Policies, *, reference: bool) -> RuleSet | None:
    shape = salvage.shape
    if shape is None:
        return None
    reading = _reading(salvage, shape, findings, reference=reference)
    parts = _parts(reading, shape, policies)
    _refuse_lost(shape, parts, findings)
    if findings.has_errors or not salvage.whole:
        return None
    rules = assembled(shape, reading, parts)
    lint_measures(rules, findings)
    lint_previous(rules, findings)
    return rules


def _refuse_lost(shape: RuleSetShape, parts: Parts, findings: Findings) -> None:
    """Report what the compiler lost without saying why: its own mistake must never make a smaller contract."""
    counts = (
        ("kpis", len(shape.kpis), len(parts.kpis)),
        ("payment", len(shape.payment), len(parts.payments)),
        ("escalation", len(shape.escalation), len(parts.ladders)),
    )
    for key, declared, kept in counts:
        if kept < declared and not findings.has_errors:
            message = (
                f"expected to read all {declared} of `{key}`, not {kept}: a mistake of Plimsoll's, please report it"
            )
            findings.key_error((key,), "unread", message)
    if shape.ranking is not None and parts.ranking is None and not findings.has_errors:
        findings.key_error(
            ("ranking",), "unread", "expected to read `ranking`: a mistake of Plimsoll's, please report it"
        )


def _reading(salvage: Salvaged, shape: RuleSetShape, findings: Findings, *, reference: bool) -> Reading:
    own = scale(shape, findings)
    rhythm = reporting(shape, findings)
    named = sources(shape, findings)
    read = measures(shape, named, findings)
    terms = parameters(shape, findings)
    tables = records(shape, own, findings)
    unread = {*shape.measures, *shape.parameters, *(shape.records or {})} - {*read, *terms, *tables}
    check_dates(shape, findings)
    check_names(shape, own, findings)
    return Reading(
        findings=findings,
        scale=own,
        failure=failure(shape, own, findings),
        in_force=None if findings.is_spoilt(("in_force",)) else shape.in_force,
        calendar=calendar(shape, findings),
        reporting=rhythm,
        measures=read,
        parameters=terms,
        records=tables,
        sources=named,
        horizon=horizon(shape, rhythm),
        spoiled=salvage.spoiled.with_names(unread),
        reference=reference,
    )


def _parts(reading: Reading, shape: RuleSetShape, policies: Policies) -> Parts:
    """Return what the sections of the file say, each checked against those before it."""
    found = kpis(reading, shape)
    read = rungs(reading, shape.escalation, policies.escalation)
    names = {one.name: one.names for one in read}
    lost = {entry.called for entry in shape.escalation} - names.keys()
    reading = reading.spoilt_by(shape.kpis.keys() - found.keys() | lost)
    called = tuple(
        entry.called for place, entry in enumerate(shape.payment) if not reading.findings.is_spoilt(("payment", place))
    )
    kinds = event_kinds(reading, shape)
    binding = Binding(reading, found, called, names, caps=cap_names(shape), events=called_events(kinds), kinds=kinds)
    rounding = money(shape, reading.findings)
    paid = payments(binding, shape, policies.payment)
    own_caps = [cap.name for entry in paid for cap in entry.caps]
    parts = Parts(
        kpis={name: kpi for name, (kpi, _) in found.items()},
        payments=paid,
        ladders=ladders(binding, read),
        money=rounding,
        renames=renames(shape, reading, Named(names, called, own_caps)),
        events=kinds,
        changes=change_rules(reading, shape),
        exit=exit_rules(reading, shape),
        ranking=ranking(reading, shape.ranking, Declared(found, names)),
        benefits=benefits(reading, shape, found, rounding),
    )
    check_starts((), shape, reading.in_force, reading.findings)
    lint_clauses(shape, read, reading.findings)
    return parts
