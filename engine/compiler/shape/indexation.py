"""Indexes and the prices that follow them, as a rule file writes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from engine.compiler.shape.leaves import Shape, Text
from engine.model.dated_terms import YEAR, Share, written_year
from engine.model.months import Month, MonthBefore
from engine.model.terms import Day, FromText, Name, Number, Percentage, PrecisionText, day, described


def since(text: str) -> date | int:
    """Return the day, or the contract year that starts then, which *text* writes."""
    year = written_year(text)
    if year is None and text.startswith("year "):
        raise ValueError(f"expected a date, or a contract year from `year 1` to `year 99`, not `{text}`")
    return day(text) if year is None else year


def since_text(given: date | int) -> str:
    """Return *given* as a rule file writes it."""
    return f"year {given}" if isinstance(given, int) else str(given)


Since = Annotated[
    date | int,
    FromText(
        since,
        since_text,
        described("string", "a date, or `year 2` of the contract", rf"(\d{{4}}-\d{{2}}-\d{{2}}|{YEAR})"),
    ),
]


class PublishedIndexShape(Shape):
    """An index and its figures, as somebody published them."""

    title: Text = Field(description="what the index is called, such as `CPI, all items (2015 = 100)`")
    source: Text = Field(description="who published the figures, and where")
    figures: dict[Month, Number] = Field(min_length=1, description="the figure of each month")


class FollowedShape(Shape):
    """One of several indexes that a price follows."""

    share: Share = Field(description="the share of the price that follows it; what is left of 100% stays as it is")
    base: Month = Field(description="the month whose figure the prices are of")
    of: MonthBefore = Field(description="the month whose figure counts at a review")


def _shape_of_by(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "<several>" if isinstance(given, dict) else "<one>"


def _shape_of_every(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "<listed>" if isinstance(given, list) else "<rhythm>"


class IndexShape(Shape):
    """How the prices of a payment entry follow an index."""

    by: Annotated[
        Annotated[Name, Tag("<one>")]
        | Annotated[Annotated[dict[Name, FollowedShape], Field(min_length=1)], Tag("<several>")],
        Discriminator(_shape_of_by),
    ] = Field(description="the index, or several, or one for a share of the price, each with its own keys")
    base: Month | None = Field(None, description="the month whose figure the prices are of")
    of: MonthBefore | None = Field(None, description="the month whose figure counts at a review")
    every: Annotated[
        Annotated[Literal["contract year", "financial year", "calendar year"], Tag("<rhythm>")]
        | Annotated[Annotated[list[Day], Field(min_length=1)], Tag("<listed>")],
        Discriminator(_shape_of_every),
    ] = Field(description="when prices are reviewed: when such a year starts, or on listed days")
    since: Since | None = Field(None, alias="from", description="no review is earlier; not beside listed days")
    compared_with: Literal["base", "review_before"] | None = Field(
        None, description="what a review's figure is held against; needed where the two could differ"
    )
    precision: PrecisionText | None = Field(None, description="how the factor is rounded, if it is")
    cap: Percentage | None = Field(None, description="the most of a change")
    collar: Percentage | None = Field(None, description="the least of a change, such as 0%")
    missing: Literal["wait", "as_before"] | None = Field(
        None, description="what a figure that is not there means: a person adds it, or the review changes nothing"
    )
