"""One event of a test: which kind it is, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.authoring import life_reading
from engine.authoring.event_checks import EventChecks, Later
from engine.authoring.event_shape import KINDS, EventShape
from engine.compiler.quoting import quoted
from engine.evaluation.excusing import unfit_confirmation, unfit_relief
from engine.model.events import Confirmation, Effect, Form, Happening, Matter, Relief, Review, Waiver
from engine.model.period import Period

# What an event of the rules reads beside its day, by what it is.
_OF_FORM: Mapping[Form | None, tuple[str, ...]] = {
    Form.PLAN: ("due",),
    Form.NOTICE: ("due", "deemed_served"),
    Form.WARNING: ("due", "kpis", "consequence", "workaround"),
    None: ("about",),
}
# What the other kinds read.
_READS: Mapping[str, tuple[str, ...]] = {
    "of": ("stage", "milestone", "milestones", "due"),
    "relief": ("period", "effect", "excluded"),
    "waiver": ("period",),
    "confirm": ("period", "figure"),
    "dispute": ("period", "stands"),
    "exit": ("choice", "until"),
    "transfer": ("continuity_kept",),
}
_OF_EARLIER = {
    "of": life_reading.progress,
    "dispute": life_reading.dispute,
    "transfer": life_reading.transfer,
    "lapse": life_reading.lapse,
    "exit": life_reading.exit_decision,
}


def happening(checks: EventChecks, shape: EventShape, period: Period | None) -> Happening | Later | None:
    """Return what happened as *shape* says; None where nothing did, or where that is a mistake, which is noted.

    *period* is the one that an excuse is for.
    """
    said = [kind for kind in KINDS if getattr(shape, kind) is not None]
    if not said and shape.expect.model_fields_set:
        checks.reads(shape, "", ())
        return None
    if len(said) != 1:
        expected = ", ".join(f"`{kind}`" for kind in KINDS)
        checks.wrong("day", f"expected one of {expected} beside `day`, or `expect` alone")
        return None
    [kind] = said
    if kind == "event":
        return _of_rules(checks, shape)
    checks.reads(shape, kind, _READS.get(kind, ()))
    if kind in _OF_EARLIER:
        return _OF_EARLIER[kind](checks, shape)
    if shape.change is not None:
        return life_reading.change(shape.change)
    return Review() if shape.review else _excuse(checks, shape, period)


def _of_rules(checks: EventChecks, shape: EventShape) -> Happening | Later | None:
    kinds = checks.rules.events
    if not checks.known(("event",), shape.event or "", kinds, "event"):
        return None
    kind = kinds[shape.event or ""]
    checks.reads(shape, "event", _OF_FORM.get(kind.form, ()))
    if kind.form is None:
        return life_reading.reported(checks, shape, kind.name)
    for place, kpi in enumerate(shape.kpis):
        checks.known(("kpis", place), kpi, checks.rules.kpis, "KPI")
    if kind.form is Form.WARNING and not (shape.kpis and shape.consequence):
        checks.wrong("event", f"expected `kpis` and `consequence` of the warning {quoted(kind.name)}")
    said = shape.consequence or "", shape.workaround or ""
    return Matter(kind.form, kind.name, shape.due, tuple(shape.kpis), *said, deemed_served=shape.deemed_served)


def _excuse(checks: EventChecks, shape: EventShape, period: Period | None) -> Happening | None:
    key = "relief" if shape.relief else "waiver" if shape.waiver else "confirm"
    kpi = shape.relief or shape.waiver or shape.confirm or ""
    if period is None:
        checks.wrong(key, "expected the `period` that is excused" if key != "confirm" else "expected its `period`")
        return None
    if not checks.known((key,), kpi, checks.rules.kpis, "KPI"):
        return None
    if shape.waiver:
        return Waiver(period, kpi)
    if shape.confirm:
        return _confirmation(checks, Confirmation(period, kpi, shape.figure or ""))
    return _relief(checks, shape, period, kpi)


def _confirmation(checks: EventChecks, what: Confirmation) -> Confirmation:
    if unfit := unfit_confirmation(checks.rules, what.kpi):
        checks.wrong("confirm", unfit)
    return what


def _relief(checks: EventChecks, shape: EventShape, period: Period, kpi: str) -> Relief:
    excluded: dict[str, Decimal] = {}
    for name, count in shape.excluded.items():
        if checks.known(("excluded", name), name, checks.rules.kpis[kpi].reads, "measure"):
            excluded[name] = count
    relief = Relief(period, kpi, Effect(shape.effect or Effect.NO_CONSEQUENCE.value), excluded)
    for one in unfit_relief(checks.rules, relief):
        checks.findings.error((*checks.at, *one.path.split(".")), "event-kind", one.message)
    return relief
