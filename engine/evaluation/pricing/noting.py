"""Notes what payment looks at while it is worked out, so that it can be held against what the evidence has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from engine.expression import Program, Window
from engine.model.escalation import Verdict
from engine.model.outcome import Outcome
from engine.model.payment import Draft
from engine.model.policy import Parameters, PaymentPolicy, View
from engine.model.rows import Row
from engine.model.rule_set import PaymentEntry, RuleSet
from engine.model.terms import Condition, Formula

# What asks for ratings, points or rungs: without naming KPIs, for those of all.
_OF_KPIS = frozenset(
    {"failures", "consecutive_failures", "consecutive_passes", "points", "rated", "rating", "previous"}
)
_OF_RUNGS = frozenset({"on_rung", "rung"})


@dataclass(slots=True)
class Noted:
    """What was looked at: KPIs by name, or *all* of them; figures, records, and fields of their rows."""

    kpis: set[str] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    fields: set[tuple[str, str]] = field(default_factory=set)
    all: bool = False

    def clear(self) -> None:
        """Note that nothing was looked at yet."""
        for noted in (self.kpis, self.figures, self.records, self.fields):
            noted.clear()
        self.all = False

    def asked(self, kpis: tuple[str, ...]) -> None:
        """Note *kpis*, or all where none is named."""
        self.kpis.update(kpis)
        self.all = self.all or not kpis

    def ran(self, program: Program) -> None:
        """Note everything that *program* looks at, in a branch not taken too."""
        self.figures.update(program.reads)
        self.kpis.update(program.kpis)
        calls = set(program.calls)
        self.all = self.all or bool(calls & _OF_RUNGS) or bool(calls & _OF_KPIS and not program.kpis)
        for one in program.aggregates:
            self.records.add(one.table)
            self.fields.update((one.table, cell) for cell in one.cells)
            self.figures.update(one.figures)


def noting(rules: RuleSet, noted: Noted) -> RuleSet:
    """Return *rules* whose payment policies see what they saw before, and leave in *noted* what they looked at."""
    entries = tuple(replace(entry, policy=_Noting(entry, noted)) for entry in rules.payments)
    return replace(rules, payments=entries)


class _Noting:
    """The policy of an entry, which is shown a view that notes."""

    def __init__(self, entry: PaymentEntry, noted: Noted) -> None:
        self._policy, self._programs, self._noted = entry.policy, entry.programs, noted
        self.name, self.version, self.parameters = entry.policy.name, entry.policy.version, entry.policy.parameters
        # Only some policies remember; one that does not must not seem to.
        remembers = getattr(entry.policy, "remembers", None)
        if remembers is not None:
            self.remembers = remembers

    def drafts(self, parameters: Parameters, view: View) -> tuple[Draft, ...]:
        policy: PaymentPolicy = self._policy
        return policy.drafts(parameters, _NotingView(view, self._programs, self._noted))


class _NotingView:
    """The view of a policy; what it does not note it hands on."""

    def __init__(self, view: View, programs: Mapping[str, Program], noted: Noted) -> None:
        self._view, self._programs, self._noted = view, programs, noted
        self.outcomes: Mapping[str, Outcome] = _NotingOutcomes(view.outcomes, noted)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the view has
        return getattr(self._view, name)

    def points(self, *kpis: str, over: Window | None = None) -> Decimal:
        self._noted.asked(kpis)
        return self._view.points(*kpis, over=over)

    def failures(self, *kpis: str, over: Window | None = None) -> Decimal:
        self._noted.asked(kpis)
        return self._view.failures(*kpis, over=over)

    def value(self, formula: Formula) -> Decimal:
        self._ran(formula.text)
        return self._view.value(formula)

    def verdict(self, condition: Condition) -> Verdict:
        self._ran(condition.text)
        return self._view.verdict(condition)

    def records(self, name: str) -> tuple[Row, ...]:
        self._noted.records.add(name)
        rows = self._view.records(name)
        places = _NotingPlaces(name, rows[0].places if rows else {}, self._noted)
        return tuple([Row(places, row.cells) for row in rows])

    def _ran(self, text: str) -> None:
        program = self._programs.get(text)
        if program is not None:
            self._noted.ran(program)


class _NotingOutcomes(Mapping[str, Outcome]):
    def __init__(self, outcomes: Mapping[str, Outcome], noted: Noted) -> None:
        self._outcomes, self._noted = outcomes, noted

    def __getitem__(self, name: str) -> Outcome:
        self._noted.kpis.add(name)
        return self._outcomes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._outcomes)

    def __len__(self) -> int:
        return len(self._outcomes)


class _NotingPlaces(dict[str, int]):
    """The places of a table's fields, which all its rows share."""

    def __init__(self, table: str, places: Mapping[str, int], noted: Noted) -> None:
        super().__init__(places)
        self._table, self._noted = table, noted

    def __getitem__(self, name: str) -> int:
        self._noted.fields.add((self._table, name))
        return super().__getitem__(name)
