"""Entries of `escalation` and `payment` as a rule file writes them: the keys that the core reads."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from engine.compiler.shape.indexation import IndexShape
from engine.compiler.shape.leaves import Shape, Text
from engine.model.dated_terms import DatedAmount, DatedQuantity
from engine.model.terms import Name


class CapShape(Shape):
    """The most that payment lines may come to."""

    limit: DatedAmount
    over: Literal["event", "period", "twelve months", "contract"] | None = Field(
        None, description="the time over which what lines came to is counted; `event`: each part of a line by itself"
    )
    basis: Literal["period", "twelve months", "twelve months before"] | None = Field(
        None, description="the charges that the limit is a share of"
    )
    first_year: DatedQuantity | None = Field(None, description="a sum that is the limit in the contract's first year")
    binds: Literal["deductions", "additions"] | None = Field(
        None, description="where it is for lines of one direction only: those that deduct, or those that pay"
    )
    clause: Text | None = None


def _shape_of_cap(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    dated = isinstance(given, dict) and any(str(key).startswith(("year ", "from ")) for key in given)
    return "<cap>" if isinstance(given, dict | CapShape) and not dated else "<amount>"


def _shape_of_caps(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "<several>" if isinstance(given, list) else "<one>"


# A name alone may be that of a shared cap; which it is, is known once the whole file is read.
OneCap = Annotated[
    Annotated[DatedAmount, Tag("<amount>")] | Annotated[CapShape, Tag("<cap>")], Discriminator(_shape_of_cap)
]
Caps = Annotated[
    Annotated[OneCap, Tag("<one>")] | Annotated[list[OneCap], Tag("<several>")], Discriminator(_shape_of_caps)
]


class EntryShape(Shape):
    """One entry of `escalation` or `payment`: the keys that the core reads; the policy's own come after."""

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)

    policy: Name
    name: Name | None = Field(None, description="what conditions call the entry; the policy's name where left out")
    clause: Text | None = Field(None, description="where the contract says so")

    @property
    def called(self) -> str:
        """The name of the entry: the one it has, else its policy's."""
        return self.name or self.policy


class PaymentShape(EntryShape):
    """One payment policy, when it applies, and the caps on its lines in the order in which they bind."""

    when: Text | None = Field(None, description="a condition; without it the policy always applies")
    rounding: Literal["row", "line"] | None = Field(
        None,
        alias="round",
        description="where a policy pays per row: whether each row's sum is rounded, or the line, once",
    )
    index: IndexShape | None = Field(None, description="the index that prices follow from a day on")
    cap: Caps | None = Field(None, description="a sum, a share of a named one, the name of a shared cap, or several")
