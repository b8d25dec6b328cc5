"""Gaps and overlaps between printed ranges, each with a figure that falls into it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import Enum
from typing import NamedTuple

from engine.model.decimals import CONTEXT
from engine.model.kpi import Span
from engine.model.scale import Rating


class Reach(NamedTuple):
    """The first and the last figure that a band holds at the declared precision; None is without end."""

    rating: Rating
    first: Decimal | None
    last: Decimal | None


class FlawKind(Enum):
    """A gap is a figure that no band holds, an overlap one that two of them hold."""

    GAP = "gap"
    OVERLAP = "overlap"


class Flaw(NamedTuple):
    """A *witness* that no band holds (*ratings* are its neighbours), or that two of them hold."""

    kind: FlawKind
    ratings: tuple[Rating, ...]
    witness: Decimal


def flaws(spans: tuple[tuple[Rating, Span], ...], step: Decimal, domain: Span) -> tuple[Flaw, ...]:
    """Return every gap and overlap between *spans*, for figures *step* apart within *domain*, from the lowest."""
    reaches = [_reach(rating, span, step) for rating, span in spans]
    held = sorted((reach for reach in reaches if not _is_empty(reach)), key=_start)
    return tuple(_flaws(held, step, domain)) if held else ()


def _flaws(reaches: list[Reach], step: Decimal, domain: Span) -> Iterator[Flaw]:
    furthest = reaches[0]
    yield from _below(furthest, step, domain.low)
    for reach in reaches[1:]:
        yield from _between(furthest, reach, step)
        furthest = max(furthest, reach, key=_end)
    yield from _above(furthest, step, domain.high)


def _between(below: Reach, above: Reach, step: Decimal) -> Iterator[Flaw]:
    """Yield what is wrong between *below*, which reaches furthest so far, and *above*, which starts next."""
    ratings = (below.rating, above.rating)
    if below.last is not None and above.first is not None and above.first > below.last:
        if above.first > below.last + step:
            yield Flaw(FlawKind.GAP, ratings, _middle(below.last, above.first, step))
        return
    ends = [end for end in (below.last, above.last) if end is not None]
    starts = [start for start in (above.first, *ends) if start is not None]
    first = above.first if above.first is not None else min(starts, default=Decimal(0))
    yield Flaw(FlawKind.OVERLAP, ratings, _middle(first, min(ends, default=first), step))


def _below(lowest: Reach, step: Decimal, edge: Decimal | None) -> Iterator[Flaw]:
    if lowest.first is not None and (edge is None or lowest.first > edge):
        witness = lowest.first - step if edge is None else _middle(edge - step, lowest.first, step)
        yield Flaw(FlawKind.GAP, (lowest.rating,), witness)


def _above(highest: Reach, step: Decimal, edge: Decimal | None) -> Iterator[Flaw]:
    if highest.last is not None and (edge is None or highest.last < edge):
        witness = highest.last + step if edge is None else _middle(highest.last, edge + step, step)
        yield Flaw(FlawKind.GAP, (highest.rating,), witness)


def _reach(rating: Rating, span: Span, step: Decimal) -> Reach:
    first = None if span.low is None else _on_grid(span.low, step, ROUND_CEILING)
    last = None if span.high is None else _on_grid(span.high, step, ROUND_FLOOR)
    if first is not None and span.low_strict and first == span.low:
        first += step
    if last is not None and span.high_strict and last == span.high:
        last -= step
    return Reach(rating, first, last)


def _is_empty(reach: Reach) -> bool:
    """Return whether no figure of the declared precision falls into the band."""
    return reach.first is not None and reach.last is not None and reach.first > reach.last


def _start(reach: Reach) -> tuple[bool, Decimal]:
    return (reach.first is not None, reach.first or Decimal(0))


def _end(reach: Reach) -> tuple[bool, Decimal]:
    return (reach.last is None, reach.last or Decimal(0))


def _middle(low: Decimal, high: Decimal, step: Decimal) -> Decimal:
    """Return the figure in the middle of *low* and *high*, at the precision of *step*."""
    return _on_grid((low + high) / 2, step, ROUND_FLOOR)


def _on_grid(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return value.quantize(step, rounding, CONTEXT)
