"""Rule files of the tests, as their authors would write them."""

from textwrap import dedent, indent

HEAD = """\
rule_set: test
in_force: 2026-04-01
reporting: {every: month}
calendar: england
currency: GBP
money: {precision: 2 dp, rounding: half up}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
"""

CHARGED = """
measures:
  charges: {type: money}
  missed: {type: percent}
  answered: {type: percent}
kpis:
  missed_visits:
    clause: Schedule 2, paragraph 1
    value: missed
    better: lower
    bands: {good: 1, approaching_target: 2, requires_improvement: 4}
    points: {requires_improvement: 2, inadequate: 8}
  calls:
    clause: Schedule 2, paragraph 2
    value: answered
    better: higher
    bands: {good: 98, approaching_target: 95, requires_improvement: 90}
    points: {requires_improvement: 3, inadequate: 18}
"""


def paying(entries: str, *, more: str = "", kpis: str = CHARGED) -> str:
    """Return rules with the payment *entries* and whatever *more* stands at the top of the file."""
    return HEAD + dedent(more) + dedent(kpis) + "\npayment:\n" + indent(dedent(entries).strip(), "  ") + "\n"


def climbing(entries: str, *, more: str = "", kpis: str = CHARGED) -> str:
    """Return rules with the *entries* of escalation."""
    return HEAD + dedent(more) + dedent(kpis) + "\nescalation:\n" + indent(dedent(entries).strip(), "  ") + "\n"


def figures(missed: object = 0, answered: object = 100, charges: object = 240000) -> dict[str, object]:
    """Return the figures of one period as text; an absence stays one."""
    given = {"missed": missed, "answered": answered, "charges": charges}
    return {name: str(value) if isinstance(value, int | float | str) else value for name, value in given.items()}
