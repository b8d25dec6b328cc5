"""Ranks the contracts under one framework: scores, places, who is offered new packages, who cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from engine.errors import Reason, SubmissionError, Violation
from engine.evaluation.ranking.looking import Candidate
from engine.evaluation.ranking.weighing import Weighed, bests, looked, weighed
from engine.model.comparison import Comparison, Ranked, Unranked
from engine.model.decimals import exactly
from engine.model.period import Period
from engine.model.ranking import Ranking
from engine.model.rule_set import RuleSet


def compared(framework: RuleSet, period: Period, candidates: Sequence[Candidate]) -> Comparison:
    """Return how *candidates* rank under *framework* for *period*; SubmissionError where it ranks nobody."""
    ranking = check_ranks(framework)
    with exactly():
        found = [looked(ranking, one) for one in candidates if one.decided]
        best = bests(ranking, found)
        # Who cannot be ranked sets no best figure for those who are.
        able = [one for one in found if not weighed(ranking, one, best).why]
        best = bests(ranking, able or found)
        all_weighed = [weighed(ranking, one, best) for one in found]
        ranked = tuple(_placed(ranking, [one for one in all_weighed if not one.why]))
    unranked = [
        *(
            Unranked(*_whose(one.candidate), one.why, one.scores, _suspended(ranking, one.candidate))
            for one in all_weighed
            if one.why
        ),
        *(Unranked(*_whose(one), (one.why,), (), _suspended(ranking, one)) for one in candidates if not one.decided),
    ]
    in_order = tuple(sorted(unranked, key=lambda one: one.contract))
    return Comparison(framework.name, str(framework.in_force), framework.digest, period, ranking, ranked, in_order)


def check_ranks(framework: RuleSet) -> Ranking:
    """Return how *framework* ranks providers; SubmissionError where it says nothing of that."""
    if framework.ranking is None:
        name = f"`{framework.name}` in force from {framework.in_force}"
        message = f"expected a rule set with a `ranking`, and {name} has none"
        raise SubmissionError(Violation("framework", message), reason=Reason.REQUEST_INVALID)
    return framework.ranking


def check_period(framework: RuleSet, asked: Period, spans: Iterable[Period]) -> None:
    """Raise SubmissionError where *asked* is a period of none of the contracts that run for *spans*.

    A month among half years would leave every one of them without a place.
    """
    unfit = [framework.reporting.fits(span, asked.clipped(span) or asked) for span in spans]
    if unfit and None not in unfit:
        raise SubmissionError(Violation("period", str(unfit[0])))


def _whose(candidate: Candidate) -> tuple[str, str]:
    return candidate.contract, candidate.provider


def _suspended(ranking: Ranking, candidate: Candidate) -> tuple[tuple[str, str], ...]:
    """Return the rungs on which the contract is offered no new packages, by ladder."""
    held = ((ladder, candidate.rungs.get(ladder, "")) for ladder in ranking.suspended)
    return tuple((ladder, rung) for ladder, rung in held if rung in ranking.suspended[ladder])


class _Tied(NamedTuple):
    """Contracts that share a place, and the criterion that told them from others of the same score, if one did."""

    sharing: tuple[Weighed, ...]
    settled_by: str


def _placed(ranking: Ranking, found: Sequence[Weighed]) -> Iterator[Ranked]:
    """Yield the contracts from the first place; those that share one in the order of their names."""
    place, offered = 1, 1
    for tied in _in_order(ranking, found):
        free = 0
        for one in tied.sharing:
            suspended = _suspended(ranking, one.candidate)
            free += not suspended
            yield Ranked(
                *_whose(one.candidate),
                place,
                len(tied.sharing) > 1,
                one.score,
                one.span,
                one.scores,
                None if suspended else offered,
                suspended,
                _alike(one, found),
                tied.settled_by,
            )
        place, offered = place + len(tied.sharing), offered + free


def _in_order(ranking: Ranking, found: Sequence[Weighed]) -> Iterator[_Tied]:
    falling = sorted(found, key=lambda one: (-one.score, one.candidate.contract))
    for _, equal in groupby(falling, key=lambda one: one.score):
        yield from _settled(ranking.ties, _Tied(tuple(equal), ""))


def _settled(ties: tuple[str, ...], tied: _Tied) -> Iterator[_Tied]:
    """Yield those of *tied* apart that the criteria *ties* tell apart, the better first."""
    if len(tied.sharing) == 1 or not ties:
        yield tied
        return
    scores = [_score(one, ties[0]) for one in tied.sharing]
    known = [score for score in scores if score is not None]
    if len(known) < len(scores):
        # Who is left out by a criterion neither wins nor loses by it.
        yield from _settled(ties[1:], tied)
        return
    for score in sorted(set(known), reverse=True):
        sharing = tuple(one for one, own in zip(tied.sharing, scores, strict=True) if own == score)
        by = ties[0] if len(set(known)) > 1 else tied.settled_by
        yield from _settled(ties[1:], _Tied(sharing, by))


def _score(one: Weighed, criterion: str) -> Decimal | None:
    return next((each.score for each in one.scores if each.criterion.name == criterion), None)


def _alike(one: Weighed, all_of_them: Sequence[Weighed]) -> tuple[str, ...]:
    """Return the contracts whose intervals meet that of *one*, where chance may have made the difference at all."""
    others = (other for other in all_of_them if other is not one and one.span.meets(other.span))
    return tuple(
        sorted(other.candidate.contract for other in others if not (one.span.is_exact and other.span.is_exact))
    )
