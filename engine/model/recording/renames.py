"""What a version of the rules calls differently from the one before, as it is recorded with what it decided."""

from __future__ import annotations

from engine.model.document import Json
from engine.model.recording.fields import fields, text, text_of
from engine.model.recording.nested import by_name, several
from engine.model.recording.values import rating_json, rating_of
from engine.model.renames import Renames


def renames_json(renames: Renames) -> Json:
    """Return the new names by the old ones; null for what was dropped."""
    return {
        "kpis": dict(renames.kpis),
        "ratings": {old: rating_json(rating) for old, rating in renames.ratings.items()},
        "rungs": [{"ladder": ladder, "was": old, "is": new} for (ladder, old), new in renames.rungs.items()],
        **({"payments": dict(renames.payments)} if renames.payments else {}),
        **({"caps": dict(renames.caps)} if renames.caps else {}),
    }


def renames_of(json: Json) -> Renames:
    """Return the renames that *json* writes."""
    body = fields(json)
    return Renames(
        kpis=by_name(body, "kpis", _new_name),
        ratings=by_name(body, "ratings", rating_of),
        rungs=dict(several(body, "rungs", _rung)),
        payments=by_name(body, "payments", _new_name) if "payments" in body else {},
        caps=by_name(body, "caps", _new_name) if "caps" in body else {},
    )


def _new_name(json: Json) -> str | None:
    return None if json is None else text_of(json)


def _rung(json: Json) -> tuple[tuple[str, str], str]:
    body = fields(json)
    return (text(body, "ladder"), text(body, "was")), text(body, "is")
