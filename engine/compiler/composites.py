"""KPIs computed from other KPIs: weighted scores, the worst of several, how many are rated so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.compiler.dating import at_moment, dated_values, points_of, value_at
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.compiler.reading import NUMERIC, Reading, in_words
from engine.compiler.shape.kpi import KpiShape
from engine.diagnostics import did_you_mean
from engine.expression import Kind, Typed
from engine.model.kpi import HowMany, Kpi, Partly, WeightedScore, WorstOf
from engine.model.terms import percent_text

COMPOSITES = ("weighted_score", "worst_of", "how_many")


@dataclass(frozen=True, slots=True)
class CompositePlace:
    """One composite: where its KPI stands, what it says, and the KPIs that it may name, with their values' types."""

    reading: Reading
    path: Path
    shape: KpiShape
    earlier: Mapping[str, tuple[Kpi, Typed]]

    @property
    def key(self) -> str:
        """Which kind of composite it is."""
        return next(key for key in COMPOSITES if getattr(self.shape, key) is not None)

    def lacks(self, key: str) -> bool:
        """Return whether the KPI has no *key*, not even one with a mistake."""
        return getattr(self.shape, key) is None and not self.reading.findings.is_spoilt((*self.path, key))

    def say(self, key: str, code: str, message: str) -> None:
        """Report a mistake in what stands under *key*, at the key."""
        self.reading.findings.key_error((*self.path, key), code, message)


def composite(place: CompositePlace) -> WeightedScore | WorstOf | HowMany | None:
    """Return the composite of *place*; None where it has mistakes, which are reported."""
    if place.shape.not_rated is None:
        if place.lacks("not_rated"):
            message = (
                "expected `not_rated: leave_out` or `not_rated: not_rated` beside a composite: there is no default"
            )
            place.say(place.key, "composite-not-rated", message)
        return None
    partly = Partly(place.shape.not_rated)
    match place.key:
        case "weighted_score":
            return _weighted(place, partly)
        case "worst_of":
            names = _rated_kpis(place, place.shape.worst_of or [])
            return WorstOf(names, partly) if names else None
    return _how_many(place, partly)


def _rated_kpis(place: CompositePlace, names: list[str]) -> tuple[str, ...]:
    """Return *names*, where all of them are KPIs with a rating; none where there are mistakes, which are reported."""
    at = (*place.path, place.key)
    if not names:
        place.reading.findings.error(at, "too-few", "expected at least one KPI here")
    sound = [_is_rated(place, (*at, number), name) for number, name in enumerate(names)]
    return tuple(names) if all(sound) else ()


def _is_rated(place: CompositePlace, path: Path, name: str) -> bool:
    if not place.reading.known(path, name, tuple(place.earlier), "KPI"):
        return False
    kpi = place.earlier[name][0]
    if kpi.bands is not None or isinstance(kpi.computation, WorstOf):
        return True
    place.reading.findings.error(path, "kpi-unbanded", f"expected a KPI with a rating: {quoted(name)} has no bands")
    return False


def _how_many(place: CompositePlace, partly: Partly) -> HowMany | None:
    kpis = _rated_kpis(place, place.shape.how_many or [])
    rated = place.shape.rated
    if rated is None:
        if place.lacks("rated"):
            message = "expected `rated:`, the rating or ratings that are counted, beside `how_many`"
            place.say("how_many", "missing-key", message)
        return None
    at: Path = (*place.path, "rated")
    places = [((*at, number), name) for number, name in enumerate(rated)] if isinstance(rated, list) else [(at, rated)]
    found = [place.reading.rating(path, name) for path, name in places]
    ratings = frozenset(rating for rating in found if rating)
    if not places:
        place.reading.findings.error(at, "too-few", "expected at least one rating here")
    return HowMany(kpis, ratings, partly) if kpis and found and all(found) else None


def _weighted(place: CompositePlace, partly: Partly) -> WeightedScore | None:
    weights, scores = place.shape.weighted_score or {}, place.shape.scores or {}
    weighed = [_weighable(place, name) for name in weights]
    scored = [_scored(place, name) for name in scores]
    total = _is_whole(place)
    return WeightedScore(weights, scores, partly) if all((*weighed, *scored, total)) else None


def _is_whole(place: CompositePlace) -> bool:
    """Return whether the weights are shares of one whole, whenever they change."""
    weights, at = place.shape.weighted_score or {}, (*place.path, "weighted_score")
    findings, before = place.reading.findings, len(place.reading.findings.found)
    for path, weight in (pair for name, dated in weights.items() for pair in dated_values((*at, name), dated)):
        if weight < 0:
            findings.error(path, "weight-negative", f"expected a weight of 0% or more, not {percent_text(weight)}")
    for point in points_of(weights.values()):
        total = sum((value_at(weight, point) for weight in weights.values()), Decimal(0))
        if total != 1:
            message = f"expected weights that total 100%, not {percent_text(total)}{at_moment(point)}"
            findings.key_error(at, "weights-total", message)
    return len(findings.found) == before


def _weighable(place: CompositePlace, name: str) -> bool:
    path = (*place.path, "weighted_score", name)
    if not place.reading.known_key(path, tuple(place.earlier), "KPI"):
        return False
    typed = place.earlier[name][1]
    if typed.kind in NUMERIC or name in (place.shape.scores or {}):
        return True
    if place.lacks("scores"):
        message = f"expected `scores` for {quoted(name)}, whose value is {in_words(typed)}, not a number"
        place.reading.findings.key_error(path, "scores-missing", message)
    return False


def _scored(place: CompositePlace, name: str) -> bool:
    path = (*place.path, "scores", name)
    weights = place.shape.weighted_score or {}
    if name not in weights:
        message = f"expected scores of the KPIs with a weight only, not of {quoted(name)}{did_you_mean(name, weights)}"
        place.reading.findings.key_error(path, "unknown-name", message)
        return False
    return name in place.earlier and _scores_all(place, path, place.earlier[name])


def _scores_all(place: CompositePlace, path: Path, kpi: tuple[Kpi, Typed]) -> bool:
    """Return whether every choice of the KPI, or every rating, has its score."""
    given, ratings = (place.shape.scores or {})[str(path[-1])], place.reading.scale.names
    choices = kpi[1].options
    known = choices if choices and not set(given) & set(ratings) else ratings
    strange = [word for word in given if word not in known]
    for word in strange:
        message = f"unknown choice or rating {quoted(word)}{did_you_mean(word, known)}"
        place.reading.findings.key_error((*path, word), "unknown-choice", message)
    sound = [place.reading.quantities((*path, word), dated, Typed(Kind.NUMBER)) for word, dated in given.items()]
    unscored = [word for word in known if word not in given]
    if unscored and not strange:
        words = ", ".join(quoted(word) for word in unscored)
        place.reading.findings.key_error(path, "scores-missing", f"expected a score for {words} too")
    return all(sound) and not strange and not unscored
