"""AC-14 and AC-64 where several providers stand side by side: ranked, deemed, and offered packages or none."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from engine.authoring.folders import bound_at
from engine.bootstrap import policies
from engine.evaluation.ranking import entry_reasons
from tests.evaluation.ranking.builders import ranking_of, reported

CASES = Path(__file__).parent


def rules_of(case):
    return bound_at(CASES / case, policies()).book.latest


def test_ac_64_two_reviews_not_returned_score_0_twice_and_new_packages_are_suspended():
    rules = rules_of("ac-64-two-reviews-not-returned")
    returned = {"review_score": 70, "charges": "180000.00"}
    candidates = {"alder": [returned, returned], "birch": [{"held": {"charges": "180000.00"}}] * 2}

    found = ranking_of(
        rules, *(reported(rules, name, *each, start=date(2026, 1, 1)) for name, each in candidates.items())
    )

    alder, birch = found.ranked
    assert (alder.contract, alder.place, str(alder.score), alder.offered) == ("alder", 1, "70.00", 1)
    assert (birch.contract, birch.place, str(birch.score), birch.offered) == ("birch", 2, "0.00", None)
    assert entry_reasons(birch, found) == (
        "place 2 of 2: 0.00 (KPI review)",
        "Half-yearly review: deemed 0.00, weighs 100%; 2026-H2 is deemed 0.00: nothing was returned",
        "offered no new packages while `offers` stands on `suspended`; existing packages continue",
    )


def test_ac_14_quality_84_and_price_80_rank_at_82_among_others():
    rules = bound_at(CASES.parents[1] / "rules" / "framework-ranking", policies()).book.latest
    alder = {"visits_time_critical": 2000, "visits_missed": 20, "visits_unpunctual": 180}
    ratings = {"hours": "10000", "cqc_rating": "Good", "assessment_rating": "Good"}
    prices = {"alder": "25.00", "birch": "20.00"}

    found = ranking_of(
        rules,
        *(
            reported(rules, name, alder | ratings, start=date(2026, 1, 1), parameters={"price": Decimal(price)})
            for name, price in prices.items()
        ),
    )

    scores = {one.contract: [str(each.score) for each in one.scores] for one in found.ranked}
    assert scores["alder"] == ["75.00", "75.00", "90.00", "80.00"]
    assert {one.contract: str(one.score) for one in found.ranked} == {"birch": "92.00", "alder": "82.00"}
