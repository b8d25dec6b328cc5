"""Whether the keys of a KPI make sense beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from engine.compiler.bands import BandPlace
from engine.compiler.reading import NUMERIC, in_words
from engine.expression import Kind, Program
from engine.model.kpi import Computation, WeightedScore

_BESIDE = {
    "scores": ("weighted_score",),
    "rated": ("how_many",),
    "not_rated": ("weighted_score", "worst_of", "how_many"),
    "overlap": ("bands",),
    "plausible": ("bands", "ratings"),
}
_OF_NUMBERS = ("precision", "plausible", "better")


def is_coherent(place: BandPlace, computation: Computation) -> bool:
    """Return whether the keys of *place* fit its *computation* and each other; report those that do not."""
    found = [*_alone(place), *_of_numbers(place), *_twice_rated(place)]
    for key, code, message in found:
        place.reading.findings.key_error((*place.kpi, key), code, message)
    return not found and _is_precise(place, computation)


def _alone(place: BandPlace) -> Iterator[tuple[str, str, str]]:
    for key, needed in _BESIDE.items():
        if getattr(place.shape, key) is not None and all(place.lacks(one) for one in needed):
            words = "a composite" if len(needed) > 2 else " or ".join(f"`{one}`" for one in needed)
            yield key, "key-alone", f"expected `{key}` beside {words} only"


def _of_numbers(place: BandPlace) -> Iterator[tuple[str, str, str]]:
    for key in _OF_NUMBERS:
        if getattr(place.shape, key) is not None and place.value.kind not in NUMERIC:
            yield (
                key,
                "key-alone",
                f"expected `{key}` beside a value that is a number only, not {in_words(place.value)}",
            )


def _twice_rated(place: BandPlace) -> Iterator[tuple[str, str, str]]:
    if place.shape.bands is not None and place.shape.ratings is not None:
        yield "ratings", "kpi-ratings", "expected `bands` or `ratings`, not both"
    elif place.shape.bands is not None and place.value.kind is Kind.RATING:
        yield "bands", "band-type", "expected no `bands` beside `worst_of`: its value is a rating already"


def _is_precise(place: BandPlace, computation: Computation) -> bool:
    """Return whether a value that may have endless places says how it is rounded (SEMANTICS 9)."""
    divides = isinstance(computation, WeightedScore) or (isinstance(computation, Program) and computation.divides)
    if not divides or place.shape.precision is not None:
        return True
    if place.lacks("precision"):
        at = (*place.kpi, "value" if place.shape.value else "weighted_score")
        message = "expected a `precision` such as `1 dp, half up` for a KPI whose value divides"
        place.reading.findings.key_error(at, "precision-missing", message)
    return False
