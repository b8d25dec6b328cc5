"""Evidence that came under other rules, as the rules that it is priced under take it."""

from __future__ import annotations

from dataclasses import replace

from engine.evaluation.admission import non_submission, submission
from engine.model.contract import Contract
from engine.model.evidence import NonSubmission, Submission
from engine.model.records import Table
from engine.model.rows import GivenTable, Row
from engine.model.rule_set import RuleSet


def readmitted(rules: RuleSet, contract: Contract, evidence: Submission | NonSubmission) -> Submission | NonSubmission:
    """Return *evidence* as *rules* take it from *contract*, without what they do not ask for.

    SubmissionError carries all that does not fit them, a period of another rhythm too.
    """
    figures = {name: figure for name, figure in evidence.figures.items() if name in rules.measures}
    # A source by a name that the rules do not have is none that they could ask for.
    sources = {name: one for name, one in evidence.sources.items() if name in figures and one.name in rules.sources}
    if isinstance(evidence, NonSubmission):
        held = {name: figure for name, figure in figures.items() if rules.measures[name].council}
        return non_submission(
            rules,
            contract,
            evidence.period,
            held,
            decided_on=evidence.decided_on,
            on=evidence.on,
            sources={name: one for name, one in sources.items() if name in held},
        )
    tables = {
        name: _table(rules.records[name], rows) for name, rows in evidence.records.items() if name in rules.records
    }
    taken = submission(
        rules,
        contract,
        evidence.period,
        figures,
        decided_on=evidence.decided_on,
        received_on=evidence.received_on,
        revision=evidence.revision,
        records=tables,
        sources=sources,
    )
    return replace(taken, after_non_submission=evidence.after_non_submission)


def _table(table: Table, rows: tuple[Row, ...]) -> GivenTable:
    fields = tuple(name for name in rows[0] if name in table.fields) if rows else ()
    return GivenTable(fields, [tuple([row[name] for name in fields]) for row in rows])
