"""What happened to a contract, as it is recorded: who, when, why, and what of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.model.document import Json
from engine.model.events import (
    Confirmation,
    ContractEvent,
    Effect,
    ExitChoice,
    ExitDecision,
    Happening,
    Lapse,
    Relief,
    Reported,
    Waiver,
)
from engine.model.recording.courses import COURSES, course_json
from engine.model.recording.fields import Fields, day, day_of, fields, number_of, text, text_of, whole, word
from engine.model.recording.nested import by_name, inside, several, stated
from engine.model.recording.opened import event_number_in, event_number_json
from engine.model.recording.values import number_json, period_json, period_of

_EFFECTS = {effect.value: effect for effect in Effect}
_CHOICES = {choice.value: choice for choice in ExitChoice}


def event_body(event: ContractEvent) -> Fields:
    """Return the body of the entry that records *event*, whose version the entry carries."""
    return {
        "on": event.on.isoformat(),
        "by": event.by,
        "why": event.why,
        "clause": event.clause,
        "evidence": list(event.evidence),
        **({"named": event.named.isoformat()} if event.named else {}),
        **_happening_json(event.what),
    }


def event_json(event: ContractEvent) -> Json:
    """Return *event* with its version, as a decision records what it was made upon."""
    return {"version": event.version, **event_body(event)}


def event_in(version: int, body: Fields) -> ContractEvent:
    """Return the event that *body* records under *version*."""
    return ContractEvent(
        version=version,
        on=day(body, "on"),
        by=text(body, "by"),
        why=text(body, "why"),
        what=word(body, "event", _KINDS)(body),
        clause=text(body, "clause"),
        evidence=several(body, "evidence", text_of),
        named=stated(body, "named", day_of) if "named" in body else None,
    )


def event_json_of(json: Json) -> ContractEvent:
    """Return the event that *json* writes with its version."""
    body = fields(json)
    return event_in(whole(body, "version"), body)


def _happening_json(what: Happening) -> Fields:
    match what:
        case Relief():
            excluded: Json = {name: number_json(count) for name, count in what.excluded.items()}
            about: Fields = {"period": period_json(what.period), "kpi": what.kpi}
            return {"event": "relief", **about, "effect": what.effect.value, "excluded": excluded}
        case Waiver() | Confirmation():
            called = "waiver" if isinstance(what, Waiver) else "confirmation"
            figure: Fields = {"figure": what.figure} if isinstance(what, Confirmation) and what.figure else {}
            return {"event": called, "period": period_json(what.period), "kpi": what.kpi, **figure}
        case ExitDecision():
            until = what.until.isoformat() if what.until else None
            obliged: Json = {name: due.isoformat() for name, due in what.obligations.items()}
            decided: Fields = {"ladder": what.ladder, "choice": what.choice.value, "until": until}
            return {"event": "exit_decision", **decided, **({"obligations": obliged} if obliged else {})}
        case Reported():
            return {"event": "reported", "kind": what.kind, **(event_number_json(what.matter) if what.matter else {})}
        case Lapse():
            return {"event": "lapse", **event_number_json(what.version)}
    return course_json(what)


def _relief_of(body: Fields) -> Relief:
    return Relief(
        inside(body, "period", period_of),
        text(body, "kpi"),
        word(body, "effect", _EFFECTS),
        by_name(body, "excluded", number_of),
    )


def _waiver_of(body: Fields) -> Waiver:
    return Waiver(inside(body, "period", period_of), text(body, "kpi"))


def _confirmation_of(body: Fields) -> Confirmation:
    figure = text(body, "figure") if "figure" in body else ""
    return Confirmation(inside(body, "period", period_of), text(body, "kpi"), figure)


def _exit_decision_of(body: Fields) -> ExitDecision:
    obliged = by_name(body, "obligations", day_of) if "obligations" in body else {}
    return ExitDecision(text(body, "ladder"), word(body, "choice", _CHOICES), stated(body, "until", day_of), obliged)


def _lapse_of(body: Fields) -> Lapse:
    return Lapse(event_number_in(body))


_KINDS: Mapping[str, Callable[[Fields], Happening]] = {
    "relief": _relief_of,
    "waiver": _waiver_of,
    "confirmation": _confirmation_of,
    "exit_decision": _exit_decision_of,
    "lapse": _lapse_of,
    **COURSES,
    "reported": lambda body: Reported(text(body, "kind"), event_number_in(body) if "of" in body else 0),
}
