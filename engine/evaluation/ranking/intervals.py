"""From where to where a rate may truly lie, of which so many cases were seen (Wilson's interval, 1927)."""

from __future__ import annotations

from decimal import Decimal

from engine.model.comparison import Span
from engine.model.ranking import FULL, NOTHING, Confidence

WHOLE = Span(NOTHING, FULL)  # of a score of which nothing is known


def wilson(part: Decimal, cases: Decimal, confidence: Confidence) -> Span | None:
    """Return between which parts of one the true part lies, where *part* of so many *cases* was seen.

    None where no such interval is to be had: there are no cases, or what was seen is no part of them.
    """
    if cases <= 0 or not 0 <= part <= 1:
        return None
    z = confidence.quantile
    shrunk = 1 + z * z / cases
    middle = (part + z * z / (2 * cases)) / shrunk
    reach = z / shrunk * (part * (1 - part) / cases + z * z / (4 * cases * cases)).sqrt()
    return Span(max(middle - reach, Decimal(0)), min(middle + reach, Decimal(1)))
