"""A retainer: a daily rate for each vacant bed, from the day on which the council starts to pay for keeping it free."""

from __future__ import annotations

from decimal import Decimal

from engine.model.dated_terms import DatedAmount, DatedQuantity
from engine.model.figures import Absence
from engine.model.payment import Draft, Factor, LineKind, Part
from engine.model.policy import AbsentFigureError, Parameters, View
from engine.model.terms import Condition, Formula, KpiName, RatingName, Whole


class Bonus(Parameters):
    """A sum on top for a KPI with a rating."""

    kpi: KpiName
    rating: RatingName
    sum: DatedAmount


class BedRetainerParameters(Parameters):
    """What a bed that is kept free costs the council."""

    beds: Formula
    days: Formula
    unpaid_days: DatedQuantity
    rate: DatedAmount
    provided: Condition | None = None
    blocks_of: Whole = 1
    bonus: Bonus | None = None


class BedRetainer:
    """One fee line a period for beds that stood empty for longer than the unpaid days."""

    name = "bed_retainer"
    version = "0.3.0"
    parameters = BedRetainerParameters

    def drafts(self, parameters: BedRetainerParameters, view: View) -> tuple[Draft, ...]:
        """Return the retainer, and the bonus where one is earned."""
        parts = (*self._retained(parameters, view), *self._bonus(parameters, view))
        return (Draft(LineKind.FEE, parts),) if parts else ()

    def _retained(self, parameters: BedRetainerParameters, view: View) -> tuple[Part, ...]:
        if parameters.provided is not None:
            holds = view.verdict(parameters.provided).holds
            if isinstance(holds, Absence):
                raise AbsentFigureError(parameters.provided.text, holds)
            if not holds:
                return ()
        beds = view.value(parameters.beds)
        days = max(view.value(parameters.days) - view.number(parameters.unpaid_days), Decimal(0))
        days -= days % parameters.blocks_of
        rate = view.money(parameters.rate)
        factors = (Factor(beds, "beds"), Factor(days, "days"), *rate.factors)
        return (Part("beds kept free", factors, beds * days * rate.amount),) if beds and days else ()

    def _bonus(self, parameters: BedRetainerParameters, view: View) -> tuple[Part, ...]:
        bonus = parameters.bonus
        rating = getattr(view.outcomes[bonus.kpi.name], "rating", None) if bonus else None
        if bonus is None or rating is None or rating.name != bonus.rating.name:
            return ()
        amount, factors = view.money(bonus.sum)
        return (Part(f"bonus for {bonus.kpi}", factors, amount),)
