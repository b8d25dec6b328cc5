"""What was paid of one kind since the start: its pennies are evened, and no more goes back than was paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from engine.model.decimals import settled
from engine.model.payment import Draft, Factor, Line, LineKind, Memory, MemoryChange, Part
from engine.model.products import product

_ZERO = Decimal(0)


class Tagged(NamedTuple):
    """A draft of a line, the purse that it moves, and what is *set_off* of what a cap took off before."""

    purse: str
    draft: Draft
    set_off: Decimal = _ZERO


class Purse(NamedTuple):
    """What *stands*, unrounded, what was *paid* of it, and what a cap took off."""

    name: str
    stands: Decimal
    paid: Decimal
    capped_off: Decimal

    @property
    def pennies(self) -> Decimal:
        """What earlier roundings left out, below zero where they paid too much."""
        return settled(self.stands - self.paid - self.capped_off)

    def pays(self, kind: LineKind, parts: tuple[Part, ...], idle: tuple[Part, ...] = ()) -> Iterator[Tagged]:
        """Yield the draft that pays for *parts*, if there are any, with rows that are *idle* beside."""
        shown = (*_evened(parts, self.pennies), *idle)
        if shown:
            yield Tagged(self.name, Draft(kind, shown))

    def takes(self, parts: tuple[Part, ...], *, evened: bool) -> Iterator[Tagged]:
        """Yield the draft that takes *parts* back, what was never paid set off first."""
        if parts:
            due = _evened(parts, -self.pennies) if evened else parts
            off = min(self.capped_off, _sum(due))
            never = (product("what a cap took off, and was never paid", Factor(-off, "sum")),) if off else ()
            yield Tagged(self.name, Draft(LineKind.CLAWBACK, (*due, *never)), off)


def purse(name: str, stands: Decimal, memory: Memory) -> Purse:
    """Return the purse of *name* as it is remembered, for what *stands*."""
    return Purse(name, stands, memory.get(_paid(name), _ZERO), memory.get(_capped(name), _ZERO))


def sums_of(name: str) -> tuple[str, str]:
    """Return the names under which the sums of the purse *name* are remembered."""
    return _paid(name), _capped(name)


def moved(tagged: Iterable[tuple[Tagged, Line]], memory: Memory) -> MemoryChange:
    """Return what the lines, each beside its draft, change in what was paid and capped off."""
    sums: dict[str, Decimal] = {}
    for one, line in tagged:
        sign = -1 if line.kind is LineKind.CLAWBACK else 1
        for name, by in ((_paid(one.purse), sign * line.applied), (_capped(one.purse), line.capped_off - one.set_off)):
            sums[name] = sums.get(name, memory.get(name, _ZERO)) + by
    return {name: amount or None for name, amount in sums.items() if amount != memory.get(name, _ZERO)}


def _evened(parts: tuple[Part, ...], pennies: Decimal) -> tuple[Part, ...]:
    if parts and pennies and _sum(parts) + pennies >= 0:
        return (*parts, product("pennies of earlier periods' rounding", Factor(pennies, "sum")))
    return parts


def _sum(parts: tuple[Part, ...]) -> Decimal:
    return settled(sum((part.amount for part in parts), _ZERO))


def _paid(name: str) -> str:
    return f"paid for {name}"


def _capped(name: str) -> str:
    return f"capped off {name}"
