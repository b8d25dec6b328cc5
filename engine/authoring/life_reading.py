"""Events of a test about earlier ones and about the contract itself: how they went on, disputes, exits, changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from engine.authoring.event_checks import EventChecks, Later
from engine.authoring.event_shape import ChangeShape, EventShape
from engine.compiler.quoting import quoted
from engine.model.changes import Change
from engine.model.events import Dispute, ExitChoice, ExitDecision, Happening, Lapse, Progress, Reported, Stage, Transfer

_GOES_ON = ("dispute", "exit")


def progress(checks: EventChecks, shape: EventShape) -> Later | None:
    """Return how a plan, notice, warning, dispute or exit went on; None where that is a mistake, which is noted."""
    name = shape.of or ""
    known = (*(kind.name for kind in checks.rules.events.values() if kind.form), *_GOES_ON, *checks.ids)
    if not checks.known(("of",), name, known, "plan, notice, warning, dispute or exit"):
        return None
    if shape.stage is None:
        checks.wrong("of", "expected a `stage`: what became of it")
        return None
    stage, milestone = Stage(shape.stage), shape.milestone or ""
    return Later(
        "of", name, partial(_progressed, stage=stage, milestone=milestone, milestones=shape.milestones, due=shape.due)
    )


def reported(checks: EventChecks, shape: EventShape, kind: str) -> Happening | Later | None:
    """Return that something of a *kind* was reported; None where it cannot be about what it names, which is noted."""
    if shape.about is None:
        return Reported(kind)
    known = (*(one.name for one in checks.rules.events.values() if one.form), *checks.ids)
    if not checks.known(("about",), shape.about, known, "plan, notice or warning"):
        return None
    return Later("about", shape.about, partial(Reported, kind))


def dispute(checks: EventChecks, shape: EventShape) -> Happening | Later | None:
    """Return the dispute of a KPI, or of an earlier event; None where that is a mistake, which is noted."""
    name, stands = shape.dispute or "", shape.stands
    if stands is None:
        checks.wrong("dispute", "expected `stands`: whether what is disputed stands until that is settled")
        return None
    if shape.period is not None:
        known = checks.known(("dispute",), name, checks.rules.kpis, "KPI")
        return Dispute(stands, shape.period, name) if known else None
    if name in checks.rules.kpis and name not in checks.ids:
        checks.wrong("dispute", f"expected the `period` in which the KPI {quoted(name)} is disputed")
        return None
    return Later("dispute", name, partial(_disputed, stands=stands)) if checks.earlier("dispute", name) else None


def transfer(checks: EventChecks, shape: EventShape) -> Later | None:
    """Return who went over to others; None where that is a mistake, which is noted."""
    if shape.transfer is None or shape.continuity_kept is None:
        checks.wrong("transfer", "expected `continuity_kept`: whether the care of all of them went on unbroken")
        return None
    return Later("transfer", "exit", partial(Transfer, people=shape.transfer, continuity_kept=shape.continuity_kept))


def lapse(checks: EventChecks, shape: EventShape) -> Later | None:
    """Return that an earlier event has no effect any more; None where there can be none, which is noted."""
    name = shape.lapse or ""
    return Later("lapse", name, Lapse) if checks.earlier("lapse", name) else None


def exit_decision(checks: EventChecks, shape: EventShape) -> ExitDecision | None:
    """Return what is decided on a right to exit; None where that is a mistake, which is noted."""
    name = shape.exit or ""
    if not checks.known(("exit",), name, [ladder.name for ladder in checks.rules.ladders], "ladder"):
        return None
    if shape.choice is None:
        checks.wrong("exit", "expected a `choice`: what is done with the right")
        return None
    return ExitDecision(name, ExitChoice(shape.choice), shape.until)


def change(shape: ChangeShape) -> Change:
    """Return the change that *shape* writes; whether it fits is known once it is recorded."""
    agreed = Change(shape.old, shape.new, shape.effective, shape.value, shape.ends, shape.rules, shape.parameters)
    return replace(agreed, changes_scope=shape.changes_scope, favours_provider=shape.favours_provider)


def _progressed(
    version: int, *, stage: Stage, milestone: str, milestones: Mapping[str, date], due: date | None
) -> Progress:
    return Progress(version, stage, milestone, milestones, due)


def _disputed(version: int, *, stands: bool) -> Dispute:
    return Dispute(stands, event=version)
