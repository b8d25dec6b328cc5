"""How rule files write the rungs of a ladder, and the one move of a period, for every policy that climbs alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias, TypeVar

from pydantic import Field

from engine.model.action_parameters import ActionParameters
from engine.model.escalation import Check, DecisionOutcome, Rung, Step, Verdict
from engine.model.policy import LadderView, Parameters, mistake
from engine.model.terms import Name
from engine.model.windows import Periods

ENTER, LEAVE, STAY = "enter", "leave", "stay"

Climb: TypeAlias = Literal["jump", "step"]


class RungParameters(Parameters):
    """One rung; the first is where every contract starts and has no way in. A policy adds its ways in and out."""

    way_in: ClassVar[str]
    ways_out: ClassVar[tuple[str, ...]]

    rung: Name
    decision: Literal["no_action", "remediation", "escalation", "exit_trigger"] | None = None
    clause: str = ""
    leave_to: Name | None = None
    stay: Periods | None = Field(
        None, description="the least time on the rung before it may be left, such as `2 periods`"
    )
    disregard: Literal["relieved"] | None = Field(
        None, description="failures that relief disregards for exit do not count"
    )
    actions: list[ActionParameters] = Field(default_factory=list)

    @property
    def declared(self) -> Rung:
        """The rung as the policy declares it."""
        actions = tuple(one.term for one in self.actions)
        return Rung(self.rung, DecisionOutcome(self.decision or "no_action"), self.clause, actions)

    @property
    def is_left(self) -> bool:
        """Whether the rung has a way out of its own; else only a recorded human decision ends it."""
        return any(getattr(self, key) is not None for key in self.ways_out)


R = TypeVar("R", bound=RungParameters)
# What is found of one way into or out of a rung, `enter` or `leave`; None where the rung has no such way.
Looked: TypeAlias = Callable[[R, str], Verdict | None]


def check_rungs(rungs: Sequence[RungParameters]) -> None:
    """Raise a mistake where rungs lead nowhere: a way into the first, none into another, a way down that is none."""
    first = rungs[0]
    for key in (first.way_in, *first.ways_out, "leave_to", "stay", "disregard", "actions"):
        if getattr(first, key):
            message = f"expected no `{key}` on the first rung `{first.rung}`: every contract starts there"
            raise mistake(message, "rungs", 0, key)
    for place in range(1, len(rungs)):
        _check_rung(rungs[place], [one.rung for one in rungs[:place]], place)


def _check_rung(rung: RungParameters, below: list[str], place: int) -> None:
    if rung.rung in below:
        raise mistake(f"expected each rung once: `{rung.rung}` stands twice", "rungs", place, "rung")
    if getattr(rung, rung.way_in) is None:
        raise mistake(f"expected an `{rung.way_in}` on the rung `{rung.rung}`: it has no way in", "rungs", place)
    if rung.decision is None:
        raise mistake(f"expected a `decision` on the rung `{rung.rung}`: what standing on it means", "rungs", place)
    for key in ("leave_to", "stay"):
        if getattr(rung, key) is not None and not rung.is_left:
            ways = " or ".join(f"`{way}`" for way in rung.ways_out)
            raise mistake(f"expected a {ways} beside `{key}` on the rung `{rung.rung}`", "rungs", place, key)
    if rung.leave_to is not None and rung.leave_to not in below:
        message = f"expected `leave_to` to name a rung below `{rung.rung}`, not `{rung.leave_to}`"
        raise mistake(message, "rungs", place, "leave_to")


def moved(rungs: Sequence[R], climb: Climb, view: LadderView, looked: Looked[R]) -> Step:
    """Return the rung to stand on (SEMANTICS 22): the highest that can be entered, else where leaving leads.

    Up beats down, and no rung is left before its least time is over. Events and the report of one period take one step
    together.
    """
    names = [rung.rung for rung in rungs]
    held = names.index(view.rung)
    here, above = rungs[held], rungs[held + 1 :] if climb == "jump" else rungs[held + 1 : held + 2]
    checks = [check for rung in reversed(above) for check in _checks(rung, ENTER, looked)]
    has_stepped = climb == "step" and view.entered_by_event
    entered = None if has_stepped else next((check.rung for check in checks if check.verdict.holds is True), None)
    ways_out = _ways_out(here, view, looked)
    checks += [*_checks(here, ENTER, looked), *ways_out]
    if entered:
        return Step(entered, tuple(checks))
    left = ways_out and all(check.verdict.holds is True for check in ways_out)
    return Step(here.leave_to or names[held - 1] if left else here.rung, tuple(checks))


def _checks(rung: R, way: str, looked: Looked[R]) -> list[Check]:
    found = looked(rung, way)
    return [] if found is None else [Check(rung.rung, way, found)]


def _ways_out(here: R, view: LadderView, looked: Looked[R]) -> list[Check]:
    """Return whether *here* is to be left, and whether it has been held for its least time, where it has one.

    What an event entered is not left in the same period (SEMANTICS 22).
    """
    checks = _checks(here, LEAVE, looked)
    least = here.stay or (1 if checks and view.entered_by_event else None)
    if least is not None:
        checks.append(Check(here.rung, STAY, Verdict.at_least("on_rung()", view.on_rung, Decimal(least))))
    return checks
