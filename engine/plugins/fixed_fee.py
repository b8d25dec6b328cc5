"""A fixed fee: a sum a period, or a named one, pro rata by days where the contract cuts a period short."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.model.dated_terms import DatedAmount
from engine.model.payment import Draft, LineKind
from engine.model.policy import Parameters, View
from engine.model.products import by_days, product
from engine.plugins.hookspecs import hookimpl


class FixedFeeParameters(Parameters):
    """What is paid, and what a short first or last period means for it."""

    amount: DatedAmount
    short_periods: Literal["pro_rata", "whole"] = Field(
        description="pro rata by days, or the whole sum; a fee that is a measure is reported for the days there were"
    )


class FixedFee:
    """One fee line a period."""

    name = "fixed_fee"
    version = "1"
    parameters = FixedFeeParameters

    def drafts(self, parameters: FixedFeeParameters, view: View) -> tuple[Draft, ...]:
        """Return the fee of the period."""
        days = by_days(view) if parameters.short_periods == "pro_rata" else ()
        return (Draft(LineKind.FEE, (product("fee", *view.money(parameters.amount).factors, *days),)),)


@hookimpl
def plimsoll_payment_policies() -> list[FixedFee]:
    """Return the fixed fee."""
    return [FixedFee()]
