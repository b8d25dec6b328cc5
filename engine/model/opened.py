"""Plans and notices that decisions open, as a rung is entered or one is owed: nobody records them, they follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from engine.model.events import ContractEvent, Dispute, Form, Matter, Progress, Reported, Stage, not_lapsed
from engine.model.matters import MatterState, matters
from engine.model.naming import number_of

_ENDS = (Stage.ANSWERED, Stage.CLOSED)
_WHO = "the rules"


class Opened(NamedTuple):
    """A plan or a notice that is open from the day *on*, since a decision entered the *rung* of a *ladder*.

    Where it was owed on another rung, the *rung* is the one whose action opens it. *place* is its own among all that
    the rules may open; *version* that of the decision that opened it, 0 for the one that holds it. Where corrected
    figures took the rung back, and something had been recorded of it by then, it stands:
    *taken_back* is the version of the decision that did, 0 for the one that holds it; None where the rung was entered.
    """

    place: int
    ladder: str
    rung: str
    kind: str
    form: Form
    on: date
    due: date
    clause: str
    version: int = 0
    taken_back: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What a decision opens once at most: a kind on a ladder."""
        return self.ladder, self.kind

    @property
    def number(self) -> int:
        """The number by which people say how it went on."""
        return number_of(self.version, self.place)

    @property
    def event(self) -> ContractEvent:
        """What was opened, as though a person had recorded it."""
        why = f"the rung `{self.rung}` of the ladder `{self.ladder}` asks for it"
        what = Matter(self.form, self.kind, self.due)
        return ContractEvent(self.number, self.on, _WHO, why, what, self.clause)

    def in_place_of(self, before: Opened) -> Opened:
        """Return this under the number of what was open *before*: a clock that runs is not started again."""
        # What comes late opens it from its own day, as it would have in time; by when it is due people have been told.
        on = min(self.on, before.on)
        return self._replace(on=on, due=before.due, place=before.place, version=before.version)

    def held_by(self, version: int) -> Opened:
        """Return what the decision under *version* holds of it, with every version said."""
        back = version if self.taken_back == 0 else self.taken_back
        return self._replace(version=self.version or version, taken_back=back)


def carried_on(made: Iterable[Opened], stood: Iterable[Opened], events: Iterable[ContractEvent]) -> tuple[Opened, ...]:
    """Return what is open by a decision that is made again and opens what it *made*, in place of what *stood*.

    A clock that runs is not started again. What the figures do not bring any more is taken back, unless something is
    recorded of it among *events* (SEMANTICS 31).
    """
    made, before = tuple(made), {one.key: one for one in stood}
    goes_on = (one.in_place_of(before.pop(one.key)) if one.key in before else one for one in made)
    found = tuple(goes_on)
    said_of = taken_further(events)
    stays = (one for one in before.values() if one.number in said_of)
    return (*found, *(one._replace(taken_back=one.taken_back or 0) for one in stays))


def with_opened(events: tuple[ContractEvent, ...], opened: Iterable[Opened]) -> tuple[ContractEvent, ...]:
    """Return *events*, which were recorded, with what decisions *opened*, last.

    Where people had opened the same by that day and it had not ended, theirs stands for one that nothing was said of.
    """
    opened = tuple(opened)
    doubled = {one.number for one, _ in _stood_for(events, opened)}
    return (*events, *(one.event for one in opened if one.number not in doubled))


def stands_for(events: tuple[ContractEvent, ...], opened: Iterable[Opened], number: int) -> int | None:
    """Return the number of what people had opened and stands for what has *number* among *opened*, None where none."""
    return next((theirs for one, theirs in _stood_for(events, opened) if one.number == number), None)


def taken_further(events: Iterable[ContractEvent]) -> frozenset[int]:
    """Return the numbers of what somebody has said that it went on, disputed or reported about, among *events*."""
    found = set[int]()
    for event in not_lapsed(events):
        match event.what:
            case Progress(version=number) | Dispute(event=number) | Reported(matter=number):
                found.add(number)
    return frozenset(found)


def ended(opened: Opened, events: Iterable[ContractEvent], day: date) -> bool:
    """Return whether what was *opened* had been answered or closed by *day*, as *events* have it."""
    said = (one for one in not_lapsed(events) if isinstance(one.what, Progress) and one.what.version == opened.number)
    return _has_end(said, day)


def untouched(state: MatterState, events: Iterable[ContractEvent]) -> bool:
    """Return whether nothing is recorded among *events* of the matter of *state*."""
    return state.event.version not in taken_further(events)


def _stood_for(events: tuple[ContractEvent, ...], opened: Iterable[Opened]) -> Iterator[tuple[Opened, int]]:
    """Yield what was *opened* that nothing was said of, with the number of what people had opened and stands for it.

    Of several, what was open first is the one that people had opened first.
    """
    said_of = taken_further(events)
    by_people = {state.event.version: state for state in matters(events)}
    for one in sorted((one for one in opened if one.number not in said_of), key=lambda one: one.on):
        number = next((number for number, state in by_people.items() if _was_open(state, one)), None)
        if number is not None:
            del by_people[number]
            yield one, number


def _was_open(state: MatterState, opened: Opened) -> bool:
    """Return whether *state* is of the kind *opened*, began by the day on which that was and had not ended by then."""
    has_ended = _has_end(state.progress, opened.on)
    return state.matter.kind == opened.kind and state.event.on <= opened.on and not has_ended


def _has_end(said: Iterable[ContractEvent], day: date) -> bool:
    return any(isinstance(one.what, Progress) and one.what.stage in _ENDS for one in said if one.on <= day)
