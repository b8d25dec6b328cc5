"""What versions of a rule set call differently, and what a KPI of one version is called in another (SEMANTICS 28)."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from engine.model.scale import Rating

_Names: TypeAlias = Mapping[str, str | None]
_SAME: _Names = MappingProxyType({})


class Renames(NamedTuple):
    """What a version calls differently from the one before (SEMANTICS 28).

    A KPI, a payment entry or a cap that is dropped has no new name.
    """

    kpis: _Names
    ratings: Mapping[str, Rating]
    rungs: Mapping[tuple[str, str], str]
    payments: _Names = _SAME
    caps: _Names = _SAME

    def kpi(self, name: str, taken: Container[str] = ()) -> str:
        """Return what becomes of the KPI *name*; one that is dropped gets a name that no KPI has, nor is *taken*."""
        return _became(self.kpis, name, taken)

    def payment(self, name: str, taken: Container[str] = ()) -> str:
        """Return what becomes of the payment entry *name*, as of a KPI."""
        return _became(self.payments, name, taken)

    def cap(self, name: str, taken: Container[str] = ()) -> str:
        """Return what becomes of the cap *name*, as of a KPI; an entry's own cap goes with its entry."""
        return _became({name: self.new_cap(name)}, name, taken)

    def new_cap(self, name: str) -> str | None:
        """Return the new name of the cap *name*, None where it is dropped."""
        if name in self.caps:
            return self.caps[name]
        if name in self.payments:
            return self.payments[name]
        # Several caps of one entry are numbered: `credits-2`.
        entry, _, number = name.rpartition("-")
        new = self.payments.get(entry, entry)
        return name if new == entry else new and f"{new}-{number}"

    def rung(self, ladder: str, name: str) -> str:
        """Return what becomes of the rung *name* of *ladder*."""
        return self.rungs.get((ladder, name), name)

    def kpi_before(self, name: str) -> str:
        """Return what the version before called the KPI *name*; a name that no KPI has, where it is new."""
        return _was(self.kpis, name)

    def payment_before(self, name: str) -> str:
        """Return what the version before called the payment entry *name*, as of a KPI."""
        return _was(self.payments, name)

    def rung_before(self, ladder: str, name: str) -> str:
        """Return what the version before called the rung *name* of *ladder*; of several that have become one none."""
        olds = [old for (of, old), new in self.rungs.items() if of == ladder and new == name]
        return olds[0] if len(olds) == 1 else name


def _was(names: _Names, name: str) -> str:
    old = next((old for old, new in names.items() if new == name), None)
    return old or (f"{name} (new)" if name in names else name)


def _became(names: _Names, name: str, taken: Container[str]) -> str:
    new = names.get(name, name)
    if new is not None:
        return new
    gone = f"{name} (dropped)"
    while gone in taken:
        gone += " (dropped)"
    return gone


# The renames of versions by the days from which these are in force, the earliest first.
History: TypeAlias = tuple[tuple[date, Renames], ...]


def since(history: History, version: date | None, in_force: date) -> tuple[Renames, ...]:
    """Return what versions after *version*, up to the one *in_force* from a day, call differently; none without it."""
    return tuple(renames for day, renames in history if version is not None and version < day <= in_force)


def name_in_other_rules(history: History, kpi: str, named: date, then: date) -> str:
    """Return what the rules in force on the day *then* call the KPI that those in force on the day *named* call *kpi*.

    It goes through every version between them, never from name to name: one may have been given to another KPI since.
    """
    for renames in since(history, named, then):
        kpi = renames.kpi(kpi)
    for renames in reversed(since(history, then, named)):
        kpi = renames.kpi_before(kpi)
    return kpi


def payment_in_other_rules(history: History, payment: str, named: date, then: date) -> str:
    """Return what the rules of the day *then* call the payment entry that those of the day *named* call *payment*."""
    for renames in since(history, named, then):
        payment = renames.payment(payment)
    for renames in reversed(since(history, then, named)):
        payment = renames.payment_before(payment)
    return payment


def rung_in_other_rules(history: History, held: tuple[str, str], named: date, then: date) -> str:
    """Return what rules in force on the day *then* call a rung that those of the day *named* know as *held*."""
    ladder, rung = held
    for renames in since(history, named, then):
        rung = renames.rung(ladder, rung)
    for renames in reversed(since(history, then, named)):
        rung = renames.rung_before(ladder, rung)
    return rung
