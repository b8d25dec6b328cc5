"""What a contract's entries add up to: folded once, kept in memory by contract and version, stored nowhere."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from threading import Lock
from types import MappingProxyType

from engine.application.corrected import Superseding, corrected_since, first_in_place_of
from engine.application.terms import with_values
from engine.errors import NotFoundError, Reason, StaleStandingError
from engine.evaluation.courses import is_decided
from engine.model.contract import Contract
from engine.model.course import NOTHING_STANDS, Course, Step
from engine.model.decimals import exactly
from engine.model.decision import Decision, folded
from engine.model.escalation import DecisionOutcome
from engine.model.events import ContractEvent
from engine.model.evidence import Event, Evidence, NonSubmission
from engine.model.ledger import Entry, EntryKind, Ledger, all_entries
from engine.model.opening import Opening
from engine.model.period import Period
from engine.model.recording import decision_of, event_of, opening_of, parameters_of, registered_of, term_of
from engine.model.standing import Standing


@dataclass(frozen=True, slots=True)
class State:
    """A contract at *version*.

    *attempts* are the submissions since the last period was decided, each of them undecided; *latest* is the version
    of the last decision, 0 before the first. It *begins* with what stood when the contract was taken over. *award* is
    the last day that was agreed at award, None where none was; *superseded* says which decisions took whose place.
    *payable* is what was so for all periods; *moved* says of each ladder which decision brought it where it stands.
    *opening* is what was stated when it was taken over, None where it was not. *silent* is whether a non-submission is
    among the attempts.
    """

    contract: Contract
    version: int
    standing: Standing = field(default_factory=Standing)
    attempts: int = 0
    latest: int = 0
    begins: Standing = NOTHING_STANDS
    award: date | None = None
    superseded: tuple[Superseding, ...] = ()
    payable: Decimal = Decimal(0)
    moved: Mapping[str, int] = field(default_factory=dict)
    opening: Opening | None = None
    silent: bool = False

    def decided(self, decision: Decision, version: int) -> State:
        """Return the state after *decision*, which is recorded as *version*."""
        with exactly():
            payable = self.payable + (decision.payment.payable if decision.payment else 0)
        return replace(
            self,
            version=version,
            standing=folded(self.standing, decision, version),
            attempts=self._attempts(decision),
            latest=version,
            payable=payable,
            moved={**self.moved, **_moves((Step(version, decision),))},
            silent=self._is_silent(decision),
        )

    def happened(self, event: ContractEvent) -> State:
        """Return the state in which *event* is known."""
        standing = replace(self.standing, events=(*self.standing.events, event))
        return replace(self, version=event.version, standing=standing)

    def corrected_since(self) -> dict[int, int]:
        """Return which human decisions were made on figures since corrected, and by which decision (SEMANTICS 31)."""
        return corrected_since(self.standing, self.superseded)

    @property
    def beginning(self) -> Standing:
        """What stood before the first decision, with everything that is known to have happened since."""
        return replace(self.begins, events=self.standing.events)

    def was_stated(self, day: date) -> bool:
        """Return whether how the contract stood by the end of *day* was stated when it was taken over.

        That is up to the end of the last period that was stated; where none was, up to the contract's start.
        """
        if self.opening is None:
            return False
        latest = self.begins.latest
        return day < (latest.end if latest else self.contract.start)

    def opened(self, opening: Opening, version: int) -> State:
        """Return the state of a contract that was taken over as *opening* says."""
        begins = opening.standing()
        standing = replace(begins, events=self.standing.events)
        return replace(self, version=version, begins=begins, standing=standing, opening=opening)

    def goes_on_with(self, decision: Decision) -> bool:
        """Return whether *decision* is later than all before it: it supersedes none, and belongs before none."""
        if decision.outcome is DecisionOutcome.UNDECIDED:
            return True
        return decision.supersedes is None and not self.reaches_past(decision.evidence)

    def reaches_past(self, evidence: Evidence) -> bool:
        """Return whether something may be decided already that comes after *evidence*."""
        day = evidence.on if isinstance(evidence, Event) else evidence.period.last_day
        latest = self.standing.latest
        if isinstance(evidence, Event) and latest is not None and latest.last_day >= day:
            return True
        return any(event.on > day for event in self.standing.events)

    def check_at(self, expected: int | None) -> None:
        """Raise StaleStandingError where the contract is at another version than is *expected*, if any is."""
        if expected not in {None, self.version}:
            raise StaleStandingError(f"expected the contract at version {expected}, which is at {self.version}")

    def is_decided(self, period: Period) -> bool:
        """Return whether *period*, or a part of it, is decided already."""
        return is_decided(self.standing, period)

    def _attempts(self, decision: Decision) -> int:
        # An event, and what was revised and cannot be decided again, is no attempt at the open period.
        if decision.period is None or self.is_decided(decision.period):
            return self.attempts
        return self.attempts + 1 if decision.outcome is DecisionOutcome.UNDECIDED else 0

    def _is_silent(self, decision: Decision) -> bool:
        if decision.period is None or self.is_decided(decision.period):
            return self.silent
        said_nothing = self.silent or isinstance(decision.evidence, NonSubmission)
        return said_nothing and decision.outcome is DecisionOutcome.UNDECIDED


def state_of(entries: Iterable[Entry], before: State | None = None) -> State | None:
    """Return what *entries*, in order, make of the state *before* them; None where there are none at all.

    CorrectedError where they supersede, or come before, what *before* already holds.
    """
    state, steps = before, list[Step]()
    in_order, brought = True, None
    for entry in entries:
        if state is not None and entry.kind is EntryKind.DECIDED:
            step = Step(entry.version, decision_of(entry))
            steps.append(step)
            in_order = in_order and state.goes_on_with(step.decision)
            if before is not None and not in_order:
                raise CorrectedError
            state = _decided(state, step, brought)
        else:
            state, brought = _after(state, entry), entry
    return state if state is None or in_order else _in_order(state, steps)


class CorrectedError(Exception):
    """What follows does not go on from what came before it: the state is folded from the first entry again."""


def decided_in(entries: Iterable[Entry]) -> Iterator[Step]:
    """Yield the decisions among *entries*."""
    return (Step(entry.version, decision_of(entry)) for entry in entries if entry.kind is EntryKind.DECIDED)


def _decided(state: State, step: Step, brought: Entry | None) -> State:
    """Return what *state* becomes by *step*, but for how it stands where *step* does not go on from it.

    It was recorded with what the entry *brought*, if that was read.
    """
    over = step.decision.supersedes
    if over is None:
        return state.decided(step.decision, step.version)
    first = first_in_place_of(over.version, state.superseded)
    made = Superseding(step.version, first, step.decision.evidence.decided_on, *_cause(step, brought))
    return replace(state, version=step.version, latest=step.version, superseded=(*state.superseded, made))


def _cause(step: Step, brought: Entry | None) -> tuple[int, Period | None]:
    """Return the version of what *step* was recorded with, and the period whose figures that revises, if it does.

    Of what a request brought the first decision is about it.
    """
    if brought is None:
        return step.version, None
    is_revision = brought.kind is EntryKind.SUBMITTED and brought.version + 1 == step.version
    return brought.version, step.decision.period if is_revision else None


def _in_order(state: State, steps: Iterable[Step]) -> State:
    """Return *state* as it stands after all *steps*, each in its place."""
    course = Course(steps, state.beginning)
    return replace(state, standing=course.standing(), moved=_moves(course.steps))


def _moves(steps: Iterable[Step]) -> dict[str, int]:
    """Return of each ladder that moved by one of *steps* the version of the latest by which it did."""
    return {move.ladder: step.version for step in steps for move in step.decision.moves if move.before != move.after}


def _after(state: State | None, entry: Entry) -> State:
    if state is None:
        contract = registered_of(entry)
        return State(contract, entry.version, award=contract.end)
    if entry.kind is EntryKind.PARAMETERS_SET:
        return replace(state, contract=with_values(state.contract, *parameters_of(entry)), version=entry.version)
    if entry.kind is EntryKind.TERM_SET:
        return replace(state, contract=replace(state.contract, end=term_of(entry)), version=entry.version)
    if entry.kind is EntryKind.OPENED:
        return state.opened(opening_of(entry), entry.version)
    if entry.kind is EntryKind.EVENT_RECORDED:
        return state.happened(event_of(entry))
    return replace(state, version=entry.version)


def contracts_in(
    ledger: Ledger, after: int = 0, known: Mapping[str, Contract] = MappingProxyType({})
) -> dict[str, Contract]:
    """Return by their names the contracts that were registered or changed after the position *after* of *ledger*.

    Their parameters are as they were last set; *known* are the contracts of before.
    """
    found = {entry.contract: registered_of(entry) for entry in all_entries(ledger, after, EntryKind.REGISTERED)}
    for entry in all_entries(ledger, after, EntryKind.PARAMETERS_SET):
        before = found.get(entry.contract) or known[entry.contract]
        found[entry.contract] = with_values(before, *parameters_of(entry))
    for entry in all_entries(ledger, after, EntryKind.TERM_SET):
        before = found.get(entry.contract) or known[entry.contract]
        found[entry.contract] = replace(before, end=term_of(entry))
    return found


class States:
    """The states of contracts, the most recently used of them in memory: *kept* periods in all, each some 4 KiB."""

    def __init__(self, ledger: Ledger, *, kept: int = 200_000) -> None:
        self._ledger, self._most = ledger, kept
        self._kept: OrderedDict[str, State] = OrderedDict()
        self._periods = 0
        self._lock = Lock()

    def of(self, contract: str) -> State:
        """Return the state of *contract* as it is recorded now; NotFoundError where it was never registered."""
        version = self._ledger.version(contract)
        with self._lock:
            known = self._kept.get(contract)
            if known is not None:
                self._kept.move_to_end(contract)
        if known is not None and known.version == version:
            return known
        if known is not None and known.version > version:
            # Another thread has seen a later commit than the version read here.
            return known
        state = self._read(contract, known)
        if state is None:
            raise NotFoundError(f"unknown contract `{contract}`", Reason.CONTRACT_UNKNOWN)
        self.keep(state)
        return state

    def decisions(self, contract: str) -> list[Decision]:
        """Return the decisions on *contract*, in recorded order."""
        return [step.decision for step in decided_in(self._ledger.stream(contract))]

    def _read(self, contract: str, known: State | None) -> State | None:
        """Return the state of *contract*, reading what came since it was *known*."""
        if known is not None:
            try:
                return state_of(self._ledger.stream(contract, known.version), known)
            except CorrectedError:
                pass
        return state_of(self._ledger.stream(contract))

    def keep(self, state: State) -> None:
        """Keep *state* in memory unless a later one of its contract is there."""
        name = state.contract.id
        with self._lock:
            known = self._kept.get(name)
            if known is None or known.version < state.version:
                self._kept[name] = state
                self._periods += _weight(state) - (_weight(known) if known else 0)
            self._kept.move_to_end(name)
            while self._periods > self._most and len(self._kept) > 1:
                self._periods -= _weight(self._kept.popitem(last=False)[1])


def _weight(state: State) -> int:
    """Return how many periods are kept with *state*; a contract without any takes room too."""
    return 1 + len(state.standing.records)
