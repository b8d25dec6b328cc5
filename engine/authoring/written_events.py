"""Reads what a test says happened, in the order of its days, and binds it to the rules in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from engine.authoring.event_checks import EventChecks, Later
from engine.authoring.event_reading import happening
from engine.authoring.event_shape import EventShape
from engine.authoring.expected_names import Named, check_names
from engine.authoring.expecting import Expecting
from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.model.events import Happening
from engine.model.period import Period
from engine.model.rule_book import RuleBook


@dataclass(frozen=True, slots=True)
class WrittenEvent(Expecting):
    """Something that happened *on* a day, under the rules in force then, and is *recorded_on* that day or later.

    Nothing happened where *what* is None: only how the contract stands is looked at.
    """

    on: date
    recorded_on: date
    id: str
    by: str
    why: str
    what: Happening | Later | None


@dataclass(slots=True)
class Told:
    """What a test has told so far: the *day* that it has come to, and where the *ids* of its events stand."""

    day: date = date.min
    ids: dict[str, Path] = field(default_factory=dict)

    def on(self, given: date | None, earliest: date, findings: Findings, at: Path) -> date:
        """Return the day *given*, or else the first from *earliest* on that the test can have come to, and come to it.

        A day before what was told already is noted under *at*.
        """
        self.day = max(self.day, earliest)
        if given is not None and given < self.day:
            message = f"expected a day no earlier than {self.day}, to which the test has come, not {given}"
            findings.error(at, "day-gone-by", message)
        self.day = max(self.day, given or self.day)
        return self.day


class EventsReading(NamedTuple):
    """The events of a test, read in the order in which they are *told*, with the rules in *book*."""

    book: RuleBook
    findings: Findings
    told: Told

    def events(self, shapes: Iterable[EventShape], at: Path, period: Period | None = None) -> Iterator[WrittenEvent]:
        """Yield those of *shapes*, written under *at*, that have no mistakes; what is wrong is noted.

        They are told before what came for *period*, None where they are told after everything. What happened goes by
        the rules of its day, an excuse by those of the period that it excuses.
        """
        for place, shape in enumerate(shapes):
            before = len(self.findings.found)
            event = self._event(shape, (*at, place), shape.period or period)
            if event is not None and len(self.findings.found) == before:
                yield event

    def _event(self, shape: EventShape, path: Path, about: Period | None) -> WrittenEvent | None:
        excuses = shape.relief or shape.waiver or shape.confirm or (shape.dispute and shape.period)
        rules = self.book.on(about.last_day if excuses and about else shape.day)
        if rules is None:
            self._not_in_force(shape, path, excused=bool(excuses))
            return None
        check_names(shape.expect, Named(rules, self.book), self.findings, (*path, "expect"))
        recorded_on = self.told.on(shape.recorded, shape.day, self.findings, (*path, "recorded"))
        what = happening(EventChecks(rules, self.findings, path, tuple(self.told.ids)), shape, about)
        self._tell(shape.id, path)
        said = shape.id or "", shape.by, shape.why
        return WrittenEvent(rules, self.findings.document, path, shape.day, recorded_on, *said, what)

    def _not_in_force(self, shape: EventShape, path: Path, *, excused: bool) -> None:
        key, message = "day", f"expected a day with rules in force, not {shape.day}"
        if excused and shape.period:
            key, message = "period", f"expected a period whose last day has rules in force, not `{shape.period.label}`"
        self.findings.error((*path, key), "no-rules-in-force", message)

    def _tell(self, name: str | None, path: Path) -> None:
        if name is None:
            return
        first = self.told.ids.setdefault(name, path)
        if first != path:
            also = (self.findings.place((*first, "id")), "first given here")
            message = f"expected each event of a test to have an id of its own, found {quoted(name)} again"
            self.findings.error((*path, "id"), "name-twice", message, also=(also,))
