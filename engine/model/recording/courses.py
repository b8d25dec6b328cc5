"""What takes its course as it is recorded: plans, notices, warnings, disputes; changes, reviews and exits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias, assert_never

from engine.model.changes import Change
from engine.model.document import Json
from engine.model.events import Dispute, Form, Matter, Progress, Review, Stage, Transfer
from engine.model.recording.fields import Fields, day_of, flag, number, text, text_of, whole, word
from engine.model.recording.nested import by_name, inside, several_if_any, stated
from engine.model.recording.opened import event_number_in, event_number_json
from engine.model.recording.values import number_json, period_json, period_of

Course: TypeAlias = Matter | Dispute | Progress | Change | Review | Transfer
_FORMS = {form.value: form for form in Form}
_STAGES = {stage.value: stage for stage in Stage}


def course_json(what: Course) -> Fields:
    """Return *what* as the entry of its event has it."""
    match what:
        case Matter():
            return {"event": what.form.value, **_matter_json(what)}
        case Dispute():
            return {"event": "dispute", **_dispute_json(what)}
        case Progress():
            return {"event": "progress", **_progress_json(what)}
        case Change():
            return {"event": "change", **_change_json(what)}
        case Review():
            return {"event": "review"}
        case Transfer():
            kept: Fields = {"continuity_kept": True} if what.continuity_kept else {}
            return {"event": "transfer", "of": what.version, "people": what.people, **kept}
    assert_never(what)


def _change_json(what: Change) -> Fields:
    parameters: Json = dict(what.parameters)
    return {
        "old": what.old,
        "new": what.new,
        "effective": _day_json(what.effective),
        "value": number_json(what.value),
        "ends": _day_json(what.ends),
        "rules": _day_json(what.version),
        **({"parameters": parameters} if parameters else {}),
        **({"changes_scope": True} if what.changes_scope else {}),
        **({"favours_provider": True} if what.favours_provider else {}),
    }


def _change_of(body: Fields) -> Change:
    return Change(
        text(body, "old"),
        text(body, "new"),
        stated(body, "effective", day_of),
        number(body, "value"),
        stated(body, "ends", day_of),
        stated(body, "rules", day_of),
        by_name(body, "parameters", text_of) if "parameters" in body else {},
        flag(body, "changes_scope"),
        flag(body, "favours_provider"),
    )


def _transfer_of(body: Fields) -> Transfer:
    return Transfer(whole(body, "of"), whole(body, "people"), flag(body, "continuity_kept"))


def _matter_json(what: Matter) -> Fields:
    return {
        "kind": what.kind,
        "due": _day_json(what.due),
        **({"kpis": list(what.kpis)} if what.kpis else {}),
        **({"consequence": what.consequence, "workaround": what.workaround} if what.form is Form.WARNING else {}),
        **({"deemed_served": _day_json(what.deemed_served)} if what.deemed_served else {}),
    }


def _dispute_json(what: Dispute) -> Fields:
    stands: Fields = {"stands": True} if what.stands else {}
    if what.period is None:
        return {**stands, **event_number_json(what.event)}
    return {**stands, "period": period_json(what.period), "kpi": what.kpi}


def _progress_json(what: Progress) -> Fields:
    milestones: Json = {name: due.isoformat() for name, due in what.milestones.items()}
    said: Fields = {"stage": what.stage.value, "due": _day_json(what.due)}
    return {
        **event_number_json(what.version),
        **said,
        **({"milestone": what.milestone} if what.milestone else {}),
        **({"milestones": milestones} if what.milestones else {}),
    }


def _day_json(given: date | None) -> Json:
    return None if given is None else given.isoformat()


def _matter_of(body: Fields) -> Matter:
    consequence, workaround = (text(body, name) if name in body else "" for name in ("consequence", "workaround"))
    return Matter(
        word(body, "event", _FORMS),
        text(body, "kind"),
        stated(body, "due", day_of),
        several_if_any(body, "kpis", text_of),
        consequence,
        workaround,
        stated(body, "deemed_served", day_of) if "deemed_served" in body else None,
    )


def _dispute_of(body: Fields) -> Dispute:
    if "of" in body:
        return Dispute(flag(body, "stands"), event=event_number_in(body))
    return Dispute(flag(body, "stands"), inside(body, "period", period_of), text(body, "kpi"))


def _progress_of(body: Fields) -> Progress:
    return Progress(
        event_number_in(body),
        word(body, "stage", _STAGES),
        text(body, "milestone") if "milestone" in body else "",
        by_name(body, "milestones", day_of) if "milestones" in body else {},
        stated(body, "due", day_of),
    )


COURSES: Mapping[str, Callable[[Fields], Course]] = {
    "plan": _matter_of,
    "notice": _matter_of,
    "warning": _matter_of,
    "dispute": _dispute_of,
    "progress": _progress_of,
    "change": _change_of,
    "review": lambda _: Review(),
    "transfer": _transfer_of,
}
