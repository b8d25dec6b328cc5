"""A rated KPI as it is recorded; flags that are not set and lists that are empty are left out."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from engine.model.document import Json
from engine.model.outcome import Held, Limit, Rated
from engine.model.recording.comparisons import examined_json, examined_of
from engine.model.recording.fields import Fields, fields, flag, number, text, text_of, whole, word
from engine.model.recording.nested import several, several_if_any
from engine.model.recording.values import figure_json, number_json, pair_of, rating_of, read_json, value_or_none
from engine.model.recording.words import BASIS, COUNTS
from engine.model.scale import Rating

# A NamedTuple's own constructor is Python code and costs twice as much; this one is called for every KPI.
_made_rated: Callable[[tuple[object, ...]], Rated] = partial(tuple.__new__, Rated)


def rated_json(rated: Rated) -> Json:
    """Return *rated* with what it was held against and what follows from it."""
    limits, examined, limited_by = rated.held
    written: Fields = {
        "kpi": rated.kpi,
        "kind": "rated",
        "rating": rated.rating.name,
        "rank": rated.rating.rank,
        "value": figure_json(rated.value),
        "unrounded": figure_json(rated.unrounded),
        "read": read_json(rated.read),
        "counts": COUNTS.of[rated.counts],
        "points": number_json(rated.points),
        "basis": BASIS.of[rated.basis],
    }
    if limits:
        written["limits"] = _limits_json(limits)
    if examined:
        written["conditions"] = [examined_json(one) for one in examined]
    if limited_by:
        written["limited_by"] = list(limited_by)
    if rated.repeat:
        written["repeat"] = True
    if rated.doubtful:
        written["doubtful"] = True
    if rated.in_grace:
        written["in_grace"] = True
    if rated.carried:
        written["carried"] = rated.carried
    return written


def rated_of(body: Fields) -> Rated:
    """Return the rated KPI that *body* records."""
    return _made_rated(
        (
            text(body, "kpi"),
            rating_of(body),
            value_or_none(body, "value"),
            value_or_none(body, "unrounded"),
            several(body, "read", pair_of),
            _held(body),
            word(body, "counts", COUNTS.means),
            number(body, "points"),
            flag(body, "repeat"),
            word(body, "basis", BASIS.means),
            flag(body, "doubtful"),
            flag(body, "in_grace"),
            whole(body, "carried") if "carried" in body else 0,
        )
    )


def _held(body: Fields) -> Held:
    limits = several_if_any(body, "limits", _limit_of)
    examined = several_if_any(body, "conditions", examined_of)
    return Held(limits, examined, several_if_any(body, "limited_by", text_of))


# On which side of a line a figure meets it: whether the line is strict, and whether it is an upper one.
_SIDES = {
    (False, False): "at least",
    (True, False): "more than",
    (False, True): "at most",
    (True, True): "less than",
}
_SIDES_MEAN = {word: side for side, word in _SIDES.items()}


@lru_cache(4096)
def _limits_json(limits: tuple[Limit, ...]) -> list[Json]:
    # Most bands never change: their lines are written once, and stand in the bodies of many decisions.
    return [
        {"rating": rating.name, "rank": rating.rank, "side": _SIDES[strict, upper], "limit": number_json(figure)}
        for rating, figure, strict, upper in limits
    ]


def _limit_of(json: Json) -> Limit:
    body = fields(json)
    return _limit(text(body, "rating"), whole(body, "rank"), text(body, "side"), text(body, "limit"))


@lru_cache(4096)
def _limit(rating: str, rank: int, side: str, figure: str) -> Limit:
    body: Fields = {"side": side, "limit": figure}
    strict, upper = word(body, "side", _SIDES_MEAN)
    return Limit(Rating(rating, rank), number(body, "limit"), strict, upper)
