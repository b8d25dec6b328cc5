"""Rules that pay by outputs, courses of months under them, and what these come to."""

from decimal import Decimal
from functools import cache

from engine.compiler.rule_sets import compiled
from engine.evaluation.admission import submission
from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.decision import folded
from engine.model.payment import LineKind
from engine.model.rows import given_table
from engine.model.standing import Standing
from engine.plugins.testing import decided, policies_with
from tests.plugins.products import product
from tests.plugins.rule_texts import HEAD

NAMES = ("start", "retention_1", "retention_2", "retention_3", "retention_4", "completion")
WEIGHTS = dict(zip(NAMES, (20, 15, 15, 15, 15, 20), strict=True))
PRICES = (995, 979, 966)
BANDS = "bands: [{up_to: 2000, price: 995}, {up_to: 4000, price: 979}, {price: 966}]"
COUNTED = ", ".join(
    f"{name}: {{weight: {weight}%, reached: {name}_reached, disproved: {name}_disproved}}"
    for name, weight in WEIGHTS.items()
)
BY_COUNT = f"share: 60%, {BANDS}, milestones: {{{COUNTED}}}"
BY_PERSON = (
    f"share: 60%, {BANDS}, milestones: {{{', '.join(f'{name}: {{weight: {WEIGHTS[name]}%}}' for name in NAMES)}}}, "
    "people: {person: people.person, milestone: people.milestone, disproved: people.disproved}"
)
UPLIFTED = f"{BY_PERSON}, uplift: {{amount: 100, criteria: [people.rural, people.poor], milestone: start}}"
SIMPLE = (
    "bands: [{up_to: 2, price: 40}, {price: 30}], milestones: {start: {weight: 100%, reached: came, disproved: wrong}}"
)
MEASURES = "\n".join(
    f"  {name}_{word}: {{type: count, default: 0}}" for name in NAMES for word in ("reached", "disproved")
)
RULES = f"""{HEAD}
records:
  people:
    key: row
    fields:
      row: {{type: text}}
      person: {{type: person}}
      milestone: {{type: text}}
      disproved: {{type: flag, optional: true}}
      rural: {{type: flag, optional: true}}
      poor: {{type: flag, optional: true}}
  visits: {{key: id, fields: {{id: {{type: text}}}}}}
parameters:
  first_band: {{type: number, default: 2}}
measures:
  came: {{type: number, default: 0}}
  wrong: {{type: number, default: 0}}
  asked: {{type: count}}
{MEASURES}
kpis:
  took_part: {{value: count(people)}}
  volume: {{value: came + wrong}}
payment:
"""


def entry(keys, *, cap=""):
    """Return rules that pay by *keys*."""
    return f"{RULES}  - {{policy: output_bands, clause: s1{cap}, {keys}}}\n"


def lines(decision):
    """Return each line's kind and what it comes to, the arithmetic of each part checked."""
    assert decision.undecided == ()
    for line in decision.payment.lines:
        assert [product(part) for part in line.parts] == [part.amount for part in line.parts]
    return [(line.kind.value, str(line.applied)) for line in decision.payment.lines if line.entry == "output_bands"]


def row(person, milestone, **cells):
    """Return one row."""
    words = {"row": f"{person} {milestone}", "person": person, "milestone": milestone}
    return words | {name: str(value).lower() for name, value in cells.items()}


def months(keys, *rows, cap=""):
    """Return the decisions of months in which *rows* came."""
    return decided(entry(keys, cap=cap), *[{} for _ in rows], records=[{"people": list(one)} for one in rows])


def counts(keys, *figures, cap="", **more):
    """Return the decisions of months with these outputs, reached and disproved."""
    given = [{"came": str(reached), "wrong": str(disproved)} for reached, disproved in figures]
    return decided(entry(keys, cap=cap), *given, **more)


@cache
def ready(keys, cap):
    """Return rules, read once for all examples."""
    return compiled("rules.yaml", entry(keys, cap=cap).encode(), policies_with()).rules


def course_of(rules, *, figures=None, rows=None):
    """Return the decisions of months in which these figures or rows came."""
    standing, found = Standing(), []
    contract = Contract(id="test", provider="test", rule_set="test", start=rules.in_force)
    given_figures = figures if figures is not None else [{} for _ in rows]
    given_rows = rows if rows is not None else [[] for _ in figures]
    for period, one, table in zip(rules.reporting.periods(contract.span), given_figures, given_rows, strict=False):
        tables = {"people": given_table(table)}
        evidence = submission(rules, contract, period, one, decided_on=period.last_day, records=tables)
        found.append(decide(rules, contract, standing, evidence))
        assert found[-1].undecided == ()
        standing = folded(standing, found[-1])
    return found


def balance(decisions):
    """Return what was paid less what was taken back."""
    ours = [line for one in decisions for line in one.payment.lines if line.entry == "output_bands"]
    return sum((-line.applied if line.kind is LineKind.CLAWBACK else line.applied for line in ours), Decimal(0))
