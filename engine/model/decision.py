"""A decision: what a contract says should happen, with everything needed to show why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from engine.model.decimals import exactly
from engine.model.escalation import DecisionOutcome, ExitRight, Move
from engine.model.events import ContractEvent, Effect, Relief
from engine.model.evidence import Event, Evidence
from engine.model.figures import Figure
from engine.model.opened import Opened
from engine.model.outcome import Counts, Outcome, recorded
from engine.model.payment import LineKind, LineState, Memory, MemoryChange, Payment
from engine.model.period import Period
from engine.model.renames import Renames
from engine.model.standing import EntryRecord, LadderState, PeriodRecord, Standing

# Python 3.11 looks a member up through Python code; what runs for every decision has it at hand.
_UNDECIDED = DecisionOutcome.UNDECIDED
_FAILURE = Counts.FAILURE
_ADJUSTMENT = LineKind.ADJUSTMENT
_APPLIED = LineState.APPLIED
_ZERO = Decimal(0)
_NOTHING_TAKEN = EntryRecord(_ZERO, {})


class RulesUsed(NamedTuple):
    """Which rules decided: the version in force on *on*, its digest, its calendar if any, and its policies.

    *publishable* are the KPIs, by name, of which they say whether what they come to may be published.
    """

    rule_set: str
    in_force: date
    digest: str
    on: date
    calendar: str
    plugins: tuple[tuple[str, str], ...]
    publishable: tuple[tuple[str, bool], ...] = ()


class Superseded(NamedTuple):
    """A decision that another takes the place of: its version in the contract's record, and why (SEMANTICS 30)."""

    version: int
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say about one piece of evidence; an undecided one leaves the standing untouched.

    *parameters* are the contract's, as they were in force; *charges* those figures that later caps take a share of. One
    that *supersedes* another holds its period as it should have been, and pays nothing itself. *excuses* are the
    reliefs, waivers, confirmations and disputes that it was made upon, *unanswered* the warnings that had no answer in
    time, *opened* the plans and notices that are open by it.

    *renames* are those of versions since the one that decided the period before; where an event has made rungs known by
    a later one, *rungs* are those since that.
    """

    contract: str
    provider: str
    contract_start: date
    parameters: Mapping[str, Figure]
    rules: RulesUsed
    evidence: Evidence
    outcome: DecisionOutcome
    outcomes: tuple[Outcome, ...]
    payment: Payment | None
    moves: tuple[Move, ...]
    rights: Mapping[str, ExitRight]
    undecided: tuple[str, ...]
    charges: Mapping[str, Decimal]
    renames: tuple[Renames, ...]
    supersedes: Superseded | None = None
    excuses: tuple[ContractEvent, ...] = ()
    unanswered: tuple[ContractEvent, ...] = ()
    rungs: tuple[Renames, ...] | None = None
    opened: tuple[Opened, ...] = ()

    @property
    def period(self) -> Period | None:
        """The period decided; an event has none."""
        return getattr(self.evidence, "period", None)

    @property
    def rungs_since(self) -> tuple[Renames, ...]:
        """By which renames the rungs of before are known to the rules that decided."""
        return self.renames if self.rungs is None else self.rungs

    @property
    def gravest(self) -> Move | None:
        """The move on the ladder that stands on the gravest rung; the first declared of equals."""
        return max(self.moves, key=lambda move: move.decision.gravity, default=None)


def folded(standing: Standing, decision: Decision, version: int = 0) -> Standing:
    """Return what *standing* becomes by *decision*; folding a + b equals folding b from the fold of a.

    *version* is the one that a record has the decision under, which names what it opened; without a record that is
    numbered on.
    """
    if decision.outcome is _UNDECIDED:
        return standing
    # Points and what caps used are added up, by readers too, who have entered no context of ours.
    with exactly():
        return _folded(standing, decision, version)


def _folded(before: Standing, decision: Decision, version: int) -> Standing:
    before, payment = _known_by(before, decision), decision.payment
    in_force = decision.rules.in_force
    return Standing(
        # An event counts as no period: what they came to is called as in the rules of the last that was decided.
        in_force if payment else before.version,
        before.records + _records(decision),
        {**before.ladders, **{move.ladder: _state(before, move, decision.evidence) for move in decision.moves}},
        {**before.rights, **decision.rights},
        payment.owed if payment else before.carried,
        _remembering(before.memory, payment.remembered) if payment else before.memory,
        () if payment else before.pending,
        before.events,
        before.stated,
        in_force,
        _opened(before, decision, version) if decision.opened else before.opened,
        None if payment else before.began if before.began is not None else before.ladders,
    )


def _known_by(before: Standing, decision: Decision) -> Standing:
    """Return what stood *before* in the words of the rules of *decision*; an event leaves KPIs in those of before."""
    for renames in decision.renames if decision.payment else ():
        before = before.with_kpis_renamed(renames)
    for renames in decision.rungs_since:
        before = before.with_rungs_renamed(renames)
    return before


def _opened(before: Standing, decision: Decision, version: int) -> tuple[Opened, ...]:
    named = version or len(before.opened) + 1
    held = {one.number: one for one in (one.held_by(named) for one in decision.opened)}
    # What an earlier decision had opened, and this one takes over, is open by this one alone.
    return (*(one for one in before.opened if one.number not in held), *held.values())


def disregarded(excuses: Iterable[ContractEvent]) -> Iterator[str]:
    """Yield the KPIs whose failures *excuses* leave as they are, but for what exits are counted by."""
    for event in excuses:
        what = event.what
        if isinstance(what, Relief) and what.effect is Effect.DISREGARDED_FOR_EXIT and not what.excluded:
            yield what.kpi


def _remembering(memory: Mapping[str, Memory], changes: Mapping[str, MemoryChange]) -> Mapping[str, Memory]:
    if not changes:
        return memory
    changed = {entry: {**memory.get(entry, {}), **change} for entry, change in changes.items()}
    kept = {
        entry: {name: number for name, number in numbers.items() if number is not None}
        for entry, numbers in changed.items()
    }
    return {**memory, **kept}


def _records(decision: Decision) -> tuple[PeriodRecord, ...]:
    """Return what later windows ask of the period decided; an event has none."""
    period, payment = decision.period, decision.payment
    if period is None or payment is None:
        return ()
    kpis = {outcome.kpi: recorded(outcome) for outcome in decision.outcomes}
    # Rules that came into force since a relief was agreed may have dropped its KPI.
    for kpi in kpis.keys() & disregarded(decision.excuses):
        kpis[kpi] = kpis[kpi]._replace(relieved=True)
    for kpi, publishable in decision.rules.publishable:
        if kpi in kpis:
            kpis[kpi] = kpis[kpi]._replace(publishable=publishable)
    failures = [one.counts for one in kpis.values()].count(_FAILURE)
    points = sum([one.points for one in kpis.values()], _ZERO)
    return (PeriodRecord(period, kpis, failures, points, _entries(payment), decision.charges),)


def _entries(payment: Payment) -> dict[str, EntryRecord]:
    entries: dict[str, EntryRecord] = {}
    for line in payment.lines:
        applied = line.applied
        if line.kind is _ADJUSTMENT or line.state is not _APPLIED:
            continue
        taken, caps = entries.get(line.entry, _NOTHING_TAKEN)
        used = {use.cap: caps.get(use.cap, _ZERO) + applied for use in line.caps}
        entries[line.entry] = EntryRecord(taken + line.credit, {**caps, **used})
    return entries


def _state(before: Standing, move: Move, evidence: Evidence) -> LadderState:
    held = before.ladders.get(move.ladder)
    if held is not None and held.rung == move.after:
        return held
    if held is None and move.before == move.after:
        return LadderState(move.after, 0)
    return LadderState(move.after, len(before.records), evidence.on if isinstance(evidence, Event) else None)
