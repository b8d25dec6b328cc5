"""Places, ties, who is offered new packages, and who cannot be told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.ranking import entry_reasons, place_words
from engine.model.figures import Absence
from tests.evaluation.ranking.builders import entry, framework, places, ranked

QUALITY = "quality: {kpi: score, weight: 100%}"
BOTH = ("quality: {kpi: score, weight: 50%}", "visits: {kpi: missed_visits, weight: 50%, full_at: 0, none_at: 10}")
LEAGUE = """
- policy: ladder
  name: offers
  climb: jump
  rungs:
    - rung: offered
    - {rung: suspended, decision: escalation, enter: "rating(missed_visits) == inadequate"}
"""


def test_equal_scores_share_a_place_and_the_next_place_is_left_free():
    found = ranked(
        framework(QUALITY), alder={"figure": 70}, birch={"figure": 80}, cedar={"figure": 70}, damson={"figure": 1}
    )

    assert places(found) == [("birch", 1), ("alder", 2), ("cedar", 2), ("damson", 4)]
    assert [place_words(one) for one in found.ranked] == ["1", "2=", "2=", "4"]
    assert "shared with cedar" in entry_reasons(entry(found, "alder"), found)[0]


def test_a_tie_is_settled_by_the_criteria_that_are_named_for_it():
    rules = framework(*BOTH, ties="[visits]")

    found = ranked(
        rules,
        alder={"figure": 90, "visits": 100, "missed": 2},
        birch={"figure": 80, "visits": 100, "missed": 1},
    )

    assert [str(one.score) for one in found.ranked] == ["85.00", "85.00"]
    assert places(found) == [("birch", 1), ("alder", 2)]
    assert "settled by missed visits" in entry_reasons(entry(found, "birch"), found)[0]


def test_what_somebody_is_left_out_of_settles_no_tie():
    rules = framework(*BOTH, ties="[visits]")

    found = ranked(
        rules,
        alder={"figure": 80, "visits": 100, "missed": 2},
        birch={"figure": 80, "visits": Absence.SUPPRESSED, "missed": Absence.SUPPRESSED},
    )

    assert places(found) == [("alder", 1), ("birch", 1)]


def test_who_is_suspended_keeps_its_place_and_is_offered_nothing():
    rules = framework(*BOTH, escalation=LEAGUE, suspended="{offers: [suspended]}")

    found = ranked(
        rules,
        alder={"figure": 100, "visits": 100, "missed": 9},
        birch={"figure": 10, "visits": 100, "missed": 1},
        cedar={"figure": 0, "visits": 100, "missed": 1},
    )

    assert places(found) == [("alder", 1), ("birch", 2), ("cedar", 3)]
    assert {one.contract: one.offered for one in found.ranked} == {"alder": None, "birch": 1, "cedar": 2}
    said = entry_reasons(entry(found, "alder"), found)[-1]
    assert said == "offered no new packages while `offers` stands on `suspended`; existing packages continue"


@pytest.mark.parametrize("reverse", [False, True], ids=["as they come", "the other way round"])
def test_the_order_in_which_providers_come_changes_nothing(reverse):
    given = {"alder": {"figure": 70}, "birch": {"figure": 80}, "cedar": {"figure": 70}}

    found = ranked(framework(QUALITY), **dict(sorted(given.items(), reverse=reverse)))

    assert places(found) == [("birch", 1), ("alder", 2), ("cedar", 2)]


RULES = framework(*BOTH, ties="[quality]")


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 500), st.integers(0, 500)), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_places_fall_with_scores_leave_no_gap_but_for_ties_and_depend_on_no_order(figures, chance):
    providers = {
        f"p{place}": {"figure": score, "visits": visits, "missed": min(missed, visits)}
        for place, (score, visits, missed) in enumerate(figures)
    }
    shuffled = list(providers.items())
    chance.shuffle(shuffled)

    found, again = ranked(RULES, **providers), ranked(RULES, **dict(shuffled))

    assert places(found) == places(again)
    scores = [one.score for one in found.ranked]
    assert scores == sorted(scores, reverse=True)
    for one in found.ranked:
        better = [other for other in found.ranked if other.place < one.place]
        assert len(better) == one.place - 1
        assert one.shared is any(other.place == one.place for other in found.ranked if other is not one)
        assert 0 <= one.span.low <= one.score <= one.span.high <= 100


@given(st.integers(0, 99), st.integers(1, 400), st.integers(0, 400))
def test_a_better_figure_never_has_a_worse_place(score, visits, missed):
    missed = min(missed, visits)
    others = {"birch": {"figure": 50, "visits": 100, "missed": 2}, "cedar": {"figure": 75, "visits": 300, "missed": 2}}
    alder = {"figure": score, "visits": visits, "missed": missed}

    before = entry(ranked(RULES, alder=alder, **others), "alder")
    after = entry(ranked(RULES, alder=alder | {"figure": score + 1}, **others), "alder")

    assert after.place <= before.place
