"""SEMANTICS 15 and 16: how ratings compare, and ratings without consequence."""

from __future__ import annotations

import pytest

from engine.compiler.rule_sets import compiled
from engine.model.outcome import Counts
from tests.evaluation.builders import (
    POLICIES,
    Provider,
    errors,
    kpi,
    ladder,
    lines,
    outcome,
    rating,
    rule_file,
    rules,
    rung,
)

pytestmark = pytest.mark.usefixtures("either_evaluator")


@pytest.mark.parametrize(
    ("condition", "moves"),
    [
        ("rating(kpi) == requires_improvement", True),
        ("rating(kpi) != good", True),
        ("is_at_least(rating(kpi), requires_improvement)", True),
        ("is_at_least(rating(kpi), approaching_target)", False),
        ("is_worse_than(rating(kpi), approaching_target)", True),
        ("is_worse_than(rating(kpi), requires_improvement)", False),
    ],
)
def test_semantics_15_ratings_compare_in_words(condition, moves):
    assert (rung(Provider(rules(escalation=ladder(condition))).reports(figure=70)) == "r") is moves


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
def test_semantics_15_less_and_more_on_ratings_are_refused(sign):
    cases = f"[{{good: rating(a) {sign} good}}, {{inadequate: otherwise}}]"

    assert errors(kpis=kpi("a") + kpi("b", ratings=cases)) == {"rating-order"}


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"escalation": ladder("rating(kpi) < good")}, id="in a ladder"),
        pytest.param(
            {"payment": "- {policy: fixed_fee, amount: 1.00, short_periods: whole, when: rating(kpi) > good}"},
            id="in a payment",
        ),
    ],
)
def test_semantics_15_where_ratings_are_compared_by_less_or_more_the_words_are_suggested(parts):
    found = compiled("rules.yaml", rule_file(**parts).encode(), POLICIES)

    (message,) = [one.message for one in found.diagnostics if one.code == "rating-order"]
    assert message.endswith("does not say which rating is better; write `is_at_least(a, b)` or `is_worse_than(a, b)`")


PAID = "- {policy: service_credits, by_rating: {inadequate: 10.00}}"


def test_semantics_16_an_implausible_figure_is_rated_and_flagged_but_has_no_consequence():
    rule_set = rules(kpis=kpi(plausible="30 to 100", points="{inadequate: 3}"), payment=PAID)

    decision = Provider(rule_set).reports(figure=13)

    doubtful = outcome(decision)
    assert (doubtful.rating.name, doubtful.doubtful) == ("inadequate", True)
    assert (doubtful.counts, doubtful.points, lines(decision)) == (Counts.NEITHER, 0, [])


@pytest.mark.parametrize("figure", ["30", "100"])
def test_semantics_16_the_ends_of_what_is_plausible_belong_to_it(figure):
    decision = Provider(rules(kpis=kpi(plausible="30 to 100"))).reports(figure=figure)

    assert not outcome(decision).doubtful


@pytest.mark.parametrize(
    ("grace", "counts"),
    [
        pytest.param("2 periods", ["neither", "neither", "failure"], id="for so many periods"),
        pytest.param("until 2026-05-31", ["neither", "neither", "failure"], id="until a date, the last day in it"),
        pytest.param("until 2026-05-30", ["neither", "failure", "failure"], id="periods that end later have none"),
    ],
)
@pytest.mark.parametrize("level", ["kpi", "rule set"])
def test_semantics_16_in_grace_a_failure_is_shown_without_consequence(grace, counts, level):
    points = "{inadequate: 3}"
    shape = (
        {"kpis": kpi(grace=grace, points=points)} if level == "kpi" else {"kpis": kpi(points=points), "grace": grace}
    )
    provider = Provider(rules(payment=PAID, **shape))

    decisions = [provider.reports(figure=0) for _ in counts]

    assert [rating(one) for one in decisions] == ["inadequate"] * 3
    assert [outcome(one).counts.value for one in decisions] == counts
    assert [bool(outcome(one).points) for one in decisions] == [one == "failure" for one in counts]
    assert [bool(lines(one)) for one in decisions] == [one == "failure" for one in counts]


def test_semantics_16_what_is_computed_from_a_doubtful_figure_is_doubtful_too():
    rule_set = rules(kpis=kpi(plausible="30 to 100") + kpi("worst", worst_of="[kpi]", not_rated="not_rated"))

    worst = outcome(Provider(rule_set).reports(figure=13), "worst")

    assert (worst.rating.name, worst.counts, worst.doubtful) == ("inadequate", Counts.NEITHER, True)


@pytest.mark.parametrize("own", ["none", "0 periods"])
def test_semantics_16_a_kpi_may_be_without_the_rule_sets_grace(own):
    kpis = kpi("spared") + kpi("unspared", grace=own)

    decision = Provider(rules(kpis=kpis, grace="2 periods")).reports(figure=0)

    assert [outcome(decision, name).counts for name in ("spared", "unspared")] == [Counts.NEITHER, Counts.FAILURE]


def test_semantics_16_a_kpi_may_have_a_grace_of_its_own_where_the_rule_set_has_none():
    kpis = kpi("spared", grace="1 period") + kpi("unspared")

    decision = Provider(rules(kpis=kpis, grace="none")).reports(figure=0)

    assert [outcome(decision, name).counts for name in ("spared", "unspared")] == [Counts.NEITHER, Counts.FAILURE]
