"""Figures and events in whatever order they come, and however late: what follows is as though all had come in time."""

from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import HealthCheck, given, settings

from engine.application.requests import EventRequest
from engine.model.ledger import DecisionQuery
from engine.model.matters import matters
from tests.application.arrivals import KPIS, START, Fee, Figures, NextOf, about, lives, month
from tests.application.builders import Desk, book
from tests.evaluation.builders import kpi, rule_file

LATE = date(2027, 6, 1)
EVENTS = """
regulator_inadequate: {}
regulator_good: {}
exception_report: {}
improvement_plan: {is: plan, within: 10 working days, answer: 10 working days}
performance_notice: {is: notice, answer: 5 working days}
rung_plan: {is: plan, within: 5 working days}
duty_to_warn: {is: warning, answer: 20 working days}
"""
ESCALATION = """
- policy: ladder
  name: contract
  climb: jump
  rungs:
    - {rung: routine}
    - {rung: plan, decision: remediation, enter: failures(last=2) >= 2, leave: consecutive_passes() >= 1,
       actions: [{do: Submit a plan, by: provider, opens: rung_plan}]}
    - {rung: notice, decision: escalation, stay: 1 period,
       enter: 'events(improvement_plan_late, improvement_plan_milestone_missed, performance_notice_unanswered,
         exception_report, last="1 month", disputed=False) >= 1',
       leave: 'happened_since(improvement_plan_closed, improvement_plan)'}
    - {rung: exit, decision: exit_trigger, enter: 'points(last="4 months") >= 12', disregard: relieved,
       leave: 'points(last="2 months") < 4'}
- policy: ladder
  name: packages
  climb: jump
  rungs:
    - {rung: "open"}
    - {rung: suspended, decision: escalation, enter: 'events(regulator_inadequate, last="1 month") >= 1',
       leave: 'happened_since(regulator_good, regulator_inadequate)'}
"""
PAYMENT = """
- {policy: fixed_fee, name: fee, clause: s1, amount: price, short_periods: whole}
- {policy: service_credits, name: credits, clause: s2, per_point: 1% of fee, cap: yearly}
- {policy: suspended_credits, name: suspended, clause: s2, per_failure: 1.5% of fee, not_rated: stays_suspended,
   at_end: avoided, cap: yearly}
- {policy: service_credits, name: closed, clause: s3, per_failure: 2% of fee, when: "rung(packages) == 'suspended'"}
- {policy: withholding, name: withheld, clause: s4, retained_after: 40 working days, at_end: released,
   withheld: {amount: 3% of fee, per_milestone: improvement_plan}}
"""
POINTS = "{requires_improvement: 2, inadequate: 4}"
VISITING = {
    "value": "100 * (visits - missed) / visits",
    "precision": "1 dp, half up",
    "points": POINTS,
    "plausible": "80 to 100",
}
RULES = rule_file(
    measures="""
      figure: {type: number}
      visits: {type: count, default: 100}
      missed: {type: count}
    """,
    parameters="price: {type: money, default: 1000.00}",
    kpis=kpi(points=POINTS, repeat="double") + kpi("visiting", **VISITING),
    events=EVENTS,
    escalation=ESCALATION,
    payment=PAYMENT,
    caps="yearly: {limit: 150, over: twelve months, clause: s5}",
)


class Office(Desk):
    """A desk to which things come in any order, about two contracts: late, and in time."""

    def __init__(self):
        super().__init__()
        self.clock.is_on(LATE)
        self.came, self.versions = {}, {}

    def load(self):
        return books()

    def takes(self, arrival, life, contract):
        match arrival:
            case Figures():
                self.takes_figures(arrival, contract)
            case NextOf(thread):
                self.takes_event(thread, life, contract)
            case Fee(number, fee) if (contract, fee, number) not in self.came:
                self.came[contract, fee, number] = fee
                self.sets(month(number).start, contract=contract, price=fee)

    def takes_figures(self, arrival, contract):
        label = month(arrival.month).label
        known = self.came.get((contract, label))
        if known != arrival.figures:
            why = {"reason": "misread"} if known else {}
            self.submits(label, contract=contract, **arrival.figures, **why)
            self.came[contract, label] = arrival.figures

    def takes_event(self, number, life, contract):
        versions = self.versions.setdefault((contract, number), [])
        happened = life.threads[number].events[len(versions)]
        asked = EventRequest(contract, happened.on, "A. Officer", "as agreed", about(happened, versions))
        versions.append(self.application.events.record(self.call(), asked).event.version)

    def told_in_order(self, life, contract):
        for arrival in life.in_order():
            self.takes(arrival, life, contract)

    def told_as_it_came(self, life, contract):
        """Tell *life* as it came; what cannot come yet brings what must come before it."""
        waiting = list(life.arrivals)
        while waiting:
            arrival = waiting[0]
            while before := [one for one in waiting if self.must_come_before(one, arrival, life, contract)]:
                arrival = before[0]
            waiting.remove(arrival)
            self.takes(arrival, life, contract)
        for place, figures in enumerate(life.right):
            self.takes_figures(Figures(place, figures), contract)

    def must_come_before(self, other, arrival, life, contract):
        """Return whether *arrival* waits for *other*: periods come in order, fees before them, disputes after them."""
        needed = month(arrival.month) if isinstance(arrival, Figures) else None
        if isinstance(arrival, NextOf):
            needed = life.threads[arrival.thread].about
        if needed is None or self.has(contract, needed) or isinstance(other, NextOf):
            return False
        period = month(other.month)
        if isinstance(other, Fee):
            return period.start < needed.end
        is_due = period.start < needed.start or (period == needed and isinstance(arrival, NextOf))
        return is_due and not self.has(contract, period)

    def has(self, contract, period):
        return (contract, period.label) in self.came


@cache
def books():
    return {"test": book(RULES)}


def money_to_date(desk, contract, standing):
    recorded = desk.application.decisions.some(DecisionQuery(contract=contract), 0, 1000)
    payments = [one.decision.payment for one in recorded if not one.decision.supersedes and one.decision.payment]
    return sum((payment.payable for payment in payments), Decimal(0)) - standing.carried


def seen(desk, contract):
    """Return ratings, rungs, rights, money and what is open, in words that do not hang on the order of the record."""
    standing = desk.application.contracts.standing(contract).standing
    still_open = [one for one in matters(standing.events) if one.is_open]
    kpis = [(one.period.label, name, one.kpis[name]) for one in standing.records for name in KPIS]
    return {
        "kpis": kpis,
        "ladders": dict(standing.ladders),
        "rights": {name: (one.rung, one.arisen, one.evidence) for name, one in standing.rights.items()},
        "entries": [(one.period.label, one.entries) for one in standing.records],
        "remembered": {name: sorted(one.values()) for name, one in standing.memory.items()},
        "money": money_to_date(desk, contract, standing),
        "open": sorted(str((one.event.on, one.matter.kind, one.due, one.milestones)) for one in still_open),
        "opened": [(one.rung, one.on, one.due, one.taken_back) for one in standing.opened],
        "pending": standing.pending,
    }


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(life=lives())
def test_semantics_31_events_in_any_order_come_to_what_they_would_have_come_to_in_time(life):
    """Ratings, rungs, rights, money to date and what is open, whenever what happened came to be known."""
    desk = Office()
    for contract, tell in (("late", desk.told_as_it_came), ("in_time", desk.told_in_order)):
        desk.registers(contract, start=START)
        tell(life, contract)
        desk.submits(month(len(life.right)).label, "95", contract=contract, missed="10")

    late, in_time = seen(desk, "late"), seen(desk, "in_time")

    for what, found in in_time.items():
        assert late[what] == found, what
