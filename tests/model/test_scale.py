from __future__ import annotations

import pytest

from engine.model.scale import PROCUREMENT_ACT_2023, Rating, Scale


def test_the_procurement_act_has_four_ratings_and_other():
    assert PROCUREMENT_ACT_2023.names == ("good", "approaching_target", "requires_improvement", "inadequate")
    assert PROCUREMENT_ACT_2023.not_rated == "other"


def test_the_best_rating_has_rank_0_and_the_worst_is_the_last():
    scale = Scale.of("traffic-lights", ("green", "amber", "red"), not_rated="grey")

    assert scale.ratings == (Rating("green", 0), Rating("amber", 1), Rating("red", 2))
    assert scale.worst == Rating("red", 2)


@pytest.mark.parametrize(
    ("name", "rating"),
    [
        pytest.param("inadequate", Rating("inadequate", 3), id="a rating is found by its name"),
        pytest.param("other", None, id="what cannot be rated is no rating"),
        pytest.param("Good", None, id="another case is another name"),
    ],
)
def test_a_scale_knows_its_ratings_by_name(name, rating):
    assert PROCUREMENT_ACT_2023.named(name) == rating


def test_a_rating_reads_as_its_name():
    assert str(PROCUREMENT_ACT_2023.worst) == "inadequate"
