"""Bands as one line a rating: total and disjoint by construction, once they run the right way."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from engine.compiler.bands import BandPlace, Read
from engine.compiler.dating import at_moment, points_of, value_at, values_of
from engine.compiler.limits import Edge, Limit, Otherwise
from engine.model.dated import Dated
from engine.model.kpi import BandLine, Better, Line, Lines
from engine.model.outcome import Limit as FixedLimit
from engine.model.scale import Rating


def lines(place: BandPlace, read: Read) -> Lines | None:
    """Return the lines that *read* draws; None where there are mistakes, which are reported."""
    better = place.better
    if better is None:
        if place.lacks("better"):
            message = "expected `better: higher` or `better: lower` beside bands of figures"
            place.reading.findings.key_error(place.at, "better-missing", message)
        return None
    last = read[-1][0] if read and read[-1][1].constant is Otherwise.OTHERWISE else None
    drawn = [_line(place, better, *one) for one in (read[:-1] if last else read)]
    sound = [line for line in drawn if line is not None]
    if len(sound) < len(drawn) or not _in_order(place, better, sound):
        return None
    otherwise = last or place.reading.scale.worst
    if sound and sound[-1].rating.rank >= otherwise.rank:
        _refuse_worst(place, sound[-1].rating, otherwise)
        return None
    return Lines(tuple(sound), otherwise, better, _fixed(sound, better))


def _line(place: BandPlace, better: Better, rating: Rating, dated: Dated[Limit]) -> BandLine | None:
    edges = [value for value in values_of(dated) if isinstance(value, Edge)]
    if len(edges) < len(values_of(dated)):
        place.say(rating, "band-limit", "expected `otherwise` for the last band only, and not dated")
        return None
    for edge in edges:
        if edge.side not in {None, better}:
            words = "at least" if better is Better.HIGHER else "at most"
            message = f"expected a limit such as `{words} {edge.figure}`: `better` is `{better.value}`"
            place.say(rating, "bands-direction", message)
            return None
    return BandLine(rating, dated.map(_drawn))


def _drawn(value: Limit) -> Line:
    if not isinstance(value, Edge):
        raise TypeError("a line is drawn at an edge")
    return Line(value.figure, value.strict)


def _refuse_worst(place: BandPlace, rating: Rating, otherwise: Rating) -> None:
    if rating.rank > otherwise.rank:
        message = f"expected ratings from best to worst, `{otherwise}` taking whatever misses the others"
    else:
        message = f"expected no limit for `{rating}`, the worst rating: it takes whatever misses the others"
    place.say(rating, "bands-worst", message)


def _in_order(place: BandPlace, better: Better, drawn: list[BandLine]) -> bool:
    """Return whether each line lies beyond those of all worse ratings; report the first that does not."""
    for before, after in combinations(drawn, 2):
        for point in points_of((before.line, after.line)):
            best, next_best = value_at(before.line, point), value_at(after.line, point)
            if _wrong(best, next_best, better):
                side = "below" if better is Better.HIGHER else "above"
                message = (
                    f"expected a limit {side} {best.figure}, the one for `{before.rating}`{at_moment(point)}, "
                    f"not {next_best.figure}: `better` is `{better.value}`"
                )
                place.say(after.rating, "bands-direction", message)
                return False
    return True


def _wrong(best: Line, next_best: Line, better: Better) -> bool:
    ours, theirs = best.figure.figure, next_best.figure.figure
    if ours == theirs:
        return not (best.strict and not next_best.strict)
    if isinstance(ours, str) or isinstance(theirs, str):
        return False
    return (theirs > ours) is (better is Better.HIGHER)


def _fixed(drawn: list[BandLine], better: Better) -> tuple[FixedLimit, ...] | None:
    fixed = []
    for rating, dated in drawn:
        figure = dated.constant.figure.figure if dated.constant else None
        if dated.constant is None or not isinstance(figure, Decimal):
            return None
        fixed.append(FixedLimit(rating, figure, dated.constant.strict, better is Better.LOWER))
    return tuple(fixed)
