"""Leaves and small pieces that several parts of a rule file share."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

from engine.model.dated import Dated
from engine.model.dated_terms import OrDated
from engine.model.kpi import Grace, Span
from engine.model.terms import FromText, Quantity, day, number
from engine.model.windows import periods_text


class Shape(BaseModel):
    """A mapping of a rule file: a key that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def span(text: str) -> Span:
    """Return the range, ends included, that `30 to 100` writes."""
    low, found, high = text.partition(" to ")
    if not found:
        raise ValueError(f"expected a range such as `30 to 100`, not `{text}`")
    ends = number(low.removesuffix("%")), number(high.removesuffix("%"))
    if ends[0] > ends[1]:
        raise ValueError(f"expected the lower end first, as in `{high} to {low}`, not `{text}`")
    return Span(low=ends[0], low_strict=False, high=ends[1], high_strict=False)


def grace(text: str) -> Grace:
    """Return the grace that `3 periods`, `until 2026-07-01` or `none` writes; the day named is its last."""
    if text == "none":
        return Grace(0, None)
    if match := re.fullmatch(r"(\d{1,3}) periods?", text, re.ASCII):
        return Grace(int(match[1]), None)
    if text.startswith("until "):
        return Grace(None, day(text.removeprefix("until ")))
    raise ValueError(f"expected `3 periods`, `until 2026-07-01` or `none`, not `{text}`")


def grace_text(given: Grace) -> str:
    """Return *given* as a rule file writes it."""
    if given.until:
        return f"until {given.until}"
    return periods_text(given.periods) if given.periods else "none"


def months(text: str) -> int:
    """Return the months that `6 months` or `1 year` writes."""
    match = re.fullmatch(r"([1-9]\d{0,2}) (month|year)s?", text, re.ASCII)
    if not match:
        raise ValueError(f"expected a length such as `6 months` or `5 years`, not `{text}`")
    return int(match[1]) * (12 if match[2] == "year" else 1)


def months_text(count: int) -> str:
    """Return *count* months as a rule file writes them."""
    return f"{count} month{'' if count == 1 else 's'}"


def review(text: str) -> int:
    """Return the months between reviews that `every 6 months` writes."""
    if not text.startswith("every "):
        raise ValueError(f"expected a rhythm such as `every 6 months`, not `{text}`")
    return months(text.removeprefix("every "))


def repeat(text: str) -> Quantity:
    """Return how often the points of a repeated failure count: `double`, `triple`, a number or a parameter's name."""
    named = {"double": Decimal(2), "triple": Decimal(3)}.get(text)
    return Quantity.parse(text) if named is None else Quantity(named)


def currency(text: str) -> str:
    """Return *text* if it has the form of a currency of ISO 4217."""
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise ValueError(f"expected a currency of three capitals such as `GBP`, not `{text}`")
    return text


def rule_set_name(text: str) -> str:
    """Return *text* if it can name a rule set: lower-case words joined by `-`."""
    if not re.fullmatch(_RULE_SET_NAME, text) or len(text) > 100:
        raise ValueError(f"expected lower-case words joined by `-` such as `homecare-north`, not `{text}`")
    return text


def _text(description: str, pattern: str) -> dict[str, Any]:
    return {"type": "string", "description": description, "pattern": f"^{pattern}$"}


_NUMBER = r"-?\d{1,18}(\.\d{1,20})?%?"
_LENGTH = r"[1-9]\d{0,2} (month|year)s?"
_RULE_SET_NAME = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
ExtendsText = Annotated[
    str,
    StringConstraints(pattern=rf"^{_RULE_SET_NAME}@\d{{4}}-\d{{2}}-\d{{2}}$"),
]
SpanText = Annotated[
    Span,
    FromText(span, str, _text("a range, ends included, such as `30 to 100`", f"{_NUMBER} to {_NUMBER}")),
]
DatedText = Annotated[Dated[str], OrDated(Text)]
DatedSpan = Annotated[Dated[Span], OrDated(SpanText)]
GraceText = Annotated[
    Grace,
    FromText(
        grace,
        grace_text,
        _text("`3 periods`, `until 2026-07-01` or `none`", r"(\d{1,3} periods?|until \d{4}-\d{2}-\d{2}|none)"),
    ),
]
Months = Annotated[int, FromText(months, months_text, _text("a length such as `6 months` or `5 years`", _LENGTH))]
Review = Annotated[
    int, FromText(review, lambda count: f"every {months_text(count)}", _text("`every 6 months`", f"every {_LENGTH}"))
]
Repeat = Annotated[
    Dated[Quantity],
    OrDated(
        Annotated[
            Quantity,
            FromText(
                repeat,
                str,
                {"type": ["string", "number"], "description": "`double`, `triple`, a number, or a parameter's name"},
            ),
        ]
    ),
]
Currency = Annotated[str, FromText(currency, str, _text("a currency of ISO 4217 such as `GBP`", "[A-Z]{3}"))]
RuleSetName = Annotated[str, FromText(rule_set_name, str, _text("lower-case words joined by `-`", _RULE_SET_NAME))]
