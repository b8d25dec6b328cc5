"""A small framework, its providers with what they reported, and how they rank."""

from __future__ import annotations

from engine.evaluation.ranking import Candidate, Ruled, compared, windowed
from engine.model.comparison import Comparison, CriterionScore, Ranked
from engine.model.rule_set import RuleSet
from tests.evaluation.builders import Provider, kpi, rules

MISSED = kpi(
    "missed_visits",
    value="100 * missed / visits",
    unit="percent",
    precision="1 dp, half up",
    better="lower",
    bands="{good: 2, approaching_target: 3, requires_improvement: 5}",
)
SCORE = kpi("score", value="figure", better="", bands="")
PRICE = kpi("price", value="extra", better="", bands="", precision="2 dp, half up")
REGULATOR = kpi(
    "regulator", value="regulator_rating", better="", bands="{good: [Good], inadequate: [Poor], other: [None]}"
)
KPIS = MISSED + SCORE + PRICE + REGULATOR
MEASURES = """
    figure: {type: number}
    extra: {type: number, held_by: council}
    visits: {type: count}
    missed: {type: count}
    regulator_rating: {type: choice, of: [Good, Poor, None], default: Good}
"""
HEAD = {
    "precision": "2 dp, half up",
    "not_returned": "0",
    "missing": "0",
    "suppressed": "leave_out",
    "not_rated": "leave_out",
}


def framework(*criteria: str, **parts: str) -> RuleSet:
    """A rule set that ranks by *criteria*, each as a rule file writes it; *parts* are more of `ranking:`, or `kpis`."""
    return rules(**framework_parts(*criteria, **parts))


def framework_parts(*criteria: str, **parts: str) -> dict[str, str]:
    """The top-level keys of that rule set."""
    file = {key: parts.pop(key) for key in ("kpis", "escalation", "scale", "failure") if key in parts}
    head = "".join(f"{key}: {text}\n" for key, text in (HEAD | parts).items() if text)
    lines = "".join(f"  {one}\n" for one in criteria)
    return {"kpis": KPIS, "measures": MEASURES, "ranking": f"{head}criteria:\n{lines}"} | file


def reported(rule_set: RuleSet, name: str, *periods: dict | None, **stated: object) -> Candidate:
    """A provider that reported *periods*, None for nothing, or for nothing but what the council has `held`."""
    provider = Provider(rule_set, id=name, provider=f"{name.title()} Care", **stated)
    decided = []
    for figures in periods:
        silent = figures is None or "held" in figures
        decision = provider.stays_silent(**(figures or {}).get("held", {})) if silent else provider.reports(**figures)
        assert not decision.undecided
        decided.append(Ruled(decision, rule_set))
    rungs = {ladder: state.rung for ladder, state in provider.standing.ladders.items()}
    return Candidate(name, f"{name.title()} Care", tuple(decided), rungs)


def ranked(rule_set: RuleSet, **providers: dict | list | None) -> Comparison:
    """How *providers* rank, each with the figures of one period or of several."""
    found = [
        reported(rule_set, name, *(figures if isinstance(figures, list) else [figures]))
        for name, figures in providers.items()
    ]
    return ranking_of(rule_set, *found)


def ranking_of(rule_set: RuleSet, *candidates: Candidate) -> Comparison:
    """How *candidates* rank for the latest period that any has."""
    period = max((one.decided[-1].decision.period for one in candidates if one.decided), key=lambda each: each.end)
    count = rule_set.ranking.periods
    return compared(
        rule_set, period, [one._replace(decided=windowed(one.decided, period, count)) for one in candidates]
    )


def places(comparison: Comparison) -> list[tuple[str, int]]:
    """The contracts with their places."""
    return [(one.contract, one.place) for one in comparison.ranked]


def entry(comparison: Comparison, contract: str) -> Ranked:
    """The entry of a contract that is ranked."""
    return next(one for one in comparison.ranked if one.contract == contract)


def part(comparison: Comparison, contract: str, criterion: str) -> CriterionScore:
    """What a criterion came to for a contract, ranked or not."""
    both = (*comparison.ranked, *comparison.unranked)
    scores = next(one for one in both if one.contract == contract).scores
    return next(one for one in scores if one.criterion.name == criterion)
