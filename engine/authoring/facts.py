"""What came of one period, in the words and under the keys that expectations have."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias, cast

from engine.model.decision import Decision
from engine.model.document import Json, document
from engine.model.events import Matter
from engine.model.publishing import publishable
from engine.model.rule_set import RuleSet

Facts: TypeAlias = dict[str, Json]


class Refused(NamedTuple):
    """A period that was not decided, since its evidence does not fit or it is not its turn; *why* names each path."""

    why: str
    path: tuple[str, ...]


def refused(why: str) -> Facts:
    """Return what can be expected of evidence or of an event that was refused."""
    return {"outcome": "refused", "refused": why}


def decided(came: Decision, rules: RuleSet) -> Facts:
    """Return what can be expected of what was decided under *rules*."""
    found = document(came, rules.scale.not_rated)
    unanswered: Json = [event.what.kind for event in came.unanswered if isinstance(event.what, Matter)]
    return {
        "in_force": rules.in_force.isoformat(),
        **{key: found[key] for key in ("outcome", "rung", "move")},
        "undecided": "; ".join(came.undecided) or None,
        "unanswered": unanswered,
        "publishable": _publishable(came, rules),
        **_of_kpis(found),
        **_of_ladders(found),
        **_of_payment(found),
    }


def _publishable(came: Decision, rules: RuleSet) -> Json:
    found = publishable(came, rules.scale.not_rated)
    return {one.kpi: ", ".join((one.rating, *(flag.value for flag in one.flags))) for one in found}


def _of_kpis(found: Facts) -> Facts:
    kpis = cast("dict[str, Facts]", found["kpis"])
    asked = {"ratings": "rating", "values": "value", "reasons": "reason"}
    points: Json = {name: one.get("points", "0") for name, one in kpis.items()}
    return {key: {name: one[below] for name, one in kpis.items()} for key, below in asked.items()} | {"points": points}


def _of_ladders(found: Facts) -> Facts:
    ladders = cast("dict[str, Facts]", found["ladders"])
    return {
        "rungs": {name: move["after"] for name, move in ladders.items()},
        "moves": {name: move["move"] for name, move in ladders.items()},
        "actions": [action for move in ladders.values() for action in cast("list[Json]", move["actions"])],
    }


def _of_payment(found: Facts) -> Facts:
    payment = cast("Facts | None", found["payment"])
    if payment is None:
        return {"due": {}, "capped_off": {}, "applied": {}, "lines": []}
    lines = cast("list[Facts]", payment["lines"])
    return payment | {"lines": [{**line, "caps": _binding(cast("list[Facts]", line["caps"]))} for line in lines]}


def _binding(caps: list[Facts]) -> Json:
    # A cap by event may have bound several times.
    return [*dict.fromkeys(cast("str", cap["cap"]) for cap in caps if cap["bound"])]
