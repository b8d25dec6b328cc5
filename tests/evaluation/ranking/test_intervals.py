"""How sure a rate is of which few cases were seen, and whom that keeps from being told apart."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.ranking import entry_reasons
from engine.evaluation.ranking.intervals import wilson
from engine.model.decimals import exactly
from engine.model.ranking import CONFIDENCES
from tests.evaluation.ranking.builders import KPIS, entry, framework, part, ranked

RATE = "visits: {kpi: missed_visits, weight: 100%, full_at: 0, none_at: 50, rate: {of: visits}}"
SURE = CONFIDENCES["95%"]


@pytest.mark.parametrize(
    ("seen", "cases", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3: the score interval.
        pytest.param(81, 263, "0.2553", "0.3662", id="81 of 263"),
        pytest.param(15, 148, "0.0624", "0.1605", id="15 of 148"),
        pytest.param(0, 20, "0.0000", "0.1611", id="none of 20"),
        pytest.param(1, 29, "0.0061", "0.1718", id="1 of 29"),
    ],
)
def test_an_interval_is_the_published_one(seen, cases, low, high):
    with exactly():
        found = wilson(Decimal(seen) / cases, Decimal(cases), SURE)

    assert [str(round(end, 4)) for end in found] == [low, high]


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.sampled_from(sorted(CONFIDENCES)))
def test_an_interval_solves_the_equation_that_defines_it(seen, cases, confidence):
    seen = min(seen, cases)
    with exactly():
        found = wilson(Decimal(seen) / cases, Decimal(cases), CONFIDENCES[confidence])

    # The ends are where the part seen lies so many standard errors off: (p - x)^2 = z^2 x (1 - x) / n.
    z = Fraction(CONFIDENCES[confidence].quantile)
    for end in map(Fraction, found):
        off = (Fraction(seen, cases) - end) ** 2 - z**2 * end * (1 - end) / cases
        assert abs(off) < Fraction(1, 10**30)
    assert found.low <= Decimal(seen) / cases + Decimal("1e-27")
    assert found.high >= Decimal(seen) / cases - Decimal("1e-27")


@pytest.mark.parametrize(("part_seen", "cases"), [("0.5", "0"), ("1.2", "10"), ("-0.1", "10")])
def test_what_is_no_part_of_any_cases_has_no_interval(part_seen, cases):
    assert wilson(Decimal(part_seen), Decimal(cases), SURE) is None


def test_few_visits_say_less_than_many_of_the_same_rate():
    rules = framework(RATE, confidence="95%")

    found = ranked(rules, few={"visits": 20, "missed": 2}, many={"visits": 2000, "missed": 200})

    assert str(entry(found, "few").score) == str(entry(found, "many").score) == "80.00"
    assert [str(end) for end in entry(found, "few").span] == ["39.79", "94.43"]
    assert [str(end) for end in entry(found, "many").span] == ["77.21", "82.48"]


def test_whose_intervals_meet_cannot_be_told_apart_and_both_are_told():
    rules = framework(RATE, confidence="95%")

    found = ranked(
        rules,
        alder={"visits": 50, "missed": 2},
        birch={"visits": 50, "missed": 4},
        cedar={"visits": 5000, "missed": 2400},
    )

    assert {one.contract: one.alike for one in found.ranked} == {"alder": ("birch",), "birch": ("alder",), "cedar": ()}
    said = entry_reasons(entry(found, "alder"), found)[-1]
    assert said == "cannot be told apart from birch at 95%: what may be chance is as large as the difference"


def test_exact_figures_are_told_apart_however_near():
    found = ranked(framework("quality: {kpi: score, weight: 100%}"), alder={"figure": 70}, birch={"figure": "69.99"})

    assert [one.alike for one in found.ranked] == [(), ()]


def test_periods_together_say_more_than_one_alone():
    together = framework(RATE, confidence="95%", over="4 periods")

    found = ranked(together, alder=[{"visits": 50, "missed": 5}] * 4)

    one = part(found, "alder", "visits")
    assert (str(one.cases), str(one.value), str(one.score)) == ("200", "10.0", "80.00")
    assert [str(end) for end in one.span] == ["70.11", "86.87"]


def test_a_period_with_more_visits_weighs_more_in_a_rate():
    rules = framework(RATE, confidence="95%", over="2 periods")

    found = ranked(rules, alder=[{"visits": 900, "missed": 0}, {"visits": 100, "missed": 50}])

    assert str(part(found, "alder", "visits").value) == "5.0"


def test_a_period_that_is_deemed_is_certain_and_narrows_what_chance_can_do():
    rules = framework(RATE, confidence="95%", over="2 periods")

    found = ranked(rules, alder=[{"visits": 20, "missed": 2}, None])

    assert str(entry(found, "alder").score) == "40.00"
    assert [str(end) for end in entry(found, "alder").span] == ["19.89", "47.22"]


def test_a_rating_may_be_another_within_what_chance_can_do():
    scores = "{good: 100, approaching_target: 60, requires_improvement: 30, inadequate: 0}"
    rate = f"visits: {{kpi: missed_visits, weight: 100%, scores: {scores}, rate: {{of: visits}}}}"

    found = ranked(framework(rate, confidence="90%"), alder={"visits": 1000, "missed": 21})

    assert str(entry(found, "alder").score) == "60.00"
    assert [str(end) for end in entry(found, "alder").span] == ["60.00", "100.00"]


def test_a_rate_without_its_cases_may_be_anything():
    rules = framework(
        "quality: {kpi: missed_visits, weight: 100%, full_at: 0, none_at: 50, rate: {of: visits, per: 1}}",
        confidence="95%",
    )

    # 10% is no part of one: the rate is so many in a hundred.
    found = ranked(rules, alder={"visits": 100, "missed": 10})

    assert [str(end) for end in entry(found, "alder").span] == ["0.00", "100.00"]


def test_intervals_of_several_criteria_add_up_by_weight():
    half = "{kpi: missed_visits, weight: 50%, full_at: 0, none_at: 50, rate: {of: visits}}"
    rules = framework(f"visits: {half}", "quality: {kpi: score, weight: 50%}", confidence="95%")

    found = ranked(rules, alder={"visits": 20, "missed": 2, "figure": 60})

    assert [str(end) for end in entry(found, "alder").span] == ["49.89", "77.22"]


def test_a_rate_that_is_carried_forward_may_be_anything():
    # Its cases are those of an earlier period, and must not be counted twice.
    carried = KPIS.replace("missed_visits:\n", "missed_visits:\n  missing: {carry_forward: 2 periods}\n", 1)
    rules = framework(RATE, confidence="95%", kpis=carried, over="2 periods")

    found = ranked(rules, alder=[{"visits": 100, "missed": 10}, {"visits": 100}])

    assert str(entry(found, "alder").score) == "80.00"
    assert entry(found, "alder").span == (0, 100)


@pytest.mark.parametrize(
    ("line", "expected"),
    [pytest.param("2", "100.00", id="on the line"), pytest.param("less than 2", "60.00", id="on a line to stay below")],
)
def test_a_pooled_rate_is_rated_by_the_lines_of_the_latest_period(line, expected):
    scores = "{good: 100, approaching_target: 60, requires_improvement: 30, inadequate: 0}"
    rate = f"visits: {{kpi: missed_visits, weight: 100%, scores: {scores}, rate: {{of: visits}}}}"
    kpis = KPIS.replace("good: 2,", f"good: {line},", 1)

    found = ranked(
        framework(rate, confidence="95%", over="2 periods", kpis=kpis),
        alder=[{"visits": 100, "missed": 4}, {"visits": 100, "missed": 0}],
    )

    assert (str(part(found, "alder", "visits").value), str(entry(found, "alder").score)) == ("2.0", expected)
