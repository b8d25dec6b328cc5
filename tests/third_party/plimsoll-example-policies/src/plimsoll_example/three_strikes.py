"""Three strikes: so many failures within a window, and the provider is out."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from engine.model.escalation import ActionTerm, Check, DecisionOutcome, Rung, Step, Verdict
from engine.model.policy import LadderView, Parameters
from engine.model.terms import Condition, KpiName, Whole, Within
from engine.model.windows import Over


class ThreeStrikesParameters(Parameters):
    """Whose failures are strikes, how many are too many, and what the provider owes then."""

    kpis: list[KpiName] = Field(default_factory=list, description="any KPI where it is left out")
    strikes: Whole = Field(3, ge=1)
    over: Over
    forgiven: Condition | None = None
    plan_within: Within


class ThreeStrikes:
    """A ladder of three rungs, on which a provider stands by its strikes alone."""

    name = "three_strikes"
    version = "0.3.0"
    parameters = ThreeStrikesParameters

    def rungs(self, parameters: ThreeStrikesParameters) -> tuple[Rung, ...]:
        """Return the rungs: clear, warned from the first strike, out."""
        plan = ActionTerm("Explain each strike", "provider", parameters.plan_within, "")
        return (
            Rung("clear", DecisionOutcome.NO_ACTION, ""),
            Rung("warned", DecisionOutcome.REMEDIATION, "", (plan,)),
            Rung("out", DecisionOutcome.EXIT_TRIGGER, ""),
        )

    def step(self, parameters: ThreeStrikesParameters, view: LadderView) -> Step:
        """Return the rung that the strikes within the window lead to."""
        checks = []
        if parameters.forgiven is not None:
            checks.append(Check("clear", "enter", view.verdict(parameters.forgiven)))
            if checks[0].verdict.holds is True:
                return Step("clear", tuple(checks))
        strikes = view.failures(*(kpi.name for kpi in parameters.kpis), over=parameters.over)
        for rung, limit in (("out", Decimal(parameters.strikes)), ("warned", Decimal(1))):
            checks.append(Check(rung, "enter", Verdict.at_least("strikes", strikes, limit)))
            if checks[-1].verdict.holds is True:
                return Step(rung, tuple(checks))
        return Step("clear", tuple(checks))
