"""Volume through bands: each output has the price of the band it falls into, and the last ones go back first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from engine.model.decimals import plain
from engine.model.payment import Factor, Memory, MemoryChange, Part
from engine.model.policy import View
from engine.model.products import product
from engine.plugins.output_bands.parameters import BandParameters, OutputBandsParameters

_ZERO, _ONE = Decimal(0), Decimal(1)
_VOLUME = "volume of "


class Band(NamedTuple):
    """A band in force: its place from 1, its last output where it ends, and what a whole output in it is paid."""

    number: int
    up_to: Decimal | None
    price: tuple[Factor, ...]


class Layer(NamedTuple):
    """Outputs of one milestone and band that were paid at one price, *since* the period that ended on a day."""

    milestone: str
    band: int
    since: str
    price: Decimal
    outputs: Decimal

    @property
    def name(self) -> str:
        """The name under which the count is remembered."""
        return f"{_VOLUME}{self.milestone}, band {self.band}, {self.since}, at {plain(self.price)}"


class Piece(NamedTuple):
    """Some outputs of one milestone in one band, and the factors of the price of each."""

    band: int
    outputs: Decimal
    price: tuple[Factor, ...]

    @property
    def each(self) -> Decimal:
        """The price of one."""
        return product("", *self.price).amount


def layer_form(milestone: str, band: int) -> str:
    """Return the form of the names under which outputs of *milestone* in *band* may be stated."""
    return f"{_VOLUME}{milestone}, band {band}, {{day}}, at {{number}}"


def bands(parameters: OutputBandsParameters, view: View) -> tuple[Band, ...]:
    """Return the bands in force; ValueError where they do not rise."""
    found, below = [], _ZERO
    for number, band in enumerate(parameters.bands, start=1):
        up_to = None if band.up_to is None else view.number(band.up_to)
        if up_to is not None and up_to <= below:
            raise ValueError(f"expected bands that rise: beyond {below}, not `{up_to}`")
        found.append(Band(number, up_to, _price(band, parameters, view)))
        below = below if up_to is None else up_to
    return tuple(found)


def _price(band: BandParameters, parameters: OutputBandsParameters, view: View) -> tuple[Factor, ...]:
    share = band.share or parameters.share
    paid = _ONE if share is None else view.in_force(share)
    factors = view.money(band.price).factors
    return factors if paid == 1 else (*factors, Factor(paid, "share of the price"))


def filled(among: Iterable[Band], before: Decimal, count: Decimal, weight: Factor) -> Iterator[Piece]:
    """Yield by band what *count* outputs of a milestone are paid when *before* of it stand already."""
    at, end = before, before + count
    for band in among:
        top = end if band.up_to is None else min(end, band.up_to)
        if top > at:
            yield Piece(band.number, top - at, (*band.price, weight))
            at = top


def last_of(pieces: Iterable[Piece], count: Decimal) -> Iterator[Piece]:
    """Yield *count* of the outputs in *pieces*, the last first."""
    left = count
    for piece in reversed([*pieces]):
        if left > 0:
            yield piece._replace(outputs=min(left, piece.outputs))
            left -= min(left, piece.outputs)


def layers(memory: Memory, milestone: str | None = None) -> tuple[Layer, ...]:
    """Return what was paid for before and not taken back, of *milestone* or of all, from the bottom up."""
    found = [_layer(name, count) for name, count in memory.items() if name.startswith(_VOLUME)]
    return tuple(sorted(one for one in found if milestone is None or one.milestone == milestone))


def _layer(name: str, count: Decimal) -> Layer:
    milestone, band, since, price = name.removeprefix(_VOLUME).split(", ")
    return Layer(milestone, int(band.removeprefix("band ")), since, Decimal(price.removeprefix("at ")), count)


def added(standing: tuple[Layer, ...], milestone: str, pieces: Iterable[Piece], since: str) -> MemoryChange:
    """Return what is to be remembered of *pieces* that are paid, beside the layers *standing*."""
    change: dict[str, Decimal] = {}
    for piece in pieces:
        latest = [one for one in standing if one.band == piece.band][-1:]
        fresh = Layer(milestone, piece.band, since, piece.each, _ZERO)
        layer = latest[0] if latest and latest[0].price == piece.each else fresh
        change[layer.name] = change.get(layer.name, layer.outputs) + piece.outputs
    return change


def taken(standing: tuple[Layer, ...], count: Decimal) -> tuple[Layer, ...]:
    """Return *count* of the outputs *standing*, from the top band down and the latest first, as they were paid."""
    found, left = [], count
    for layer in reversed(standing):
        if left > 0:
            found.append(layer._replace(outputs=min(left, layer.outputs)))
            left -= min(left, layer.outputs)
    return tuple(found)


def paid_part(milestone: str, piece: Piece, sign: Decimal = _ONE) -> Part:
    """Return the part of a line that pays for *piece*, or takes it off again."""
    what = f"{milestone}, band {piece.band}" + ("" if sign > 0 else ", disproved")
    return product(what, Factor(sign * piece.outputs, "reached"), *piece.price)


def taken_part(layer: Layer) -> Part:
    """Return the part of a line that takes *layer* back at the price paid."""
    what = f"{layer.milestone}, band {layer.band}, disproved"
    return product(what, Factor(layer.outputs, "disproved"), Factor(layer.price, "sum"))
