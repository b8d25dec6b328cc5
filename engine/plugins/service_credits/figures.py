"""The figure of a KPI that a price is reckoned from, and whether an outcome moves money at all."""

from __future__ import annotations

from decimal import Decimal

from engine.model.dated import Dated
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts, Measured, Outcome, Rated
from engine.model.policy import AbsentFigureError, View
from engine.model.terms import Quantity


def has_consequence(outcome: Rated) -> bool:
    """Return whether the rating moves money: a doubtful one, one in grace and a carried one do not."""
    return outcome.counts is not Counts.NEITHER and not outcome.in_grace


def priced_figure(outcome: Outcome, deemed: Dated[Quantity] | None, view: View) -> Decimal | None:
    """Return the figure that is priced, with bands or without; None where there is none, or it moves no money."""
    if isinstance(outcome, Rated):
        return _figure_of(outcome, deemed, view) if has_consequence(outcome) else None
    return outcome.value if isinstance(outcome, Measured) and isinstance(outcome.value, Decimal) else None


def _figure_of(outcome: Rated, deemed: Dated[Quantity] | None, view: View) -> Decimal:
    """Return the figure of *outcome*; *deemed* is the one that a deemed failure is priced at."""
    if isinstance(outcome.value, Decimal):
        return outcome.value
    if outcome.basis is Basis.DEEMED and deemed is not None:
        return view.number(deemed)
    raise AbsentFigureError(outcome.kpi, Absence.MISSING)
