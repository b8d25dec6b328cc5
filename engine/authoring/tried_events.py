"""Tries what a test says happened: it is known from then on, and moves ladders at once by the rules of its day."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from engine.authoring.facts import Refused
from engine.authoring.written_events import WrittenEvent, WrittenProgress
from engine.errors import SubmissionError
from engine.evaluation.clocks import timed
from engine.evaluation.courses import called, unfit_matter, unfit_progress
from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.decision import Decision, folded
from engine.model.events import ContractEvent, Happening, Matter, Progress
from engine.model.evidence import Event
from engine.model.matters import matters
from engine.model.standing import Standing

_WHO, _WHY = "the test", "as the test says"


class Happened(NamedTuple):
    """What came of an event, None where it moves no ladder, and the standing after it."""

    came: Decision | Refused | None
    after: Standing


def tried_event(contract: Contract, standing: Standing, written: WrittenEvent) -> Happened:
    """Return what comes of *written*; it is refused where it does not fit what came before."""
    version = len(standing.events) + 1
    what = _bound(standing, written.what)
    if isinstance(what, Refused):
        return Happened(what, standing)
    try:
        event = timed(written.rules, standing, ContractEvent(version, written.on, _WHO, _WHY, what))
    except SubmissionError as error:
        return Happened(Refused(str(error), ("day",)), standing)
    refused = _refused(standing, written, event)
    if refused:
        return Happened(refused, standing)
    after = replace(standing, events=(*standing.events, event))
    kind = called(after, event.what)
    if kind is None:
        return Happened(None, after)
    came = decide(written.rules, contract, after, Event(kind, written.on, written.on))
    return Happened(came, folded(after, came))


def _bound(standing: Standing, what: Happening | WrittenProgress) -> Happening | Refused:
    if not isinstance(what, WrittenProgress):
        return what
    ours = [state.event.version for state in matters(standing.events) if state.matter.kind == what.kind]
    if not ours:
        return Refused(f"of: expected `{what.kind}` to have begun", ("of",))
    return Progress(ours[-1], what.stage, what.milestone, what.milestones, what.due)


def _refused(standing: Standing, written: WrittenEvent, event: ContractEvent) -> Refused | None:
    match event.what:
        case Matter():
            violations = [*unfit_matter(written.rules, event, event.what)]
        case Progress():
            violations = [*unfit_progress(standing, event, event.what)]
        case _:
            violations = []
    if not violations:
        return None
    # A test writes the day of an event as `day`, which YAML does not take for true.
    path = "day" if violations[0].path == "on" else violations[0].path
    said = "; ".join(f"{one.path}: {one.message}" for one in violations)
    return Refused(said, tuple(path.split(".")))
