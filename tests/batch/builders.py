"""Files of figures under a small rule set, and what becomes of their rows."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from engine.batch.columns import Columns
from engine.batch.csv_file import read_csv
from engine.batch.evaluation import evaluated
from engine.batch.placing import Placement, placed
from engine.batch.request import Request
from engine.batch.results import Decided, Refused, Result
from engine.batch.rows import Reader
from engine.model.contract import Contract
from engine.model.rule_book import RuleBook
from tests.authoring import builders

RULES = """\
rule_set: visits
in_force: 2026-01-01
reporting: {every: month, due: 10 working days}
calendar: england
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
measures:
  missed: {type: count}
  note: {type: text, default: none}
kpis:
  missed_visits:
    clause: Schedule 2
    value: missed
    better: lower
    bands: {good: 5, approaching_target: 10, requires_improvement: 20}
    missing: {failure: inadequate}
    points: {inadequate: 4}
  notes: {value: note}
"""


def book(*versions: str) -> RuleBook:
    """The rules in *versions*, the small rule set unless given."""
    return builders.book(*(versions or (RULES,)))


def columns(rules: RuleBook, **stated: object) -> Columns:
    """Columns called like the measures of *rules*; *stated* may map some under `measures`."""
    measures = {name: name for version in rules.versions for name in version.measures}
    mapped = stated.pop("measures", {})
    return Columns(measures=measures | mapped, mapped=tuple(mapped.values()), **stated)


def request(rules: RuleBook | None = None, **stated: object) -> Request:
    """A request with `columns` for *rules*."""
    return Request(**{"columns": columns(rules or book())} | stated)


def placement(text: str, asked: Request, reader: Reader = read_csv) -> Placement:
    """The rows of *text*, whose lines are indented as the test has them."""
    return placed(reader(dedent(text).lstrip("\n").encode()), asked)


def results(
    text: str,
    rules: RuleBook | None = None,
    known: Mapping[str, Contract] | None = None,
    **stated: object,
) -> list[Result]:
    """What becomes of the rows of *text*; *stated* is asked for, beside a `reader`."""
    rules = rules or book()
    reader = stated.pop("reader", read_csv)
    asked = request(rules, **stated)
    return list(evaluated(rules, placement(text, asked, reader), asked, known))


def shown(result: Result) -> str:
    """What became of a row, in one line: its rating, or why it was refused."""
    match result:
        case Decided():
            decision = result.decision
            rating = getattr(decision.outcomes[0], "rating", None)
            return f"{decision.contract} {decision.period}: {rating or decision.outcomes[0]}"
        case Refused():
            return f"line {result.line}: {result.message}"
