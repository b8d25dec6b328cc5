"""What stands, in the words of the rules that decide: through every version between, forward or back (SEMANTICS 28)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce
from typing import NamedTuple

from engine.evaluation.renaming import in_words_of
from engine.model.renames import Renames, since
from engine.model.rule_set import Ladder, RuleSet
from engine.model.scale import Rating
from engine.model.standing import Standing


class Words(NamedTuple):
    """What stands in the words of the rules that decide, and by which renames it came there.

    *renames* are those of versions since the last period was decided, *rungs* those since rungs were named, where these
    are others; *later* come after the rules that decide, and rungs are known by them already.
    """

    standing: Standing
    renames: tuple[Renames, ...] = ()
    rungs: tuple[Renames, ...] | None = None
    later: tuple[Renames, ...] = ()


def in_words(rules: RuleSet, standing: Standing) -> Words:
    """Return *standing* with everything in it by the names that *rules* have.

    These may be older than what stands: an event is of a day under earlier rules than those of the last period, or came
    under later ones before the last period of the earlier was decided.
    """
    if not rules.renames:
        return Words(standing)
    history, ours = rules.renames, rules.in_force
    renames, rungs = since(history, standing.version, ours), since(history, standing.rungs_version, ours)
    later = since(history, ours, standing.rungs_version or ours)
    for one in (*renames, *_back(rules, since(history, ours, standing.version or ours))):
        standing = standing.with_kpis_renamed(one)
    for one in (*rungs, *_back(rules, later)):
        standing = standing.with_rungs_renamed(one)
    standing = replace(standing, events=in_words_of(rules, standing.events)) if standing.events else standing
    return Words(standing, renames, None if rungs == renames else rungs, later)


def _back(rules: RuleSet, later: tuple[Renames, ...]) -> tuple[Renames, ...]:
    """Return what leads from the names that versions *later* than *rules* have to those of *rules*."""
    if not later:
        return ()
    kpis = {name: reduce(lambda kpi, one: one.kpi(kpi), later, name) for name in rules.kpis}
    # Of several ratings that have become one it was the gravest that is named last.
    ratings = {reduce(_became, later, rating).name: rating for rating in rules.scale.ratings}
    rungs = [pair for ladder in rules.ladders for pair in _rungs_back(ladder, later)]
    return (Renames({**_of_others(kpis), **{new: old for old, new in kpis.items()}}, ratings, dict(rungs)),)


def _rungs_back(ladder: Ladder, later: tuple[Renames, ...]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what each rung was called; two that have become one lead to none: nobody can say which it would be."""
    became = {
        rung.name: reduce(lambda name, one: one.rung(ladder.name, name), later, rung.name) for rung in ladder.rungs
    }
    were: dict[str, list[str]] = {}
    for old, new in became.items():
        were.setdefault(new, []).append(old)
    for new, olds in were.items():
        yield (ladder.name, new), olds[0] if len(olds) == 1 else f"{new}, once {' or '.join(olds)}"
    for name, other in _of_others(became).items():
        yield (ladder.name, name), other


def _of_others(became: Mapping[str, str]) -> dict[str, str]:
    """Return the names that later versions gave to something of their own, and ones that nothing has."""
    return {name: f"{name} (new)" for name in became if name not in became.values()}


def _became(rating: Rating, renames: Renames) -> Rating:
    return renames.ratings.get(rating.name, rating)
