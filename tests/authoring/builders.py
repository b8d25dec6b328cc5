"""A small rule set, and tests of it as their authors write them."""

from __future__ import annotations

from textwrap import dedent

from engine.authoring.rule_tests import Tested, tested
from engine.bootstrap import policies
from engine.compiler.rule_books import bound
from engine.model.rule_book import RuleBook

RULES = """\
rule_set: homecare-north
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
  visits_planned: {type: count}
  visits_missed: {type: count}
  cqc_rating: {type: choice, of: [Good, Inadequate], held_by: council, default: Good}

kpis:
  missed_visits:
    clause: Schedule 2, paragraph 3.1
    value: 100 * visits_missed / visits_planned
    unit: percent
    precision: 1 dp, half up
    better: lower
    bands: {good: 0.5, approaching_target: 1.0, requires_improvement: 2.0}
    missing: {failure: inadequate}
    points: {requires_improvement: 2, inadequate: 4}
    repeat: double
  regulator:
    clause: Schedule 2, paragraph 3.6
    value: cqc_rating
    bands: {good: [Good], inadequate: [Inadequate]}

escalation:
  - policy: ladder
    name: contract
    climb: jump
    rungs:
      - rung: routine
      - rung: improvement_plan
        decision: remediation
        clause: Schedule 4, paragraph 2
        enter: failures(missed_visits, last=3) >= 2
        leave: consecutive_passes() >= 2
        actions:
          - {do: Submit an improvement plan, by: provider, within: 10 working days}
      - rung: exit
        decision: exit_trigger
        clause: Schedule 4, paragraph 9
        enter: points(last=3) >= exit_points

payment:
  - policy: service_credits
    per_point: 0.5% of charges
    clause: Schedule 5, paragraph 1
    cap: 3% of charges
"""

GOOD = "{visits_planned: 3000, visits_missed: 3, charges: 240000}"
BAD = "{visits_planned: 3000, visits_missed: 97, charges: 240000}"


def book(*versions: str) -> RuleBook:
    """Return the rules in *versions*, the small rule set unless given."""
    files = {f"rules-{place}.yaml": text.encode() for place, text in enumerate(versions or (RULES,))}
    made, diagnostics = bound(files, policies())
    assert made, "\n".join(map(str, diagnostics))
    return made


def written(text: str) -> str:
    """Return *text*, indented as its place in a test has it, as the text of a file."""
    return dedent(text).lstrip("\n")


def ran(text: str, *versions: str, only: str = "") -> Tested:
    """Return what comes of the tests in *text*."""
    return tested("tests.yaml", written(text).encode(), book(*versions), only=only)


def differences(text: str, *versions: str) -> list[tuple[str, str, str]]:
    """Return what differs in the tests in *text*, which have no mistakes: key, expected, actual."""
    results, diagnostics = ran(text, *versions)
    assert not diagnostics, "\n".join(map(str, diagnostics))
    return [(one.what, one.expected, one.actual) for result in results for one in result.differences]


def one_period(expect: str, figures: str = BAD, more: str = "") -> str:
    """Return a file with one test of one period."""
    return f"tests: [{{name: one, periods: [{{period: 2026-04, figures: {figures}, expect: {expect} {more}}}]}}]\n"
