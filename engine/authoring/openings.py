"""How contracts stood that were running before Plimsoll, as a file states it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from engine.compiler.findings import Findings
from engine.compiler.plain import plain
from engine.compiler.reader import read
from engine.compiler.shape.leaves import Shape, Text
from engine.compiler.shapes import shaped
from engine.diagnostics import Diagnostic
from engine.model.period import Period
from engine.model.terms import Day, FromText, Number, Whole

PeriodText = Annotated[Period, FromText(Period.parse, lambda period: period.label, {"type": "string"})]


class StatedKpiShape(Shape):
    """What a KPI came to in a period."""

    rating: Text
    points: Number | None = None
    value: Number | None = None


class StatedPeriodShape(Shape):
    """A period before Plimsoll."""

    period: PeriodText
    kpis: dict[Text, StatedKpiShape] = Field(default_factory=dict)
    credits: dict[Text, Number] = Field(default_factory=dict)
    charges: dict[Text, Number] = Field(default_factory=dict)
    source: Text = ""


class StatedRungShape(Shape):
    """Where a ladder stands."""

    rung: Text
    held: Whole | None = None
    source: Text = ""


class StatedRightShape(Shape):
    """A right to exit that stands."""

    arisen: Day
    source: Text = ""


class StatedSumsShape(Shape):
    """What a payment entry remembers."""

    sums: dict[Text, Number]
    source: Text = ""


class OpeningShape(Shape):
    """How one contract stood."""

    stated_on: Day
    by: Text
    why: Text
    source: Text = ""
    periods: list[StatedPeriodShape] = Field(default_factory=list)
    ladders: dict[Text, StatedRungShape] = Field(default_factory=dict)
    rights: dict[Text, StatedRightShape] = Field(default_factory=dict)
    carried_forward: Number | None = None
    withheld: dict[Text, StatedSumsShape] = Field(default_factory=dict)


class OpeningsShape(Shape):
    """A file of openings by the names of contracts."""

    openings: dict[Text, OpeningShape]


def written_openings(file: str, content: bytes) -> tuple[dict[str, OpeningShape], tuple[Diagnostic, ...]]:
    """Return the openings in *content*, the bytes of the file called *file*, by contract, and what is wrong in it."""
    document = read(file, content)
    findings = Findings(document)
    shape = shaped(OpeningsShape, plain(document.root), findings) if document.root else None
    return (shape.openings if shape else {}), findings.all()
