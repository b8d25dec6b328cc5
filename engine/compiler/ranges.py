"""Bands as the contract prints them: gaps are mistakes, overlaps are settled by what the file says."""

from __future__ import annotations

from decimal import Decimal

from engine.compiler.bands import BandPlace, Read
from engine.compiler.coverage import Flaw, FlawKind, flaws
from engine.compiler.dating import at_moment, points_of, value_at, values_of
from engine.compiler.limits import Edge, Limit
from engine.model.dated import Dated, Point
from engine.model.decimals import Precision, plain
from engine.model.kpi import Better, Ranges, Span
from engine.model.scale import Rating

_ANY = Span(low=None, low_strict=False, high=None, high_strict=False)
_PERCENT = _ANY._replace(low=Decimal(0), high=Decimal(100))


def ranges(place: BandPlace, read: Read) -> Ranges | None:
    """Return the ranges that *read* prints; None where there are mistakes, which are reported."""
    if place.shape.precision is None:
        if place.lacks("precision"):
            message = "expected a `precision` beside printed ranges: only at one can it be said what falls between them"
            place.reading.findings.key_error(place.at, "precision-missing", message)
        return None
    spans = [_spans(place, rating, dated) for rating, dated in read]
    sound = [span for span in spans if span is not None]
    if len(sound) < len(spans) or not _covered(place, sound, place.shape.precision):
        return None
    return Ranges(tuple(sound if place.shape.overlap != "worst_band" else sound[::-1]))


def _spans(place: BandPlace, rating: Rating, dated: Dated[Limit]) -> tuple[Rating, Dated[Span]] | None:
    if all(_as_span(value) is not None for value in values_of(dated)):
        return rating, dated.map(lambda value: _as_span(value) or _ANY)
    message = "expected a range such as `90 to 95`, `96 or more` or `less than 75` beside the other ranges"
    place.say(rating, "band-limit", message)
    return None


def _as_span(value: Limit) -> Span | None:
    if isinstance(value, Span):
        return value
    if not isinstance(value, Edge) or value.side is None or isinstance(value.figure.figure, str):
        return None
    if value.side is Better.HIGHER:
        return _ANY._replace(low=value.figure.figure, low_strict=value.strict)
    return _ANY._replace(high=value.figure.figure, high_strict=value.strict)


def _covered(place: BandPlace, spans: list[tuple[Rating, Dated[Span]]], precision: Precision) -> bool:
    domain = _PERCENT if place.value.unit == "percent" else _ANY
    sound = True
    for point in points_of(dated for _, dated in spans):
        now = tuple((rating, value_at(dated, point)) for rating, dated in spans)
        for flaw in flaws(now, precision.step, domain):
            sound = _settled(place, flaw, point) and sound
    return sound


def _settled(place: BandPlace, flaw: Flaw, point: Point | None) -> bool:
    """Return whether the file may stand with *flaw*; say so either way, at the worse of the bands."""
    ratings = sorted(flaw.ratings, key=lambda rating: rating.rank)
    names = " and ".join(f"`{rating}`" for rating in ratings)
    path, findings = (*place.at, ratings[-1].name), place.reading.findings
    at = f"at {place.shape.precision}"
    witness = plain(flaw.witness)
    if flaw.kind is FlawKind.GAP:
        where = f"between {names}" if len(ratings) > 1 else f"beyond {names}"
        findings.error(
            path, "bands-gap", f"expected no gap {where}{at_moment(point)} {at}: {witness} falls into no band"
        )
        return False
    message = f"{names} overlap{at_moment(point)} {at}: {witness} falls into both"
    overlap = place.shape.overlap
    if overlap:
        findings.value_warning(path, "bands-overlap", f"{message}; `overlap: {overlap}` settles it")
        return True
    if not findings.is_spoilt((*place.kpi, "overlap")):
        findings.error(path, "bands-overlap", f"{message}; say `overlap: best_band` or `overlap: worst_band`")
    return False
