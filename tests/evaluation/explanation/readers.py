"""Rules to explain, and what a reader sees of an explanation: the sentences about one thing, as they are read."""

from __future__ import annotations

from engine.evaluation.explanation import Code, Explanation, explained
from engine.evaluation.explanation.sentence import said
from engine.model.decision import Decision
from engine.model.rule_set import RuleSet
from tests.evaluation import builders

MEASURES = """
    figure: {type: number}
    second: {type: number}
    visits: {type: count}
    missed: {type: count}
    charges: {type: money, default: 1000.00}
    breach: {type: flag, default: false}
    regulator: {type: choice, of: [Good, Fair, Poor], default: Good}
"""


def rules(**parts: str) -> RuleSet:
    """The rule set of *parts*, with measures that are named as these tests name them."""
    return builders.rules(**{"measures": MEASURES} | parts)


def read(decision: Decision, rules: RuleSet, about: str = "kpi", code: Code | None = None) -> list[str]:
    """The sentences about *about*, or those of them with *code*."""
    return sentences(explained(decision, rules), about, code)


def sentences(explanation: Explanation, about: str, code: Code | None = None) -> list[str]:
    """The sentences of *explanation* about *about*, or those of them with *code*."""
    everything = [one for section in explanation.sections for one in section.sentences]
    return [said(one) for one in everything if one.about == about and code in (None, one.code)]
