"""What was paid of each part of a line, for policies that take it back later: never more in all than was paid."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from itertools import groupby

from engine.model.decimals import settled
from engine.model.payment import Line

_ZERO = Decimal(0)


def paid_of_parts(line: Line, *, by_row: bool) -> tuple[Decimal, ...]:
    """Return what was paid of each part of *line*, in the order of its parts.

    Where caps took something off, it is what those by event left of the part, and of that its share in what the others
    left of all, in whole pennies that come to what was paid; so it is, without caps, where the line was rounded once.
    What was rounded *by_row* is the part itself, unrounded: it will be rounded as it was.
    """
    if by_row and not line.capped_off:
        return tuple([part.amount for part in line.parts])
    left = _left_by_event(line)
    # Rounded, parts may come to more than unrounded, or to less.
    whole = max(sum(left, _ZERO), line.applied)
    penny = Decimal(1).scaleb(int(line.applied.as_tuple().exponent))
    exact = [settled(one * line.applied / whole) if one else _ZERO for one in left]
    return _in_whole_pennies(exact, line.applied, penny)


def _in_whole_pennies(exact: list[Decimal], paid: Decimal, penny: Decimal) -> tuple[Decimal, ...]:
    """Return *exact* rounded down, and the pennies left over of *paid* with the largest remainders, the first first."""
    down = [one.quantize(penny, ROUND_DOWN) for one in exact]
    over = int((paid - sum(down, _ZERO)) / penny)
    places = (place for place, one in enumerate(exact) if one)
    for place in sorted(places, key=lambda place: down[place] - exact[place])[:over]:
        down[place] += penny
    return tuple(down)


def _left_by_event(line: Line) -> list[Decimal]:
    """Return what caps by event left of each part, all of it where there is none."""
    left = [part.amount for part in line.parts]
    for _, uses in groupby(line.caps, key=lambda use: use.cap):
        each = [use.left for use in uses]
        if len(each) == len(left):
            left = each
    return left
