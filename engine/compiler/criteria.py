"""One criterion of a ranking: what its figure scores, and what the figure is a rate of."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.compiler.reading import NUMERIC, Reading, in_words
from engine.compiler.shape.ranking import CriterionShape
from engine.diagnostics import did_you_mean
from engine.expression import Typed
from engine.model.kpi import Kpi, Lines, WorstOf
from engine.model.ranking import AgainstBest, AsItIs, Best, Between, ByWord, Criterion, Rate, Scoring


class CriterionPlace(NamedTuple):
    """One criterion: where it stands, what it says, and its KPI with the type of that one's value."""

    reading: Reading
    path: Path
    shape: CriterionShape
    kpi: Kpi
    value: Typed

    def say(self, key: str, code: str, message: str) -> None:
        """Report a mistake in what stands under *key*, at the key."""
        self.reading.findings.key_error((*self.path, key), code, message)


def criterion(place: CriterionPlace) -> Criterion | None:
    """Return the criterion of *place*; None where it has mistakes, which are reported."""
    scoring, rate = _scoring(place), _rate(place)
    if scoring is None or (place.shape.rate and rate is None):
        return None
    shape = place.shape
    return Criterion(str(place.path[-1]), shape.title or place.kpi.title, shape.kpi, shape.weight, scoring, rate)


def _scoring(place: CriterionPlace) -> Scoring | None:
    shape = place.shape
    if shape.scores is not None:
        return _by_word(place, shape.scores)
    if place.value.kind not in NUMERIC:
        message = f"expected `scores` for {quoted(place.kpi.name)}, whose value is {in_words(place.value)}"
        place.say("kpi", "scores-missing", f"{message}, not a number")
        return None
    match shape.full_at:
        case None:
            return _as_it_is(place)
        case Best() as best:
            return _against_best(place, best)
        case full:
            return _between(place, full)


def _as_it_is(place: CriterionPlace) -> AsItIs | None:
    if place.shape.none_at is not None:
        place.say("none_at", "missing-key", "expected `full_at` beside `none_at`: the figure with the full score")
        return None
    return AsItIs()


def _against_best(place: CriterionPlace, best: Best) -> AgainstBest | None:
    for key in ("none_at", "rate"):
        if getattr(place.shape, key) is not None:
            message = f"expected no `{key}` beside `full_at: {best.value}`: others score in proportion to the best"
            place.say(key, "key-alone", message)
            return None
    return AgainstBest(best)


def _between(place: CriterionPlace, full: Decimal) -> Between | None:
    none = place.shape.none_at
    if none is None:
        place.say("full_at", "missing-key", "expected `none_at` beside `full_at`: the figure with no score any more")
        return None
    if none == full:
        place.say("none_at", "bounds-order", "expected two figures, one with the full score and one with none")
        return None
    return Between(none, full)


def _by_word(place: CriterionPlace, scores: dict[str, Decimal]) -> ByWord | None:
    """Return *scores*, one for every choice of the KPI or for every rating."""
    for key in ("full_at", "none_at"):
        if getattr(place.shape, key) is not None:
            place.say(key, "key-alone", f"expected `scores` or `{key}`, not both")
            return None
    ratings, choices = place.reading.scale.names, place.value.options
    known = choices if choices and not set(scores) & set(ratings) else ratings
    if known is ratings and place.kpi.bands is None and not isinstance(place.kpi.computation, WorstOf):
        place.say("scores", "kpi-unbanded", f"expected a KPI with a rating: {quoted(place.kpi.name)} has no bands")
        return None
    if not _covers(place, scores, known):
        return None
    return ByWord(dict(scores), place.kpi.bands.otherwise if isinstance(place.kpi.bands, Lines) else None)


def _covers(place: CriterionPlace, scores: dict[str, Decimal], known: tuple[str, ...]) -> bool:
    """Return whether there is a score for each of the words *known*, and for no other."""
    strange = [word for word in scores if word not in known]
    for word in strange:
        message = f"unknown choice or rating {quoted(word)}{did_you_mean(word, known)}"
        place.reading.findings.key_error((*place.path, "scores", word), "unknown-choice", message)
    left = [quoted(word) for word in known if word not in scores]
    if left and not strange:
        place.say("scores", "scores-missing", f"expected a score for {', '.join(left)} too")
    return not strange and not left


def _rate(place: CriterionPlace) -> Rate | None:
    given, at = place.shape.rate, (*place.path, "rate")
    if given is None or not place.reading.known((*at, "of"), given.of, place.kpi.reads, "figure of the KPI"):
        return None
    if place.shape.scores is not None and (not isinstance(place.kpi.bands, Lines) or place.kpi.limiters):
        message = f"expected no `rate` beside `scores`, unless the bands of {quoted(place.kpi.name)} are lines alone"
        place.say("rate", "key-alone", message)
        return None
    per = given.per if given.per is not None else Decimal(100 if place.kpi.unit == "percent" else 1)
    if per <= 0:
        place.reading.findings.error((*at, "per"), "bounds-order", "expected a number of more than 0")
        return None
    measure = place.reading.measures.get(given.of)
    return Rate(given.of, per, measure.title if measure else given.of.replace("_", " "))
