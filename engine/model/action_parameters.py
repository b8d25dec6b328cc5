"""How a rule file writes an action of a rung, for every escalation policy alike, and an obligation of an exit."""

from __future__ import annotations

from pydantic import Field, model_validator

from engine.model.escalation import ActionTerm
from engine.model.event_terms import MatterName
from engine.model.policy import Parameters, mistake
from engine.model.terms import Within


class ObligationParameters(Parameters):
    """Who must do what within which time, counted from the day on which an exit is exercised."""

    do: str = Field(min_length=1, description="what must be done")
    by: str = Field(min_length=1, description="provider, council, ...")
    within: Within
    clause: str = Field("", description="where the contract says so")

    @property
    def term(self) -> ActionTerm:
        """The obligation as the exit declares it."""
        return ActionTerm(self.do, self.by, self.within, self.clause)


class ActionParameters(Parameters):
    """Who must do what within which time, counted from the day of the decision."""

    do: str = Field(min_length=1, description="what must be done")
    by: str = Field(min_length=1, description="provider, council, ...")
    within: Within | None = Field(None, description="else the time of the plan or notice that it opens")
    clause: str = Field("", description="where the contract says so")
    opens: MatterName | None = Field(None, description="the plan or notice of `events` that is open from then on")

    @property
    def term(self) -> ActionTerm:
        """The action as a rung declares it."""
        return ActionTerm(self.do, self.by, self.within, self.clause, self.opens.name if self.opens else "")

    @model_validator(mode="after")
    def _timed(self) -> ActionParameters:
        if self.within is None and self.opens is None:
            raise mistake(
                f"expected `within`, the time for `{self.do}`, or `opens`, the plan or notice whose time it has"
            )
        return self
