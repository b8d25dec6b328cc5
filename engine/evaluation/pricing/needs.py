"""What payment needs of the evidence, by what it looked at: figures, records, and fields of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.evaluation.computation import parts
from engine.evaluation.pricing.noting import Noted
from engine.model.contract import Contract
from engine.model.evidence import NonSubmission, Submission
from engine.model.figures import Absence
from engine.model.outcome import NotRated, Outcome
from engine.model.rule_set import RuleSet

_MISSING = Absence.MISSING


def lacking(held: Held, noted: Noted, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    """Return what payment looked at, *noted* or under what is, and is not *held*, in words.

    What a period's report was asked for and did not bring is missing, which rules have a meaning for; what nobody was
    asked for has none. A default stands in for it.
    """
    _follow(held.rules, noted, outcomes)
    return (*_figures(held, noted), *_records(held, noted), *_fields(held, noted))


def _follow(rules: RuleSet, noted: Noted, outcomes: Mapping[str, Outcome]) -> None:
    """Add to *noted* what the KPIs in it are worked out from, and those KPIs."""
    if noted.all:
        noted.kpis.update(rules.kpis)
    done: set[str] = set()
    while waiting := {name for name in noted.kpis | noted.figures if name in rules.kpis} - done:
        for name in waiting:
            done.add(name)
            if _is_due(outcomes.get(name)):
                noted.kpis.update(parts(rules.kpis[name].computation))
                for program in rules.kpis[name].programs:
                    noted.ran(program)


def _is_due(outcome: Outcome | None) -> bool:
    """Return whether a KPI is measured in the period: between two measurements nothing is needed for it."""
    return not isinstance(outcome, NotRated) or outcome.due


class Held:
    """One period's evidence for *contract*, which came for what other rules *asked*, None where they asked nothing."""

    def __init__(
        self, rules: RuleSet, contract: Contract, evidence: Submission | NonSubmission, asked: RuleSet | None
    ) -> None:
        self.rules, self._contract, self._evidence = rules, contract, evidence
        self._asked_figures = asked.measures if asked else {}
        self._asked_records = asked.records if asked else {}
        self._rows = evidence.records if isinstance(evidence, Submission) else {}

    def lacks_figure(self, name: str) -> bool:
        """Return whether nobody was asked for the figure *name* and it is not there."""
        measure = self.rules.measures.get(name)
        if measure is None or name in self._asked_figures:
            return False
        if isinstance(self._evidence, NonSubmission) and not measure.council:
            return False
        stands_in = measure.stand_in(self._contract.start, self._evidence.period.last_day)
        return self._evidence.figures.get(name, _MISSING) is _MISSING and stands_in is None

    def lacks_records(self, name: str) -> bool:
        """Return whether nobody was asked for the records *name* and they are not there."""
        unasked = name in self.rules.records and name not in self._asked_records
        return unasked and isinstance(self._evidence, Submission) and name not in self._rows

    def lacks_field(self, table: str, name: str) -> bool:
        """Return whether no row has *name*, and nobody was asked for it where rows of the *table* were asked for."""
        asked, rows = self._asked_records.get(table), self._rows.get(table, ())
        if asked is None or name in asked.fields or not rows:
            return False
        return all(row.get(name, _MISSING) is _MISSING for row in rows)


def _figures(held: Held, noted: Noted) -> Iterator[str]:
    yield from (f"the figure `{name}`" for name in sorted(noted.figures) if held.lacks_figure(name))


def _records(held: Held, noted: Noted) -> Iterator[str]:
    yield from (f"the records `{name}`" for name in sorted(noted.records) if held.lacks_records(name))


def _fields(held: Held, noted: Noted) -> Iterator[str]:
    yield from (
        f"the field `{name}` of `{table}`" for table, name in sorted(noted.fields) if held.lacks_field(table, name)
    )
