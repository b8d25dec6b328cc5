"""The words of the record: every closed list has them all, each once."""

from __future__ import annotations

import pytest

from engine.model.escalation import DecisionOutcome, MoveKind
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts
from engine.model.payment import LineKind, LineState
from engine.model.recording import words

LISTS = {
    Absence: words.ABSENCE,
    Counts: words.COUNTS,
    Basis: words.BASIS,
    DecisionOutcome: words.OUTCOME,
    MoveKind: words.MOVE,
    LineKind: words.LINE_KIND,
    LineState: words.LINE_STATE,
}


@pytest.mark.parametrize(("members", "recorded"), LISTS.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_every_member_has_a_word_of_its_own(members, recorded):
    assert set(recorded.of) == set(members)
    assert {recorded.means[recorded.of[one]] for one in members} == set(members)
    assert len(recorded.means) == len(set(members))


def test_no_list_is_left_out():
    every = [one for one in vars(words).values() if isinstance(one, words.Words)]

    assert every == list(LISTS.values())
