"""What a test expects of one period: only the keys that stand in its file are compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from engine.compiler.shape.leaves import Shape, Text
from engine.model.terms import Day, Flag, FromText, Number, Whole, day, number

# The keys that say how a contract stands, and nothing of what was decided.
STANDING = frozenset(
    {
        "rights",
        "exits",
        "open",
        "disputes",
        "corrected_since",
        "pending",
        "payable_to_date",
        "ends",
        "changes",
        "review",
    }
)
NOTHING = ("null", "none")  # how a file writes that no value, rating, rung or sum came out

OutcomeWord: TypeAlias = Literal["no_action", "remediation", "escalation", "exit_trigger", "undecided", "refused"]
MoveWord: TypeAlias = Literal["entered", "held", "left", "none"]
ReasonWord: TypeAlias = Literal[
    "measured",
    "deemed",
    "carried forward",
    "not applicable",
    "suppressed",
    "missing",
    "no activity",
    "sample too small",
    "relieved",
    "undecided",
    "no bands",
]
LineKindWord: TypeAlias = Literal[
    "fee", "incentive", "deduction", "withheld", "released", "retained", "clawback", "interest", "adjustment"
]
LineStateWord: TypeAlias = Literal["due", "suspended", "applied", "waived"]
StageWord: TypeAlias = Literal[
    "submitted", "accepted", "rejected", "milestone met", "milestone missed", "answered", "closed", "upheld"
]
RightWord: TypeAlias = Literal["arisen", "exercised", "deferred", "waived"]
TopicWord: TypeAlias = Literal["warning", "change", "target", "benefit", "exit plan"]


def _sum(text: str) -> Decimal | None:
    return None if text in NOTHING else number(text)


def _last(text: str) -> date | None:
    return None if text in NOTHING else day(text)


Sum = Annotated[Decimal | None, FromText(_sum, str, {"type": ["number", "string", "null"]})]
LastDay = Annotated[date | None, FromText(_last, str, {"type": ["string", "null"]})]


def _or_none(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    return None if given in NOTHING else given


_OR_NONE = BeforeValidator(_or_none)


class ActionShape(Shape):
    """Who must do what by the end of which day."""

    do: Text
    by: Text
    due: Day
    clause: str | None = None
    opens: Text | None = Field(None, description="the plan or notice that is open by it")


class LineShape(Shape):
    """A payment line; keys that are left out are not compared."""

    entry: Text | None = None
    policy: str | None = None
    kind: LineKindWord | None = None
    state: LineStateWord | None = None
    due: Number | None = None
    capped_off: Number | None = None
    applied: Number | None = None
    unrounded: Number | None = None
    caps: list[Text] | None = Field(None, description="the names of the caps that took something off, in order")
    clause: str | None = None
    adjusts: Text | None = Field(None, description="the period decided again, of which it books the difference")


class OpenShape(Shape):
    """A plan, a notice, a warning or an exit that somebody still owes something of; keys left out are not compared."""

    what: Text = Field(description="its name under `events` in the rules, or `exit`")
    stage: StageWord | None = Field(None, description="what came of it last")
    due: Day | None = Field(None, description="the last day for what comes next")
    owed_by: Literal["provider", "council"] | None = None
    milestones: dict[Text, Day] | None = Field(None, description="those neither met nor missed, by their last days")
    overdue: Flag | None = Field(None, description="whether something was due before the day, and has not come")
    transferred: Whole | None = Field(None, description="of an exit: how many people have gone over to others")
    transferred_unbroken: Whole | None = Field(None, description="how many of them without a break in their care")


class AgendaShape(Shape):
    """Something to talk about at the next review; keys that are left out are not compared."""

    topic: TopicWord | None = None
    about: Text | None = Field(None, description="the KPI, the event of the rules, or the id of what was recorded")
    text: Text | None = None


class ReviewShape(Shape):
    """How the reviews of the contract stand."""

    due: Day | None = None
    overdue: Flag | None = None
    last: LastDay = None
    agenda: list[AgendaShape] | None = None


class ChangesShape(Shape):
    """What the changes of the contract come to against its award."""

    value: Number | None = None
    value_share: Sum = Field(None, description="in percent of the value at award")
    days: Number | None = Field(None, description="by how many its term is longer, or shorter")
    days_share: Sum = Field(None, description="in percent of the term at award")
    substantial: Flag | None = Field(None, description="whether a share is more than 10%")


class ExpectationShape(Shape):
    """What must come out of one period, or of one event, and how the contract stands then."""

    outcome: OutcomeWord | None = None
    ratings: dict[Text, Text] = Field({}, description="by KPI; the scale's word for what is not rated, where it is not")
    values: dict[Text, Text] = Field({}, description="by KPI; `null` for none")
    reasons: dict[Text, ReasonWord] = Field({}, description="by KPI")
    points: dict[Text, Number] = Field({}, description="by KPI")
    publishable: dict[Text, Text] | None = Field(
        None,
        description="by KPI its rating and what is said beside it, `good, deemed`: the whole of what may be published",
    )
    rung: Text | None = Field(None, description="on the gravest ladder")
    rungs: dict[Text, Text] = Field({}, description="by ladder")
    move: MoveWord | None = Field(None, description="on the gravest ladder")
    moves: dict[Text, MoveWord] = Field({}, description="by ladder")
    actions: list[ActionShape] | None = Field(None, description="of all moves")
    due: dict[LineKindWord, Number] | None = Field(None, description="by kind, the whole of them")
    capped_off: dict[LineKindWord, Number] | None = Field(None, description="by kind, the whole of them")
    applied: dict[LineKindWord, Number] | None = Field(None, description="by kind, the whole of them")
    payable: Sum = Field(None, description="`null` where the period is undecided")
    carried_forward: Sum = None
    debt: Sum = Field(None, description="what deductions exceed in the contract's last period")
    lines: list[LineShape] | None = None
    rights: list[Text] | None = Field(None, description="ladders with a right to exit standing after the period")
    unanswered: list[Text] | None = Field(None, description="warnings of these KPIs without an answer in time, by kind")
    refused: Text | None = Field(None, description="text that the refusal contains; nothing is decided")
    undecided: Text | None = Field(None, description="text that the reasons contain")
    in_force: Day | None = Field(None, description="the version of the rules that decides")
    decided_again: dict[Text, ExpectationShape] = Field(
        {}, description="what took the place of earlier decisions, by their periods, or by the days of their events"
    )
    effective: Day | None = Field(None, description="of a change: the day on which it takes effect")
    exits: dict[Text, RightWord] = Field({}, description="by ladder, what people decided on the right that stands")
    open: list[OpenShape] | None = Field(None, description="plans, notices, warnings and exits, as they began")
    disputes: list[Text] | None = Field(None, description="KPIs and events of which a dispute is open")
    corrected_since: list[Text] | None = Field(None, description="what people decided on figures since corrected")
    pending: dict[Text, Number] | None = Field(None, description="what the next decision books, by corrected period")
    payable_to_date: Number | None = Field(None, description="of all periods that are decided")
    ends: LastDay = Field(None, description="the last day of the contract, `null` for none")
    changes: Annotated[ChangesShape | None, _OR_NONE] = Field(None, description="`null` where there are none")
    review: Annotated[ReviewShape | None, _OR_NONE] = Field(None, description="`null` where none is due any more")
