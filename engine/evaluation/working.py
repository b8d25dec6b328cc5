"""One case while its KPIs are worked out: the figures and outcomes so far."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.evaluation.case import Case
from engine.evaluation.history import CaseHistory
from engine.model.figures import Figure
from engine.model.kpi import Grace
from engine.model.outcome import Outcome
from engine.model.written import is_written

NONE_CONFIRMED: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Working:
    """Figures and outcomes by name, for the KPIs that follow; *late* is whether what came counts as missing.

    *confirmed* are the figures that people stand by, as they are written, of their KPIs; *doubted* are the KPIs that
    wait for somebody (SEMANTICS 16).
    """

    __slots__ = ("_graces", "case", "confirmed", "doubted", "figures", "found", "history", "late")

    def __init__(self, case: Case, history: CaseHistory, figures: dict[str, Figure]) -> None:
        self.case, self.history, self.figures = case, history, figures
        self.found: dict[str, Outcome] = history.found
        self.late = case.failed_by_lateness
        self.confirmed = NONE_CONFIRMED
        self.doubted: set[str] = set()
        self._graces: dict[Grace, bool] = {}

    def is_confirmed(self, kpi: str, figure: Figure) -> bool:
        """Return whether a person stands by *figure*, which *kpi* came to, or by whatever it came to."""
        return any(not text or is_written(text, figure) for text in self.confirmed.get(kpi, ()))

    def in_grace(self, grace: Grace) -> bool:
        """Return whether the period is in *grace*; KPIs share theirs, so each is looked at once."""
        found = self._graces.get(grace)
        if found is None:
            found = self._graces[grace] = _in_grace(self.case, grace)
        return found


def _in_grace(case: Case, grace: Grace) -> bool:
    if grace.until is not None:
        return case.day <= grace.until
    return case.rules.reporting.ordinal(case.contract.span, case.period) <= (grace.periods or 0)
