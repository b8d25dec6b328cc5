"""One case while its KPIs are worked out: the figures and outcomes so far."""

from __future__ import annotations

from engine.evaluation.case import Case
from engine.evaluation.history import CaseHistory
from engine.model.figures import Figure
from engine.model.outcome import Outcome


class Working:
    """Figures and outcomes by name, for the KPIs that follow; *late* is whether what came counts as missing."""

    __slots__ = ("case", "figures", "found", "history", "late")

    def __init__(self, case: Case, history: CaseHistory, figures: dict[str, Figure]) -> None:
        self.case, self.history, self.figures = case, history, figures
        self.found: dict[str, Outcome] = history.found
        self.late = case.failed_by_lateness
