"""The ladder: rungs entered by one condition and left by another (SEMANTICS 22)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from engine.model.action_parameters import ActionParameters
from engine.model.escalation import Check, DecisionOutcome, Rung, Step
from engine.model.policy import LadderView, Parameters, mistake
from engine.model.terms import Condition, Name
from engine.plugins.hookspecs import hookimpl


class RungParameters(Parameters):
    """One rung; the first is where every contract starts and has no way in."""

    rung: Name
    decision: Literal["no_action", "remediation", "escalation", "exit_trigger"] | None = None
    clause: str = ""
    enter: Condition | None = None
    leave: Condition | None = Field(None, description="without one, only a recorded human decision ends the rung")
    leave_to: Name | None = None
    disregard: Literal["relieved"] | None = Field(
        None, description="failures that relief disregards for exit do not count"
    )
    actions: list[ActionParameters] = Field(default_factory=list)


class LadderParameters(Parameters):
    """How rungs are climbed, and the rungs from the first to the gravest."""

    climb: Literal["jump", "step"] = Field(description="to the highest rung whose `enter` holds, or only to the next")
    rungs: list[RungParameters] = Field(min_length=2)

    @model_validator(mode="after")
    def _ways(self) -> LadderParameters:
        first = self.rungs[0]
        for key in ("enter", "leave", "leave_to", "disregard", "actions"):
            if getattr(first, key):
                message = f"expected no `{key}` on the first rung `{first.rung}`: every contract starts there"
                raise mistake(message, "rungs", 0, key)
        for place in range(1, len(self.rungs)):
            self._way(place)
        return self

    def _way(self, place: int) -> None:
        rung, below = self.rungs[place], [one.rung for one in self.rungs[:place]]
        if rung.rung in below:
            raise mistake(f"expected each rung once: `{rung.rung}` stands twice", "rungs", place, "rung")
        if rung.enter is None:
            raise mistake(f"expected an `enter` on the rung `{rung.rung}`: it has no way in", "rungs", place)
        if rung.decision is None:
            raise mistake(f"expected a `decision` on the rung `{rung.rung}`: what standing on it means", "rungs", place)
        if rung.leave_to is not None and rung.leave is None:
            raise mistake(f"expected a `leave` beside `leave_to` on the rung `{rung.rung}`", "rungs", place, "leave_to")
        if rung.leave_to is not None and rung.leave_to not in below:
            message = f"expected `leave_to` to name a rung below `{rung.rung}`, not `{rung.leave_to}`"
            raise mistake(message, "rungs", place, "leave_to")


class Ladder:
    """One move a period, and up beats down."""

    name = "ladder"
    version = "1"
    parameters = LadderParameters

    def rungs(self, parameters: LadderParameters) -> tuple[Rung, ...]:
        """Return the rungs as the rule file lists them."""
        return tuple(_declared(rung) for rung in parameters.rungs)

    def step(self, parameters: LadderParameters, view: LadderView) -> Step:
        """Return the rung to stand on: the highest that can be entered, else where `leave` leads."""
        rungs, names = parameters.rungs, [rung.rung for rung in parameters.rungs]
        held = names.index(view.rung)
        above = rungs[held + 1 :] if parameters.climb == "jump" else rungs[held + 1 : held + 2]
        checks = [_check(view, rung, "enter", rung.enter) for rung in reversed(above) if rung.enter]
        entered = next((check.rung for check in checks if check.verdict.holds is True), None)
        here = rungs[held]
        if here.enter:
            checks.append(_check(view, here, "enter", here.enter))
        leaves = _check(view, here, "leave", here.leave) if here.leave else None
        if leaves:
            checks.append(leaves)
        if entered:
            return Step(entered, tuple(checks))
        left = leaves is not None and leaves.verdict.holds is True
        return Step(here.leave_to or names[held - 1] if left else here.rung, tuple(checks))


def _declared(rung: RungParameters) -> Rung:
    actions = tuple(one.term for one in rung.actions)
    return Rung(rung.rung, DecisionOutcome(rung.decision or "no_action"), rung.clause, actions)


def _check(view: LadderView, rung: RungParameters, way: str, condition: Condition) -> Check:
    judged = view.verdict_without_relieved if rung.disregard else view.verdict
    return Check(rung.rung, way, judged(condition))


@hookimpl
def plimsoll_escalation_policies() -> list[Ladder]:
    """Return the ladder."""
    return [Ladder()]
