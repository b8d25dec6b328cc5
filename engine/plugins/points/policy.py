"""The points policy: rungs entered where sums of points reach their numbers (SEMANTICS 18 to 22)."""

from __future__ import annotations

from functools import partial

from engine.model.dated import Dated
from engine.model.escalation import Rung, Step, Verdict
from engine.model.policy import LadderView
from engine.model.rungs import ENTER, moved
from engine.model.terms import Quantity
from engine.plugins.hookspecs import hookimpl
from engine.plugins.points.parameters import PointsParameters, PointsRung
from engine.plugins.points.sums import Sums


class Points:
    """A ladder whose ways in and out are numbers of points; it moves as every ladder does."""

    name = "points"
    version = "1"
    parameters = PointsParameters

    def rungs(self, parameters: PointsParameters) -> tuple[Rung, ...]:
        """Return the rungs as the rule file lists them."""
        return tuple(rung.declared for rung in parameters.rungs)

    def step(self, parameters: PointsParameters, view: LadderView) -> Step:
        """Return the rung to stand on: the highest that a sum leads to, else where fallen sums and passes lead."""
        counted = Sums(parameters, view)
        disregarding = Sums(parameters, view.disregarding_relieved()) if _disregards(parameters) else counted
        step = moved(parameters.rungs, parameters.climb, view, partial(_looked, view, (counted, disregarding)))
        found = (*counted.found.values(), *disregarding.found.values())
        resets = dict.fromkeys(one.reset for one in found if one.reset)
        return Step(step.rung, (*step.checks, *resets))


def _disregards(parameters: PointsParameters) -> bool:
    return any(rung.disregard for rung in parameters.rungs)


def _looked(view: LadderView, sums: tuple[Sums, Sums], rung: PointsRung, way: str) -> Verdict | None:
    counted = sums[1] if rung.disregard else sums[0]
    if way != ENTER:
        return _way_out(view, counted, rung) if rung.is_left else None
    if rung.enter_at is None:
        return None
    reached = [
        Verdict.at_least(counted[name].asked, counted[name].points, view.number(limit), said=_said(view, limit))
        for name, limit in rung.enter_at.items()
    ]
    return Verdict.any_of(reached)


def _way_out(view: LadderView, counted: Sums, rung: PointsRung) -> Verdict:
    """Return whether all sums have fallen far enough, and enough periods have passed."""
    fallen = [
        Verdict.below(counted[name].asked, counted[name].points, view.number(limit), said=_said(view, limit))
        for name, limit in rung.limits_below.items()
    ]
    if rung.leave_after_passes is not None:
        fallen.append(counted.passes(rung.leave_after_passes))
    return Verdict.all_of(fallen)


def _said(view: LadderView, limit: Dated[Quantity]) -> str:
    """Return *limit* as the rule file writes it: a number, or the name of a parameter."""
    return str(view.in_force(limit))


@hookimpl
def plimsoll_escalation_policies() -> list[Points]:
    """Return the points."""
    return [Points()]
