"""One limit of a band, read from the words in which contracts print it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from engine.model.decimals import plain
from engine.model.kpi import Better, Span
from engine.model.terms import Quantity

_FIGURE = r"(-?\d{1,18}(?:\.\d{1,20})?|[a-z][a-z0-9_]*) ?%?"
_FORMS = {
    "bare": re.compile(_FIGURE, re.ASCII),
    "at least": re.compile(rf"(?:at least |>= ?){_FIGURE}|{_FIGURE} or more|{_FIGURE} ?\+", re.ASCII),
    "more than": re.compile(rf"(?:more than |over |above |> ?){_FIGURE}", re.ASCII),
    "at most": re.compile(rf"(?:at most |up to |<= ?){_FIGURE}|{_FIGURE} or (?:less|fewer)", re.ASCII),
    "less than": re.compile(rf"(?:less than |fewer than |under |below |< ?){_FIGURE}", re.ASCII),
}
_RANGE = re.compile(rf"(more than )?{_FIGURE} to (less than )?{_FIGURE}", re.ASCII)
_SIDES = {"bare": None, "at least": Better.HIGHER, "more than": Better.HIGHER}
FORMS = "`95`, `at least 95`, `more than 95`, `at most 5`, `less than 5`, `90 to 95` or `otherwise`"


@dataclass(frozen=True, slots=True)
class Edge:
    """A limit with one end: *side* is None for a bare figure, whose side `better` gives."""

    figure: Quantity
    side: Better | None
    strict: bool


class Otherwise(Enum):
    """Whatever misses the bands before."""

    OTHERWISE = "otherwise"


Limit: TypeAlias = Edge | Span | Otherwise


def limit(text: str) -> Limit:
    """Return what *text* says; ValueError names the forms."""
    if text == "otherwise":
        return Otherwise.OTHERWISE
    for form, pattern in _FORMS.items():
        if match := pattern.fullmatch(text):
            figure = next(group for group in match.groups() if group is not None)
            side = _SIDES.get(form, Better.LOWER)
            return Edge(Quantity.parse(figure), side, strict=form in {"more than", "less than"})
    if match := _RANGE.fullmatch(text):
        return _span(match, text)
    raise ValueError(f"expected a limit such as {FORMS}, not `{text[:60]}`")


def limit_text(given: Limit, *, sided: bool) -> str:
    """Return *given* in the one way that canonical forms write it; *sided* where `better` does not give the side."""
    match given:
        case Otherwise():
            return given.value
        case Span():
            low = f"{'more than ' if given.low_strict else ''}{plain(given.low or Decimal(0))}"
            return f"{low} to {'less than ' if given.high_strict else ''}{plain(given.high or Decimal(0))}"
        case Edge(figure=figure, side=side, strict=strict) if strict or (sided and side):
            words = {Better.HIGHER: ("at least", "more than"), Better.LOWER: ("at most", "less than")}
            return f"{words[side or Better.HIGHER][strict]} {figure}"
    return str(given.figure)


def _span(match: re.Match[str], text: str) -> Span:
    low, high = Quantity.parse(match[2]).figure, Quantity.parse(match[4]).figure
    if isinstance(low, str) or isinstance(high, str):
        raise ValueError(f"expected figures as the ends of a printed range, not a name, in `{text}`")
    # Contracts print ranges both ways round: `100 to 90` is `90 to 100`.
    if low > high and not (match[1] or match[3]):
        low, high = high, low
    if low > high:
        raise ValueError(f"expected the lower end first in `{text}`")
    return Span(low=low, low_strict=bool(match[1]), high=high, high_strict=bool(match[3]))
