"""Standards: payment is unaffected, and what is achieved decides whether the award continues, is reviewed, or goes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from engine.model.action_parameters import ActionParameters
from engine.model.escalation import Check, DecisionOutcome, Rung, Step, Verdict
from engine.model.policy import LadderView, Parameters, mistake
from engine.model.terms import Condition, KpiName, Whole
from engine.model.windows import Over, window_arguments
from engine.plugins.hookspecs import hookimpl

CONTINUES, REVIEWED, IN_QUESTION = "award_continues", "award_reviewed", "award_in_question"


class FailedParameters(Parameters):
    """How many failures of standards are too many."""

    failed: Whole = Field(ge=1, description="how many failures")
    over: Over = Field(description="within how long, such as `1 period` or `9 periods`")
    of: list[KpiName] | None = Field(None, min_length=1, description="of these standards; of any where it is left out")
    counted: Literal["each", "together"] = Field(
        "each", description="each standard by itself, or the failures of all of them added up"
    )


class WithdrawalParameters(Parameters):
    """What puts the award in question; a person then decides whether it is withdrawn."""

    when: list[FailedParameters] = Field(min_length=1, description="any one of these is enough")
    clause: str = Field("", description="where the contract says so")
    actions: list[ActionParameters] = Field(default_factory=list, description="who must do what by when")


class ReviewParameters(WithdrawalParameters):
    """What brings a review of the award, and what ends it."""

    ends_when: Condition = Field(description="when the award continues again, such as `consecutive_passes() >= 2`")


class StandardsParameters(Parameters):
    """The standards that the award stands on."""

    standards: list[KpiName] = Field(min_length=1, description="the KPIs that the award stands on")
    review: ReviewParameters = Field(description="what brings a review of the award")
    withdrawal: WithdrawalParameters = Field(description="what puts the award in question")

    @model_validator(mode="after")
    def _known(self) -> StandardsParameters:
        for place, kpi in enumerate(self.standards):
            if kpi in self.standards[:place]:
                raise mistake(f"expected each standard once: `{kpi}` stands twice", "standards", place)
        for key, terms in (("review", self.review), ("withdrawal", self.withdrawal)):
            for place, term in enumerate(terms.when):
                most = (term.over.periods or 0) * (1 if term.counted == "each" else len(term.of or self.standards))
                if most and term.failed > most:
                    message = f"expected at most {most} failures, which is all that can come within it"
                    raise mistake(message, key, "when", place, "failed")
                other = next((kpi for kpi in term.of or () if kpi not in self.standards), None)
                if other:
                    raise mistake(f"expected one of the `standards`, not `{other}`", key, "when", place, "of")
        return self


class Standards:
    """A ladder of three rungs for the award: it continues, is reviewed, or is in question until a person decides."""

    name = "standards"
    version = "1"
    parameters = StandardsParameters

    def rungs(self, parameters: StandardsParameters) -> tuple[Rung, ...]:
        """Return the three rungs."""
        return (
            Rung(CONTINUES, DecisionOutcome.NO_ACTION, ""),
            _rung(REVIEWED, DecisionOutcome.REMEDIATION, parameters.review),
            _rung(IN_QUESTION, DecisionOutcome.EXIT_TRIGGER, parameters.withdrawal),
        )

    def step(self, parameters: StandardsParameters, view: LadderView) -> Step:
        """Return where the award stands: in question before reviewed, and reviewed until that ends."""
        checks = [
            Check(IN_QUESTION, "enter", _verdict(parameters, parameters.withdrawal, view)),
            Check(REVIEWED, "enter", _verdict(parameters, parameters.review, view)),
        ]
        if view.rung == IN_QUESTION:
            return Step(IN_QUESTION, tuple(checks[:1]))
        if view.rung == REVIEWED:
            checks.append(Check(REVIEWED, "leave", view.verdict(parameters.review.ends_when)))
        if checks[0].verdict.holds is True:
            return Step(IN_QUESTION, tuple(checks))
        if view.rung == REVIEWED:
            ends = checks[-1].verdict.holds is True and checks[1].verdict.holds is False
            return Step(CONTINUES if ends else REVIEWED, tuple(checks))
        return Step(REVIEWED if checks[1].verdict.holds is True else CONTINUES, tuple(checks))


def _rung(name: str, decision: DecisionOutcome, terms: WithdrawalParameters) -> Rung:
    return Rung(name, decision, terms.clause, tuple(one.term for one in terms.actions))


def _verdict(parameters: StandardsParameters, terms: WithdrawalParameters, view: LadderView) -> Verdict:
    """Return whether any of the failures that *terms* name are too many, with every count that was looked at."""
    counts = [count for term in terms.when for count in _counts(term, parameters.standards, view)]
    return Verdict.any_of(counts)


def _counts(term: FailedParameters, standards: list[KpiName], view: LadderView) -> Iterator[Verdict]:
    names = [kpi.name for kpi in term.of or standards]
    for kpis in [names] if term.counted == "together" else [[name] for name in names]:
        failures = view.failures(*kpis, over=term.over)
        yield Verdict.at_least(
            f"failures({', '.join([*kpis, *window_arguments(term.over)])})", failures, Decimal(term.failed)
        )


@hookimpl
def plimsoll_escalation_policies() -> list[Standards]:
    """Return the standards."""
    return [Standards()]
