"""What earlier periods mean for the next decision: a fold over what was decided, which never reads rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from engine.model import kpi_memory
from engine.model.escalation import ExitRight
from engine.model.events import ContractEvent
from engine.model.opened import Opened, with_opened
from engine.model.outcome import KpiRecord
from engine.model.payment import Memory
from engine.model.period import Period
from engine.model.renames import History, Renames, since


class EntryRecord(NamedTuple):
    """What later caps and conditions ask of one payment entry in one period."""

    credits: Decimal
    caps: Mapping[str, Decimal]


class PeriodRecord(NamedTuple):
    """What later windows ask of one period."""

    period: Period
    kpis: Mapping[str, KpiRecord]
    failures: int
    points: Decimal
    entries: Mapping[str, EntryRecord]
    charges: Mapping[str, Decimal]


class LadderState(NamedTuple):
    """The rung held, and how many periods had been decided before the one in which it was entered.

    One that an event moved to was entered *on* its day, whatever had been decided by then.
    """

    rung: str
    entered: int
    on: date | None = None


class Pending(NamedTuple):
    """What a period that was decided again should have come to, and what is booked of it so far (SEMANTICS 30)."""

    period: Period
    should: Decimal
    booked: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that earlier decisions of one contract left behind.

    What is *carried* the next period takes; once there is none it is a debt. *memory* is that of payment entries, by
    name; *pending* are the differences that the next decision books; *events* all that was recorded to have happened,
    whenever that was, and *opened* what entering rungs has opened. The first so many records are *stated* by people,
    from before Plimsoll took the contract over, and decided by nobody here. How ladders stood when the last period was
    decided, as the next one *began*, is kept once an event has come since.

    Everything is called as in the *version* that decided the last period; rungs as in that of the day *rungs_named*,
    where an event that came under a later one has moved a ladder before all periods under the earlier were decided.
    """

    version: date | None = None
    records: tuple[PeriodRecord, ...] = ()
    ladders: Mapping[str, LadderState] = field(default_factory=dict)
    rights: Mapping[str, ExitRight] = field(default_factory=dict)
    carried: Decimal = Decimal(0)
    memory: Mapping[str, Memory] = field(default_factory=dict)
    pending: tuple[Pending, ...] = ()
    events: tuple[ContractEvent, ...] = ()
    stated: int = 0
    rungs_named: date | None = None
    opened: tuple[Opened, ...] = ()
    began: Mapping[str, LadderState] | None = None

    @property
    def rungs_version(self) -> date | None:
        """The day from which the version is in force whose names rungs have."""
        return self.rungs_named or self.version

    @property
    def happened(self) -> tuple[ContractEvent, ...]:
        """Everything that happened: what was recorded, and what decisions opened."""
        return with_opened(self.events, self.opened) if self.opened else self.events

    @property
    def latest(self) -> Period | None:
        """The last period that was decided."""
        return self.records[-1].period if self.records else None

    def known_by(self, history: History, in_force: date) -> Standing:
        """Return this standing in the words of the version *in_force* from a day, through every one since its own."""
        found = replace(self, version=in_force)
        for renames in since(history, self.version, in_force):
            found = found.renamed(renames)
        return found

    def renamed(self, renames: Renames) -> Standing:
        """Return this standing in the words of the next version."""
        return self.with_kpis_renamed(renames).with_rungs_renamed(renames)

    def with_kpis_renamed(self, renames: Renames) -> Standing:
        """Return this standing with what the next version calls KPIs, ratings, payment entries and caps."""
        return replace(
            self,
            records=tuple(_renamed_record(record, renames) for record in self.records),
            memory={
                renames.payment(entry, self.memory): kpi_memory.renamed(memory, renames)
                for entry, memory in self.memory.items()
            },
        )

    def with_rungs_renamed(self, renames: Renames) -> Standing:
        """Return this standing with what the next version calls rungs."""
        return replace(
            self,
            ladders=_renamed_ladders(self.ladders, renames),
            began=None if self.began is None else _renamed_ladders(self.began, renames),
            rights={
                ladder: right._replace(rung=renames.rung(ladder, right.rung)) for ladder, right in self.rights.items()
            },
        )


def ended_since(records: tuple[PeriodRecord, ...], day: date) -> tuple[PeriodRecord, ...]:
    """Return those of *records* whose last day is *day* or later; they stand in order, so the rest is left alone."""
    place = len(records)
    while place and records[place - 1].period.end > day:
        place -= 1
    return records[place:]


def _renamed_ladders(ladders: Mapping[str, LadderState], renames: Renames) -> Mapping[str, LadderState]:
    return {ladder: state._replace(rung=renames.rung(ladder, state.rung)) for ladder, state in ladders.items()}


def _renamed_record(record: PeriodRecord, renames: Renames) -> PeriodRecord:
    kpis: dict[str, KpiRecord] = {}
    for name, kpi in record.kpis.items():
        rating = kpi.rating and renames.ratings.get(kpi.rating.name, kpi.rating)
        # What a dropped KPI came to still counts where any KPI does.
        kpis[renames.kpi(name, record.kpis)] = kpi._replace(rating=rating)
    if not renames.payments and not renames.caps:
        return record._replace(kpis=kpis)
    entries = {
        renames.payment(name, record.entries): entry._replace(
            caps={renames.cap(cap, entry.caps): used for cap, used in entry.caps.items()}
        )
        for name, entry in record.entries.items()
    }
    charges = {renames.payment(name, record.charges): sum_ for name, sum_ in record.charges.items()}
    return record._replace(kpis=kpis, entries=entries, charges=charges)
