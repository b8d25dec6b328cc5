"""One fee line for the visits of a period, with a part for all visits that are paid alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from engine.model.decimals import plain
from engine.model.payment import Draft, Factor, LineKind, Part
from engine.model.policy import PaymentView, View
from engine.model.products import product
from engine.plugins.hookspecs import hookimpl
from engine.plugins.time_and_task.days import Days
from engine.plugins.time_and_task.minutes import Group, Paid, paid
from engine.plugins.time_and_task.parameters import TimeAndTaskParameters
from engine.plugins.time_and_task.pricing import VISITS, Charge, Pricing
from engine.plugins.time_and_task.visits import visits

_NOTHING, _ONE, _SHORTEST = Decimal(0), Decimal(1), Decimal("0.000001")


class TimeAndTask:
    """One fee line a period; none where there were no visits."""

    name = "time_and_task"
    version = "1"
    parameters = TimeAndTaskParameters

    def drafts(self, parameters: TimeAndTaskParameters, view: PaymentView) -> tuple[Draft, ...]:
        """Return the fee for the visits that the period's rows show."""
        days = Days(parameters.sheets[0].kinds, parameters.special_days or {}, view)
        found = paid(parameters, visits(parameters, view), days)
        pricing = Pricing(parameters, view, days)
        made = _each(found, pricing, view) if view.rounds_rows else _in_all(found, pricing)
        parts = (*made, *_unpaid(found.groups))
        return (Draft(LineKind.FEE, parts),) if parts else ()

    def pays_per_row(self, parameters: TimeAndTaskParameters) -> bool:
        """Return whether each visit is paid by itself: minutes that add up over several are no visit's."""
        return not parameters.left_over_by


def _in_all(found: Paid, pricing: Pricing) -> Iterator[Part]:
    """Yield a part for each price and what it is for, of all its minutes or visits."""
    numbers: dict[Charge, Decimal] = {}
    made: Counter[Charge] = Counter()
    for group, number, times in _priced(found):
        for charge in pricing.charges(group, str(group.kind)):
            alike = charge._replace(number=_ONE)
            numbers[alike] = numbers.get(alike, _NOTHING) + charge.number * times
            made[alike] += number
    for alike in sorted(numbers, key=lambda one: (one.what, one.unit)):
        yield _part(alike._replace(number=numbers[alike]), made[alike])


def _each(found: Paid, pricing: Pricing, view: View) -> Iterator[Part]:
    """Yield a part for all visits that come to the same by the same minutes, each of them rounded by itself."""
    for group, number, _ in sorted(_priced(found)):
        charges = pricing.charges(group, str(group.kind))
        unrounded = sum((charge.amount for charge in charges), _NOTHING)
        rounded = view.precision.rounded(unrounded)
        yield _visits(_said(charges, unrounded, rounded), number, rounded)


def _priced(found: Paid) -> Iterator[tuple[Group, int, int]]:
    """Yield each group that is paid, how many visits it has, and how many times its minutes count."""
    yield from ((group, number, number) for group, number in found.groups.items() if group.kind is not None)
    yield from ((group, number, 1) for group, number in found.added_up)


def _said(charges: tuple[Charge, ...], unrounded: Decimal, rounded: Decimal) -> str:
    """Return what a visit is and how its price comes about, since the part itself begins with the rounded one."""
    sums = " + ".join(map(_arithmetic, charges))
    comes_to = "" if sums == plain(unrounded) else f" = {_short(unrounded)}"
    return f"{charges[0].what}, each {sums}{comes_to}{'' if unrounded == rounded else ', rounded'}"


def _arithmetic(charge: Charge) -> str:
    # One visit times its price is its price.
    factors = charge.price.factors if charge.unit == VISITS else charge.factors
    return " x ".join(f"{plain(one.value)}{f' / {plain(one.of)}' if one.of else ''}" for one in factors)


def _short(amount: Decimal) -> str:
    cut = amount.quantize(_SHORTEST, ROUND_DOWN)
    return plain(amount) if cut == amount else f"{plain(cut)}..."


def _part(charge: Charge, number: int) -> Part:
    what = charge.what if charge.unit == VISITS else f"{charge.what}, {number:,} made"
    return product(what, *charge.factors)


def _visits(what: str, number: int, price: Decimal) -> Part:
    return product(what, Factor(Decimal(number), "visit" if number == 1 else VISITS), Factor(price, "sum"))


def _unpaid(groups: Counter[Group]) -> Iterator[Part]:
    for group, number in sorted((group.note, number) for group, number in groups.items() if group.kind is None):
        yield _visits(f"{group}, which pay nothing", number, _NOTHING)


@hookimpl
def plimsoll_payment_policies() -> list[TimeAndTask]:
    """Return time and task."""
    return [TimeAndTask()]
