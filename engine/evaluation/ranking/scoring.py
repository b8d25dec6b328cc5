"""What figures score from 0 to 100, and from where to where that score may lie."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple, assert_never

from engine.evaluation.ranking.intervals import WHOLE, wilson
from engine.evaluation.ranking.looking import Look, Seen, Unseen
from engine.model.comparison import Span
from engine.model.decimals import plain, settled
from engine.model.figures import Value
from engine.model.kpi import Kpi
from engine.model.outcome import Limit, Rated
from engine.model.ranking import (
    FULL,
    NOTHING,
    AgainstBest,
    AsItIs,
    Best,
    Between,
    ByWord,
    Confidence,
    Criterion,
    Scoring,
    Unscored,
)
from engine.model.scale import Rating


class UnscorableError(Exception):
    """A figure that has no score; the message says what was expected."""


class Scored(NamedTuple):
    """What was scored: the figure of one period or of several together, its exact score, and where that may lie."""

    value: Value | None
    score: Decimal
    span: Span
    cases: Decimal | None = None


class Scorer(NamedTuple):
    """Scores the figures of one criterion; *best* is the best figure of all that are compared, None without one."""

    criterion: Criterion
    confidence: Confidence | None
    best: Decimal | None
    kpi: Kpi | None

    def together(self, looks: Sequence[Look]) -> Scored | None:
        """Return the score of all *looks* together, each period counting alike; None where none has one.

        UnscorableError where a figure can have no score.
        """
        seen = [one for one in looks if isinstance(one, Seen)]
        deemed = [one.deemed for one in looks if isinstance(one, Unseen) and isinstance(one.deemed, Decimal)]
        if not seen:
            return None if not deemed else _exact(None, sum(deemed, NOTHING) / len(deemed))
        scored = self._pooled(seen) if self.criterion.rate else self._mean(seen)
        if not deemed:
            return scored
        # Each period counts alike, those that are deemed too.
        count, lost = len(seen) + len(deemed), sum(deemed, NOTHING)
        low, score, high = (
            (len(seen) * one + lost) / count for one in (scored.span.low, scored.score, scored.span.high)
        )
        return scored._replace(score=score, span=Span(low, high))

    def one(self, seen: Seen) -> Decimal:
        """Return the score of one period's figure."""
        return scored(self.criterion.scoring, seen.value, self._rating(seen), self.best)

    def _mean(self, seen: Sequence[Seen]) -> Scored:
        score = sum((self.one(one) for one in seen), NOTHING) / len(seen)
        unsure = any(one.doubtful for one in seen)
        value = seen[0].value if len(seen) == 1 else None
        return Scored(value, score, WHOLE if unsure else Span(score, score))

    def _pooled(self, seen: Sequence[Seen]) -> Scored:
        """Return the score of the rate over all periods together, each with as much weight as it has cases."""
        counted = [(one.unrounded, one.cases) for one in seen]
        cases = sum((count for _, count in counted if count), NOTHING)
        rate = self.criterion.rate
        if rate is None or not cases or any(count is None or not isinstance(one, Decimal) for one, count in counted):
            return self._mean(seen)._replace(span=WHOLE)
        part = (
            sum((one / rate.per * count for one, count in counted if count and isinstance(one, Decimal)), NOTHING)
            / cases
        )
        value = seen[0].value if len(seen) == 1 else self._rounded(part * rate.per)
        rating = self._rating(seen[-1]) if len(seen) == 1 else self._rated(seen[-1], value)
        score = scored(self.criterion.scoring, value, rating, self.best)
        unsure = any(one.doubtful for one in seen)
        span = WHOLE if unsure else self._span(part, cases, seen[-1], score)
        return Scored(value, score, span, cases)

    def _span(self, part: Decimal, cases: Decimal, latest: Seen, score: Decimal) -> Span:
        """Return from where to where the score may lie that *part* of so many cases has."""
        found = None if self.confidence is None else wilson(part, cases, self.confidence)
        if found is None or self.criterion.rate is None:
            return WHOLE
        per = self.criterion.rate.per
        ends = [self._end(end * per, latest) for end in found]
        # A figure is rounded before it is scored, and its interval is not.
        return Span(min(*ends, score), max(*ends, score))

    def _end(self, value: Decimal, latest: Seen) -> Decimal:
        if isinstance(self.criterion.scoring, AsItIs):
            return min(max(value, NOTHING), FULL)
        return scored(self.criterion.scoring, value, self._rated(latest, value), self.best)

    def _rounded(self, value: Decimal) -> Decimal:
        precision = self.kpi.precision if self.kpi else None
        return precision.rounded(value) if precision else settled(value)

    def _rating(self, seen: Seen) -> Rating | None:
        return seen.outcome.rating if isinstance(seen.outcome, Rated) else None

    def _rated(self, latest: Seen, value: Value) -> Rating | None:
        """Return the rating that *value* has by the lines as they stood in the latest period."""
        scoring = self.criterion.scoring
        if not isinstance(scoring, ByWord) or not isinstance(latest.outcome, Rated) or not isinstance(value, Decimal):
            return None
        reached = (one.rating for one in latest.outcome.held.limits if _reaches(one, value))
        return next(reached, scoring.otherwise)


def _reaches(limit: Limit, value: Decimal) -> bool:
    margin = limit.margin(value)
    return margin > 0 or (margin == 0 and not limit.strict)


def _exact(value: Value | None, score: Decimal) -> Scored:
    return Scored(value, score, Span(score, score))


def scored(scoring: Scoring, value: Value, rating: Rating | None, best: Decimal | None) -> Decimal:
    """Return what *value*, or the *rating* that it has, scores; UnscorableError where it can have none."""
    if isinstance(scoring, ByWord):
        return _by_word(scoring, value, rating)
    if not isinstance(value, Decimal):
        raise UnscorableError(f"expected a number, not `{value}`")
    match scoring:
        case AsItIs():
            if not NOTHING <= value <= FULL:
                raise UnscorableError(f"expected a figure from 0 to 100, which is its score, not {plain(value)}")
            return value
        case Between(none_at, full_at):
            return min(max(FULL * (value - none_at) / (full_at - none_at), NOTHING), FULL)
        case AgainstBest(which):
            return _against_best(which, value, best)
    assert_never(scoring)


def _against_best(which: Best, value: Decimal, best: Decimal | None) -> Decimal:
    check_comparable(value)
    if best is None:
        raise UnscorableError(f"expected a {which.value} figure to hold it against, and there is none")
    # Who is not ranked may be better than the best of those who are.
    return min(FULL * (best / value if which is Best.LOWEST else value / best), FULL)


def check_comparable(value: Value) -> None:
    """Raise UnscorableError where *value* cannot be held against the best of all."""
    if not isinstance(value, Decimal) or value <= 0:
        told = plain(value) if isinstance(value, Decimal) else value
        raise UnscorableError(f"expected a figure of more than 0 to hold against the others', not {told}")


def _by_word(scoring: ByWord, value: Value, rating: Rating | None) -> Decimal:
    words = [rating.name, str(value)] if rating else [str(value)]
    for word in words:
        if word in scoring.scores:
            return scoring.scores[word]
    raise UnscorableError(f"expected a score for `{words[0]}`, and the framework has none")


def excluded(looks: Sequence[Look]) -> tuple[Unseen, ...]:
    """Return the periods by which nobody is ranked."""
    return tuple(one for one in looks if isinstance(one, Unseen) and one.deemed is Unscored.NOT_RANKED)
