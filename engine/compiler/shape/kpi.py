"""A KPI as a rule file writes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from engine.compiler.shape.leaves import DatedSpan, GraceText, Repeat, Shape, Text
from engine.model.dated_terms import DatedPercentage, DatedQuantity
from engine.model.terms import Condition, Day, Flag, Formula, FromText, Name, PrecisionText
from engine.model.windows import Periods


class Sample(Shape):
    """What must reach how much before the figure says anything."""

    of: Formula
    at_least: DatedQuantity


class Deemed(Shape):
    """The rating that a missing figure is deemed to be."""

    failure: Name


class Carried(Shape):
    """How long the last outcome stands in for a missing one."""

    carry_forward: Periods


def missing_word(text: str) -> str:
    """Return *text* if it says alone what a missing figure means."""
    if text not in _MISSING_WORDS:
        words = ", ".join(f"`{word}`" for word in _MISSING_WORDS)
        raise ValueError(f"expected {words}, or a rating such as `{{failure: inadequate}}`, not `{text}`")
    return text


_MISSING_WORDS = ("not_rated", "refuse", "carry_forward")
MissingWord = Annotated[str, FromText(missing_word, str, {"enum": list(_MISSING_WORDS)})]


def _shape_of_missing(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    if isinstance(given, Carried | Deemed):
        return "<carried>" if isinstance(given, Carried) else "<deemed>"
    if not isinstance(given, dict):
        return "<word>"
    return "<carried>" if "carry_forward" in given else "<deemed>"


MissingShape = Annotated[
    Annotated[MissingWord, Tag("<word>")] | Annotated[Deemed, Tag("<deemed>")] | Annotated[Carried, Tag("<carried>")],
    Discriminator(_shape_of_missing),
]


class LimiterShape(Shape):
    """Never better than a rating while a condition holds."""

    never_better_than: Name
    when: Condition
    clause: Text | None = None


def _shape_of_band(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    if isinstance(given, list):
        return "<choices>"
    return "<dated>" if isinstance(given, dict) else "<limit>"


# A limit is read from its text once it is known whether the KPI is a number or a choice.
BandShape = Annotated[
    Annotated[Text, Tag("<limit>")]
    | Annotated[dict[Text, Text], Tag("<dated>")]
    | Annotated[list[Text], Tag("<choices>")],
    Discriminator(_shape_of_band),
]


def _shape_of_every(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "<dates>" if isinstance(given, list) else "<rhythm>"


EveryShape = Annotated[
    Annotated[Text, Tag("<rhythm>")] | Annotated[list[Day], Tag("<dates>")],
    Discriminator(_shape_of_every),
]


def _shape_of_rated(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "<several>" if isinstance(given, list) else "<one>"


class KpiShape(Shape):
    """A value computed from measures or from other KPIs, and held against bands."""

    title: Text | None = None
    outcome: Text | None = Field(None, description="the outcome for people that the KPI speaks for")
    clause: Text | None = Field(None, description="where the contract says so")
    value: Formula | None = Field(None, description="an expression over measures, parameters and other KPIs")
    weighted_score: dict[Name, DatedPercentage] | None = Field(None, description="weights of other KPIs")
    scores: dict[Name, dict[Text, DatedQuantity]] | None = Field(None, description="what a rating or choice scores")
    worst_of: list[Name] | None = Field(None, description="the worst rating among other KPIs")
    how_many: list[Name] | None = Field(None, description="counts those of these KPIs that are `rated` so")
    rated: (
        Annotated[
            Annotated[Name, Tag("<one>")] | Annotated[list[Name], Tag("<several>")], Discriminator(_shape_of_rated)
        ]
        | None
    ) = Field(None, description="the rating or ratings that `how_many` counts")
    not_rated: Literal["leave_out", "not_rated"] | None = Field(
        None, description="what a composite does with a part that is not rated; there is no default"
    )
    unit: Text | None = None
    precision: PrecisionText | None = Field(None, description="how the value is rounded before it meets a limit")
    better: Literal["higher", "lower"] | None = Field(None, description="which way a figure improves")
    bands: dict[Name, BandShape] | None = Field(None, description="limits by rating, from best to worst")
    overlap: Literal["best_band", "worst_band"] | None = Field(
        None, description="which band a figure has that printed ranges give to two"
    )
    ratings: list[dict[Name, Condition]] | None = Field(None, description="first match; the last says `otherwise`")
    limiters: list[LimiterShape] | None = None
    sample: Sample | None = None
    missing: MissingShape | None = Field(None, description="what a missing figure means; not rated where left out")
    plausible: DatedSpan | None = Field(None, description="a figure outside is doubtful until a person confirms it")
    grace: GraceText | None = Field(None, description="in place of the rule set's; `none` where there is none")
    points: dict[Name, DatedQuantity] | None = Field(None, description="what each rating earns")
    repeat: Repeat | None = Field(None, description="what the points of a repeated failure are multiplied by")
    every: EveryShape | None = Field(None, description="`6 months`, `quarter`, `half year`, `year`, or a list of dates")
    over_not_rated: Literal["breaks", "skips"] | None = None
    publishable: Flag | None = Field(
        None, description="whether the contract lets what it comes to be published; nothing is assumed where left out"
    )
