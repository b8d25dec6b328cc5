"""How a test writes what happened to its contract, apart from reports."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.authoring.expectation_shape import ExpectationShape
from engine.compiler.shape.leaves import Shape, Text
from engine.model.terms import Day, Number

StageWord = Literal[
    "submitted", "accepted", "rejected", "milestone met", "milestone missed", "answered", "closed", "upheld"
]
# What says which kind of event it is: one of them stands in each.
KINDS = ("event", "of", "relief", "waiver")


class EventShape(Shape):
    """Something that happened before the period was decided, and what must come of it at once."""

    day: Day = Field(description="the day on which it happened")
    event: Text | None = Field(None, description="what happened, by its name under `events` in the rules")
    due: Day | None = Field(None, description="the last day for what comes next, instead of the rules' clock")
    deemed_served: Day | None = Field(None, description="of a notice: when it counts as served, instead of the rules'")
    kpis: list[Text] = Field([], description="of a warning: what cannot be achieved")
    consequence: Text | None = Field(None, description="of a warning: what follows from that")
    of: Text | None = Field(None, description="the latest plan, notice or warning of this name, which went on")
    stage: StageWord | None = Field(None, description="what became of it")
    milestone: Text | None = Field(None, description="what was met or missed")
    milestones: dict[Text, Day] = Field({}, description="of an accepted plan, by their last days")
    relief: Text | None = Field(None, description="the KPI for which relief was agreed in this period")
    effect: Literal["no consequence", "disregarded for exit"] | None = Field(None, description="what the relief does")
    excluded: dict[Text, Number] = Field({}, description="counts that the relief leaves out, by measure")
    waiver: Text | None = Field(None, description="the KPI of this period that is waived")
    expect: ExpectationShape = ExpectationShape()
