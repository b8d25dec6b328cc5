"""How a test writes what happened to its contract, apart from reports."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from engine.authoring.expectation_shape import ExpectationShape, StageWord
from engine.compiler.shape.leaves import Shape, Text
from engine.model.period import Period
from engine.model.terms import Day, Flag, FromText, Number, Whole

PeriodText = Annotated[
    Period,
    FromText(Period.parse, str, {"type": "string", "description": "such as `2026-04`, `2026-Q1` or two dates"}),
]

# What says which kind of event it is: one of them stands in each, or else it is looked at how the contract stands.
KINDS = ("event", "of", "relief", "waiver", "confirm", "dispute", "exit", "change", "review", "transfer", "lapse")
# What may stand beside any of them.
ALWAYS = ("day", "recorded", "id", "by", "why", "expect")


class ChangeShape(Shape):
    """An agreed change of the contract."""

    old: Text = Field(description="what stood before")
    new: Text = Field(description="what stands from then on")
    effective: Day | None = Field(None, description="when it takes effect; the rules may make that later")
    value: Number = Field(Decimal(0), description="what the contract is worth more, or less")
    ends: Day | None = Field(None, description="the contract's new last day")
    rules: Day | None = Field(None, description="the first day of the version of the rules that it made")
    parameters: dict[Text, Text] = Field({}, description="what it sets them to")
    changes_scope: Flag = Field(default=False, description="people judge that it materially changes the scope")
    favours_provider: Flag = Field(
        default=False, description="people judge that it materially changes the economic balance in its favour"
    )


class EventShape(Shape):
    """Something that happened before the period was decided, and what must come of it at once."""

    day: Day = Field(description="the day on which it happened")
    recorded: Day | None = Field(None, description="the day on which it was recorded, where that was later")
    id: Text | None = Field(None, description="how later events of the test call it")
    by: Text = Field("the test", description="who agreed, decided or found it")
    why: Text = Field("as the test says", description="the reason")
    event: Text | None = Field(None, description="what happened, by its name under `events` in the rules")
    about: Text | None = Field(None, description="of what is reported: the plan, notice or warning that it is about")
    due: Day | None = Field(None, description="the last day for what comes next, instead of the rules' clock")
    deemed_served: Day | None = Field(None, description="of a notice: when it counts as served, instead of the rules'")
    kpis: list[Text] = Field([], description="of a warning: what cannot be achieved")
    consequence: Text | None = Field(None, description="of a warning: what follows from that")
    workaround: Text | None = Field(None, description="of a warning: what the provider offers instead")
    of: Text | None = Field(
        None, description="what went on: the latest plan, notice, warning, dispute or exit so called"
    )
    stage: StageWord | None = Field(None, description="what became of it")
    milestone: Text | None = Field(None, description="what was met or missed")
    milestones: dict[Text, Day] = Field({}, description="of an accepted plan, by their last days")
    relief: Text | None = Field(None, description="the KPI for which relief was agreed")
    period: PeriodText | None = Field(None, description="the period that is excused or disputed, if not this one")
    effect: Literal["no consequence", "disregarded for exit"] | None = Field(None, description="what the relief does")
    excluded: dict[Text, Number] = Field({}, description="counts that the relief leaves out, by measure")
    waiver: Text | None = Field(None, description="the KPI that is waived")
    confirm: Text | None = Field(None, description="the KPI whose doubtful figure a person stands by")
    figure: Text | None = Field(None, description="of a confirmation: what the KPI came to, if not what stands")
    dispute: Text | None = Field(None, description="the KPI of a `period` that is disputed, or an earlier event")
    stands: Flag | None = Field(None, description="whether what is disputed stands until that is settled")
    exit: Text | None = Field(None, description="the ladder on which the right to exit arose that is decided on")
    choice: Literal["exercised", "deferred", "waived"] | None = Field(None, description="what is done with the right")
    until: Day | None = Field(None, description="the day to which a right is deferred")
    change: ChangeShape | None = Field(None, description="an agreed change of the contract")
    review: Literal["held"] | None = Field(None, description="the contract was reviewed")
    transfer: Whole | None = Field(None, ge=1, description="how many people went over to others under the exit")
    continuity_kept: Flag | None = Field(None, description="whether the care of all of them went on unbroken")
    lapse: Text | None = Field(None, description="the earlier event that has no effect any more")
    expect: ExpectationShape = ExpectationShape()
