"""What a payment policy remembers of one KPI: under a name that changes where a version renames the KPI."""

from __future__ import annotations

from engine.model.payment import Memory
from engine.model.renames import Renames

_OF_KPI = " KPI "


def name_for(what: str, kpi: str) -> str:
    """Return the name under which *what* is remembered of *kpi*: `suspended 2026-05 KPI missed_visits`."""
    return f"{what}{_OF_KPI}{kpi}"


def parted(name: str) -> tuple[str, str]:
    """Return what is remembered under *name*, and of which KPI; no KPI where it is of none."""
    what, of_kpi, kpi = name.rpartition(_OF_KPI)
    return (what, kpi) if of_kpi else (name, "")


def renamed(memory: Memory, renames: Renames) -> Memory:
    """Return *memory* by the new names of its KPIs, all at once: two of them may have taken each other's."""
    parts = [parted(name) for name in memory]
    taken = {kpi for _, kpi in parts}
    names = [name_for(what, renames.kpi(kpi, taken)) if kpi else what for what, kpi in parts]
    return dict(zip(names, memory.values(), strict=True))
