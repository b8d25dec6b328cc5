"""What versions of a rule set call differently, and what a KPI of one version is called in another (SEMANTICS 28)."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from engine.model.scale import Rating


class Renames(NamedTuple):
    """What a version calls differently from the one before (SEMANTICS 28); a dropped KPI has no new name."""

    kpis: Mapping[str, str | None]
    ratings: Mapping[str, Rating]
    rungs: Mapping[tuple[str, str], str]

    def kpi(self, name: str, taken: Container[str] = ()) -> str:
        """Return what becomes of the KPI *name*; one that is dropped gets a name that no KPI has, nor is *taken*."""
        new = self.kpis.get(name, name)
        if new is not None:
            return new
        gone = f"{name} (dropped)"
        while gone in taken:
            gone += " (dropped)"
        return gone

    def rung(self, ladder: str, name: str) -> str:
        """Return what becomes of the rung *name* of *ladder*."""
        return self.rungs.get((ladder, name), name)

    def kpi_before(self, name: str) -> str:
        """Return what the version before called the KPI *name*; a name that no KPI has, where it is new."""
        old = next((old for old, new in self.kpis.items() if new == name), None)
        return old or (f"{name} (new)" if name in self.kpis else name)

    def rung_before(self, ladder: str, name: str) -> str:
        """Return what the version before called the rung *name* of *ladder*; of several that have become one none."""
        olds = [old for (of, old), new in self.rungs.items() if of == ladder and new == name]
        return olds[0] if len(olds) == 1 else name


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


def rung_in_other_rules(history: History, held: tuple[str, str], named: date, then: date) -> str:
    """Return what rules in force on the day *then* call a rung that those of the day *named* know as *held*."""
    ladder, rung = held
    for renames in since(history, named, then):
        rung = renames.rung(ladder, rung)
    for renames in reversed(since(history, then, named)):
        rung = renames.rung_before(ladder, rung)
    return rung
