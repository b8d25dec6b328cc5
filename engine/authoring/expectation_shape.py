"""What a test expects of one period: only the keys that stand in its file are compared."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from engine.compiler.shape.leaves import Shape, Text
from engine.model.terms import Day, FromText, Number, number

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


def _sum(text: str) -> Decimal | None:
    return None if text in NOTHING else number(text)


Sum = Annotated[Decimal | None, FromText(_sum, str, {"type": ["number", "string", "null"]})]


class ActionShape(Shape):
    """Who must do what by the end of which day."""

    do: Text
    by: Text
    due: Day
    clause: str | None = None


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


class ExpectationShape(Shape):
    """What must come out of one period."""

    outcome: OutcomeWord | None = None
    ratings: dict[Text, Text] = Field({}, description="by KPI; the scale's word for what is not rated, where it is not")
    values: dict[Text, Text] = Field({}, description="by KPI; `null` for none")
    reasons: dict[Text, ReasonWord] = Field({}, description="by KPI")
    points: dict[Text, Number] = Field({}, description="by KPI")
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
