"""The policy: the gravest stage that something leads to is stood on, and left for the next one that something does."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from engine.model.escalation import Check, DecisionOutcome, Rung, Step, Verdict
from engine.model.figures import Absence
from engine.model.policy import LadderView
from engine.model.rungs import ENTER, LEAVE, STAY
from engine.plugins.hookspecs import hookimpl
from engine.plugins.notice_and_plan.grounds import Grounds
from engine.plugins.notice_and_plan.parameters import ROUTINE, NoticeAndPlanParameters, StageParameters


class NoticeAndPlan:
    """A ladder that follows notices, meetings, investigations, plans and exception reports as they come and go."""

    name = "notice_and_plan"
    version = "1"
    parameters = NoticeAndPlanParameters

    def rungs(self, parameters: NoticeAndPlanParameters) -> tuple[Rung, ...]:
        """Return routine, and a rung for each stage that there is."""
        return (Rung(ROUTINE, DecisionOutcome.NO_ACTION, ""), *(stage.declared for stage in parameters.stages))

    def step(self, parameters: NoticeAndPlanParameters, view: LadderView) -> Step:
        """Return the rung to stand on: the gravest that something leads to; a right to end is left by people alone.

        While a notice stands, or a plan is open, none is asked for beside it. Where none is, and failures go on, one is
        owed on whatever stage the contract stands.
        """
        grounds = Grounds(parameters, view)
        return self._step(parameters, view, grounds)._replace(asked_for=grounds.asked_for, owed=grounds.owed)

    def _step(self, parameters: NoticeAndPlanParameters, view: LadderView, grounds: Grounds) -> Step:
        stages = parameters.stages
        held = [ROUTINE, *(stage.rung for stage in stages)].index(view.rung)
        checks = [_way_in(stage, grounds) for stage in reversed(stages[held:])]
        entered = next((check.rung for check in checks if check.verdict.holds is True), None)
        if not held:
            return Step(entered or ROUTINE, tuple(checks))
        here = stages[held - 1]
        again = _way_in(here, grounds)
        checks.append(again)
        if here.decision is not DecisionOutcome.EXIT_TRIGGER:
            checks += _ways_out(again, view)
        if entered or not _is_left(checks):
            return Step(entered or here.rung, tuple(checks))
        return _down(here.rung, stages[: held - 1], grounds, checks)


def _way_in(stage: StageParameters, grounds: Grounds) -> Check:
    return Check(stage.rung, ENTER, grounds.of(stage))


def _ways_out(again: Check, view: LadderView) -> list[Check]:
    """Return whether nothing leads to the rung any more; one that an event entered is held in that period."""
    holds = again.verdict.holds
    ways = [Check(again.rung, LEAVE, Verdict(holds if isinstance(holds, Absence) else not holds, ()))]
    if holds is False and view.entered_by_event:
        ways.append(Check(again.rung, STAY, Verdict.at_least("on_rung()", view.on_rung, Decimal(1))))
    return ways


def _is_left(checks: Sequence[Check]) -> bool:
    ways = [check.verdict.holds is True for check in checks if check.way != ENTER]
    return bool(ways) and all(ways)


def _down(here: str, below: Sequence[StageParameters], grounds: Grounds, checks: list[Check]) -> Step:
    """Return the gravest of the stages *below* that something leads to; what is unknown moves no rung."""
    for stage in reversed(below):
        check = _way_in(stage, grounds)
        checks.append(check)
        if check.verdict.holds is not False:
            return Step(stage.rung if check.verdict.holds is True else here, tuple(checks))
    return Step(ROUTINE, tuple(checks))


@hookimpl
def plimsoll_escalation_policies() -> list[NoticeAndPlan]:
    """Return notice and plan."""
    return [NoticeAndPlan()]
