"""What one contract scores by each criterion and in all, or why it cannot be ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from engine.evaluation.ranking.looking import Candidate, Look, Seen, Unseen, looks
from engine.evaluation.ranking.scoring import Scored, Scorer, UnscorableError, check_comparable, excluded
from engine.model.comparison import CriterionScore, PeriodFigure, ScoreBasis, Span
from engine.model.decimals import Precision, Rounding
from engine.model.ranking import NOTHING, AgainstBest, Best, Ranking, Unscored


class Looked(NamedTuple):
    """A contract with what its periods say of each criterion, in the order of the criteria."""

    candidate: Candidate
    looks: tuple[tuple[Look, ...], ...]

    @property
    def excluded(self) -> bool:
        """Whether some figure keeps the contract from being ranked."""
        return any(map(excluded, self.looks))


class Weighed(NamedTuple):
    """A contract's scores, and all of them together; *why* it cannot be ranked, empty where it can."""

    candidate: Candidate
    scores: tuple[CriterionScore, ...]
    score: Decimal
    span: Span
    why: tuple[str, ...]


def looked(ranking: Ranking, candidate: Candidate) -> Looked:
    """Return what the periods of *candidate* say of each criterion."""
    found = (looks(one, candidate, ranking.absences) for one in ranking.criteria)
    pairs = zip(ranking.criteria, found, strict=True)
    # A price is the one that holds now: what it was before wins nobody a package.
    return Looked(candidate, tuple(one[-1:] if isinstance(of.scoring, AgainstBest) else one for of, one in pairs))


def bests(ranking: Ranking, found: Sequence[Looked]) -> Mapping[str, Decimal]:
    """Return the best figure of those who can be ranked, by criterion, where figures are held against it."""
    best = {}
    for place, criterion in enumerate(ranking.criteria):
        if isinstance(criterion.scoring, AgainstBest):
            values = [value for one in found if not one.excluded for value in _comparable(one.looks[place])]
            if values:
                best[criterion.name] = min(values) if criterion.scoring.best is Best.LOWEST else max(values)
    return best


def _comparable(given: Sequence[Look]) -> list[Decimal]:
    values = []
    for one in given:
        if isinstance(one, Seen) and isinstance(one.value, Decimal):
            try:
                check_comparable(one.value)
            except UnscorableError:
                continue
            values.append(one.value)
    return values


def weighed(ranking: Ranking, one: Looked, best: Mapping[str, Decimal]) -> Weighed:
    """Return the scores of *one* contract, held against the *best* figures where criteria say so."""
    made = []
    for criterion, found in zip(ranking.criteria, one.looks, strict=True):
        kpi = one.candidate.decided[-1].rules.kpis.get(criterion.kpi)
        scorer = Scorer(criterion, ranking.confidence, best.get(criterion.name), kpi)
        made.append(_criterion(ranking.precision, scorer, found))
    scores = [score for score, _ in made]
    why = [reason for _, reasons in made for reason in reasons]
    weight = sum((each.criterion.weight for each in scores if each.score is not None), NOTHING)
    if not weight and not why:
        why.append("no figure of it has a score")
    shared = tuple(
        each if each.score is None or not weight else each._replace(share=each.criterion.weight / weight)
        for each in scores
    )
    if why:
        return Weighed(one.candidate, shared, NOTHING, Span(NOTHING, NOTHING), tuple(why))
    return _summed(ranking, one.candidate, shared, weight)


def _summed(ranking: Ranking, candidate: Candidate, scores: tuple[CriterionScore, ...], weight: Decimal) -> Weighed:
    """Return the scores weighed and added up; intervals end by end, which holds however figures hang together."""
    low = score = high = NOTHING
    for one in scores:
        if one.score is not None and one.span is not None:
            part = one.criterion.weight
            low, score, high = low + part * one.span.low, score + part * one.score, high + part * one.span.high
    exact = Scored(None, score / weight, Span(low / weight, high / weight))
    total, span = _rounded(ranking.precision, exact)
    return Weighed(candidate, scores, total, span, ())


def _rounded(precision: Precision, found: Scored) -> tuple[Decimal, Span]:
    """Return the score rounded as declared, and where it may lie, rounded outwards."""
    score = precision.rounded(found.score)
    if found.span.is_exact:
        return score, Span(score, score)
    low = Precision(precision.places, Rounding.DOWN).rounded(found.span.low)
    high = Precision(precision.places, Rounding.UP).rounded(found.span.high)
    return score, Span(min(low, score), max(high, score))


def _criterion(precision: Precision, scorer: Scorer, found: Sequence[Look]) -> tuple[CriterionScore, tuple[str, ...]]:
    """Return what one criterion came to, and why it keeps the contract from being ranked, where it does."""
    criterion = scorer.criterion
    figures = tuple(_figure(precision, scorer, one, alone=len(found) == 1) for one in found)
    why = tuple(f"{criterion.title}: in {one.period.label} {one.why}" for one in excluded(found))
    together = None
    try:
        together = None if why else scorer.together(found)
    except UnscorableError as error:
        why = (f"{criterion.title}: {error}",)
    if together is None:
        return CriterionScore(criterion, ScoreBasis.LEFT_OUT, NOTHING, None, None, figures), why
    basis = ScoreBasis.MEASURED if any(isinstance(one, Seen) for one in found) else ScoreBasis.DEEMED
    score, span = _rounded(precision, together)
    return CriterionScore(criterion, basis, NOTHING, score, span, figures, together.value, together.cases), why


def _figure(precision: Precision, scorer: Scorer, look: Look, *, alone: bool) -> PeriodFigure:
    if isinstance(look, Unseen):
        if isinstance(look.deemed, Unscored):
            return PeriodFigure(look.period, ScoreBasis.LEFT_OUT, None, None, look.why)
        return PeriodFigure(look.period, ScoreBasis.DEEMED, None, precision.rounded(look.deemed), look.why)
    together = scorer.criterion.rate is not None and not alone
    notes = ["it is doubtful until a person confirms it"] * look.doubtful + ["it is carried forward"] * look.carried
    score = None if together else _own(precision, scorer, look)
    return PeriodFigure(look.period, ScoreBasis.MEASURED, look.value, score, "; ".join(notes))


def _own(precision: Precision, scorer: Scorer, look: Seen) -> Decimal | None:
    try:
        return precision.rounded(scorer.one(look))
    except UnscorableError:
        return None
