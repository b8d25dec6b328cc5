"""What KPIs came to, as a line says it: the rating, by how much each limit was met or missed, or why there is none."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from engine.decision_log.fields import Line
from engine.decision_log.recorded import each
from engine.model.document import Json
from engine.model.recording.values import number_json

# Whether a figure meets a limit of that side from below.
_IS_UPPER = {"at least": False, "more than": False, "at most": True, "less than": True}


def outcome_fields(body: Line) -> Line:
    """Return what a line says about an outcome, which *body* records; the caller has entered `exactly()`."""
    match body["kind"]:
        case "rated":
            return _rated(body)
        case "measured":
            return _head(body) | {"value": body["value"]}
        case "not_rated":
            because, due = body.get("because", []), "not_due" not in body
            return _head(body) | {"reason": body["absence"], "because": because, "due": due}
        case "undecided":
            return _head(body) | {"why": body["why"]}
    raise ValueError(f"expected an outcome of a known kind, not `{body['kind']}`")


def _head(body: Line) -> Line:
    return {"kpi": body["kpi"], "kind": body["kind"], "rating": None, "value": None}


def _rated(body: Line) -> Line:
    return {
        "kpi": body["kpi"],
        "kind": "rated",
        "rating": body["rating"],
        "value": body["value"],
        "basis": body["basis"],
        "counts": body["counts"],
        "points": body["points"],
        "repeat": "repeat" in body,
        "doubtful": "doubtful" in body,
        "in_grace": "in_grace" in body,
        "limits": _limits(body["limits"], body["value"]) if "limits" in body else [],
        "conditions": body.get("conditions", []),
        "limited_by": body.get("limited_by", []),
    }


def _limits(limits: Json, value: Json) -> list[Json]:
    if not isinstance(value, str):
        raise ValueError("expected a number that was held against limits")  # the reader has one error
    return [_limit(limit, value) for limit in each(limits)]


def _limit(limit: Line, value: str) -> Json:
    side, figure = str(limit["side"]), str(limit["limit"])
    return {"rating": limit["rating"], "side": side, "limit": figure, "margin": _margin(side, figure, value)}


# Limits stay, and so do most of the rounded values that are held against them. Without context: ours is entered.
@lru_cache(1 << 13)
def _margin(side: str, figure: str, value: str) -> str:
    above = Decimal(value) - Decimal(figure)
    return number_json(-above if _IS_UPPER[side] else above)
