"""The rule set that speed is measured on: ten KPIs, payment by points with a cap, a ladder of three rungs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine.bootstrap import policies
from engine.compiler.rule_sets import compiled
from engine.evaluation.admission import submission
from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.decision import folded
from engine.model.evidence import Submission
from engine.model.period import Period
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing

HEAD = """
rule_set: ten-kpis
in_force: 2026-04-01
reporting: {every: month, due: 10 working days}
calendar: england
currency: GBP
money: {precision: 2 dp, rounding: half up}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
parameters:
  exit_points: {type: number, default: 50}
measures:
  charges: {type: money}
"""
KPI = """
  k{n}:
    clause: Schedule 2, paragraph {n}
    value: 100 * a{n} / b{n}
    unit: percent
    precision: 1 dp, half up
    better: lower
    bands: {{good: 0.5, approaching_target: 1.0, requires_improvement: 2.0}}
    missing: {{failure: inadequate}}
    points: {{requires_improvement: 2, inadequate: 4}}
    repeat: double
"""
TAIL = """
escalation:
  - policy: ladder
    name: contract
    climb: jump
    rungs:
      - rung: routine
      - rung: improvement_plan
        decision: remediation
        clause: Schedule 4, paragraph 2
        enter: failures(k0, last=3) >= 2 or points(last=3) >= 12
        leave: consecutive_passes() >= 2
        actions:
          - {do: Submit an improvement plan, by: provider, within: 10 working days}
      - rung: exit
        decision: exit_trigger
        clause: Schedule 4, paragraph 9
        enter: points(last=3) >= exit_points or cap_reached(service_credits)
payment:
  - policy: service_credits
    per_point: 0.5% of charges
    clause: Schedule 5, paragraph 1
    cap: 10% of charges
"""


def text(kpis: int = 10) -> str:
    """Return the rule file with *kpis* KPIs."""
    measures = "".join(f"  a{n}: {{type: count}}\n  b{n}: {{type: count}}\n" for n in range(kpis))
    return HEAD + measures + "kpis:" + "".join(KPI.format(n=n) for n in range(kpis)) + TAIL


def rules(kpis: int = 10, *, reference: bool = False) -> RuleSet:
    """Return the rule set, compiled."""
    found = compiled("bench.yaml", text(kpis).encode(), policies(), reference=reference)
    if found.rules is None:
        raise ValueError("\n".join(map(str, found.diagnostics)))
    return found.rules


def contract() -> Contract:
    """Return a contract under the rule set."""
    return Contract(id="c", provider="p", rule_set="ten-kpis", start=date(2026, 4, 1))


def evidence(rule_set: RuleSet, month: int, kpis: int = 10) -> Submission:
    """Return the figures of *month* of 2026: some good, some failing."""
    figures: dict[str, object] = {"charges": Decimal("240000.00")}
    for n in range(kpis):
        figures |= {f"a{n}": Decimal(n * 11 % 70), f"b{n}": Decimal(3000)}
    period = Period.parse(f"2026-{month:02}")
    return submission(rule_set, contract(), period, figures, decided_on=date(2026, month + 1, 10))


def standing(rule_set: RuleSet, months: range) -> Standing:
    """Return what stands after *months* of 2026."""
    held = Standing()
    for month in months:
        held = folded(held, decide(rule_set, contract(), held, evidence(rule_set, month)))
    return held
