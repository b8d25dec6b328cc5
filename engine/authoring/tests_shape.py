"""The shape of `tests.yaml`: a contract, its figures period by period, and what must come out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from engine.authoring.contracts import ContractShape
from engine.authoring.event_shape import EventShape, PeriodText
from engine.authoring.expectation_shape import ExpectationShape
from engine.compiler.shape.leaves import Shape, Text
from engine.model.terms import Day, Flag


class AbsenceShape(Shape):
    """A figure that the provider states it does not have."""

    absent: Literal["missing", "suppressed", "not applicable"]


class SourcedShape(Shape):
    """A figure that says where it came from."""

    value: Text
    source: Text
    verified: Flag = False


def _shape_of_figure(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    if isinstance(given, SourcedShape) or (isinstance(given, dict) and "absent" not in given):
        return "<sourced>"
    return "<absence>" if isinstance(given, dict | AbsenceShape) else "<figure>"


FigureText = Annotated[
    Annotated[Text, Tag("<figure>")]
    | Annotated[AbsenceShape, Tag("<absence>")]
    | Annotated[SourcedShape, Tag("<sourced>")],
    Discriminator(_shape_of_figure),
]


class PeriodShape(Shape):
    """One period: what the provider reported, when, and what must come out."""

    period: PeriodText
    received: Day | None = Field(None, description="the day it was decided on, where none is given")
    decided_on: Day | None = Field(None, description="as soon as it can be, if not given")
    reason: Text | None = Field(None, description="why figures come for a period that is decided already")
    not_submitted: Flag = Field(
        default=False, description="nothing came; figures are then only those held by the council"
    )
    figures: dict[Text, FigureText] = Field({}, description="by measure")
    records: dict[Text, list[dict[Text, Text]]] = Field({}, description="rows by the records that they belong to")
    events: list[EventShape] = Field([], description="what happened before this period was decided, in order")
    expect: ExpectationShape = ExpectationShape()


class TestedContractShape(ContractShape):
    """The contract of a test; it starts with the first period where no start is given."""

    id: Text = "test"


class TestShape(Shape):
    """One test: a contract and its life, period by period."""

    name: Text
    contract: TestedContractShape = TestedContractShape()
    periods: list[PeriodShape] = Field(min_length=1)
    events: list[EventShape] = Field([], description="what happened after the last period was decided, in order")


class TestsShape(Shape):
    """A file of tests, each held against `TestShape` on its own."""

    figures: dict[Text, FigureText] = Field({}, description="what every period reports where it does not say otherwise")
    tests: list[dict[str, Any]] = Field(min_length=1)
