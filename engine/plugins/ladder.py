"""The ladder: rungs entered by one condition and left by another (SEMANTICS 22)."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from pydantic import Field, model_validator

from engine.model.escalation import Rung, Step, Verdict
from engine.model.policy import LadderView, Parameters
from engine.model.rungs import ENTER, Climb, RungParameters, check_rungs, moved
from engine.model.terms import Condition
from engine.plugins.hookspecs import hookimpl


class LadderRung(RungParameters):
    """One rung, entered while one condition holds and left while another does."""

    way_in: ClassVar[str] = "enter"
    ways_out: ClassVar[tuple[str, ...]] = ("leave",)

    enter: Condition | None = None
    leave: Condition | None = Field(None, description="without one, only a recorded human decision ends the rung")


class LadderParameters(Parameters):
    """How rungs are climbed, and the rungs from the first to the gravest."""

    climb: Climb = Field(description="to the highest rung whose `enter` holds, or only to the next")
    rungs: list[LadderRung] = Field(min_length=2)

    @model_validator(mode="after")
    def _ways(self) -> LadderParameters:
        check_rungs(self.rungs)
        return self


class Ladder:
    """One move a period, and up beats down."""

    name = "ladder"
    version = "1"
    parameters = LadderParameters

    def rungs(self, parameters: LadderParameters) -> tuple[Rung, ...]:
        """Return the rungs as the rule file lists them."""
        return tuple(rung.declared for rung in parameters.rungs)

    def step(self, parameters: LadderParameters, view: LadderView) -> Step:
        """Return the rung to stand on: the highest that can be entered, else where `leave` leads once it may."""
        return moved(parameters.rungs, parameters.climb, view, partial(_looked, view))


def _looked(view: LadderView, rung: LadderRung, way: str) -> Verdict | None:
    condition = rung.enter if way == ENTER else rung.leave
    if condition is None:
        return None
    return view.verdict_without_relieved(condition) if rung.disregard else view.verdict(condition)


@hookimpl
def plimsoll_escalation_policies() -> list[Ladder]:
    """Return the ladder."""
    return [Ladder()]
