"""KPIs: each compiled after those that it is computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from engine.compiler.bands import BandPlace, limits, printed
from engine.compiler.coherence import is_coherent
from engine.compiler.composites import COMPOSITES, CompositePlace, composite
from engine.compiler.consequences import every, missing, points, repeat, sample
from engine.compiler.lines import lines
from engine.compiler.nodes import Path
from engine.compiler.order import in_order
from engine.compiler.ranges import ranges
from engine.compiler.ratings import choices, first_match, limiters
from engine.compiler.reading import NUMERIC, Reading, in_words
from engine.compiler.shape.kpi import KpiShape
from engine.compiler.shape.rule_set import RuleSetShape
from engine.expression import Kind, Program, Typed, Vocabulary
from engine.model.kpi import (
    Bands,
    Better,
    Computation,
    Grace,
    HowMany,
    Kpi,
    Limiter,
    OverNotRated,
    Sample,
    WeightedScore,
)

_VALUES = (Kind.NUMBER, Kind.MONEY, Kind.TEXT, Kind.FLAG)


def kpis(reading: Reading, shape: RuleSetShape) -> dict[str, tuple[Kpi, Typed]]:
    """Return the KPIs that are sound, with the types of their values, in the order in which they are computed."""
    read: dict[str, tuple[Kpi, Typed]] = {}
    figures = reading.words()
    order = in_order(shape.kpis, reading.findings)
    for number, name in enumerate(order):
        # Names of KPIs that have mistakes of their own stay spoiled; those that are sound are known by now.
        spoilt = reading.spoilt_by(shape.kpis.keys() - read.keys())
        place = _Place(spoilt, name, shape, read, figures, later=order[number + 1 :])
        kpi = _kpi(place)
        if kpi:
            read[name] = kpi
    return read


@dataclass(frozen=True, slots=True)
class _Place:
    """One KPI of the file, what came before it, the measures and parameters, and what comes *later*."""

    reading: Reading
    name: str
    file: RuleSetShape
    earlier: Mapping[str, tuple[Kpi, Typed]]
    figures: Mapping[str, Typed]
    later: tuple[str, ...]

    @property
    def shape(self) -> KpiShape:
        return self.file.kpis[self.name]

    @property
    def path(self) -> Path:
        return ("kpis", self.name)

    def is_spoilt(self, *keys: str) -> bool:
        return any(self.reading.findings.is_spoilt((*self.path, key)) for key in keys)

    def vocabulary(self, own: Typed | None = None) -> Vocabulary:
        """Return the words of this KPI's expressions; its own name has a meaning once its value is known."""
        words = {**self.figures, **{name: typed for name, (_, typed) in self.earlier.items()}}
        if own:
            words[self.name] = own
        return Vocabulary(
            names=words,
            # What later ones were one measurement ago is known already: `previous(...)` may name them.
            kpis=(*self.earlier, self.name, *self.later),
            scale=self.reading.scale,
            quotients_rounded=own is not None,
            records=self.reading.columns(),
        )


class _Parts(NamedTuple):
    """What a KPI is made of, once it has no mistakes."""

    computation: Computation
    bands: Bands | None
    limiters: tuple[Limiter, ...]
    sample: Sample | None


def _kpi(place: _Place) -> tuple[Kpi, Typed] | None:
    shape, path, reading = place.shape, place.path, place.reading
    guard = sample(reading, path, shape, place.vocabulary())
    computation = _computation(place)
    if computation is None:
        _look_on(place)
        return None
    value = _type(computation, shape)
    band_place = BandPlace(reading, path, shape, value)
    coherent = is_coherent(band_place, computation)
    bands = _bands(place, band_place) if coherent else None
    limiting = limiters(reading, path, shape, place.vocabulary(value))
    unrated = bands is None and (shape.bands is not None or shape.ratings is not None)
    lost = unrated or place.is_spoilt("bands", "ratings") or (shape.sample is not None and guard is None)
    made = _made(place, _Parts(computation, bands, limiting or (), guard))
    return None if lost or not coherent or limiting is None else (made, value)


def _look_on(place: _Place) -> None:
    """Report mistakes in what surrounds a value that has mistakes itself."""
    shape, path, reading = place.shape, place.path, place.reading
    # Only figures get better one way.
    if shape.better is not None and shape.bands is not None and shape.ratings is None:
        _limits(BandPlace(reading, path, shape, Typed(Kind.NUMBER, shape.unit), guess=True))
    limiters(reading, path, shape, place.vocabulary())
    for look in (missing, points, repeat, every):
        look(reading, path, shape)


def _made(place: _Place, parts: _Parts) -> Kpi:
    shape, path, reading = place.shape, place.path, place.reading
    return Kpi(
        name=place.name,
        title=shape.title or place.name.replace("_", " "),
        outcome=shape.outcome or "",
        clause=shape.clause or "",
        unit=shape.unit,
        computation=parts.computation,
        precision=shape.precision,
        better=Better(shape.better) if shape.better else None,
        bands=parts.bands,
        limiters=parts.limiters,
        sample=parts.sample,
        missing=missing(reading, path, shape),
        plausible=shape.plausible,
        grace=_grace(shape.grace or place.file.grace),
        points=points(reading, path, shape),
        repeat=repeat(reading, path, shape),
        every=every(reading, path, shape),
        over_not_rated=OverNotRated(shape.over_not_rated or place.file.over_not_rated),
        reads=_reads(parts),
        publishable=shape.publishable,
    )


def _grace(stated: Grace | None) -> Grace | None:
    return None if stated is None or stated.periods == 0 else stated


def _computation(place: _Place) -> Computation | None:
    shape, path = place.shape, place.path
    keys = ("value", *COMPOSITES)
    given = [key for key in keys if getattr(shape, key) is not None]
    if len(given) != 1:
        if given or not place.is_spoilt(*keys):
            came = " and ".join(f"`{key}`" for key in given) or "none"
            message = f"expected one of `value`, `weighted_score`, `worst_of` or `how_many`, got {came}"
            place.reading.findings.key_error((*path, *given[1:2]), "kpi-value", message)
        return None
    if shape.value is None:
        return composite(CompositePlace(place.reading, path, shape, place.earlier))
    return place.reading.program((*path, "value"), shape.value.text, place.vocabulary(), _VALUES)


def _type(computation: Computation, shape: KpiShape) -> Typed:
    if isinstance(computation, Program):
        return computation.type._replace(unit=shape.unit or computation.type.unit)
    if isinstance(computation, WeightedScore | HowMany):
        return Typed(Kind.NUMBER, shape.unit)
    return Typed(Kind.RATING)


def _bands(place: _Place, band_place: BandPlace) -> Bands | None:
    shape, value = place.shape, band_place.value
    if shape.ratings is not None:
        return first_match(place.reading, (*place.path, "ratings"), shape.ratings, place.vocabulary(value))
    if shape.bands is None:
        return None
    if value.kind is Kind.FLAG or value.options:
        return choices(band_place)
    if value.kind not in NUMERIC:
        message = f"expected a number, a choice or a flag as the value of a KPI with bands, not {in_words(value)}"
        place.reading.findings.key_error(band_place.at, "band-type", message)
        return None
    return _limits(band_place)


def _limits(band_place: BandPlace) -> Bands | None:
    read = limits(band_place)
    if read is None:
        return None
    return ranges(band_place, read) if printed(read) else lines(band_place, read)


def _reads(parts: _Parts) -> tuple[str, ...]:
    names = parts.computation.reads if isinstance(parts.computation, Program) else ()
    return tuple(dict.fromkeys((*names, *(parts.sample.of.reads if parts.sample else ()))))
