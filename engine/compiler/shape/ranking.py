"""How providers of a framework are ranked, as a rule file writes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from engine.compiler.shape.leaves import Shape, Text
from engine.diagnostics import did_you_mean
from engine.model.decimals import plain
from engine.model.ranking import CONFIDENCES, FULL, NOTHING, Best, Confidence, Deemed, Unscored
from engine.model.terms import FromText, Name, Number, Percentage, PrecisionText, number, percent_text
from engine.model.windows import Periods


def deemed(text: str) -> Deemed:
    """Return the score that *text* writes, or what is done where there is none."""
    words = [one.value for one in Unscored]
    if text in words:
        return Unscored(text)
    try:
        score = number(text)
    except ValueError:
        expected = "expected a score from 0 to 100, `leave_out` or `not_ranked`"
        raise ValueError(f"{expected}, not `{text}`{did_you_mean(text, words)}") from None
    return score_within(score)


def deemed_text(given: Deemed) -> str:
    """Return *given* as a rule file writes it."""
    return given.value if isinstance(given, Unscored) else plain(given)


def score_within(score: Decimal) -> Decimal:
    """Return *score* if it is from 0 to 100."""
    if not NOTHING <= score <= FULL:
        raise ValueError(f"expected a score from 0 to 100, not `{plain(score)}`")
    return score


def full_at(text: str) -> Decimal | Best:
    """Return the figure that has the full score: a number, or the lowest or highest of those compared."""
    words = [one.value for one in Best]
    if text in words:
        return Best(text)
    try:
        return number(text)
    except ValueError:
        message = f"expected a number, `lowest` or `highest`, not `{text}`{did_you_mean(text, words)}"
        raise ValueError(message) from None


def full_at_text(given: Decimal | Best) -> str:
    """Return *given* as a rule file writes it."""
    return given.value if isinstance(given, Best) else plain(given)


def confidence(text: str) -> Confidence:
    """Return the confidence that *text* writes."""
    found = CONFIDENCES.get(text)
    if found is None:
        known = ", ".join(f"`{one}`" for one in CONFIDENCES)
        raise ValueError(f"expected one of {known}, not `{text}`")
    return found


def confidence_text(given: Confidence) -> str:
    """Return *given* as a rule file writes it."""
    return percent_text(given.level)


_SCALARS = ["number", "string"]
Score = Annotated[
    Decimal,
    FromText(
        lambda text: score_within(number(text)), plain, {"type": _SCALARS, "description": "a score from 0 to 100"}
    ),
]
DeemedText = Annotated[
    Deemed,
    FromText(deemed, deemed_text, {"type": _SCALARS, "description": "a score from 0 to 100, leave_out or not_ranked"}),
]
FullAtText = Annotated[
    Decimal | Best,
    FromText(full_at, full_at_text, {"type": _SCALARS, "description": "a number, lowest or highest"}),
]
ConfidenceText = Annotated[Confidence, FromText(confidence, confidence_text, {"enum": list(CONFIDENCES)})]


class RateShape(Shape):
    """What the figure is a rate of."""

    of: Name = Field(description="the count that the KPI divides by, such as `visits_planned`")
    per: Number | None = Field(None, description="100 for a percentage, 1000 for so many in a thousand; else 1")


class CriterionShape(Shape):
    """One thing that providers are ranked by, and what its figure scores from 0 to 100."""

    title: Text | None = None
    kpi: Name
    weight: Percentage
    scores: dict[Text, Score] | None = Field(None, min_length=1, description="what each rating or choice scores")
    full_at: FullAtText | None = Field(
        None, description="the figure with the full score; `lowest` or `highest` of those compared"
    )
    none_at: Number | None = Field(None, description="the figure from which there is no score any more")
    rate: RateShape | None = Field(None, description="where the figure is a rate: what of, so that few say less")


class RankingShape(Shape):
    """How providers under these rules are ranked among each other."""

    title: Text | None = None
    clause: Text | None = None
    precision: PrecisionText = Field(description="how each score, and the ranking score, is rounded")
    over: Periods | None = Field(None, description="the latest so many periods; the one that is asked for alone")
    criteria: dict[Name, CriterionShape] = Field(min_length=1, description="what is weighed, by names of its own")
    confidence: ConfidenceText | None = Field(None, description="how sure an interval is where figures are rates")
    not_returned: DeemedText = Field(description="the score of a figure of a period for which nothing was returned")
    missing: DeemedText = Field(description="the score of a figure that is missing in what was returned")
    suppressed: DeemedText = Field(description="the score of a figure that is suppressed")
    not_rated: DeemedText = Field(description="the score of what cannot be rated for any other reason")
    ties: list[Name] | None = Field(None, min_length=1, description="the criteria that settle equal scores, in order")
    suspended: dict[Name, list[Name]] | None = Field(
        None, description="by ladder, the rungs on which no new packages are offered; existing ones continue"
    )
