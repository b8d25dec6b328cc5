"""How a rule file writes an action of a rung, for every escalation policy alike."""

from __future__ import annotations

from pydantic import Field

from engine.model.escalation import ActionTerm
from engine.model.policy import Parameters
from engine.model.terms import Within


class ActionParameters(Parameters):
    """Who must do what within which time, counted from the day of the decision."""

    do: str = Field(min_length=1, description="what must be done")
    by: str = Field(min_length=1, description="provider, council, ...")
    within: Within
    clause: str = Field("", description="where the contract says so")

    @property
    def term(self) -> ActionTerm:
        """The action as a rung declares it."""
        return ActionTerm(self.do, self.by, self.within, self.clause)
