"""The KPIs of the period being decided, as later periods will see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.model.outcome import KpiRecord, Outcome, recorded


class Present(Mapping[str, KpiRecord]):
    """The KPIs of the period being decided as records, each made only when a window asks for it."""

    def __init__(self, found: Mapping[str, Outcome]) -> None:
        self._found = found

    def __getitem__(self, name: str) -> KpiRecord:
        return recorded(self._found[name])

    def get(self, name: str, default: KpiRecord | None = None) -> KpiRecord | None:  # type: ignore[override]  # no default of another type is asked for
        """Return the record of the KPI called *name*, else *default*."""
        outcome = self._found.get(name)
        return default if outcome is None else recorded(outcome)

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
