"""What a value was held against: lines, a printed range, choices, conditions, and what limits the rating."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import assert_never

from engine.evaluation.explanation.figures import Form
from engine.evaluation.explanation.in_force import in_force, quantified, since
from engine.evaluation.explanation.sentence import Code, Sentence, listed, words
from engine.evaluation.explanation.topic import Topic
from engine.model.kpi import Choices, FirstMatch, Lines, Ranges
from engine.model.outcome import Limit, Rated


def held(topic: Topic, outcome: Rated) -> list[Sentence]:
    """Return every limit and condition down to the one that gave the rating, and the limiters that took hold."""
    return [*_bands(topic, outcome), *_conditions(topic, outcome), *_limiters(topic, outcome)]


def held_in_short(topic: Topic, outcome: Rated) -> list[Sentence]:
    """Return the same with the best limit alone."""
    if outcome.held.limits and isinstance(topic.kpi.bands, Lines):
        return [next(_lines(topic, outcome)), *_limiters(topic, outcome)]
    return held(topic, outcome)


def _bands(topic: Topic, outcome: Rated) -> Iterable[Sentence]:
    bands = topic.kpi.bands
    match bands:
        case Lines():
            return _lines(topic, outcome)
        case Ranges():
            return _ranges(topic, outcome, bands)
        case Choices():
            return _choices(topic, outcome, bands)
        case FirstMatch() | None:
            return ()
    assert_never(bands)


def _lines(topic: Topic, outcome: Rated) -> Iterator[Sentence]:
    """Yield the lines from the best to the one that was met."""
    for limit in outcome.held.limits if isinstance(outcome.value, Decimal) else ():
        margin = limit.margin(outcome.value)  # type: ignore[arg-type]  # lines hold numbers only
        met = _met(limit, margin)
        text = f"{_limit(topic.form, limit)}{_source(topic, limit)}: {_result(topic.form, limit, margin)}"
        yield topic.says(Code.LIMIT_MET if met else Code.LIMIT_MISSED, text)
        if met:
            return


@lru_cache(4096)
def _limit(form: Form, limit: Limit) -> str:
    return f"The limit for {words(limit.rating.name)} is {_side(form, limit)}"


def _source(topic: Topic, limit: Limit) -> str:
    """Return the contract year, date or parameter that the line for the rating of *limit* goes by, if by any."""
    bands = topic.kpi.bands
    if not isinstance(bands, Lines) or bands.fixed is not None:
        return ""
    dated = next((one.line for one in bands.lines if one.rating == limit.rating), None)
    line = in_force(dated, topic.decision) if dated else None
    found = quantified(line.figure, since(dated, topic.decision), topic.decision) if dated and line else None
    return found.source if found else ""


def _side(form: Form, limit: Limit) -> str:
    if limit.upper:
        return f"{'less than' if limit.strict else 'at most'} {form.number(limit.figure)}"
    return f"{'more than' if limit.strict else 'at least'} {form.number(limit.figure)}"


def _met(limit: Limit, margin: Decimal) -> bool:
    return margin > 0 or (not margin and not limit.strict)


def _result(form: Form, limit: Limit, margin: Decimal) -> str:
    if margin:
        distance = form.difference(abs(margin))
        return f"met, with {distance} to spare" if margin > 0 else f"missed by {distance}"
    return "missed, as the figure is exactly on it" if limit.strict else "met exactly"


def _ranges(topic: Topic, outcome: Rated, bands: Ranges) -> list[Sentence]:
    """Return how far the best range was missed, where one can tell, and the range that the value lies in."""
    sentences = []
    best, dated = min(bands.ranges, key=lambda one: one[0].rank)
    span = in_force(dated, topic.decision)
    limits = outcome.held.limits
    if span and limits and limits[0].rating != best and isinstance(outcome.value, Decimal):
        missed = [Limit(best, *end) for end in span.ends()]
        sentences = [_missed(topic, outcome.value, limit) for limit in missed if limit.margin(outcome.value) <= 0]
    if limits:
        sides = listed(_side(topic.form, limit) for limit in limits)
        rating = words(limits[0].rating.name)
        sentences.append(topic.says(Code.LIMIT_MET, f"The range for {rating} is {sides}: the figure lies in it"))
    return sentences


def _missed(topic: Topic, value: Decimal, limit: Limit) -> Sentence:
    by = _result(topic.form, limit, limit.margin(value))
    text = f"The range for {words(limit.rating.name)} is {_side(topic.form, limit)}: {by}"
    return topic.says(Code.LIMIT_MISSED, text)


def _choices(topic: Topic, outcome: Rated, bands: Choices) -> list[Sentence]:
    """Return what the best rating asks for, where another was given."""
    best = min((rating for rating in bands.ratings.values() if rating), key=lambda rating: rating.rank)
    if outcome.rating == best:
        return []
    asked = [_choice(choice) for choice, rating in bands.ratings.items() if rating == best]
    return [topic.says(Code.LIMIT_MISSED, f"The rating {words(best.name)} is for {' or '.join(asked)}")]


def _choice(choice: str) -> str:
    return {"true": "yes", "false": "no"}.get(choice, choice)


def _conditions(topic: Topic, outcome: Rated) -> list[Sentence]:
    comparisons = topic.lexicon.comparisons
    return [comparisons.sentence(topic.kpi.name, one) for one in outcome.held.examined]


def _limiters(topic: Topic, outcome: Rated) -> list[Sentence]:
    sentences = []
    for limiter in topic.kpi.limiters if outcome.held.limited_by else ():
        if limiter.when.text in outcome.held.limited_by:
            condition = topic.lexicon.conditions.of(limiter.when.text)
            text = f"Never better than {words(limiter.rating.name)} when {condition}"
            sentences.append(topic.says(Code.LIMITED, text, limiter.clause))
    return sentences
