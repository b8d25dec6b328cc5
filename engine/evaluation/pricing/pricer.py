"""Decides on evidence that came under other rules: what these needed of it and nobody was asked for is no guess."""

from __future__ import annotations

from dataclasses import replace

from engine.evaluation.decide import decide
from engine.evaluation.pricing.needs import Held, lacking
from engine.evaluation.pricing.noting import Noted, noting
from engine.model.contract import Contract
from engine.model.decision import Decision
from engine.model.escalation import DecisionOutcome
from engine.model.evidence import Event, Evidence
from engine.model.period import Period
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing


class Pricer:
    """Decides as `decide` does, on evidence that came for the rules *in_force*.

    A decision whose payment hangs on figures or records that the evidence has not, since the rules in force ask for no
    such, is undecided and names them. What they ask for and nobody reported is missing, as it is to any rules.
    """

    def __init__(self, in_force: RuleBook) -> None:
        self._in_force = in_force
        self._noting: dict[str, tuple[RuleSet, Noted]] = {}

    def __call__(self, rules: RuleSet, contract: Contract, standing: Standing, evidence: Evidence) -> Decision:
        """Return what *rules* say, undecided where the evidence does not have what their payment needs."""
        if isinstance(evidence, Event):
            return decide(rules, contract, standing, evidence)
        watched, noted = self._watched(rules)
        decision = decide(watched, contract, standing, evidence)
        for entry in rules.payments:
            if entry.when is not None:
                noted.ran(entry.when)
        outcomes = {one.kpi: one for one in decision.outcomes}
        lacks = lacking(Held(rules, contract, evidence, self._asked(contract, evidence.period)), noted, outcomes)
        return _undecided(decision, lacks) if lacks else decision

    def _watched(self, rules: RuleSet) -> tuple[RuleSet, Noted]:
        """Return *rules* that note what payment looks at, and where: empty, whatever was noted before."""
        if rules.digest not in self._noting:
            noted = Noted()
            self._noting[rules.digest] = noting(rules, noted), noted
        watched, noted = self._noting[rules.digest]
        noted.clear()
        return watched, noted

    def _asked(self, contract: Contract, period: Period) -> RuleSet | None:
        """Return the rules in force if they ask for a report of *period*: of another rhythm nothing was asked."""
        rules = self._in_force.on(period.last_day)
        return None if rules is None or rules.reporting.fits(contract.span, period) else rules


def _undecided(decision: Decision, lacks: tuple[str, ...]) -> Decision:
    needs = f"payment: the evidence does not have {_listed(lacks)}"
    others = tuple(why for why in decision.undecided if not why.startswith("payment: "))
    return replace(
        decision, outcome=DecisionOutcome.UNDECIDED, payment=None, moves=(), rights={}, undecided=(needs, *others)
    )


def _listed(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
