"""Ladders: each policy's rungs, read before any condition, since conditions may name them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.compiler.nodes import Path
from engine.compiler.opening import check_opening, with_times
from engine.compiler.policies import Binding, asked, bound_policy
from engine.compiler.quoting import quoted
from engine.compiler.reading import Reading
from engine.compiler.shape.payment import EntryShape
from engine.model.deadline import Unit
from engine.model.escalation import ActionTerm, DecisionOutcome, Rung
from engine.model.policy import EscalationPolicy, Parameters
from engine.model.rule_set import Ladder
from engine.model.terms import name as legal_name

_STOOD_ON = frozenset(DecisionOutcome) - {DecisionOutcome.UNDECIDED}


@dataclass(frozen=True, slots=True)
class Rungs:
    """A ladder whose parameters have a sound shape, before its conditions are read."""

    path: Path
    name: str
    policy: EscalationPolicy
    parameters: Parameters
    rungs: tuple[Rung, ...]
    clause: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rungs from the first."""
        return tuple(rung.name for rung in self.rungs)


def rungs(reading: Reading, entries: list[EntryShape], policies: Mapping[str, EscalationPolicy]) -> list[Rungs]:
    """Return the ladders of *entries* that can be read; mistakes are reported."""
    read: dict[str, Rungs] = {}
    for path, entry in _entries(reading, entries):
        one = _rungs(reading, path, entry, policies)
        if one is not None and entry.called not in read:
            _check(reading, one)
            read[entry.called] = one
    return list(read.values())


def ladders(binding: Binding, read: list[Rungs]) -> tuple[Ladder, ...]:
    """Return the ladders with their conditions compiled."""
    return tuple(_ladder(binding, one) for one in read)


def _ladder(binding: Binding, read: Rungs) -> Ladder:
    programs = binding.programs(read.path, read.parameters, binding.vocabulary(read.name))
    check_opening(binding.reading, read.path, read.parameters, binding.kinds)
    timed = with_times(binding.reading, read.path, read.rungs, binding.kinds)
    return Ladder(read.name, read.policy, read.parameters, programs, read.clause, timed)


def _entries(reading: Reading, entries: list[EntryShape]) -> Iterator[tuple[Path, EntryShape]]:
    """Yield the entries that can be read, with their paths; two of one name are reported."""
    names: set[str] = set()
    for position, entry in enumerate(entries):
        path: Path = ("escalation", position)
        if reading.findings.is_spoilt(path):
            continue
        if entry.called in names:
            message = f"expected each ladder to have a `name` of its own: {quoted(entry.called)} is taken"
            reading.findings.error((*path, "name" if entry.name else "policy"), "name-twice", message)
        names.add(entry.called)
        yield path, entry


def _rungs(reading: Reading, path: Path, entry: EntryShape, policies: Mapping[str, EscalationPolicy]) -> Rungs | None:
    bound = bound_policy(reading, path, entry, policies)
    if bound is None:
        return None
    declared = asked(reading, path, bound.policy, lambda: _declared(tuple(bound.policy.rungs(bound.parameters))))
    if declared is None:
        return None
    return Rungs(path, entry.called, bound.policy, bound.parameters, declared, entry.clause or "")


def _declared(rungs: tuple[object, ...]) -> tuple[Rung, ...]:
    """Return *rungs* if a ladder can have them: a stranger may declare anything, whatever the types say."""
    if not rungs:
        raise ValueError("expected a ladder with rungs")
    return tuple(_rung(rung) for rung in rungs)


def _rung(rung: object) -> Rung:
    if not isinstance(rung, Rung) or rung.decision not in _STOOD_ON or not isinstance(rung.clause, str):
        raise ValueError(f"expected a rung with a decision and a clause, not `{rung}`")
    legal_name(rung.name)
    if not all(isinstance(action, ActionTerm) for action in rung.actions):
        raise ValueError(f"expected actions on the rung `{rung.name}`")
    return rung


def _check(reading: Reading, ladder: Rungs) -> None:
    """Report rungs of one name, and times in working days where no calendar is named."""
    for place, rung in enumerate(ladder.rungs):
        if rung.name in ladder.names[:place]:
            message = f"expected each rung to have a name of its own: {quoted(rung.name)} stands twice"
            reading.findings.error((*ladder.path, "rungs", place, "rung"), "name-twice", message)
        for number, action in enumerate(rung.actions):
            if _needs_calendar(reading, action):
                message = f"expected a `calendar` for `{action.within}`, the time for {quoted(action.do)}"
                at = (*ladder.path, "rungs", place, "actions", number, "within")
                reading.findings.error(at, "calendar-missing", message)


def _needs_calendar(reading: Reading, action: ActionTerm) -> bool:
    without = reading.calendar is None and not reading.findings.is_spoilt(("calendar",))
    return without and action.within is not None and action.within.unit is Unit.WORKING_DAY
