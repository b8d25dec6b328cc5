"""What decisions open, and the numbers that name it, as they are recorded."""

from __future__ import annotations

from engine.model.document import Json
from engine.model.events import Form
from engine.model.naming import number_of, place_in, version_in
from engine.model.opened import Opened
from engine.model.recording.fields import Fields, day, fields, text, whole, word

_FORMS = {form.value: form for form in (Form.PLAN, Form.NOTICE)}


def event_number_json(number: int) -> Fields:
    """Return which event a *number* names: its version, and the place of what a decision opened."""
    place: Fields = {"place": place_in(number)} if place_in(number) else {}
    return {"of": version_in(number), **place}


def event_number_in(body: Fields) -> int:
    """Return the number of the event that *body* names."""
    return number_of(whole(body, "of"), whole(body, "place") if "place" in body else 0)


def opened_json(one: Opened) -> Json:
    """Return a plan or a notice that is open by a decision."""
    version: Fields = {"version": one.version} if one.version else {}
    back: Fields = {} if one.taken_back is None else {"taken_back": one.taken_back}
    return {
        "place": one.place,
        "ladder": one.ladder,
        "rung": one.rung,
        "kind": one.kind,
        "is": one.form.value,
        "on": one.on.isoformat(),
        "due": one.due.isoformat(),
        "clause": one.clause,
        **version,
        **back,
    }


def opened_of(json: Json) -> Opened:
    """Return what *json* writes."""
    body = fields(json)
    return Opened(
        whole(body, "place"),
        text(body, "ladder"),
        text(body, "rung"),
        text(body, "kind"),
        word(body, "is", _FORMS),
        day(body, "on"),
        day(body, "due"),
        text(body, "clause"),
        whole(body, "version") if "version" in body else 0,
        whole(body, "taken_back") if "taken_back" in body else None,
    )
