"""What was compared with what, as it is recorded."""

from __future__ import annotations

from engine.expression.program import Examined
from engine.model.document import Json
from engine.model.figures import Absence
from engine.model.recording.fields import Fields, fields, text
from engine.model.recording.misfits import misfit
from engine.model.recording.nested import inside
from engine.model.recording.values import figure_json, figure_of


def examined_json(one: Examined) -> Json:
    """Return one comparison with its values and whether it held."""
    return {
        "text": one.text,
        "left": figure_json(one.left),
        "operator": one.operator,
        "right": figure_json(one.right),
        "held": figure_json(one.held),
    }


def examined_of(json: Json) -> Examined:
    """Return the comparison that *json* writes."""
    body = fields(json)
    return Examined(
        text(body, "text"),
        inside(body, "left", figure_of),
        text(body, "operator"),
        inside(body, "right", figure_of),
        holds(body, "held"),
    )


def holds(body: Fields, name: str) -> bool | Absence:
    """Return whether the condition *name* held, or why nobody can say."""
    found = inside(body, name, figure_of)
    if isinstance(found, bool | Absence):
        return found
    raise misfit(body, name, "true, false or an absence")
