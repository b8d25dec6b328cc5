"""What stands, in the words of the rules that decide: through every version between (SEMANTICS 28)."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from engine.evaluation.renaming import in_words_of
from engine.model.renames import Renames, since
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing


class Words(NamedTuple):
    """What stands in the words of the rules that decide, and by which renames it came there.

    *renames* are those of versions since the last period was decided, *rungs* those since rungs were named, where these
    are others.
    """

    standing: Standing
    renames: tuple[Renames, ...] = ()
    rungs: tuple[Renames, ...] | None = None


def in_words(rules: RuleSet, standing: Standing) -> Words:
    """Return *standing* with everything in it by the names that *rules* have; they are no older than what stands."""
    if not rules.renames:
        return Words(standing)
    history, ours = rules.renames, rules.in_force
    renames, rungs = since(history, standing.version, ours), since(history, standing.rungs_version, ours)
    for one in renames:
        standing = standing.with_kpis_renamed(one)
    for one in rungs:
        standing = standing.with_rungs_renamed(one)
    standing = replace(standing, events=in_words_of(rules, standing.events)) if standing.events else standing
    return Words(standing, renames, None if rungs == renames else rungs)
