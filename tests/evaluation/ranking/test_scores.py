"""What a figure scores, what one that is not there is deemed to score, and what is left out."""

from datetime import date
from decimal import Decimal

import pytest

from engine.evaluation.ranking import Candidate, compared, entry_reasons
from engine.model.comparison import ScoreBasis
from engine.model.figures import Absence
from tests.evaluation.builders import kpi, rules
from tests.evaluation.ranking.builders import (
    KPIS,
    entry,
    framework,
    framework_parts,
    part,
    places,
    ranked,
    ranking_of,
    reported,
)

QUALITY = "quality: {kpi: score, weight: 50%}"
PRICE = "price: {kpi: price, weight: 50%, full_at: lowest}"
VISITS = "visits: {kpi: missed_visits, weight: 100%, full_at: 0, none_at: 5}"


def score(comparison, contract, criterion):
    return str(part(comparison, contract, criterion).score)


def test_quality_84_and_a_price_a_quarter_above_the_lowest_rank_at_82():
    rules = framework(QUALITY, PRICE)

    found = ranked(rules, alder={"figure": 84, "extra": "25.00"}, birch={"figure": 60, "extra": "20.00"})

    assert [(one.contract, str(one.score)) for one in found.ranked] == [("alder", "82.00"), ("birch", "80.00")]
    assert (score(found, "alder", "price"), score(found, "birch", "price")) == ("80.00", "100.00")


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        pytest.param(0, "100.00", id="none missed has the full score"),
        pytest.param(10, "80.00", id="one in a hundred"),
        pytest.param(50, "0.00", id="five in a hundred has no score"),
        pytest.param(90, "0.00", id="nor has more"),
        pytest.param(4, "92.00", id="the figure is rounded as its KPI says, 0.4, before it is scored"),
    ],
)
def test_a_figure_scores_in_proportion_between_two_figures(missed, expected):
    found = ranked(framework(VISITS), alder={"visits": 1000, "missed": missed})

    assert score(found, "alder", "visits") == expected


def test_the_highest_of_all_can_have_the_full_score():
    rules = framework("hours: {kpi: score, weight: 100%, full_at: highest}")

    found = ranked(rules, alder={"figure": 40}, birch={"figure": 30})

    assert places(found) == [("alder", 1), ("birch", 2)]
    assert score(found, "birch", "hours") == "75.00"


def test_ratings_score_what_the_framework_says():
    scores = "{good: 100, approaching_target: 60, requires_improvement: 30, inadequate: 0}"
    rules = framework(f"visits: {{kpi: missed_visits, weight: 100%, scores: {scores}}}")

    found = ranked(rules, alder={"visits": 100, "missed": 3}, birch={"visits": 100, "missed": 9})

    assert (score(found, "alder", "visits"), score(found, "birch", "visits")) == ("60.00", "0.00")


def test_choices_score_even_where_they_are_no_rating():
    rules = framework("cqc: {kpi: regulator, weight: 100%, scores: {Good: 75, Poor: 0, None: 50}}")

    found = ranked(rules, alder={"regulator_rating": "Good"}, birch={"regulator_rating": "None"})

    assert (score(found, "alder", "cqc"), score(found, "birch", "cqc")) == ("75.00", "50.00")


@pytest.mark.parametrize(
    ("figures", "keys", "basis", "why"),
    [
        pytest.param(None, {"not_returned": "0"}, "deemed 0.00", "nothing was returned", id="nothing returned"),
        pytest.param({}, {"missing": "10"}, "deemed 10.00", "the figure is missing", id="missing in a return"),
        pytest.param(
            {"figure": Absence.SUPPRESSED},
            {"suppressed": "50"},
            "deemed 50.00",
            "the figure is suppressed",
            id="suppressed",
        ),
        pytest.param(
            {"figure": Absence.NOT_APPLICABLE},
            {"not_rated": "20"},
            "deemed 20.00",
            "it is not rated: not applicable",
            id="not applicable",
        ),
    ],
)
def test_a_figure_that_is_not_there_is_deemed_to_score_what_is_declared_and_says_so(figures, keys, basis, why):
    rules = framework("quality: {kpi: score, weight: 60%}", "price: {kpi: price, weight: 40%, full_at: lowest}", **keys)

    found = ranked(rules, alder=figures and {**figures, "extra": 20}, birch={"figure": 90, "extra": 20})

    one = part(found, "alder", "quality")
    assert (one.basis, f"deemed {one.score}") == (ScoreBasis.DEEMED, basis)
    assert one.figures[0].why == why
    assert any(f"score: {basis}" in text and why in text for text in entry_reasons(entry(found, "alder"), found))


def test_what_is_left_out_gives_its_weight_to_the_others():
    rules = framework(
        "quality: {kpi: score, weight: 60%}",
        "cqc: {kpi: regulator, weight: 40%, scores: {Good: 75, Poor: 0, None: 50}}",
    )

    found = ranked(rules, alder={"figure": Absence.SUPPRESSED})

    assert str(entry(found, "alder").score) == "75.00"
    assert [str(one.share) for one in entry(found, "alder").scores] == ["0", "1"]
    assert entry_reasons(entry(found, "alder"), found)[1] == "score: left out, for in 2026-04 the figure is suppressed"


def test_who_must_not_be_ranked_without_a_figure_is_not():
    rules = framework("quality: {kpi: score, weight: 100%}", missing="not_ranked")

    found = ranked(rules, alder={}, birch={"figure": 1})

    assert places(found) == [("birch", 1)]
    assert found.unranked[0].why == ("score: in 2026-04 the figure is missing",)


def test_the_price_of_who_is_not_ranked_is_no_measure_for_the_others():
    rules = framework(QUALITY, PRICE, missing="not_ranked")

    found = ranked(rules, alder={"extra": "10.00"}, birch={"figure": 80, "extra": "20.00"})

    assert score(found, "birch", "price") == "100.00"


def test_a_price_of_nothing_ranks_nobody_and_is_no_measure():
    rules = framework(QUALITY, PRICE)

    found = ranked(rules, alder={"figure": 90, "extra": 0}, birch={"figure": 80, "extra": "20.00"})

    assert [one.contract for one in found.unranked] == ["alder"]
    assert "expected a figure of more than 0 to hold against the others', not 0" in found.unranked[0].why[0]
    assert score(found, "birch", "price") == "100.00"


def test_a_figure_that_is_no_score_is_not_taken_for_one():
    found = ranked(framework("quality: {kpi: score, weight: 100%}"), alder={"figure": 101})

    assert "expected a figure from 0 to 100, which is its score, not 101" in found.unranked[0].why[0]


def test_who_has_nothing_decided_is_not_ranked_and_says_why():
    rules = framework("quality: {kpi: score, weight: 100%}")
    period = ranked(rules, alder={"figure": 1}).period

    found = compared(rules, period, [Candidate("birch", "Birch Care", (), {}, "nothing is decided for 2026-04")])

    assert found.unranked[0].why == ("nothing is decided for 2026-04",)


def test_a_kpi_that_a_lot_does_not_have_is_as_what_cannot_be_rated():
    rules = framework(
        "quality: {kpi: score, weight: 50%}",
        "cqc: {kpi: regulator, weight: 50%, scores: {Good: 75, Poor: 0, None: 50}}",
    )
    lot = framework("price: {kpi: price, weight: 100%, full_at: lowest}", kpis=KPIS.replace("score:", "another:", 1))
    found = ranking_of(rules, reported(lot, "alder", {"figure": 10, "extra": 3}))

    assert part(found, "alder", "quality").figures[0].why == "its rules have no `score`"
    assert str(entry(found, "alder").score) == "75.00"


def test_over_several_periods_each_counts_alike_and_the_deemed_do_too():
    rules = framework("quality: {kpi: score, weight: 100%}", over="3 periods")

    found = ranked(rules, alder=[{"figure": 90}, None, {"figure": 60}])

    assert str(entry(found, "alder").score) == "50.00"
    assert [one.basis.value for one in part(found, "alder", "quality").figures] == ["measured", "deemed", "measured"]


def test_the_price_that_counts_is_the_latest():
    rules = framework(QUALITY, PRICE, over="2 periods")

    found = ranked(
        rules,
        alder=[{"figure": 80, "extra": 10}, {"figure": 80, "extra": 25}],
        birch=[{"figure": 80, "extra": 40}, {"figure": 80, "extra": 20}],
    )

    assert (score(found, "alder", "price"), score(found, "birch", "price")) == ("80.00", "100.00")


def test_what_is_measured_less_often_counts_when_it_is_measured():
    rules = framework(
        "quality: {kpi: score, weight: 100%}",
        over="3 periods",
        kpis=KPIS.replace("score:\n", "score:\n  every: quarter\n", 1),
    )

    found = ranked(rules, alder=[{"figure": 10}, {"figure": 20}, {"figure": 70}])

    assert str(entry(found, "alder").score) == "70.00"


def test_a_deemed_failure_scores_what_the_ranking_says_of_missing_figures():
    rules = framework(
        "visits: {kpi: missed_visits, weight: 100%, full_at: 0, none_at: 5}",
        missing="15",
        kpis=KPIS.replace("missed_visits:\n", "missed_visits:\n  missing: {failure: inadequate}\n", 1),
    )

    found = ranked(rules, alder={"visits": 100})

    assert str(entry(found, "alder").score) == "15.00"


def test_a_score_is_rounded_before_it_is_weighed_so_that_the_sum_can_be_done_by_hand():
    third = "visits: {kpi: missed_visits, weight: 50%, full_at: 0, none_at: 3}"
    rules = framework(third, "quality: {kpi: score, weight: 50%}", precision="1 dp, half up")

    found = ranked(rules, alder={"visits": 100, "missed": 1, "figure": 50})

    assert score(found, "alder", "visits") == "66.7"
    assert entry(found, "alder").score == Decimal("58.4")


def test_a_doubtful_figure_is_shown_and_nothing_is_certain_by_it():
    rules = framework(
        "quality: {kpi: score, weight: 100%}",
        kpis=kpi("score", value="figure", plausible="0 to 50"),
    )

    found = ranked(rules, alder={"figure": 90}, birch={"figure": 40})

    assert entry(found, "alder").span == (0, 100)
    assert entry(found, "alder").alike == ("birch",)
    assert "it is doubtful until a person confirms it" in part(found, "alder", "quality").figures[0].why


def test_a_return_that_came_too_late_is_as_one_that_is_missing_and_says_so():
    parts = framework_parts(
        "quality: {kpi: score, weight: 100%}",
        missing="5",
        kpis=kpi("score", value="figure", missing="{failure: inadequate}"),
    )
    rules_ = rules(**parts, reporting="{every: month, due: 10 days, late: failure}")

    found = ranked(rules_, alder={"figure": 90, "received": date(2026, 5, 11)})

    assert part(found, "alder", "quality").figures[0].why == "the figure came too late"
    assert str(entry(found, "alder").score) == "5.00"


def test_a_figure_that_is_carried_forward_scores_as_it_stands_and_says_so():
    carried = kpi("score", value="figure", missing="{carry_forward: 2 periods}")
    rules = framework("quality: {kpi: score, weight: 100%}", kpis=carried, over="2 periods")

    found = ranked(rules, alder=[{"figure": 80}, None])

    assert str(entry(found, "alder").score) == "80.00"
    assert part(found, "alder", "quality").figures[1].why == "it is carried forward"


def test_who_cannot_be_ranked_sets_no_best_price_for_those_who_are():
    rules = framework("quality: {kpi: score, weight: 50%}", PRICE)
    able = {"alder": {"figure": 90, "extra": 20}, "birch": {"figure": 75, "extra": 16}}

    with_an_impossible_score = ranked(rules, **able, cedar={"figure": 105, "extra": 4})

    assert [one.contract for one in with_an_impossible_score.unranked] == ["cedar"]
    assert with_an_impossible_score.ranked == ranked(rules, **able).ranked


def test_no_price_scores_more_than_the_best():
    rules = framework("quality: {kpi: score, weight: 50%}", PRICE, missing="not_ranked")

    found = ranked(rules, alder={"figure": 90, "extra": 20}, cedar={"figure": Absence.MISSING, "extra": 4})

    (cedar,) = found.unranked
    assert [one.score for one in cedar.scores if one.score is not None] == [100]
