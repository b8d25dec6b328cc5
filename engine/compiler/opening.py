"""Actions that open a plan or a notice: which, and within which time it must come, said once."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.compiler.reading import Reading
from engine.compiler.walking import walked
from engine.model.action_parameters import ActionParameters
from engine.model.escalation import ActionTerm, Rung
from engine.model.event_terms import MatterName
from engine.model.events import Form
from engine.model.rule_set import EventKind


def check_opening(reading: Reading, path: Path, parameters: BaseModel, kinds: Mapping[str, EventKind]) -> None:
    """Report times that are at odds, or not said at all, in the actions of *parameters*, read from *path*."""
    for at, action in walked(path, parameters):
        if not isinstance(action, ActionParameters):
            continue
        kind = kinds.get(action.opens.name) if action.opens else None
        if kind is None or kind.form not in MatterName.forms:
            continue
        if action.within is None and kind.clock is None:
            message = f"expected `within` of the action, or `{_key(kind)}` of the {kind.form.value} {quoted(kind.name)}"
            reading.findings.error((*at, "opens"), "time-missing", message)
        elif action.within and kind.clock and action.within != kind.clock:
            known = f"the time of {quoted(kind.name)}, which is `{kind.clock}`, or none"
            reading.findings.error((*at, "within"), "time-twice", f"expected {known}, not `{action.within}`")


def with_times(
    reading: Reading, path: Path, rungs: tuple[Rung, ...], kinds: Mapping[str, EventKind]
) -> tuple[Rung, ...]:
    """Return *rungs*, declared by the policy under *path*, with the time of each action."""
    for place, rung in enumerate(rungs):
        named = [action.opens for action in rung.actions if action.opens]
        for name in sorted({one for one in named if named.count(one) > 1}):
            message = f"expected one action of the rung {quoted(rung.name)} to open {quoted(name)}"
            reading.findings.error((*path, "rungs", place), "opened-twice", message)
    return tuple(
        rung._replace(actions=tuple(_timed(reading, path, one, kinds) for one in rung.actions)) for rung in rungs
    )


def _timed(reading: Reading, path: Path, action: ActionTerm, kinds: Mapping[str, EventKind]) -> ActionTerm:
    kind = kinds.get(action.opens)
    timed = action._replace(within=action.within or (kind.clock if kind else None))
    named = not action.opens or (kind is not None and kind.form in MatterName.forms)
    # What a file says wrong is reported where it says so; a stranger's policy may declare anything.
    if not reading.findings.has_errors and not (named and timed.within):
        message = f"expected a time for {quoted(action.do)}, and `opens` to name a plan or a notice, if anything"
        reading.findings.error((*path, "policy"), "policy-failed", message)
    return timed


def _key(kind: EventKind) -> str:
    return "within" if kind.form is Form.PLAN else "answer"
