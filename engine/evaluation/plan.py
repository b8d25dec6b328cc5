"""What a rule set fixes for all its decisions, looked up once and kept as long as the rule set lives."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from engine.evaluation.outcomes import Deciding, deciding
from engine.evaluation.unrolled import Entering, unrolled
from engine.evaluation.working import Working
from engine.model.figures import Absence, Figure
from engine.model.outcome import Measured, NotRated, Outcome, Rated
from engine.model.rule_set import RuleSet

# Python 3.11 looks a member up through Python code; what runs for every KPI and line has it at hand.
_MISSING = Absence.MISSING
_UNKNOWN = Absence.UNKNOWN


class Plan:
    """The KPIs of one rule set in their order, and the figures of a submission that states nothing."""

    __slots__ = ("_careful", "_unrolled", "calendar", "defaults", "missing")

    def __init__(self, rules: RuleSet) -> None:
        careful = {name: _entering(name, deciding(rules, kpi)) for name, kpi in rules.kpis.items()}
        self._careful = tuple(careful.values())
        self._unrolled = unrolled(rules, careful)
        self.calendar = f"{rules.calendar.name}, {rules.calendar.version}" if rules.calendar else ""
        self.missing: dict[str, Figure] = dict.fromkeys(rules.measures, _MISSING)
        stated = {name: measure.default for name, measure in rules.measures.items()}
        self.defaults: dict[str, Figure] = self.missing | {
            name: value for name, value in stated.items() if value is not None
        }

    def work_out(self, working: Working) -> None:
        """Fill *working* with the outcome of every KPI."""
        if not working.late:
            self._unrolled(working)
            return
        for enter in self._careful:
            enter(working)


def _entering(name: str, decide: Deciding) -> Entering:
    def enter(working: Working) -> None:
        outcome = decide(working)
        working.found[name] = outcome
        working.figures[name] = _figure(outcome)

    return enter


# A cache, not a registry: what is in it follows from its key alone.
_plans: WeakKeyDictionary[RuleSet, Plan] = WeakKeyDictionary()


def plan_of(rules: RuleSet) -> Plan:
    """Return the plan of *rules*."""
    plan = _plans.get(rules)
    if plan is None:
        plan = _plans[rules] = Plan(rules)
    return plan


def _figure(outcome: Outcome) -> Figure:
    if isinstance(outcome, Rated):
        return _MISSING if outcome.value is None else outcome.value
    if isinstance(outcome, Measured):
        return outcome.value
    return outcome.absence if isinstance(outcome, NotRated) else _UNKNOWN
