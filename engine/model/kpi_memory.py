"""What a payment policy remembers of one KPI: under a name that changes where a version renames the KPI."""

from __future__ import annotations

from collections.abc import Mapping

from engine.model.payment import Memory

_OF_KPI = " KPI "


def name_for(what: str, kpi: str) -> str:
    """Return the name under which *what* is remembered of *kpi*: `suspended 2026-05 KPI missed_visits`."""
    return f"{what}{_OF_KPI}{kpi}"


def parted(name: str) -> tuple[str, str]:
    """Return what is remembered under *name*, and of which KPI; no KPI where it is of none."""
    what, of_kpi, kpi = name.rpartition(_OF_KPI)
    return (what, kpi) if of_kpi else (name, "")


def renamed(memory: Memory, kpis: Mapping[str, str | None]) -> Memory:
    """Return *memory* by the new names of *kpis*; what was remembered of a dropped KPI keeps its name."""
    found = dict(memory)
    for name in memory:
        what, kpi = parted(name)
        new = kpis.get(kpi)
        if new and new != kpi:
            found[name_for(what, new)] = found.pop(name)
    return found
