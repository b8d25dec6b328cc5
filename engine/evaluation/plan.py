"""What a rule set fixes for all its decisions, looked up once and kept as long as the rule set lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import NamedTuple
from weakref import WeakKeyDictionary

from engine.evaluation.case import Case
from engine.evaluation.excusing import Excuses, excused
from engine.evaluation.figures import CountedFigures
from engine.evaluation.outcomes import Deciding, deciding
from engine.evaluation.sourcing import accepted, doubts
from engine.evaluation.unrolled import Entering, unrolled
from engine.evaluation.working import Working
from engine.model.dated import Dated
from engine.model.decision import RulesUsed
from engine.model.evidence import Submission
from engine.model.figures import Absence, Figure, Value
from engine.model.measures import Measure, Parameter
from engine.model.outcome import came_to
from engine.model.rule_set import RuleSet

# Python 3.11 looks a member up through Python code; what runs for every KPI and line has it at hand.
NO_EXCUSES: Excuses = MappingProxyType({})
_MISSING = Absence.MISSING
# A NamedTuple's own constructor is Python code and costs twice as much.
_rules_used: Callable[[tuple[object, ...]], RulesUsed] = partial(tuple.__new__, RulesUsed)


class Plan:
    """The KPIs of one rule set in their order, and the figures of a case for which nothing is stated."""

    __slots__ = ("_aggregates", "_asks_sources", "_careful", "_unrolled", "_used", "defaults", "missing", "parameters")

    def __init__(self, rules: RuleSet) -> None:
        careful = {name: _entering(name, deciding(rules, kpi)) for name, kpi in rules.kpis.items()}
        self._careful = careful
        self._unrolled = unrolled(rules, careful)
        calendar = f"{rules.calendar.name}, {rules.calendar.version}" if rules.calendar else ""
        said = ((kpi.name, kpi.publishable) for kpi in rules.kpis.values() if kpi.publishable is not None)
        publishable = tuple(sorted(said))
        self._used = RulesUsed(
            rules.name, rules.in_force, rules.digest, rules.in_force, calendar, rules.plugins, publishable
        )
        self.parameters = tuple(rules.parameters)
        self._aggregates, self._asks_sources = rules.aggregates, bool(rules.required)
        terms = _Defaults.of(rules.parameters)
        # Where nobody reported anything, a default would be a figure made up (SEMANTICS 11, 12).
        self.missing = _Defaults({**dict.fromkeys(rules.measures, _MISSING), **terms.constant}, terms.dated)
        self.defaults = _Defaults.of({**rules.measures, **rules.parameters})

    def figures(self, case: Case) -> dict[str, Figure]:
        """Return what *case* states, by measure and parameter."""
        evidence, terms = case.evidence, case.contract.parameters
        asks = self._asks_sources
        if isinstance(evidence, Submission):
            figures = {**self.defaults.on(case), **(accepted(case.rules, evidence) if asks else evidence.figures)}
        else:
            figures = {**self.missing.on(case), **(accepted(case.rules, evidence) if asks else case.stated)}
        if terms:
            figures.update({name: case.parameter(name) for name in self.parameters if name in terms})
        return CountedFigures(figures, case, self._aggregates) if self._aggregates else figures

    def used(self, day: date) -> RulesUsed:
        """Return which rules decide on *day*."""
        name, in_force, digest, _, calendar, plugins, publishable = self._used
        return _rules_used((name, in_force, digest, day, calendar, plugins, publishable))

    def work_out(self, working: Working, excuses: Excuses = NO_EXCUSES) -> None:
        """Fill *working* with the outcome of every KPI, as *excuses* have it."""
        doubted = doubts(working.case.rules, working.case.evidence) if self._asks_sources else None
        if not working.late and not excuses and not doubted:
            self._unrolled(working)
            return
        for kpi, enter in self._careful.items():
            if kpi in excuses:
                excused(working, kpi, enter, excuses[kpi])
            else:
                enter(working)
            if doubted:
                doubted.weigh(working, kpi)
        if doubted:
            doubted.close(working)


def _entering(name: str, decide: Deciding) -> Entering:
    def enter(working: Working) -> None:
        outcome = decide(working)
        working.found[name] = outcome
        working.figures[name] = came_to(outcome)

    return enter


# A cache, not a registry: what is in it follows from its key alone.
_plans: WeakKeyDictionary[RuleSet, Plan] = WeakKeyDictionary()


def plan_of(rules: RuleSet) -> Plan:
    """Return the plan of *rules*."""
    plan = _plans.get(rules)
    if plan is None:
        plan = _plans[rules] = Plan(rules)
    return plan


class _Defaults(NamedTuple):
    """What stands in for each name that nothing is stated for: *constant*, but for what of *dated* is in force."""

    constant: Mapping[str, Figure]
    dated: Mapping[str, Dated[Value]]

    @classmethod
    def of(cls, declared: Mapping[str, Measure | Parameter]) -> _Defaults:
        """Return the defaults of what is *declared*."""
        defaults = {name: one.default for name, one in declared.items() if one.default is not None}
        constant = {name: default.constant for name, default in defaults.items() if default.constant is not None}
        dated = {name: default for name, default in defaults.items() if not default.is_constant}
        return cls({**dict.fromkeys(declared, _MISSING), **constant}, dated)

    def on(self, case: Case) -> Mapping[str, Figure]:
        """Return what stands in on the day of *case*."""
        if not self.dated:
            return self.constant
        held = {name: default.at(case.contract.start, case.day) for name, default in self.dated.items()}
        return {**self.constant, **{name: value for name, value in held.items() if value is not None}}
