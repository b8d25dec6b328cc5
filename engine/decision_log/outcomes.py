"""What KPIs came to, as a line says it: the rating, by how much each limit was met or missed, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never

from engine.decision_log.fields import Line
from engine.expression.program import Examined
from engine.model.document import Json
from engine.model.outcome import Limit, Measured, NotRated, Outcome, Rated, Undecided
from engine.model.recording.values import figure_json, number_json
from engine.model.recording.words import ABSENCE, BASIS, COUNTS

# How a figure must stand to a limit to meet it: whether the limit is strict, and whether it is an upper one.
_SIDES = {
    (False, False): "at least",
    (True, False): "more than",
    (False, True): "at most",
    (True, True): "less than",
}


def outcome_fields(outcome: Outcome) -> Line:
    """Return what a line says about *outcome*; the caller has entered `exactly()`."""
    match outcome:
        case Rated():
            return _rated(outcome)
        case Measured():
            return _head(outcome.kpi, "measured") | {"value": figure_json(outcome.value)}
        case NotRated():
            because: Json = list(outcome.because)
            reason = ABSENCE.of[outcome.absence]
            return _head(outcome.kpi, "not_rated") | {"reason": reason, "because": because, "due": outcome.due}
        case Undecided():
            return _head(outcome.kpi, "undecided") | {"why": outcome.why}
    assert_never(outcome)


def comparisons(examined: Sequence[Examined]) -> list[Json]:
    """Return what was compared with what, and whether it held."""
    return [
        {
            "text": one.text,
            "left": figure_json(one.left),
            "operator": one.operator,
            "right": figure_json(one.right),
            "held": figure_json(one.held),
        }
        for one in examined
    ]


def _head(kpi: str, kind: str) -> Line:
    return {"kpi": kpi, "kind": kind, "rating": None, "value": None}


def _rated(rated: Rated) -> Line:
    limits, examined, limited_by = rated.held
    value = rated.value
    return {
        "kpi": rated.kpi,
        "kind": "rated",
        "rating": rated.rating.name,
        "value": figure_json(value),
        "basis": BASIS.of[rated.basis],
        "counts": COUNTS.of[rated.counts],
        "points": number_json(rated.points),
        "repeat": rated.repeat,
        "doubtful": rated.doubtful,
        "in_grace": rated.in_grace,
        "limits": [_limit(limit, value) for limit in limits],
        "conditions": comparisons(examined),
        "limited_by": list(limited_by),
    }


def _limit(limit: Limit, value: object) -> Json:
    rating, figure, strict, upper = limit
    margin = number_json(limit.margin(value)) if isinstance(value, Decimal) else None
    return {"rating": rating.name, "side": _SIDES[strict, upper], "limit": number_json(figure), "margin": margin}
