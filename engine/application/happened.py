"""What had happened by a day: the periods that had ended, and the events of that day and before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from engine.application.corrections import Corrections
from engine.application.past import PastLedger
from engine.application.shelf import Shelf
from engine.application.states import State, States
from engine.errors import SubmissionError, Violation
from engine.model.course import Step, order_of
from engine.model.decision import Decision
from engine.model.escalation import DecisionOutcome
from engine.model.evidence import NonSubmission, Submission
from engine.model.ledger import DecisionQuery, Entry, EntryKind, Ledger
from engine.model.recording import decision_of, event_of, opening_of
from engine.model.standing import Standing


class HappenedLedger(PastLedger):
    """*ledger* up to a *position*, without what happened after the *day*."""

    def __init__(self, ledger: Ledger, position: int, day: date) -> None:
        super().__init__(ledger, position)
        self.day = day

    def stream(self, contract: str, after: int = 0) -> Sequence[Entry]:
        """Return the entries of *contract* about what had happened, after its version *after*.

        SubmissionError where the contract was taken over as it stood later.
        """
        return list(self._happened(super().stream(contract, after)))

    def decisions(self, query: DecisionQuery, after: int, limit: int) -> Sequence[Entry]:
        """Return at most *limit* decisions that *query* asks for, on what had happened.

        Those that supersede others upon a later event are left out.
        """
        until = self.day if query.until is None else min(query.until, self.day)
        found: list[Entry] = []
        while len(found) < limit:
            page = super().decisions(query._replace(until=until), after, limit)
            found += (entry for entry in page if not self.is_made_upon_later(entry))
            if len(page) < limit:
                break
            after = page[-1].position
        return found[:limit]

    def is_made_upon_later(self, entry: Entry) -> bool:
        """Return whether the decision that *entry* records supersedes another upon an event of after the day."""
        decision = decision_of(entry)
        if decision.supersedes is None:
            return False
        return any(event.on > self.day for event in decision.excuses) or self._cause_is_later(entry)

    def later(self, contract: str) -> int:
        """Return the version of the first event of after the day, 0 where there is none."""
        entries = super().stream(contract)
        found = (one.version for one in entries if one.kind is EntryKind.EVENT_RECORDED and event_of(one).on > self.day)
        return next(found, 0)

    def without_later_events(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield *entries* without events of after the day, and without what these brought to the contract itself."""
        event: Entry | None = None
        for entry in entries:
            if entry.kind is EntryKind.EVENT_RECORDED and event_of(entry).on > self.day:
                event = entry
            elif event is None or entry.kind not in _BROUGHT or not _is_of_one_request(entry, event):
                yield entry

    def _happened(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        came: Entry | None = None
        for entry in self.without_later_events(entries):
            if entry.kind in _CAME:
                # What came is of the period of the decision that was recorded with it.
                came = entry
                continue
            if self._had_happened(entry):
                yield from (came,) if came and entry.kind is EntryKind.DECIDED else ()
                yield entry
            came = None

    def _had_happened(self, entry: Entry) -> bool:
        match entry.kind:
            case EntryKind.DECIDED:
                return _day_of(decision_of(entry)) <= self.day
            case EntryKind.OPENED:
                self._check_opening(entry)
        return True

    def _check_opening(self, entry: Entry) -> None:
        latest = opening_of(entry).standing().latest
        if latest is not None and latest.last_day > self.day:
            known = f"expected a day no earlier than {latest.last_day}, as which the contract was taken over"
            raise SubmissionError(Violation("as_of", f"{known}, not {self.day}: how it stood before is not known"))

    def _cause_is_later(self, entry: Entry) -> bool:
        """Return whether what *entry* and others were recorded with is an event of after the day."""
        version, first = entry.version - 1, entry
        while (before := self.entry(entry.contract, version)) and _is_of_one_request(before, entry):
            version, first = version - 1, before
        return first.kind is EntryKind.EVENT_RECORDED and event_of(first).on > self.day


class CameLedger(HappenedLedger):
    """*ledger* up to a *position*, with those decisions whose reports had come, or had been missed, by the *day*."""

    def stream(self, contract: str, after: int = 0) -> Sequence[Entry]:
        """Return the entries of *contract*, up to the first period whose report had not come."""
        return list(self._come(PastLedger.stream(self, contract, after)))

    def _come(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in self.without_later_events(entries):
            if entry.kind is EntryKind.DECIDED:
                decision = decision_of(entry)
                if decision.period is None or decision.supersedes or decision.outcome is DecisionOutcome.UNDECIDED:
                    continue
                if _came_on(decision) > self.day:
                    return
            yield entry


class HappenedStates(States):
    """How contracts stood when what happened after a day had not, by what is known of before."""

    def __init__(self, ledger: HappenedLedger, shelf: Shelf) -> None:
        super().__init__(ledger)
        self._happened, self._corrections = ledger, Corrections(ledger, shelf)

    def of(self, contract: str) -> State:
        """Return the state of *contract*; what was decided in the light of later events is decided without them."""
        state, version = self._known(contract), self._happened.version(contract)
        if self._is_replayed(state):
            standing, decided = self._corrections.replayed(state).standing(), self._decided(contract)
            latest = max((step.version for step in decided), default=0)
            state = replace(state, standing=standing, latest=latest, moved=_moved(standing, decided))
        opened = tuple(one for one in state.standing.opened if one.on <= self._happened.day)
        return replace(state, version=version, standing=replace(state.standing, opened=opened))

    def decisions(self, contract: str) -> list[Decision]:
        """Return the decisions on *contract*, those in the light of later events as they are without them."""
        state = self._known(contract)
        if not self._is_replayed(state):
            return super().decisions(contract)
        return [step.decision for step in self._corrections.replayed(state).steps]

    def _known(self, contract: str) -> State:
        """Return the state of *contract* by what is known of before; what was superseded later stood by then."""
        state = super().of(contract)
        return replace(state, superseded=tuple(one for one in state.superseded if one.on <= self._happened.day))

    def _is_replayed(self, state: State) -> bool:
        later = self._happened.later(state.contract.id)
        return bool(later) and state.latest > later

    def _decided(self, contract: str) -> list[Step]:
        """Return the decisions upon what had happened, as they are recorded."""
        decided = (one for one in self._happened.stream(contract) if one.kind is EntryKind.DECIDED)
        return [Step(one.version, decision_of(one)) for one in decided if not self._happened.is_made_upon_later(one)]


def _moved(standing: Standing, decided: Iterable[Step]) -> dict[str, int]:
    """Return of each ladder the version of the last of *decided* that brought it where it is in *standing*."""
    moves: list[tuple[str, str, int]] = []
    named = date.min
    for step in sorted(decided, key=order_of):
        # One that another took the place of knew rungs by the same names before.
        for renames in step.decision.rungs_since if step.decision.rules.in_force > named else ():
            moves = [(ladder, renames.rung(ladder, rung), version) for ladder, rung, version in moves]
        named = step.decision.rules.in_force
        moved = (move for move in step.decision.moves if move.before != move.after)
        moves += [(move.ladder, move.after, step.version) for move in moved]
    rungs = {ladder: held.rung for ladder, held in standing.ladders.items()}
    return {ladder: version for ladder, rung, version in moves if rung == rungs.get(ladder)}


_CAME = (EntryKind.SUBMITTED, EntryKind.NOT_SUBMITTED)
_BROUGHT = (EntryKind.PARAMETERS_SET, EntryKind.TERM_SET)


def _is_of_one_request(entry: Entry, other: Entry) -> bool:
    return (entry.recorded_at, entry.beside) == (other.recorded_at, other.beside)


def _day_of(decision: Decision) -> date:
    """Return the last day of what was decided on."""
    return decision.period.last_day if decision.period else decision.rules.on


def _came_on(decision: Decision) -> date:
    match decision.evidence:
        case Submission(received_on=day) | NonSubmission(on=day):
            return day
    return decision.rules.on
