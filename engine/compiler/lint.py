"""What deserves a look though it refuses nothing: numbers without a clause, measures that nothing reads."""

from __future__ import annotations

from collections.abc import Iterator

from engine.compiler.escalation import Rungs
from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.policies import terms
from engine.compiler.shape.rule_set import RuleSetShape
from engine.model.kpi import FirstMatch, Kpi
from engine.model.record_terms import FieldName, RecordName
from engine.model.rule_set import RuleSet
from engine.model.terms import Amount


def lint_clauses(shape: RuleSetShape, ladders: list[Rungs], findings: Findings) -> None:
    """Warn of numbers that do not say where the contract has them."""
    for name, kpi in shape.kpis.items():
        if not kpi.clause and (kpi.bands or kpi.ratings) and not findings.is_spoilt(("kpis", name, "clause")):
            _warn(findings, ("kpis", name), f"the limits of `{name}`")
    for name, cap in (shape.caps or {}).items():
        if not cap.clause:
            _warn(findings, ("caps", name), f"the cap `{name}`")
    for position, entry in enumerate(shape.payment):
        path: Path = ("payment", position)
        if not (entry.clause or findings.is_spoilt(path) or findings.is_spoilt((*path, "clause"))):
            _warn(findings, (*path, "policy"), f"the money of `{entry.called}`")
    for ladder in ladders:
        bare = [] if ladder.clause else [place for place, rung in enumerate(ladder.rungs) if place and not rung.clause]
        for place in bare:
            _warn(findings, (*ladder.path, "rungs", place), f"the rung `{ladder.rungs[place].name}`")


def lint_measures(rules: RuleSet, findings: Findings) -> None:
    """Warn of measures and records that nothing in *rules*, which are sound, reads."""
    used = {*_used(rules), *(one.table for one in rules.aggregates.values())}
    for section, what, names in (("measures", "measure", rules.measures), ("records", "records", rules.records)):
        for name in names:
            if name not in used:
                message = f"no KPI, condition or payment reads the {what} `{name}`"
                findings.warning((section, name), f"{what}-unused", message)


def _warn(findings: Findings, path: Path, what: str) -> None:
    findings.warning(path, "clause-missing", f"expected a `clause` that says where the contract has {what}")


def _used(rules: RuleSet) -> Iterator[str]:
    for kpi in rules.kpis.values():
        yield from _read_by(kpi)
    for entry in rules.payments:
        yield from (name for program in entry.programs.values() for name in program.reads)
        yield from entry.when.reads if entry.when else ()
        for _, term in (*terms((), entry.parameters), *(pair for cap in entry.caps for pair in terms((), cap.limit))):
            if isinstance(term, Amount) and term.of:
                yield term.of
            elif isinstance(term, RecordName | FieldName):
                yield term.name if isinstance(term, RecordName) else term.record
    for ladder in rules.ladders:
        yield from (name for program in ladder.programs.values() for name in program.reads)
    for benefit in rules.benefits.values():
        yield from benefit.value.reads


def _read_by(kpi: Kpi) -> Iterator[str]:
    yield from kpi.reads
    yield from (name for limiter in kpi.limiters for name in limiter.when.reads)
    if isinstance(kpi.bands, FirstMatch):
        yield from (name for _, program in kpi.bands.cases for name in program.reads)
