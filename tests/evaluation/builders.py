"""Small rule files, and a provider who reports under them period after period: each test says only what matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from textwrap import dedent, indent

from engine.bootstrap import BUILT_IN
from engine.compiler.rule_sets import compiled
from engine.evaluation import admission
from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.dated import Dated
from engine.model.decision import Decision, folded
from engine.model.evidence import Evidence
from engine.model.figures import Absence
from engine.model.outcome import Outcome
from engine.model.payment import Line
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing
from engine.plugins.catalogue import catalogue

POLICIES = catalogue(BUILT_IN, discover=False)
MISSING, SUPPRESSED, NOT_APPLICABLE = Absence.MISSING, Absence.SUPPRESSED, Absence.NOT_APPLICABLE

# What runs expressions: `compiled` code, or the `reference`, which a fixture here may choose.
EVALUATORS = ("compiled", "reference")
_evaluators = list(EVALUATORS[:1])

_PARTS = {
    "rule_set": "test",
    "in_force": "2020-01-01",
    "reporting": "{every: month}",
    "calendar": "england",
    "currency": "GBP",
    "money": "{precision: 2 dp, rounding: half up}",
    "scale": "procurement-act-2023",
    "failure": "requires_improvement",
    "over_not_rated": "skips",
    "measures": """
        figure: {type: number}
        extra: {type: number}
        visits: {type: count}
        missed: {type: count}
        charges: {type: money, default: 1000.00}
        breach: {type: flag, default: false}
        regulator: {type: choice, of: [Good, Fair, Poor], default: Good}
    """,
}
_BLOCK = r"[\w-]+:\s|- "


def kpi(name: str = "kpi", **keys: str) -> str:
    """A KPI as a rule file writes it: the measure `figure`, better higher, good from 90, a failure below 80."""
    shape = {
        "value": "figure",
        "better": "higher",
        "bands": "{good: 90, approaching_target: 80, requires_improvement: 70}",
    }
    if keys.keys() & {"worst_of", "weighted_score", "how_many"}:
        shape = {}
    if "ratings" in keys or "bands" in keys:
        shape.pop("bands", None)
    if "ratings" in keys or keys.get("better") == "":
        shape.pop("better", None)
    stated = {key: text for key, text in (shape | keys).items() if text}
    return f"{name}:\n" + "".join(f"  {key}: {text}\n" for key, text in stated.items())


def ladder(enter: str, *, rung: str = "r", decision: str = "remediation", **keys: str) -> str:
    """A ladder of one rung above `routine`, entered while *enter* holds; *keys* are more of the rung, or its `name`."""
    name = keys.pop("name", "ladder")
    stated = {"rung": rung, "decision": decision, "enter": f'"{enter}"'} | {
        key: f'"{text}"' if key == "leave" else text for key, text in keys.items()
    }
    one = ", ".join(f"{key}: {text}" for key, text in stated.items())
    return f"- {{policy: ladder, name: {name}, climb: jump, rungs: [{{rung: routine}}, {{{one}}}]}}\n"


def rule_file(**parts: str) -> str:
    """The text of a rule file; *parts* are its top-level keys, each one value or a block."""
    stated = _PARTS | {"kpis": kpi()} | parts
    return "".join(_written(key, text) for key, text in stated.items() if text)


def _written(key: str, text: str) -> str:
    block = dedent(text).strip("\n")
    if re.match(_BLOCK, block):
        return f"{key}:\n{indent(block, '  ')}\n"
    return f"{key}: {block}\n"


def rules(**parts: str) -> RuleSet:
    """The rule set of `rule_file(**parts)`, which must have no errors."""
    text = rule_file(**parts)
    found = compiled("rules.yaml", text.encode(), POLICIES, reference=_evaluators[-1] == "reference")
    errors = [one.headline() for one in found.diagnostics if one.severity.value == "error"]
    assert found.rules, "\n".join([*errors, text])
    return found.rules


@contextmanager
def run_by(evaluator: str) -> Iterator[None]:
    """Have the expressions of `rules` run by one of EVALUATORS meanwhile."""
    _evaluators.append(evaluator)
    yield
    _evaluators.pop()


def errors(**parts: str) -> set[str]:
    """The codes of the errors of `rule_file(**parts)`."""
    found = compiled("rules.yaml", rule_file(**parts).encode(), POLICIES)
    return {one.code for one in found.diagnostics if one.severity.value == "error"}


def contract(rule_set: str = "test", **stated: object) -> Contract:
    """A contract from 1 April 2026 without an end; parameters may be plain values."""
    given = {"id": "c-1", "provider": "Example Care", "rule_set": rule_set, "start": date(2026, 4, 1)} | stated
    parameters = given.pop("parameters", {})
    dated = {name: one if isinstance(one, Dated) else Dated.always(one) for name, one in parameters.items()}
    return Contract(parameters=dated, **given)


class Provider:
    """A provider under one contract: each report is decided upon what stands from the reports before."""

    def __init__(self, rule_set: RuleSet, **stated: object) -> None:
        self.rules, self.contract = rule_set, contract(rule_set.name, **stated)
        self.standing = Standing()

    def reports(self, received: date | None = None, decided_on: date | None = None, **figures: object) -> Decision:
        """Submit *figures* for the next period; a whole number stands for its text."""
        period = self._next()
        came = received or period.end
        texts = {
            name: str(one) if isinstance(one, int) and not isinstance(one, bool) else one
            for name, one in figures.items()
        }
        return self.faces(
            admission.submission(
                self.rules, self.contract, period, texts, decided_on=decided_on or came, received_on=came
            )
        )

    def stays_silent(self, **held: object) -> Decision:
        """Let the next period pass without a submission; *held* is what the council knows itself."""
        period = self._next()
        decided_on = period.end + timedelta(days=30)
        return self.faces(admission.non_submission(self.rules, self.contract, period, held, decided_on=decided_on))

    def reports_each(self, *figures: object) -> Decision:
        """Submit `figure` for as many periods; None stays silent. Return the last decision."""
        for figure in figures:
            decision = self.stays_silent() if figure is None else self.reports(figure=figure)
        return decision

    def faces(self, evidence: Evidence) -> Decision:
        """Decide upon *evidence*, and let it stand."""
        decision = decide(self.rules, self.contract, self.standing, evidence)
        self.standing = folded(self.standing, decision)
        return decision

    def _next(self):
        reporting, latest = self.rules.reporting, self.standing.latest
        span = self.contract.span
        return reporting.after(span, latest) if latest else reporting.first(span)


def outcome(decision: Decision, name: str = "kpi") -> Outcome:
    """What the KPI *name* came to."""
    return next(one for one in decision.outcomes if one.kpi == name)


def rating(decision: Decision, name: str = "kpi") -> str | None:
    """The rating of the KPI *name*, if it has one."""
    found = getattr(outcome(decision, name), "rating", None)
    return found.name if found else None


def lines(decision: Decision, entry: str | None = None) -> list[Line]:
    """The payment lines, of one entry where it is named."""
    assert decision.payment, decision.undecided
    return [line for line in decision.payment.lines if entry in (None, line.entry)]


def rung(decision: Decision, ladder: str = "ladder") -> str:
    """The rung of *ladder* stood on after the period."""
    return next(move.after for move in decision.moves if move.ladder == ladder)
