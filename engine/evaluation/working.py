"""One case while its KPIs are worked out: the figures and outcomes so far."""

from __future__ import annotations

from engine.evaluation.case import Case
from engine.evaluation.history import CaseHistory
from engine.model.figures import Figure
from engine.model.kpi import Grace
from engine.model.outcome import Outcome

NONE_CONFIRMED: frozenset[str] = frozenset()


class Working:
    """Figures and outcomes by name, for the KPIs that follow; *late* is whether what came counts as missing.

    *confirmed* are the KPIs whose figures a person stands by, *doubted* those that wait for one (SEMANTICS 16).
    """

    __slots__ = ("_graces", "case", "confirmed", "doubted", "figures", "found", "history", "late")

    def __init__(self, case: Case, history: CaseHistory, figures: dict[str, Figure]) -> None:
        self.case, self.history, self.figures = case, history, figures
        self.found: dict[str, Outcome] = history.found
        self.late = case.failed_by_lateness
        self.confirmed = NONE_CONFIRMED
        self.doubted: set[str] = set()
        self._graces: dict[Grace, bool] = {}

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
