"""A benefit of the business case as a rule file writes it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.compiler.shape.leaves import Shape, Text
from engine.model.dated_terms import DatedQuantity
from engine.model.terms import Formula, PrecisionText


class BenefitShape(Shape):
    """What the contract was bought for: an outcome or a saving, planned by contract year."""

    title: Text | None = None
    clause: Text | None = Field(None, description="where the business case or the contract says so")
    value: Formula = Field(description="an expression over measures, KPIs, parameters and what was paid in a period")
    over_the_year: Literal["added_up", "average", "latest", "from_totals"] = Field(
        description="how the periods of a contract year make its figure; there is no default"
    )
    unit: Text | None = None
    precision: PrecisionText | None = Field(None, description="how the year's figure is rounded; money as money is")
    better: Literal["higher", "lower"] = Field(description="which way the figure improves")
    planned: DatedQuantity = Field(description="what the business case plans for a contract year, by contract year")
