"""What a group of visits is worth: sums of a price times minutes or visits, with the numbers that make them."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from engine.model.decimals import settled
from engine.model.payment import Factor
from engine.model.policy import Priced, View
from engine.model.products import product
from engine.plugins.time_and_task.days import DayPrices, Days
from engine.plugins.time_and_task.minutes import Group
from engine.plugins.time_and_task.parameters import BandParameters, BandsParameters, TimeAndTaskParameters

_NOTHING, _ONE, _HOUR = Decimal(0), Decimal(1), Decimal(60)
VISITS, MINUTES = "visits", "minutes"


class Charge(NamedTuple):
    """A *number* of minutes or visits, each at a price or, where there is *of*, so many of them at one."""

    what: str
    unit: str
    of: Decimal | None
    price: Priced
    number: Decimal

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The numbers that the charge is the product of."""
        unit = "visit" if self.unit == VISITS and self.number == 1 else self.unit
        return (Factor(self.number, unit, self.of), *self.price.factors)

    @property
    def amount(self) -> Decimal:
        """What the charge comes to, unrounded."""
        return product(self.what, *self.factors).amount


class Pricing:
    """Prices in force, asked for only for the days that there were visits on."""

    def __init__(self, parameters: TimeAndTaskParameters, view: View, days: Days) -> None:
        self._parameters, self._view, self._days = parameters, view, days

    def charges(self, group: Group, kind: str) -> tuple[Charge, ...]:
        """Return what one visit of *group*, on a *kind* of day, is charged."""
        what = self._days.words(kind) + (f", {group.note}" if group.note else "")
        made = self._made(group.minutes, kind, what)
        if self._parameters.minimum_pay is None:
            return made
        least = self._view.money(self._parameters.minimum_pay)
        if settled(sum((one.amount for one in made), _NOTHING)) >= settled(least.amount):
            return made
        return (Charge(f"{what}, at the least for a visit", VISITS, None, least, _ONE),)

    def _made(self, minutes: Decimal, kind: str, what: str) -> tuple[Charge, ...]:
        price, bands = self._parameters.price, self._parameters.bands
        if price is None:
            return tuple(self._banded(bands, minutes, kind, what)) if bands else ()
        number, unit, of = {
            "hour": (minutes, MINUTES, _HOUR),
            "minute": (minutes, MINUTES, None),
            "visit": (_ONE, VISITS, None),
        }[price.per]
        return (Charge(what, unit, of, self._price(price, kind), number),)

    def _banded(self, bands: BandsParameters, minutes: Decimal, kind: str, what: str) -> list[Charge]:
        """Return the one band that *minutes* have, since bands do not stack, and what is beyond it."""
        if not minutes:
            return [_free(f"{what}, of no whole unit")]
        band = _band(bands, minutes)
        if band is None:
            return self._shorter(bands, minutes, kind, what)
        charges = [self._whole(band, kind, what)]
        over = minutes - band.minutes
        if over > 0 and bands.beyond is not None and (bands.between == "pro_rata" or band is bands.prices[-1]):
            charges.append(Charge(f"{what}, beyond their band", MINUTES, _HOUR, self._price(bands.beyond, kind), over))
        return charges

    def _shorter(self, bands: BandsParameters, minutes: Decimal, kind: str, what: str) -> list[Charge]:
        first = bands.prices[0]
        said = f"{what}, shorter than {first.minutes} minutes"
        if bands.shorter == "first_band":
            return [self._whole(first, kind, what)]
        if bands.shorter == "pro_rata":
            return [Charge(said, MINUTES, Decimal(first.minutes), self._price(first, kind), minutes)]
        return [_free(said)]

    def _whole(self, band: BandParameters, kind: str, what: str) -> Charge:
        return Charge(f"{what}, band of {band.minutes} minutes", VISITS, None, self._price(band, kind), _ONE)

    def _price(self, prices: DayPrices, kind: str) -> Priced:
        price = prices.on(kind)
        if price is None:
            raise ValueError(f"expected a price for the days called `{kind}`")
        return self._view.money(price)


def _free(what: str) -> Charge:
    return Charge(what, VISITS, None, Priced(_NOTHING, (Factor(_NOTHING, "sum"),)), _ONE)


def _band(bands: BandsParameters, minutes: Decimal) -> BandParameters | None:
    if bands.between == "next_band":
        return next((band for band in bands.prices if minutes <= band.minutes), bands.prices[-1])
    return next((band for band in reversed(bands.prices) if band.minutes <= minutes), None)
